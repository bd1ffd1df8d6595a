"""An empty database gets its tables whoever else is at it, and however it was left."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from contracts.databases.urls import blocking_url
from contracts.paths import ROOT
from web.store.database import upgrade

COPIES = 3


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'x.db'}"
        return
    yield request.getfixturevalue("postgresql_database")


def tables_of(address: str) -> set[str]:
    engine = sa.create_engine(blocking_url(address), poolclass=sa.NullPool)
    return set(sa.inspect(engine).get_table_names())


def test_copies_that_start_at_once_on_an_empty_database_all_start(empty: str) -> None:
    code = "import sys; from web.store.database import upgrade; input(); upgrade(sys.argv[1])"
    copies = [
        subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", code, empty], cwd=ROOT, stdin=subprocess.PIPE
        )
        for _ in range(COPIES)
    ]
    for copy in copies:
        assert copy.stdin is not None
        copy.stdin.write(b"\n")
        copy.stdin.close()
    assert [copy.wait() for copy in copies] == [0] * COPIES
    assert "events" in tables_of(empty)


@pytest.mark.parametrize("statements", [5, 20, 40])
def test_one_that_is_interrupted_leaves_nothing_half_done(empty: str, statements: int) -> None:
    done = 0

    def interrupt(*_: object) -> None:
        nonlocal done
        done += 1
        if done == statements:
            raise KeyboardInterrupt

    sa.event.listen(sa.Engine, "before_cursor_execute", interrupt)
    try:
        with pytest.raises(KeyboardInterrupt):
            upgrade(empty)
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", interrupt)
    assert tables_of(empty) == set()
    upgrade(empty)
    assert "events" in tables_of(empty)
