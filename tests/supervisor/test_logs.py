"""Logs are kept over a start, of a bounded size, and for their owner alone."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from supervisor.logs import KEPT_LOGS, open_log, rotate


def write(log: Path, text: str) -> None:
    descriptor = open_log(log)
    os.write(descriptor, text.encode())
    os.close(descriptor)


def test_the_next_start_adds_to_what_is_there_and_nobody_else_may_read_it(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    log.write_text("before\n")
    log.chmod(0o644)
    write(log, "after\n")
    assert log.read_text() == "before\nafter\n"
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_a_long_log_is_put_aside_and_who_has_it_open_goes_on_in_the_empty_one(
    tmp_path: Path,
) -> None:
    log = tmp_path / "web.log"
    descriptor = open_log(log)
    os.write(descriptor, b"long")
    assert not rotate(log, 4)
    assert rotate(log, 3)
    os.write(descriptor, b"next")
    os.close(descriptor)
    old = tmp_path / "web.log.1"
    assert (log.read_text(), old.read_text()) == ("next", "long")
    assert stat.S_IMODE(old.stat().st_mode) == 0o600


def test_the_oldest_go(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    for number in range(KEPT_LOGS + 2):
        write(log, str(number))
        assert rotate(log, 0)
    old = {path.name: path.read_text() for path in tmp_path.glob("web.log.*")}
    assert old == {"web.log.1": "4", "web.log.2": "3", "web.log.3": "2"}


@pytest.mark.parametrize("there", [True, False])
def test_a_log_that_is_short_or_missing_is_left(tmp_path: Path, there: bool) -> None:
    log = tmp_path / "web.log"
    if there:
        log.touch()
    assert not rotate(log)
    assert [path.name for path in tmp_path.iterdir()] == (["web.log"] if there else [])
