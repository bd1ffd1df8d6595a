"""The command that prints what comes of faults goes on where one cannot be tried."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from contracts.events import NOT_KEPT
from tests.faults import __main__ as faults
from tests.faults.fault import NotHere, Preparation
from tests.faults.load import (
    LoadConversation,
    LoadTally,
    LoadUsers,
    answered,
    is_in_order,
    questions,
)


def test_a_fault_that_breaks_off_is_said_and_the_rest_are_tried(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ends = {"one": RuntimeError("no answer in 180 s"), "two": NotHere("no nginx")}

    async def under_load(prepare: Preparation, folder: Path) -> None:
        raise ends[prepare(folder)]  # type: ignore[index]

    tried = {name: lambda folder, name=name: name for name in ends}
    monkeypatch.setattr(faults, "FAULTS", tried)
    monkeypatch.setattr(faults, "under_load", under_load)
    assert faults.main(["--only", "one", "two"]) == 1
    _, *rows, total = capsys.readouterr().out.splitlines()
    assert rows == ["one | broken off: no answer in 180 s", "two | not tried: no nginx"]
    assert total == "0.0 minutes"
    monkeypatch.setattr(faults, "MOST_MINUTES", -1.0)
    assert faults.main(["--only", "two"]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("That is more than")


@pytest.mark.parametrize(
    ("name", "tally", "status"),
    [
        ("kill -9 engine", LoadTally(sent=9, right=9), 0),
        ("kill -9 engine", LoadTally(sent=9, right=8, lost=1), 1),
        ("kill -9 web", LoadTally(sent=9, right=8, lost=1), 0),
        ("kill -9 web", LoadTally(sent=9, right=8, lost=1, doubled=1), 1),
        ("kill -9 web", LoadTally(sent=9, right=8, lost=1, not_stored=1), 1),
    ],
)
def test_a_message_that_is_lost_without_a_reason_is_a_fault_of_ours(
    monkeypatch: pytest.MonkeyPatch, name: str, tally: LoadTally, status: int
) -> None:
    async def under_load(prepare: Preparation, folder: Path) -> tuple[LoadTally, float]:
        return tally, 0.0

    monkeypatch.setattr(faults, "under_load", under_load)
    assert faults.main(["--only", name]) == status


def test_each_conversation_asks_otherwise_than_those_beside_it() -> None:
    asked = [questions(number) for number in range(1, 1001)]
    texts = [text for conversation in asked for text, _ in conversation]
    assert len(set(texts)) == len(texts)
    topics = [tuple(topic for _, topic in conversation) for conversation in asked]
    assert all(one[0] != other[0] for one, other in pairwise(topics))


@pytest.mark.parametrize(
    ("stored", "counted"),
    [
        ([("a", "statistics"), ("b", "fallback")], {}),
        ([("a", "statistics"), (NOT_KEPT, "fallback")], {"not_kept": 1}),
        ([("a", "statistics")], {"not_stored": 1}),
        ([("a", "press_contact"), ("b", "fallback")], {"not_stored": 1, "doubled": 1}),
        ([("a", "statistics"), ("a", "statistics"), ("b", "fallback")], {"doubled": 1}),
        ([("a", "statistics"), ("b", "fallback"), ("c", "statistics")], {"mixed": 1}),
    ],
)
def test_what_is_stored_is_compared_with_what_was_said(
    stored: list[tuple[str, str]], counted: dict[str, int]
) -> None:
    load = LoadUsers("http://127.0.0.1:9")
    load.compare(LoadConversation({}, turns=[("a", "statistics"), ("b", "fallback")]), stored)
    assert load.tally == LoadTally(**counted)


def test_messages_that_stand_in_another_order_are_seen() -> None:
    a, b = ("a", "statistics"), ("b", "fallback")
    conversation = LoadConversation({}, turns=[a, b])
    assert is_in_order(conversation, [a, b])
    assert is_in_order(conversation, [(NOT_KEPT, "fallback"), b])
    assert not is_in_order(conversation, [b, a])


def test_a_message_that_two_cards_answer_is_stored_once_and_hides_none_after_it() -> None:
    history = [
        {"from": "user", "text": "a"},
        {"from": "bot", "card": {"topic": "press_contact"}},
        {"from": "bot", "card": {"topic": "statistics"}},
        {"from": "user", "text": "b"},
        {"from": "bot", "card": {"topic": "public_records"}},
        {"from": "user", "text": "c"},
    ]
    assert answered(history) == [("a", "press_contact"), ("b", "public_records")]


async def test_of_an_engine_that_is_killed_no_message_is_lost_doubled_or_mixed_up(
    tmp_path: Path,
) -> None:
    """A row of the table with the real stack; the others are `make faults`."""
    tally, _ = await faults.under_load(faults.FAULTS["kill -9 engine"], tmp_path)
    assert tally.right > 0
    assert (tally.lost, tally.doubled, tally.mixed, tally.not_stored) == (0, 0, 0, 0)


def test_every_row_that_may_lose_is_one_of_the_table() -> None:
    assert set(faults.MAY_LOSE) <= set(faults.FAULTS)


@pytest.mark.parametrize(
    ("name", "seconds", "status"),
    [
        ("kill -9 web", 10.0, 0),
        ("kill -9 web", 10.1, 1),
        ("web hangs", 20.0, 0),
        ("web hangs", 20.1, 1),
    ],
)
def test_a_row_that_takes_longer_than_it_may_fails(
    monkeypatch: pytest.MonkeyPatch, name: str, seconds: float, status: int
) -> None:
    async def under_load(prepare: Preparation, folder: Path) -> tuple[LoadTally, float]:
        return LoadTally(sent=9, right=9), seconds

    monkeypatch.setattr(faults, "under_load", under_load)
    assert faults.main(["--only", name]) == status
