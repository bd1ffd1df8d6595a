"""Staffed now, next staffed when: only what the facts state, at any moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from desk.facts.model import Hours
from desk.hours import STOCKHOLM, staffing
from tests.press_page import fixed_facts


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM)


@pytest.fixture(scope="module")
def hours() -> Hours:
    return fixed_facts().hours["press"]


@pytest.mark.parametrize(
    ("moment", "open_now", "opens_next"),
    [
        ("2027-06-20 07:59", False, "2027-06-21 08:00"),  # a Sunday, the first day
        ("2027-06-20 08:00", False, "2027-06-21 08:00"),
        ("2027-06-19 23:59", None, None),
        ("2027-06-21 07:59", False, "2027-06-21 08:00"),
        ("2027-06-21 08:00", True, None),
        ("2027-06-21 15:59", True, None),
        ("2027-06-21 16:00", False, "2027-06-22 08:00"),
        ("2027-06-24 16:30", False, "2027-06-28 08:00"),  # over Midsummer's Eve and the weekend
        ("2027-06-25 10:00", None, None),  # Midsummer's Eve: a weekday, and hardly a working day
        ("2027-06-28 07:30", False, "2027-06-28 08:00"),
        ("2027-07-03 12:00", False, "2027-07-05 08:00"),  # a Saturday
        ("2027-08-17 15:59", True, None),
        ("2027-08-17 16:00", False, None),  # the last day: what follows is not stated
        ("2027-08-18 10:00", None, None),
        ("2027-03-28 02:30", None, None),  # the hour that does not exist
        ("2027-10-31 02:30", None, None),  # the hour that comes twice
        ("2031-07-01 09:00", True, None),  # repeated every year
    ],
)
def test_staffing(hours: Hours, moment: str, open_now: bool | None, opens_next: str | None) -> None:
    found = staffing(hours, at(moment))
    assert found.open is open_now
    assert found.opens_next == (at(opens_next) if opens_next else None)


def test_the_moment_may_come_in_any_zone(hours: Hours) -> None:
    assert staffing(hours, datetime(2027, 6, 21, 6, 0, tzinfo=UTC)).open is True
    assert staffing(hours, datetime(2027, 6, 21, 5, 59, tzinfo=UTC)).open is False


def test_a_moment_without_a_zone_is_refused(hours: Hours) -> None:
    with pytest.raises(ValueError, match="time zone"):
        staffing(hours, datetime(2027, 6, 21, 8, 0))


def test_a_day_that_the_facts_close_is_closed(hours: Hours) -> None:
    closed = replace(hours, closed_days=frozenset({date(2027, 6, 21)}))
    found = staffing(closed, at("2027-06-21 10:00"))
    assert found.open is False
    assert found.opens_next == at("2027-06-22 08:00")


def over_dst(hours: Hours, first: tuple[int, int], last: tuple[int, int]) -> Hours:
    (period,) = hours.periods
    return replace(hours, periods=(replace(period, first=first, last=last),))


def test_hours_are_local_on_both_sides_of_the_clock_change(hours: Hours) -> None:
    """Opening is eight o'clock on the wall, an hour apart in UTC."""
    spring = over_dst(hours, (3, 1), (4, 15))
    before = staffing(spring, at("2027-03-25 16:00")).opens_next  # Good Friday follows
    assert before == at("2027-03-30 08:00")
    assert before.astimezone(UTC) == datetime(2027, 3, 30, 6, 0, tzinfo=UTC)
    assert staffing(spring, datetime(2027, 3, 24, 7, 0, tzinfo=UTC)).open is True
    autumn = over_dst(hours, (10, 1), (11, 30))
    after = staffing(autumn, at("2027-10-29 16:00")).opens_next
    assert after is not None
    assert after.astimezone(UTC) == datetime(2027, 11, 1, 7, 0, tzinfo=UTC)


def test_a_period_over_new_year_holds_on_both_sides(hours: Hours) -> None:
    winter = over_dst(hours, (12, 20), (1, 10))
    assert staffing(winter, at("2027-12-30 16:30")).opens_next == at("2028-01-03 08:00")
    assert staffing(winter, at("2027-12-31 10:00")).open is None  # an eve
    assert staffing(winter, at("2028-01-03 09:00")).open is True
    assert staffing(winter, at("2028-01-11 09:00")).open is None


def test_a_period_without_a_single_open_day_ends(hours: Hours) -> None:
    (period,) = hours.periods
    never = replace(period, first=(1, 1), last=(12, 31), days=frozenset())
    found = staffing(replace(hours, periods=(never,)), at("2027-06-21 10:00"))
    assert found.open is False
    assert found.opens_next is None
