"""Nothing falls back to memory in silence: a store that is mistyped or gone stops the start."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.shared.exceptions import RasaException

from contracts.paths import ROOT
from engine.serving.endpoints import read_endpoints


@pytest.fixture(autouse=True)
def addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACTIONS_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("DATABASE_URL", "sqlite://")


def test_the_endpoints_of_this_repository_mask_what_is_stored() -> None:
    endpoints = read_endpoints(str(ROOT / "endpoints.yml"), None)
    assert endpoints.tracker_store.type == "engine.serving.tracker_store.MaskingTrackerStore"
    assert endpoints.lock_store is None


@pytest.mark.parametrize(
    "type_name",
    [
        "engine.serving.tracker_store.MaskingTrackerStor",
        "engine.tracker_stor.MaskingTrackerStore",
        "engine.serving.tracker_store.StoreState",
        "SQL",
        "",
    ],
)
def test_a_tracker_store_that_is_mistyped_stops_the_start(tmp_path: Path, type_name: str) -> None:
    file = tmp_path / "endpoints.yml"
    file.write_text(f'tracker_store:\n  type: "{type_name}"\n  url: sqlite://\n')
    with pytest.raises(RasaException, match="tracker_store i endpoints"):
        read_endpoints(str(file), None)


def test_no_tracker_store_stops_the_start_too(tmp_path: Path) -> None:
    file = tmp_path / "endpoints.yml"
    file.write_text("action_endpoint:\n  url: http://127.0.0.1:9\n")
    with pytest.raises(RasaException, match="tracker_store i endpoints"):
        read_endpoints(str(file), None)


@pytest.mark.parametrize("address", ["redis://u:hemligt@127.0.0.1:9/0", "ingen adress"])
def test_redis_that_cannot_be_reached_stops_the_start_without_its_password(address: str) -> None:
    with pytest.raises(RasaException, match="REDIS_URL") as refused:
        read_endpoints(str(ROOT / "endpoints.yml"), address)
    assert "hemligt" not in str(refused.value)
