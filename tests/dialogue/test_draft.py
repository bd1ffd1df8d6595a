"""The account of a draft, by what messages do to it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from desk.hours import STOCKHOLM
from dialogue.draft import Change, Draft, Line, value_kind

NOW = datetime(2026, 12, 2, 12, tzinfo=STOCKHOLM)
LIKELY = 0.5


def change(content: tuple[str, ...] = (), target: tuple[str, ...] = (), **does: str) -> Change:
    belief = {name: {value: 0.9, "untold": 0.1} for name, value in does.items()}
    return Change(belief, tuple(map(Line, content)), target)


def draft(*lines: str, **more: Any) -> Draft:
    return Draft("statistics", "sv", tuple(map(Line, lines)), **more)


def texts(of: Draft) -> list[str]:
    return [line.text for line in of.lines]


@pytest.mark.parametrize(
    ("lines", "does", "after"),
    [
        (["vab 2024"], change(("per län",), add="yes"), ["vab 2024", "per län"]),
        (["vab 2024"], change(("vab 2024",), add="yes"), ["vab 2024"]),
        (["vab 2024, per län"], change(target=("per län",), remove="yes"), ["vab 2024"]),
        (["vab", "i csv"], change(target=("raden om csv",), remove="yes"), ["vab"]),
        (["vab", "i csv"], change(target=("det",), remove="yes"), ["vab"]),
        (["vab i Skåne"], change(("Halland",), ("Skåne",), replace="yes"), ["vab i Halland"]),
        (["vab", "torsdag"], change(("fredag",), replace="yes"), ["vab", "fredag"]),
        (["vab 2019–2021"], change(("2015–2021",), replace="yes"), ["vab 2015–2021"]),
        (["vab"], change(("2015",), replace="yes"), ["vab", "2015"]),
        (["vab"], change(length="shorter"), ["vab"]),
    ],
)
def test_lines_come_go_and_are_replaced(lines: list[str], does: Change, after: list[str]) -> None:
    assert texts(draft(*lines).changed(does, LIKELY, NOW)) == after


def test_words_too_few_to_stand_alone_are_told_of_where_what_they_replace_is_not_found() -> None:
    before = draft("hur många som väntar i sex månader")
    after = before.changed(change(("tolv",), ("fem",), replace="yes"), LIKELY, NOW)
    assert (texts(after), after.unplaced) == (texts(before), ("tolv",))
    assert after.changed(change(length="shorter"), LIKELY, NOW).unplaced == ()
    assert not after.says_the_same_as(before)  # what was to go may be a part of the desk's letter
    without = before.changed(change(("tolv",), replace="yes"), LIKELY, NOW)
    assert without.says_the_same_as(before)
    assert without.unplaced == ("tolv",)


def test_a_value_is_told_by_its_kind() -> None:
    texts = ("Skåne", "fredag", "2024", "radio", "per län")
    kinds = ["region", "deadline", "period", "medium", None]
    assert [value_kind(Line(text), NOW) for text in texts] == kinds


def test_what_is_no_line_is_struck_from_the_letter() -> None:
    after = draft("vab").changed(change(target=("namnraden",), remove="yes"), LIKELY, NOW)
    assert (texts(after), after.struck) == (["vab"], ("namnraden",))


def test_length_and_tone_go_one_step_and_no_further() -> None:
    shorter = change(length="shorter", tone="blunter")
    once = draft().changed(shorter, LIKELY, NOW)
    assert (once.length, once.tone) == (-1, -1)
    assert once.changed(shorter, LIKELY, NOW) == once
    back = once.changed(change(length="longer"), LIKELY, NOW)
    assert (back.length, back.tone) == (0, -1)


def test_each_change_can_be_undone_and_what_is_kept_can_be_read() -> None:
    first = draft("vab")
    second = first.changed(change(("per län",), add="yes"), LIKELY, NOW)
    third = second.changed(change(length="shorter"), LIKELY, NOW)
    kept = Draft.of(third.stored())
    assert kept == third
    undo = change(draft="undo")
    assert texts(kept.changed(undo, LIKELY, NOW)) == ["vab", "per län"]
    assert kept.undone().undone() == first
    assert first.undone() == first


def test_what_is_quite_sure_has_no_other_value_in_the_belief() -> None:
    assert draft("vab").changed(Change({"length": {"shorter": 1.0}}), LIKELY, NOW).length == -1
    assert Change({"add": {"yes": 1.0}}).changes(LIKELY)


def test_a_doubtful_change_changes_nothing() -> None:
    doubtful = Change({"add": {"yes": 0.4, "untold": 0.6}, "length": {"shorter": 0.3}})
    assert not doubtful.changes(LIKELY)
    assert draft("vab").changed(doubtful, LIKELY, NOW) == draft("vab")
