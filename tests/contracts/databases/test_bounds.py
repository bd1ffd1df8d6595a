"""What engine and web alike ask of a database."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from contracts.databases.bounds import follow_file


def test_a_checkout_adds_nothing_to_the_table_of_interned_strings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A place there is used up even by a string that goes at once."""
    database = sa.create_engine(f"sqlite:///{tmp_path / 'conversations.db'}")
    (tmp_path / "conversations.db").touch()
    follow_file(database)
    with database.connect():
        pass
    interned: list[str] = []
    real = sys.intern

    def intern(text: str) -> str:
        interned.append(text)
        return real(text)

    monkeypatch.setattr(sys, "intern", intern)
    with database.connect():
        pass
    database.dispose()
    assert interned == []
