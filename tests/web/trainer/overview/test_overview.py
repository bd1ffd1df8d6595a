"""What happens in the chat is counted by Swedish days, and shown so that nobody stands out."""

from __future__ import annotations

import csv
import io
import re
import time
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
from aiohttp.test_utils import TestClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.intents import FALLBACK
from contracts.tables import events
from desk.dates import long_date
from desk.hours import STOCKHOLM, local_now
from tests.press_page import FACTS
from tests.web.conftest import ClientMaker, StandInEngine
from tests.web.trainer.conftest import log_in
from tests.web.trainer.overview.test_small_groups import could_be
from web import keys
from web.store.conversations.counts import Kind, PeriodCounts, PeriodFilters, count, not_understood
from web.store.trainer_tables import messages
from web.trainer.overview.breakdowns import overview
from web.trainer.overview.charts import Bar, bars, columns
from web.trainer.overview.page import read_period
from web.trainer.overview.small_groups import PublicCount, Split
from web.trainer.overview.table import Table, as_csv

DAY = 86_400.0
FEW = "färre än 5"


def row(number: int, said_at: datetime | float, **more: Any) -> dict[str, Any]:
    moment = said_at if isinstance(said_at, float) else said_at.timestamp()
    return {
        "id": number,
        "conversation": f"browser-{number}",
        "said_at": moment,
        "channel": "browser",
        "language": "sv",
        "text": f"meddelande {number}",
        "intent": "statistics",
        "likeliest": "statistics",
        "confidence": 0.9,
        "ranking": "[]",
        "chosen": None,
        "helped": None,
        "wants_second": False,
        "usefulness": 0.1,
        "state": "waiting",
        **more,
    }


async def put(store: AsyncEngine, *rows: dict[str, Any]) -> None:
    async with store.begin() as connection:
        for one in rows:
            await connection.execute(sa.insert(messages).values(one))


def filters(first: str, last: str, channel: str = "") -> PeriodFilters:
    query = {"fran": first, "till": last, "kanal": channel}
    return read_period(query, date(2026, 11, 24), {"slack": "Slack"}).filters


def swedish(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM, fold=fold)


def days_of(counts: PeriodCounts, first: str, last: str) -> dict[str, str]:
    """The table of days, of messages that are many enough to be said."""
    total = sum(counts.hours.values())
    many = PeriodCounts(
        [Kind("browser", "sv", "statistics", False, None, total)], counts.hours, {}, []
    )
    period = date.fromisoformat(first), date.fromisoformat(last)
    result = overview(many, *period, local_now(), None, {})
    return {day: number for day, number, *_ in result.tables[0].rows}


@pytest.mark.parametrize(
    ("moments", "day"),
    [
        # Winter time, then the night when clocks go forward, then the night when they go back:
        # midnight is at 23, 23 and 22 in UTC.
        (("2026-01-15 00:00", "2026-01-15 23:59:59.9"), "2026-01-15"),
        (("2026-03-29 00:00", "2026-03-29 01:59:59", "2026-03-29 23:59:59.9"), "2026-03-29"),
        (("2026-07-01 00:00:00.1", "2026-07-01 23:59:59.9"), "2026-07-01"),
        (("2026-10-25 00:00", "2026-10-25 02:30", "2026-10-25 23:59:59.9"), "2026-10-25"),
    ],
)
async def test_a_message_belongs_to_its_swedish_day(
    store: AsyncEngine, moments: tuple[str, ...], day: str
) -> None:
    rows = [row(i, swedish(moments[i % len(moments)])) for i in range(10)]
    rows.append(row(10, swedish("2026-10-25 02:30", fold=1)))
    await put(store, *rows)
    before = (date.fromisoformat(day) - timedelta(days=1)).isoformat()
    after = (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    counts = await count(store, filters(before, after))
    assert days_of(counts, before, after) == {before: "0", day: "10", after: "0"}
    alone = await count(store, filters(day, day))
    assert alone.hours == counts.hours
    assert (await count(store, filters(after, after))).kinds == []


async def test_messages_are_counted_by_what_became_of_them(store: AsyncEngine) -> None:
    noon = swedish("2026-11-20 12:00")
    await put(
        store,
        row(1, noon),
        row(2, noon, helped=True),
        row(3, noon, intent="nlu_fallback", chosen="statistics", channel="slack"),
        row(4, noon, intent="nlu_fallback", language="en"),
        row(5, noon, intent="out_of_scope", helped=False, state="settled"),
        row(6, noon, state="second"),
        row(7, noon - timedelta(days=30)),
    )
    counts = await count(store, filters("2026-11-01", "2026-11-24"))
    assert sorted(counts.kinds, key=repr) == sorted(
        [
            Kind("browser", "sv", "statistics", False, None, 2),
            Kind("browser", "sv", "statistics", False, True, 1),
            Kind("slack", "sv", "nlu_fallback", True, None, 1),
            Kind("browser", "en", "nlu_fallback", False, None, 1),
            Kind("browser", "sv", "out_of_scope", False, False, 1),
        ],
        key=repr,
    )
    assert sum(counts.waiting.values()) == 5
    slack = await count(store, filters("2026-11-01", "2026-11-24", "slack"))
    assert [kind.channel for kind in slack.kinds] == ["slack"]


async def test_an_answer_takes_as_long_as_the_bots_next_words(store: AsyncEngine) -> None:
    noon = swedish("2026-11-20 12:00").timestamp()
    exchange = [
        ("a", "user", 0.0),
        ("a", "action", 0.1),
        ("b", "bot", 0.2),
        ("a", "bot", 0.5),
        ("a", "bot", 9.0),
        ("c", "user", 0.0),  # never answered
        ("c", "user", 5.0),
        ("c", "bot", 6.5),
    ]
    async with store.begin() as connection:
        for i, (who, kind, seconds) in enumerate(exchange, start=1):
            event = {"id": i, "sender_id": who, "type_name": kind, "timestamp": noon + seconds}
            await connection.execute(sa.insert(events).values({**event, "data": "{}"}))
    await put(
        store,
        row(1, noon, conversation="a"),
        row(6, noon, conversation="c"),
        row(7, noon + 5.0, conversation="c"),
    )
    counts = await count(store, filters("2026-11-20", "2026-11-20"))
    assert sorted(round(seconds, 2) for seconds in counts.answer_seconds) == [0.5, 1.5]


async def test_what_was_not_understood_is_what_nobody_has_found_a_label_for(
    store: AsyncEngine,
) -> None:
    noon = swedish("2026-11-20 12:00")
    period = {"intent": "nlu_fallback"}
    await put(
        store,
        row(1, noon, **period),
        row(2, noon, **period, chosen="statistics"),
        row(3, noon, **period, label="statistics", state="settled"),
        row(4, noon, **period, label="out_of_scope", state="settled"),
        row(5, noon, intent="out_of_scope"),
        row(6, noon),
        row(7, noon - timedelta(days=30), **period),
    )
    texts = await not_understood(store, filters("2026-11-01", "2026-11-24"), 10)
    assert [message.conversation for message in texts] == ["browser-5", "browser-4", "browser-1"]
    some = await not_understood(store, filters("2026-11-01", "2026-11-24"), 2)
    assert some == texts[:2]


def counts_of(*kinds: tuple[str, int], **more: Any) -> PeriodCounts:
    """Counts by intent, of today."""
    total = sum(number for _, number in kinds)
    hour = int(time.time() // 3600)
    rows = [Kind("browser", "sv", intent, False, None, number) for intent, number in kinds]
    return PeriodCounts(rows, {hour: total}, more.get("waiting", {}), more.get("seconds", []))


def table_of(counts: PeriodCounts, name: str) -> Table:
    today = local_now().date()
    result = overview(counts, today, today, local_now(), None, {})
    return next(table for table in result.tables if table.name == name)


def test_shares_are_of_what_is_said() -> None:
    counts = counts_of(("statistics", 90), ("nlu_fallback", 12), ("out_of_scope", 3))
    assert table_of(counts, "utfall").rows == [
        ("Svarade", "90", "86 %"),
        ("Frågade tillbaka, fick ett val", "0", "0 %"),
        ("Inte förstått: fick inget val", "10", "10 %"),
        ("Inget för oss", FEW, ""),
    ]
    assert table_of(counts, "arenden").rows == [("Statistik", "90", "100 %")]
    # 101 of 103 are said as 100 of 105 and 98 of 100 as 100 of 100, which would be all.
    assert table_of(counts_of(("statistics", 98), ("out_of_scope", 2)), "utfall").rows[0] == (
        ("Svarade", "100", "")
    )


def test_what_got_no_answer_in_time_is_an_outcome_of_its_own_where_there_is_any() -> None:
    rows = table_of(counts_of(("statistics", 90), ("fallback", 12)), "utfall").rows
    assert rows[-1][0] == "Inget svar i tid: fick pressjouren"
    assert [words for words, *_ in table_of(counts_of(("statistics", 90)), "utfall").rows] == [
        "Svarade",
        "Frågade tillbaka, fick ett val",
        "Inte förstått: fick inget val",
        "Inget för oss",
    ]


def test_the_order_of_rows_says_no_more_than_their_numbers() -> None:
    counts = counts_of(("statistics", 8), ("public_records", 12), ("greet", 1), ("thanks", 4))
    words = [words for words, *_ in table_of(counts, "arenden").rows]
    assert words == ["Offentlig handling", "Statistik", "2 andra"]
    counts = counts_of(("public_records", 12), ("thanks", 1))
    assert [words for words, *_ in table_of(counts, "arenden").rows][1:] == ["Tack"]


kinds = st.builds(
    Kind,
    channel=st.sampled_from(["browser", "slack", "teams"]),
    language=st.sampled_from(["sv", "en", "da"]),
    intent=st.sampled_from(["statistics", "greet", "nlu_fallback", "out_of_scope", "fallback"]),
    chose=st.booleans(),
    helped=st.sampled_from([None, True, False]),
    count=st.integers(1, 7),
)


def unfolded(row: tuple[str, ...]) -> list[tuple[str, str]]:
    """A row's words and number; of one that stands for several small groups, each of them."""
    words, number, *_ = row
    if number != f"{FEW} var":
        return [(words, number)]
    return [(f"{words} {i}", FEW) for i in range(int(words.split()[0]))]


@given(st.lists(kinds, max_size=9), st.data())
def test_no_small_group_can_be_worked_out_from_the_tables(
    rows: list[Kind], data: st.DataObject
) -> None:
    now = local_now()
    total, hour = sum(kind.count for kind in rows), int(now.timestamp() // 3600)
    early, late = (data.draw(st.integers(0, n)) for n in (total, total))
    hours = {hour - 30: early, hour: total - early}
    waiting = {hour - 24 * 9: late // 2, hour: late - late // 2}
    counts = PeriodCounts(rows, hours, waiting, [0.1] * early)
    result = overview(counts, (now - timedelta(days=9)).date(), now.date(), now, None, {})
    numbers = {"alla": result.total}
    splits = []
    for table in result.tables:
        whole = "utfall:Svarade" if table.name == "arenden" else "alla"
        cells = [cell for row in table.rows for cell in unfolded(row)]
        parts = [f"{table.name}:{words}" for words, _ in cells]
        splits.append(Split(whole, parts, rest=table.name in ("svarstid", "vantar")))
        for part, (_, number) in zip(parts, cells, strict=True):
            numbers[part] = PublicCount(None if number == FEW else int(number))
    for name, values in could_be(numbers, splits).items():
        assert values, name
        assert numbers[name].about is not None or len(values) > 1, name


def test_waits_are_told_apart_by_days() -> None:
    now = int(time.time() // 3600)
    waiting = {now - 1: 10, now - 24 * 5: 20, now - 24 * 20: 5, now - 24 * 60: 2}
    rows = table_of(counts_of(("statistics", 50), waiting=waiting), "vantar").rows
    assert [number for _, number in rows] == ["10", "20", "5", FEW]
    seconds = [0.1] * 10 + [0.7, 0.8] + [9.0] * 5
    result = table_of(counts_of(("statistics", 50), seconds=seconds), "svarstid")
    assert [number for _, number in result.rows] == ["10", FEW, "0", "0", "5"]
    assert result.notes[0] == "Hälften fick svar inom 0,1 sekunder."
    result = table_of(counts_of(("statistics", 50), seconds=[0.04] * 10), "svarstid")
    assert result.notes[0] == "Hälften fick svar inom en tiondels sekund."
    result = table_of(counts_of(("statistics", 50), seconds=[0.1] * 4), "svarstid")
    assert not any("Hälften" in note for note in result.notes)


def test_a_spreadsheet_takes_nothing_for_a_formula() -> None:
    cells = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "vanligt; ord", 'citat"', "åäö"]
    result = as_csv(Table("x", "", ("Ord",), [(cell,) for cell in cells]))
    assert result.startswith(b"\xef\xbb\xbfOrd\r\n")
    rows = list(csv.reader(io.StringIO(result.decode("utf-8-sig")), delimiter=";"))
    assert [cell for (cell,) in rows[1:]] == [
        "'=1+1",
        "'+1",
        "'-1",
        "'@SUM(A1)",
        "'\tx",
        "vanligt; ord",
        'citat"',
        "åäö",
    ]


def test_charts_say_their_numbers_and_what_they_are_of() -> None:
    some = [Bar("Ett <b>", "10", 10, under="1", lower="maj"), Bar("Två", FEW, 4, is_known=False)]
    for drawn in (bars(some, 'Om "det"'), columns(some, 'Om "det"')):
        assert 'role="img"' in drawn
        assert 'aria-label="Om &#34;det&#34;"' in drawn
        assert ">10</text>" in drawn
        assert "<b>" not in drawn
        assert "style=" not in drawn
    assert f">{FEW}</text>" in bars(some, "")
    assert ">&lt;5</text>" in columns(some, "")
    assert columns([], "") and bars([], "")


@pytest.fixture
async def reader(make_client: ClientMaker) -> TestClient:
    client = await make_client()
    await log_in(client, "reader")
    return client


async def fill(client: TestClient, *rows: dict[str, Any]) -> None:
    assert client.app is not None
    await put(client.app[keys.DATABASE], *rows)


def lately(number: int, **more: Any) -> dict[str, Any]:
    return row(number, time.time() - 60, **more)


async def csv_of(client: TestClient, name: str, query: str = "") -> list[list[str]]:
    response = await client.get(f"/trana/oversikt.csv?tabell={name}{query}")
    assert response.status == 200
    assert response.content_type == "text/csv"
    assert response.headers["Content-Disposition"].startswith('attachment; filename="presstjanst-')
    text = (await response.read()).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


async def test_the_page_and_the_files_say_the_same(reader: TestClient) -> None:
    await fill(reader, *(lately(i, language="en" if i < 3 else "sv") for i in range(123)))
    html = unescape(await (await reader.get("/trana/oversikt")).text())
    assert "<strong>125</strong> meddelanden" in html
    assert await csv_of(reader, "sprak") == [
        ["Språk", "Meddelanden", "Andel"],
        ["Svenska", "120", "96 %"],
        ["Engelska", FEW, ""],
    ]
    for name in ("dagar", "utfall", "arenden", "kanaler", "sprak", "omdomen", "svarstid", "vantar"):
        header, *rows = await csv_of(reader, name)
        assert f"tabell={name}&" in html
        for row in rows:
            assert all(cell in html for cell in row)
        section = html[html.index(f'id="{name}"') :]
        assert section.index('class="chart"') < section.index("Visa som tabell")
        assert '<p class="quiet small">' in section[: section.index('class="chart"')]
        assert set(header) <= set(re.findall(r'<th scope="col"[^>]*>([^<]*)</th>', section))
    days = await csv_of(reader, "dagar")
    assert len(days) == 31
    assert days[-1] == [local_now().date().isoformat(), "125"] or days[-2][1] == "125"
    assert days[1][1] == "0"


async def test_a_number_opens_its_messages_and_a_small_group_does_not(reader: TestClient) -> None:
    await fill(reader, *(lately(i, language="en" if i < 3 else "sv") for i in range(123)))
    html = unescape(await (await reader.get("/trana/oversikt")).text())
    for query, messages_there in {
        "sprak=sv": 120,
        "etikett=statistics": 123,
        "omdome=inget": 123,
        "kanal=browser": 123,
        "utfall=svarade": 123,
        "vantat=": 123,
    }.items():
        links = re.findall(rf'<a href="(/trana\?[^"]*{query}[^"]*)"', html)
        assert len(links) == 2, "in the chart, and in the table"
        inbox = await (await reader.get(links[0])).text()
        assert f"<strong>{messages_there}</strong>" in inbox
    assert "sprak=en" not in html


async def test_what_was_asked_back_opens_by_what_came_of_it(reader: TestClient) -> None:
    asked: dict[str, Any] = {"intent": FALLBACK}
    chose = [lately(i, **asked, chosen="statistics") for i in range(20)]
    unclear = [lately(i, **asked) for i in range(20, 50)]
    await fill(reader, *chose, *unclear, *(lately(i) for i in range(50, 90)))
    html = unescape(await (await reader.get("/trana/oversikt")).text())
    for query, many in {"utfall=valde": 20, "utfall=oklart": 30, "utfall=svarade": 40}.items():
        address = re.findall(rf'<a href="(/trana\?[^"]*{query}[^"]*)"', html)[0]
        inbox = await (await reader.get(address)).text()
        assert f"<strong>{many}</strong>" in inbox


async def test_fewer_than_five_messages_are_not_split(reader: TestClient) -> None:
    assert "Inga meddelanden i perioden." in await (await reader.get("/trana/oversikt")).text()
    await fill(reader, *(lately(i) for i in range(4)))
    html = await (await reader.get("/trana/oversikt")).text()
    assert "Färre än fem meddelanden i perioden." in html
    assert "<svg" not in html
    assert (await reader.get("/trana/oversikt.csv?tabell=dagar")).status == 404
    assert (await reader.get("/trana/oversikt.csv?tabell=amnen")).status == 404


async def test_one_channel_is_shown_alone(reader: TestClient) -> None:
    await fill(reader, *(lately(i, channel="slack" if i < 20 else "browser") for i in range(60)))
    html = await (await reader.get("/trana/oversikt?kanal=slack")).text()
    assert "<strong>20</strong>" in html
    assert 'id="kanaler"' not in html
    assert (await csv_of(reader, "utfall", "&kanal=slack"))[1][1] == "20"
    assert (await reader.get("/trana/oversikt.csv?tabell=kanaler&kanal=slack")).status == 404


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("fran=igår", "Skriv datumet som"),
        ("till=2026-13-01", "Skriv datumet som"),
        ("fran=0001-01-01", "från 2000"),
        ("fran=9999-12-31&till=9999-12-31", "från 2000"),
        ("fran=2026-11-02&till=2026-11-01", "inte vara före den första"),
        ("fran=2020-01-01&till=2026-11-01", "högst 366 dagar"),
        ("kanal=fax", "Välj en kanal"),
    ],
)
async def test_a_period_that_is_none_is_said(reader: TestClient, query: str, sentence: str) -> None:
    response = await reader.get(f"/trana/oversikt?{query}")
    assert response.status == 422
    html = await response.text()
    assert sentence in html
    assert 'aria-invalid="true"' in html
    assert (await reader.get(f"/trana/oversikt.csv?tabell=dagar&{query}")).status == 404


async def test_an_unknown_table_is_not_found(reader: TestClient) -> None:
    await fill(reader, *(lately(i) for i in range(20)))
    assert (await reader.get("/trana/oversikt.csv?tabell=allt")).status == 404
    assert (await reader.get("/trana/oversikt.csv")).status == 404


async def test_the_overview_is_for_those_who_are_logged_in(client: TestClient) -> None:
    for path in ("/trana/oversikt", "/trana/oversikt.csv?tabell=dagar"):
        response = await client.get(path, allow_redirects=False)
        assert response.status == 303
        assert response.headers["Location"].startswith("/trana/logga-in?till=")


async def test_facts_that_nobody_has_reviewed_are_named(reader: TestClient) -> None:
    reviewed_on = FACTS.contacts["press_phone"].reviewed_on
    oldest = min(
        fact.reviewed_on
        for facts in (FACTS.contacts, FACTS.links, FACTS.rules, FACTS.questions, FACTS.topics)
        for fact in facts.values()
    )
    html = await (await reader.get("/trana/oversikt")).text()
    assert f"den äldsta granskad {long_date(oldest, 'sv')}" in html
    assert 'href="/trana/fakta#inte-granskade"' in html
    _, *rows = await csv_of(reader, "fakta")
    assert ["Pressjouren", "Försäkringskassan, Presstjänst", str(reviewed_on)] in rows


def unclear(first: int, word: str, count: int, conversation: str | None = None) -> list[Any]:
    return [
        lately(
            first + i,
            intent="out_of_scope",
            text=f"{word} nummer {i}",
            conversation=conversation or f"browser-{first + i}",
        )
        for i in range(count)
    ]


async def test_new_topics_lead_to_the_inbox(reader: TestClient) -> None:
    await fill(reader, *unclear(0, "a-kassa", 12), *unclear(50, "väder", 4))
    await fill(reader, *unclear(100, "egen", 9, conversation="browser-envis"))
    html = unescape(await (await reader.get("/trana/oversikt?kanal=browser")).text())
    assert "a-kassa, & mer" in html
    assert "väder" not in html  # four messages
    assert "egen, & mer" not in html  # one writer
    (address,) = re.findall(r'href="(/trana\?[^"]*sok=[^"]+)"', html)
    query = parse_qs(urlsplit(address).query)
    assert query["sok"] == ["a-kassa"]
    assert query["kanal"] == ["browser"]
    assert query["visa"] == ["alla"]
    assert "a-kassa nummer 3" in await (await reader.get(address)).text()
    assert await csv_of(reader, "amnen") == [
        ["Vanligaste ord", "Meddelanden"],
        ["a-kassa, & mer", "10"],
    ]


@pytest.mark.parametrize("fault", [{"status": 500}, {"hangs": True}])
async def test_topics_wait_for_nobody(
    reader: TestClient, engine: StandInEngine, fault: dict[str, Any]
) -> None:
    await fill(reader, *unclear(0, "a-kassa", 12))
    for name, value in fault.items():
        setattr(engine, name, value)
    html = await (await reader.get("/trana/oversikt")).text()
    assert "Ämnena går inte att visa just nu" in html
    assert "<strong>10</strong>" in html


def test_the_default_period_is_thirty_days() -> None:
    period = read_period({}, date(2026, 11, 24), {})
    assert (period.first, period.last) == (date(2026, 10, 26), date(2026, 11, 24))
    assert period.filters.last - period.filters.first == 30 * DAY
    assert period.filters.first == datetime(2026, 10, 25, 23, tzinfo=UTC).timestamp()
    period = read_period({"till": "2026-10-25"}, date(2026, 11, 24), {})
    assert period.filters.last - period.filters.first == 30 * DAY + 3600
