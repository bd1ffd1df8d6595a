"""What waits for the database outlives its engine, in order, for its owner alone, and ends."""

from __future__ import annotations

import os
import resource
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from engine.serving.storage.spool import MAX_AGE_SECONDS, Spool


def turn(number: int, conversation: str = "browser-1") -> list[dict[str, Any]]:
    return [{"sender_id": conversation, "data": f"{number}/{part}"} for part in ("user", "bot")]


def turns_of(spool: Spool) -> list[Any]:
    turns = []
    while len(spool):
        turns.append(spool.first())
        spool.remove_first()
    return turns


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """No file grows beyond so many bytes: what does is written in part, as where a disk fills."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "spool"


def test_the_next_engine_takes_over_what_was_left_in_order(folder: Path) -> None:
    spool = Spool(folder)
    for number in range(3):
        assert spool.add(turn(number))
    spool.close()
    following = Spool(folder)
    assert turns_of(following) == [turn(0), turn(1), turn(2)]
    following.close()
    assert len(Spool(folder)) == 0


def test_what_one_that_is_stored_only_in_part_leaves_is_all_there(folder: Path) -> None:
    spool = Spool(folder)
    for number in range(3):
        spool.add(turn(number))
    spool.remove_first()
    spool.close()
    assert len(Spool(folder)) == 3  # what is stored already is seen by whoever stores it again


def test_two_engines_beside_each_other_have_files_of_their_own(folder: Path) -> None:
    one, two = Spool(folder), Spool(folder)
    one.add(turn(1))
    two.add(turn(2))
    assert len(Spool(folder)) == 0
    assert (turns_of(one), turns_of(two)) == ([turn(1)], [turn(2)])


def test_only_the_owner_may_read_it(folder: Path) -> None:
    Spool(folder).add(turn(1))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_nothing_is_made_before_there_is_something_to_keep(folder: Path) -> None:
    Spool(folder)
    assert not folder.exists()


def test_the_events_of_a_conversation_are_found(folder: Path) -> None:
    spool = Spool(folder)
    spool.add(turn(1))
    spool.add(turn(2, "browser-2"))
    spool.add(turn(3))
    assert spool.data_of("browser-1") == ["1/user", "1/bot", "3/user", "3/bot"]


def test_a_line_that_was_cut_off_costs_that_turn_alone(folder: Path) -> None:
    spool = Spool(folder)
    for number in range(2):
        spool.add(turn(number))
    spool.close()
    (file,) = folder.iterdir()
    file.write_bytes(file.read_bytes()[:-9])
    following = Spool(folder)
    following.add(turn(2))
    following.close()
    assert turns_of(Spool(folder)) == [turn(0), turn(2)]


def test_a_turn_that_a_full_disk_takes_in_part_costs_no_other_turn(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    spool = Spool(folder)
    spool.add(turn(0))
    (file,) = folder.iterdir()
    with largest_file(file.stat().st_size + 9):
        assert spool.add(turn(1))
    assert "in memory alone" in caplog.text
    spool.add(turn(2))
    spool.close()
    assert turns_of(Spool(folder)) == [turn(0), turn(2)]


def test_when_it_is_full_new_turns_are_not_kept_and_that_is_said_once(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    spool = Spool(folder, max_bytes=200)
    assert [spool.add(turn(number)) for number in range(4)] == [True, True, False, False]
    assert caplog.text.count("the spool is full") == 1
    turns_of(spool)
    assert spool.add(turn(5))


def test_what_nobody_tried_to_store_for_a_day_is_not_stored_any_more(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    spool = Spool(folder)
    spool.add(turn(1))
    (file,) = folder.iterdir()
    os.utime(file, (0, 0))
    spool.note_attempt()
    spool.close()
    spool = Spool(folder)
    assert len(spool) == 1
    spool.close()
    late = time.time() + MAX_AGE_SECONDS + 60
    assert len(Spool(folder, clock=lambda: late)) == 0
    assert "too old" in caplog.text
    assert len(Spool(folder)) == 1  # it was the clock


def test_where_nothing_can_be_written_it_is_in_memory(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder.write_text("no folder")
    spool = Spool(folder)
    assert spool.add(turn(1))
    assert turns_of(spool) == [turn(1)]
    assert "in memory alone" in caplog.text
