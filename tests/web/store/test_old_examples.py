"""Examples of before they knew their messages are matched with them, in both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import alembic.command
import pytest
import sqlalchemy as sa
from alembic.config import Config

from contracts.databases.urls import blocking_url
from web.store import database as store
from web.store.database import upgrade

_MIGRATIONS = Path(store.__file__).with_name("migrations")


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of the version before."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'conversations.db'}"
    else:
        url = request.getfixturevalue("postgresql_database")
    engine = sa.create_engine(blocking_url(url))
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS))
        config.attributes["connection"] = connection
        alembic.command.upgrade(config, "0006")
    engine.dispose()
    yield url


def message(id: int, text: str, label: str | None = "statistics") -> dict[str, Any]:
    return {
        **{"id": id, "conversation": f"browser-{id}", "said_at": 1.0, "channel": "browser"},
        **{"language": "sv", "text": text, "intent": "statistics", "likeliest": "statistics"},
        **{"confidence": 0.5, "ranking": "[]", "wants_second": False, "usefulness": 1.0},
        **{"alike": "", "state": "settled" if label else "waiting", "label": label},
    }


def example(text: str, label: str = "statistics", person: str = "anna") -> dict[str, Any]:
    return {
        **{"text": text, "digest": text, "label": label, "language": "sv"},
        **{"person": person, "added_at": 1.0},
    }


def review(message: int, person: str) -> dict[str, Any]:
    return {
        **{"message": message, "person": person, "verdict": "right", "label": "statistics"},
        **{"turn": 1, "made_at": 1.0},
    }


def after_upgrade(address: str, rows: dict[str, list[dict[str, Any]]]) -> dict[str, int | None]:
    """The message of each example, once these rows have been brought up to date."""
    engine = sa.create_engine(blocking_url(address))
    with engine.begin() as connection:
        metadata = sa.MetaData()
        metadata.reflect(connection)
        for table, values in rows.items():
            if values:
                connection.execute(sa.insert(metadata.tables[table]), values)
    upgrade(address)
    with engine.connect() as connection:
        found = connection.execute(sa.text("SELECT text, message FROM examples")).all()
    engine.dispose()
    return {row.text: row.message for row in found}


def test_an_example_gets_the_message_that_is_settled_as_it_and_says_the_same(address: str) -> None:
    rows = {
        "messages": [
            message(1, "Hur många?"),
            message(2, "Kommentar\nom [namn] i  Borås", "individual_case"),
            message(3, "Vem ringer jag", "press_contact"),
            message(4, "Väntar ännu", None),
            message(5, "[namn]"),
        ],
        "examples": [
            example("Hur många?"),
            example("Kommentar om Hanna Petrovanski i Borås", "individual_case"),
            example("Vem ringer jag", "thanks"),
            example("Väntar ännu"),
            example("Skrivet för hand"),
        ],
        "reviews": [],
    }
    assert after_upgrade(address, rows) == {
        "Hur många?": 1,
        "Kommentar om Hanna Petrovanski i Borås": 2,
        "Vem ringer jag": None,  # they say different things already
        "Väntar ännu": None,
        "Skrivet för hand": None,
    }


def test_of_several_messages_the_writers_own_comes_first_then_the_earliest(address: str) -> None:
    rows = {
        "messages": [message(1, "Hur många?"), message(2, "Hur många?"), message(3, "Hur stor?")],
        "examples": [example("Hur många?"), example("Hur stor?", person="bo")],
        "reviews": [review(1, "bo"), review(2, "anna"), review(3, "anna")],
    }
    assert after_upgrade(address, rows) == {"Hur många?": 2, "Hur stor?": 3}


def test_a_message_has_one_example_at_most(address: str) -> None:
    rows = {
        "messages": [message(1, "Ring [namn]"), message(2, "Ring [namn]")],
        "examples": [example("Ring Åsa"), example("Ring Ali"), example("Ring Olga")],
        "reviews": [],
    }
    assert after_upgrade(address, rows) == {"Ring Åsa": 1, "Ring Ali": 2, "Ring Olga": None}
