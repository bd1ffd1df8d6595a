"""What waits for the database outlives its engine, in order, for its owner alone, and ends.

Engines that have the same folder have it in common.
"""

from __future__ import annotations

import fcntl
import json
import os
import resource
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from engine.serving.storage.spool import MAX_AGE_SECONDS, TURNS_FILE, Spool


def turn(number: int, conversation: str = "browser-1") -> list[dict[str, Any]]:
    return [{"sender_id": conversation, "data": f"{number}/{part}"} for part in ("user", "bot")]


def turns_of(spool: Spool) -> list[Any]:
    turns = []
    while (first := spool.first()) is not None:
        turns.append(first)
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
    assert spool.first() == turn(0)
    spool.remove_first()
    spool.close()
    assert len(Spool(folder)) == 3  # what is stored already is seen by whoever stores it again


def test_engines_beside_each_other_know_what_waits_and_in_which_order(folder: Path) -> None:
    one, two = Spool(folder), Spool(folder)
    one.add(turn(1))
    two.add(turn(2))
    one.add(turn(3))
    assert one.data_of("browser-1") == two.data_of("browser-1")
    assert two.data_of("browser-1") == [row["data"] for n in (1, 2, 3) for row in turn(n)]
    assert turns_of(two) == [turn(1), turn(2), turn(3)]
    assert (len(one), one.holds("browser-1")) == (0, False)
    one.add(turn(4))
    assert (len(two), turns_of(two)) == (1, [turn(4)])


def test_one_at_a_time_stores_what_waits(folder: Path) -> None:
    one, two = Spool(folder), Spool(folder)
    one.add(turn(1))
    one.add(turn(2))
    assert one.first() == turn(1)
    assert two.first() is None
    one.remove_first()
    assert two.first() is None
    one.close()  # as where it is killed
    assert turns_of(two) == [turn(1), turn(2)]


def test_what_another_adds_just_as_the_last_is_stored_is_kept(folder: Path) -> None:
    one, two = Spool(folder), Spool(folder)
    one.add(turn(1))
    assert one.first() == turn(1)
    two.add(turn(2))
    one.remove_first()
    assert turns_of(one) == [turn(2)]
    assert not (folder / TURNS_FILE).exists()


def test_nobody_waits_for_an_engine_that_hangs_with_the_file(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    spool = Spool(folder)
    spool.add(turn(1))
    with (folder / TURNS_FILE).open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert spool.add(turn(2))
        assert "in memory alone" in caplog.text
        assert len(Spool(folder)) == 1
        assert spool.data_of("browser-1") == ["1/user", "1/bot", "2/user", "2/bot"]
    spool.add(turn(3))
    assert turns_of(Spool(folder)) == [turn(1), turn(2), turn(3)]


def test_what_was_in_memory_alone_is_removed_once_though_others_come_before_it(
    folder: Path,
) -> None:
    folder.parent.mkdir(exist_ok=True)
    folder.write_text("no folder")
    spool = Spool(folder)
    spool.add(turn(1))
    assert spool.first() == turn(1)
    folder.unlink()
    other = Spool(folder)
    other.add(turn(2, "browser-2"))
    assert spool.holds("browser-2")
    spool.remove_first()
    assert turns_of(spool) == [turn(2, "browser-2")]


def test_what_lies_there_under_other_names_is_taken_over(folder: Path) -> None:
    folder.mkdir()
    for name, number in (("0.jsonl", 1), ("1.jsonl", 2)):
        (folder / name).write_text(json.dumps(turn(number)) + "\n")
    with (folder / "1.jsonl").open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)  # by an engine that has it still
        spool = Spool(folder)
        assert spool.data_of("browser-1") == ["1/user", "1/bot"]
    assert sorted(path.name for path in folder.glob("*.jsonl")) == ["1.jsonl", TURNS_FILE]


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
    file = folder / TURNS_FILE
    file.write_bytes(file.read_bytes()[:-9])
    following = Spool(folder)
    following.add(turn(2))
    following.close()
    assert turns_of(Spool(folder)) == [turn(0), turn(2)]


def test_a_turn_that_a_full_disk_takes_in_part_is_written_when_there_is_room(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    spool = Spool(folder)
    spool.add(turn(0))
    with largest_file((folder / TURNS_FILE).stat().st_size + 9):
        assert spool.add(turn(1))
    assert "in memory alone" in caplog.text
    spool.add(turn(2))
    spool.close()
    assert turns_of(Spool(folder)) == [turn(0), turn(1), turn(2)]


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
    os.utime(folder / TURNS_FILE, (0, 0))
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
