"""What an address carries is read by one rule on every page."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from aiohttp.test_utils import TestClient

from tests.web.trainer.conftest import log_in
from web.trainer import query
from web.trainer.query import NO_DAY, NO_PERIOD, Query


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("0", 0),
        ("007", 7),
        ("999999999", 999_999_999),
        ("1000000000", None),
        ("9" * 5000, None),
        ("", None),
        ("-1", None),
        ("+1", None),
        ("1_0", None),
        (" 1", None),
        ("²", None),
        ("٣", None),
    ],
)
def test_a_number_is_plain_digits_that_a_database_can_hold(typed: str, found: int | None) -> None:
    assert query.number(typed) == found


@pytest.mark.parametrize(
    ("typed", "found"), [("2", 2), ("0", 1), ("", 1), ("två", 1), ("9" * 30, 1)]
)
def test_a_page_that_cannot_be_told_is_the_first(typed: str, found: int) -> None:
    assert query.page(typed) == found


@pytest.mark.parametrize("typed", ["2000-01-01", "2999-12-31", "2028-02-29"])
def test_a_day_is_read(typed: str) -> None:
    assert query.day(typed) == date.fromisoformat(typed)


@pytest.mark.parametrize(
    "typed",
    ["", "igår", "2026-02-30", "20261124", "2026-W48-2", "1999-12-31", "3000-01-01", "0001-01-01"],
)
def test_a_day_of_another_form_or_another_time_is_none(typed: str) -> None:
    assert query.day(typed) is None


def test_a_day_begins_at_midnight_in_sweden() -> None:
    assert query.midnight(date(2026, 10, 25)) == datetime(2026, 10, 24, 22, tzinfo=UTC)
    assert query.midnight(date(2026, 10, 25), days=1) == datetime(2026, 10, 25, 23, tzinfo=UTC)


def test_what_is_wrong_is_said_by_its_field_and_what_is_empty_is_left_out() -> None:
    asked = Query(
        {"fran": " 2026-11-25 ", "till": "2026-11-24", "andel": "101", "val": "x", "text": "\0a\0"},
        ("fran", "till", "andel", "val", "text", "inget"),
    )
    assert asked.period("fran", "till") == (date(2026, 11, 25), date(2026, 11, 24))
    assert asked.share("andel") is None
    assert asked.choice("val", {"": "allt", "y": "ett"}) is None
    assert asked.choice("inget", {"": "allt"}) == "allt"
    assert asked.text("text") == "a"
    assert asked.errors == {
        "till": NO_PERIOD,
        "andel": "Skriv ett helt tal från 0 till 100.",
        "val": "Välj något i listan.",
    }
    assert asked.encoded == "fran=2026-11-25&till=2026-11-24&andel=101&val=x&text=a"


@pytest.mark.parametrize("path", ["/trana", "/trana/oversikt", "/trana/logg"])
@pytest.mark.parametrize("day", ["1999-12-31", "3000-01-01", "20261124", "idag"])
async def test_every_page_knows_the_same_days(client: TestClient, path: str, day: str) -> None:
    await log_in(client, "reader")
    assert NO_DAY in await (await client.get(path, params={"fran": day})).text()
    right = await client.get(path, params={"fran": "2026-11-24", "till": "2026-11-25"})
    assert right.status == 200
    assert NO_DAY not in await right.text()
