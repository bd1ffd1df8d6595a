"""What an address carries is read by one rule on every page."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from aiohttp.test_utils import TestClient

from tests.web.trainer.conftest import log_in
from web.trainer import query
from web.trainer.query import NO_DAY, NO_PERIOD, Query


@pytest.mark.parametrize(
    ("text", "expected"),
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
def test_a_number_is_plain_digits_that_a_database_can_hold(text: str, expected: int | None) -> None:
    assert query.number(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("2", 2), ("0", 1), ("", 1), ("två", 1), ("9" * 30, 1)]
)
def test_a_page_that_cannot_be_told_is_the_first(text: str, expected: int) -> None:
    assert query.page(text) == expected


@pytest.mark.parametrize("text", ["2000-01-01", "2999-12-31", "2028-02-29"])
def test_a_day_is_read(text: str) -> None:
    assert query.day(text) == date.fromisoformat(text)


@pytest.mark.parametrize(
    "text",
    ["", "igår", "2026-02-30", "20261124", "2026-W48-2", "1999-12-31", "3000-01-01", "0001-01-01"],
)
def test_a_day_of_another_form_or_another_time_is_none(text: str) -> None:
    assert query.day(text) is None


def test_a_day_begins_at_midnight_in_sweden() -> None:
    assert query.midnight(date(2026, 10, 25)) == datetime(2026, 10, 24, 22, tzinfo=UTC)
    assert query.midnight(date(2026, 10, 25), days=1) == datetime(2026, 10, 25, 23, tzinfo=UTC)


def test_what_is_wrong_is_said_by_its_field_and_what_is_empty_is_left_out() -> None:
    fields = Query(
        {"fran": " 2026-11-25 ", "till": "2026-11-24", "andel": "101", "val": "x", "text": "\0a\0"},
        ("fran", "till", "andel", "val", "text", "inget"),
    )
    assert fields.period("fran", "till") == (date(2026, 11, 25), date(2026, 11, 24))
    assert fields.share("andel") is None
    assert fields.choice("val", {"": "allt", "y": "ett"}) is None
    assert fields.choice("inget", {"": "allt"}) == "allt"
    assert fields.text("text") == "a"
    assert fields.errors == {
        "till": NO_PERIOD,
        "andel": "Skriv ett helt tal från 0 till 100.",
        "val": "Välj något i listan.",
    }
    assert fields.encoded == "fran=2026-11-25&till=2026-11-24&andel=101&val=x&text=a"


@pytest.mark.parametrize("path", ["/trana", "/trana/oversikt", "/trana/logg"])
@pytest.mark.parametrize("day", ["1999-12-31", "3000-01-01", "20261124", "idag"])
async def test_every_page_knows_the_same_days(client: TestClient, path: str, day: str) -> None:
    await log_in(client, "reader")
    assert NO_DAY in await (await client.get(path, params={"fran": day})).text()
    right = await client.get(path, params={"fran": "2026-11-24", "till": "2026-11-25"})
    assert right.status == 200
    assert NO_DAY not in await right.text()
