"""Nothing falls back to memory in silence: a store that is mistyped or gone stops the start."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.shared.exceptions import RasaException

from engine.local_actions import LocalActions
from engine.serving.endpoints import make_serving
from engine.serving.storage.locks import LocalLocks
from engine.serving.storage.redis_locks import RedisLocks
from engine.serving.storage.tracker_store import MaskingTrackerStore

from .conftest import settings_of

MEMORY = "sqlite://"


async def test_the_endpoints_of_this_repository_mask_what_is_stored() -> None:
    serving = make_serving(settings_of(database_url=MEMORY))
    assert isinstance(serving._store, MaskingTrackerStore)
    assert type(serving._locks) is LocalLocks
    assert isinstance(serving._actions, LocalActions)
    await serving.close()


async def test_locks_are_in_redis_where_there_is_one() -> None:
    serving = make_serving(settings_of(database_url=MEMORY, redis_url="redis://127.0.0.1:9/0"))
    assert isinstance(serving._locks, RedisLocks)
    await serving.close()


@pytest.mark.parametrize(
    "type_name",
    [
        "engine.serving.storage.tracker_store.MaskingTrackerStor",
        "engine.tracker_stor.MaskingTrackerStore",
        "engine.serving.storage.locks.LocalLocks",
        "SQL",
        "",
    ],
)
def test_a_tracker_store_that_is_mistyped_stops_the_start(tmp_path: Path, type_name: str) -> None:
    file = tmp_path / "endpoints.yml"
    file.write_text(f'tracker_store:\n  type: "{type_name}"\n')
    with pytest.raises(RasaException, match="tracker_store i endpoints"):
        make_serving(settings_of(database_url=MEMORY), file)


def test_no_tracker_store_stops_the_start_too(tmp_path: Path) -> None:
    file = tmp_path / "endpoints.yml"
    file.write_text("action_endpoint:\n  url: http://127.0.0.1:9\n")
    with pytest.raises(RasaException, match="tracker_store i endpoints"):
        make_serving(settings_of(database_url=MEMORY), file)


@pytest.mark.parametrize("address", ["http://u:hemligt@127.0.0.1:9/0", "ingen adress"])
def test_redis_without_an_address_stops_the_start_without_its_password(address: str) -> None:
    with pytest.raises(RasaException, match="REDIS_URL") as refused:
        make_serving(settings_of(database_url=MEMORY, redis_url=address))
    assert "hemligt" not in str(refused.value)
