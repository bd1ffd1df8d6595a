"""The account of a draft, by what messages do to it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from desk.hours import STOCKHOLM
from dialogue.draft import Change, Draft, Edit, Line, value_kind

NOW = datetime(2026, 12, 2, 12, tzinfo=STOCKHOLM)
LIKELY = 0.5


def change(*edits: Edit, **does: str) -> Change:
    belief = {name: {value: 0.9, "untold": 0.1} for name, value in does.items()}
    return Change(belief, edits)


def at(line: str, words: str) -> tuple[int, int, int]:
    """Return the place of words in the first line of a draft."""
    return (0, line.index(words), line.index(words) + len(words))


def draft(*lines: str, **more: Any) -> Draft:
    return Draft("statistics", "sv", tuple(map(Line, lines)), **more)


def texts(of: Draft) -> list[str]:
    return [line.text for line in of.lines]


MATTER = "vab i Skåne och Halland 2024, per län"


@pytest.mark.parametrize(
    ("edit", "after"),
    [
        (Edit("line", "i csv"), [MATTER, "i csv"]),
        (Edit("line", MATTER), [MATTER]),
        (
            Edit("swap", "Dalarna", place=at(MATTER, "Skåne")),
            ["vab i Dalarna och Halland 2024, per län"],
        ),
        (
            Edit("join", "Dalarna", place=at(MATTER, "Halland")),
            ["vab i Skåne, Halland och Dalarna 2024, per län"],
        ),
        (Edit("join", "2025", place=at(MATTER, "2024")), [MATTER.replace("2024", "2024 och 2025")]),
        (Edit("gone", "det om län", place=at(MATTER, "per län")), ["vab i Skåne och Halland 2024"]),
        (Edit("gone", "Halland", place=at(MATTER, "och Halland")), ["vab i Skåne 2024, per län"]),
        (Edit("gone", "allt", place=at(MATTER, MATTER)), []),
    ],
)
def test_words_come_go_and_are_replaced_where_they_stand(edit: Edit, after: list[str]) -> None:
    assert texts(draft(MATTER).changed(change(edit), LIKELY, NOW)) == after


def test_edits_of_one_line_leave_each_other_s_places_alone() -> None:
    edits = [
        Edit("swap", "2025", place=at(MATTER, "2024")),
        Edit("gone", "", place=at(MATTER, "vab i")),
    ]
    after = draft(MATTER, "i csv").changed(change(*edits), LIKELY, NOW)
    assert texts(after) == ["Skåne och Halland 2025, per län", "i csv"]


def test_of_two_changes_of_the_same_words_one_is_made_and_the_other_told_of() -> None:
    edits = [
        Edit("swap", "2025", place=at(MATTER, "2024")),
        Edit("swap", "Dalarna i fjol", place=at(MATTER, "Halland 2024")),
    ]
    after = draft(MATTER).changed(change(*edits), LIKELY, NOW)
    assert texts(after) == ["vab i Skåne och Halland 2025, per län"]
    assert after.unplaced == ("Dalarna i fjol",)


def test_a_place_that_the_draft_does_not_have_changes_nothing() -> None:
    edit = Edit("swap", "2025", place=(3, 0, 4))
    after = draft(MATTER).changed(change(edit), LIKELY, NOW)
    assert (texts(after), after.unplaced) == ([MATTER], ("2025",))


def test_a_value_without_a_place_takes_that_of_its_kind() -> None:
    after = draft("vab", "torsdag").changed(change(Edit("swap", "fredag")), LIKELY, NOW)
    assert texts(after) == ["vab", "fredag"]
    after = draft("vab", "torsdag").changed(change(Edit("line", "deadline fredag")), LIKELY, NOW)
    assert texts(after) == ["vab", "deadline fredag"]  # of which a mail has one


def test_words_too_few_to_stand_alone_are_told_of_where_they_have_no_place() -> None:
    before = draft("hur många som väntar i sex månader")
    after = before.changed(change(Edit("swap", "tolv")), LIKELY, NOW)
    assert (texts(after), after.unplaced) == (texts(before), ("tolv",))
    assert after.changed(change(length="shorter"), LIKELY, NOW).unplaced == ()
    assert after.says_the_same_as(before)


def test_a_value_is_told_by_its_kind() -> None:
    texts = ("Skåne", "fredag", "2024", "radio", "per län")
    kinds = ["region", "deadline", "period", "medium", None]
    assert [value_kind(Line(text), NOW) for text in texts] == kinds


def test_what_is_no_line_is_struck_from_the_letter() -> None:
    after = draft("vab").changed(change(Edit("part", "namnraden")), LIKELY, NOW)
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
    second = first.changed(change(Edit("line", "per län")), LIKELY, NOW)
    third = second.changed(change(length="shorter"), LIKELY, NOW)
    kept = Draft.of(third.stored())
    assert kept == third
    undo = change(draft="undo")
    assert texts(kept.changed(undo, LIKELY, NOW)) == ["vab", "per län"]
    assert kept.undone().undone() == first
    assert first.undone() == first


def test_a_value_that_leaves_the_lines_leaves_its_field() -> None:
    before = draft(MATTER, values={"period": "2024", "medium": "radio"})
    after = before.changed(change(Edit("gone", "2024", place=at(MATTER, "2024"))), LIKELY, NOW)
    assert (after.values, after.struck) == ({"medium": "radio"}, ("period",))
    assert after.undone() == before


def test_a_value_told_beside_the_edits_fills_its_field_and_can_be_undone() -> None:
    after = draft("vab").changed(change(), LIKELY, NOW, {"region": ["Skåne"]})
    assert after.values == {"region": ["Skåne"]}
    assert Draft.of(after.stored()) == after
    assert after.undone() == draft("vab")


def test_what_is_quite_sure_has_no_other_value_in_the_belief() -> None:
    assert draft("vab").changed(Change({"length": {"shorter": 1.0}}), LIKELY, NOW).length == -1
    assert Change({"add": {"yes": 1.0}}).changes(LIKELY)


def test_a_doubtful_change_changes_nothing() -> None:
    doubtful = Change({"add": {"yes": 0.4, "untold": 0.6}, "length": {"shorter": 0.3}})
    assert not doubtful.changes(LIKELY)
    assert draft("vab").changed(doubtful, LIKELY, NOW) == draft("vab")
