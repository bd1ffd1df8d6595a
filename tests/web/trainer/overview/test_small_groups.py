"""No group of one to four can be found out from all the numbers that are published together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.trainer.overview.small_groups import FEW, PublicCount, Split, public_count, publish

WHOLE = "all"


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0"),
        (1, FEW),
        (4, FEW),
        (5, "5"),
        (7, "5"),
        (8, "10"),
        (12, "10"),
        (13, "15"),
        (1_234_567, "1\u00a0234\u00a0565"),
    ],
)
def test_numbers_are_said_to_the_nearest_five(count: int, words: str) -> None:
    assert str(public_count(count)) == words


def possible(number: PublicCount) -> set[int]:
    """Every count that would be said like this, found by trying them all."""
    top = (number.about or 0) + 10
    return {count for count in range(top) if public_count(count) == number}


def sums(parts: list[set[int]]) -> set[int]:
    found = {0}
    for part in parts:
        found = {a + b for a in found for b in part}
    return found


def could_be(numbers: dict[str, PublicCount], splits: list[Split]) -> dict[str, set[int]]:
    """All that an attacker cannot rule out, by trying all counts rather than by bounds."""
    sets = {name: possible(number) for name, number in numbers.items()}
    before = None
    while sets != before:
        before = {name: set(values) for name, values in sets.items()}
        for split in splits:
            if split.whole not in sets or not set(split.parts) <= set(sets):
                continue
            parts = list(split.parts)
            slack = set(range(max(sets[split.whole]) + 1)) if split.rest else {0}
            sets[split.whole] &= sums([*(sets[p] for p in parts), slack])
            for part in parts:
                others = sums([*(sets[p] for p in parts if p != part), slack])
                sets[part] = {
                    value
                    for value in sets[part]
                    if any(whole - value in others for whole in sets[split.whole])
                }
    return sets


def counted(tables: list[list[int]], deep: list[int], rest: list[int]) -> tuple[dict, list[Split]]:
    """Tables of the same whole; the first cell of the first is split once more by `deep`."""
    counts: dict[str, int] = {}
    splits: list[Split] = []
    for i, cells in enumerate(tables):
        names = [f"{i}.{j}" for j in range(len(cells))]
        counts |= dict(zip(names, cells, strict=True))
        splits.append(Split(WHOLE, names))
    counts[WHOLE] = sum(tables[0])
    deeper = [f"deep.{j}" for j in range(len(deep))]
    counts |= dict(zip(deeper, deep, strict=True))
    splits.append(Split("0.0", deeper))
    some = [f"rest.{j}" for j in range(len(rest))]
    counts |= dict(zip(some, rest, strict=True))
    splits.append(Split(WHOLE, some, rest=True))
    return counts, splits


@st.composite
def published(draw: st.DrawFn) -> tuple[dict[str, int], list[Split]]:
    cell = st.integers(0, 7) | st.integers(0, 40)
    first = draw(st.lists(cell, min_size=1, max_size=5))
    total = sum(first)
    tables = [first]
    for _ in range(draw(st.integers(0, 3))):
        tables.append(parted(draw, total))
    rest = parted(draw, draw(st.integers(0, total)))
    return counted(tables, parted(draw, first[0]), rest)


def parted(draw: st.DrawFn, total: int) -> list[int]:
    """The total in at most five parts."""
    cuts = sorted(draw(st.lists(st.integers(0, total), max_size=4)))
    return [b - a for a, b in zip([0, *cuts], [*cuts, total], strict=True)]


@given(published())
def test_no_small_group_can_be_worked_out(case: tuple[dict[str, int], list[Split]]) -> None:
    counts, splits = case
    numbers = publish(counts, splits)
    assert all(numbers[name] == public_count(counts[name]) for name in numbers)
    assert WHOLE in numbers
    for name, values in could_be(numbers, splits).items():
        assert counts[name] in values
        if 0 < counts[name] < 5:
            assert len(values) > 1, name


@given(published())
def test_a_table_is_said_whole_or_not_at_all(case: tuple[dict[str, int], list[Split]]) -> None:
    counts, splits = case
    numbers = publish(counts, splits)
    for split in splits:
        there = [part in numbers for part in split.parts]
        assert all(there) or not any(there)


def test_what_would_tell_is_left_out() -> None:
    # Seven messages are said to be five, so from five to seven; seven groups of one make seven.
    counts, splits = counted([[1] * 7, [7]], [1], [])
    numbers = publish(counts, splits)
    assert "0.0" not in numbers
    assert numbers["1.0"] == PublicCount(5)


def test_an_ordinary_table_is_said() -> None:
    counts, splits = counted([[120, 3], [60, 63]], [100, 20], [2])
    numbers = publish(counts, splits)
    assert {str(numbers[name]) for name in ("0.0", "0.1", "all")} == {"120", FEW, "125"}
    assert len(numbers) == len(counts)


def test_sums_that_do_not_hold_are_borne() -> None:
    counts, splits = counted([[120, 3], [2, 0]], [100, 20], [2])
    assert publish(counts, splits)["1.0"] == PublicCount(None)
