"""A question about hours means the summer, a month, a day or now: each is told from the others."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.asked_hours import AskedTime, asked_time, asks_for_period
from desk.facts.model import Facts, Hours
from desk.hours import STOCKHOLM
from tests.press_page import fixed_facts


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM)


AUTUMN, JULY = at("2026-11-25 10:00"), at("2027-07-01 10:00")


@pytest.fixture(scope="module")
def hours() -> Hours:
    return fixed_facts().hours["press"]


@pytest.mark.parametrize("now", [AUTUMN, JULY, at("2027-08-17 18:00"), at("2027-12-31 23:59")])
@pytest.mark.parametrize(
    "text",
    [
        "oppettider press i sommar",
        "ÖPPETTIDER I SOMMAR?",
        "har ni öppet under semestrarna",
        "under semestern, vem svarar då",
        "semesterstängt?",
        "när svarar ni i juli?",
        "är ni bemannade i augusti?",
        "juni då?",
        "midsommar?",
        "summer hours?",
        "are you open in July?",
        "holidays in July",
        "over the summer holidays",
        "vecka 29",
        "v. 30?",
        "week 31",
    ],
)
def test_the_summer_is_the_period_of_the_summer(hours: Hours, text: str, now: datetime) -> None:
    (period,) = hours.periods
    assert asked_time(text, hours, now) == AskedTime(period=period)


@pytest.mark.parametrize(
    ("text", "moment", "covered"),
    [
        ("är ni öppna den 5 juli?", "2027-07-05 12:00", True),
        ("5/7 kl 17?", "2027-07-05 17:00", True),
        ("are you open on July 5 at 10 am", "2027-07-05 10:00", True),
        ("2027-07-05", "2027-07-05 12:00", True),
        ("är ni på plats midsommarafton", "2027-06-25 12:00", True),
        # An hour that may be two is one of a working day.
        ("är ni på plats den 5 juli kl 3?", "2027-07-05 15:00", True),
        ("is anybody there on July 5 at 9?", "2027-07-05 09:00", True),
        ("svarar ni kl 9?", "2026-11-26 09:00", False),
        ("svarar ni på julafton?", "2026-12-24 12:00", False),
        # Of another year's calendar the weekday is what was meant.
        ("lördagen den 12 juli, är det bemannat då?", "2027-07-10 12:00", True),
        ("är ni där sön 3 augusti", "2027-08-01 12:00", True),
        ("17 augusti då, det är en måndag?", "2027-08-16 12:00", True),
        ("3 juli, alltså en fredag kväll kl 20", "2027-07-02 20:00", True),
        ("i augusti den 20", "2027-08-20 12:00", False),
        ("2 december eller på fredag?", "2026-11-27 12:00", False),
        ("är ni öppna den 22 augusti?", "2027-08-22 12:00", False),
        ("svarar någon på lördag?", "2026-11-28 12:00", False),
        ("är ni på plats i kväll?", "2026-11-25 21:00", False),
        ("öppet till kl 18?", "2026-11-25 18:00", False),
        ("svarar ni om en timme?", "2026-11-25 11:00", False),
        ("hur är det efter den 17 augusti?", "2027-08-18 12:00", False),
        ("i september?", "2027-09-01 12:00", False),
        ("i jul?", "2026-12-23 12:00", False),
        ("över nyår", "2026-12-31 12:00", False),
        ("vecka 2", "2027-01-11 12:00", False),
        ("och en tisdagskväll i november?", "2026-11-25 12:00", False),
        ("in winter", "2026-12-01 12:00", False),
    ],
)
def test_a_day_or_another_time_of_the_year_is_a_moment(
    hours: Hours, text: str, moment: str, covered: bool
) -> None:
    asked = asked_time(text, hours, AUTUMN)
    assert asked.moment == at(moment)
    assert asked.period == (hours.periods[0] if covered else None)


@pytest.mark.parametrize("now", [AUTUMN, JULY])
@pytest.mark.parametrize(
    "text",
    ["", "öppettider?", "är det öppet nu?", "öppet i dag?", "har ni öppet 8-16?", "hours",
     "vecka 99", "asap", "kan ni kommentera fallet?"],
)  # fmt: skip
def test_no_other_time_is_asked_for(hours: Hours, text: str, now: datetime) -> None:
    assert asked_time(text, hours, now) == AskedTime()


def test_a_weekday_of_a_month_is_that_months(hours: Hours) -> None:
    (period,) = hours.periods
    assert asked_time("en lördag i juli", hours, AUTUMN) == AskedTime(period=period)
    assert asked_time("på lördag i juli", hours, JULY) == AskedTime(at("2027-07-03 12:00"), period)


def test_of_two_periods_it_is_the_one_with_more_of_the_days(hours: Hours) -> None:
    (summer,) = hours.periods
    late = replace(summer, first=(8, 18), last=(9, 30))
    both = replace(hours, periods=(summer, late))
    assert asks_for_period("i september", both, AUTUMN) == late
    assert asks_for_period("i augusti", both, AUTUMN) == summer
    winter = replace(summer, first=(12, 20), last=(1, 10))
    assert asks_for_period("över nyår", replace(hours, periods=(winter,)), AUTUMN) == winter


def test_without_periods_nothing_is_stated(hours: Hours) -> None:
    assert asks_for_period("i sommar", replace(hours, periods=()), AUTUMN) is None


def test_a_moment_without_a_zone_is_refused(hours: Hours) -> None:
    with pytest.raises(ValueError, match="time zone"):
        asks_for_period("i sommar", hours, datetime(2027, 7, 1))


WORDS = (
    "öppet i sommar juli jul nyår den 5 31 februari v vecka 53 1 lördag efter från kl 17 nu "
    "9999-12-31 / . ?"
)


@settings(deadline=None)
@given(
    st.one_of(st.text(max_size=300), st.lists(st.sampled_from(WORDS.split())).map(" ".join)),
    st.datetimes(datetime(2020, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)),
)
def test_any_text_asks_for_a_coming_time_or_none(facts: Facts, text: str, now: datetime) -> None:
    asked = asked_time(text, facts.hours["press"], now)
    assert asked.moment is None or asked.moment > now
    assert asked.period in (None, *facts.hours["press"].periods)
