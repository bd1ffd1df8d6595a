"""The model in force is served if it is whole, else the last good one, and that is said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from contracts.tables import releases
from engine.training import model_choice
from engine.training.archives import write_digest
from engine.training.model_choice import Choice, choose_model
from tests.engine.release_tables import with_releases

CODE = "0123abcd"
OURS = f"presstjanst-{CODE}-00000000.tar.gz"
FIRST, SECOND = (f"candidate-{CODE}-{number * 8}.tar.gz" for number in "12")


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "models"
    folder.mkdir()
    monkeypatch.setenv("MODELS_DIR", str(folder))
    monkeypatch.setattr(model_choice, "model_path", lambda: folder / OURS)
    for name in (OURS, FIRST, SECOND):
        (folder / name).write_text(name)
        write_digest(folder / name)
    return folder


@pytest.fixture
def database(tmp_path: Path) -> Iterator[sa.engine.Engine]:
    engine = with_releases(tmp_path / "conversations.db", OURS, FIRST, SECOND)
    yield engine
    engine.dispose()


def test_the_last_release_is_served(models: Path, database: sa.engine.Engine) -> None:
    assert choose_model(database, CODE) == Choice(models / SECOND)


def test_the_release_before_a_damaged_one_is_served_and_said(
    models: Path, database: sa.engine.Engine
) -> None:
    (models / SECOND).write_text("cut")
    assert choose_model(database, CODE) == Choice(
        models / FIRST,
        f"Den släppta modellen {SECOND} är skadad: den stämmer inte med sin kontrollsumma. "
        f"Modellen {FIRST} används så länge.",
    )


def test_a_release_that_was_undone_is_not_the_last_good_one(
    models: Path, database: sa.engine.Engine
) -> None:
    row = {"model": FIRST, "undoes": 3, "person": "anna", "released_at": 0.0}
    with database.begin() as connection:
        connection.execute(sa.insert(releases).values(row))
    (models / FIRST).write_text("cut")
    assert choose_model(database, CODE).model == models / OURS


def test_what_was_never_released_is_not_served(models: Path) -> None:
    (models / OURS).write_text("cut")
    assert choose_model(None, CODE) == Choice(
        None,
        f"Modellen {OURS} är skadad: den stämmer inte med sin kontrollsumma. Den tränas om.",
    )


def test_an_earlier_model_of_the_same_code_answers_where_the_newest_is_damaged(
    models: Path,
) -> None:
    earlier = models / f"presstjanst-{CODE}-99999999.tar.gz"
    earlier.write_text("earlier")
    write_digest(earlier)
    (models / OURS).write_text("cut")
    choice = choose_model(None, CODE)
    assert choice.model == earlier
    assert "kör make train" in str(choice.sentence)


def test_a_model_that_is_not_there_yet_is_trained_without_a_word(models: Path) -> None:
    (models / OURS).unlink()
    assert choose_model(None, CODE) == Choice(None)
