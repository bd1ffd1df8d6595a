"""The log says who did what when, and can be searched."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from aiohttp.test_utils import TestClient
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.paths import ROOT
from tests.web.conftest import ClientMaker
from tests.web.trainer.conftest import log_in
from web import keys
from web.store import trainer_tables
from web.store.people import audit
from web.store.people.audit import LineFilters
from web.trainer.log.log_words import WORDS
from web.trainer.query import NO_DAY

NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)  # 12 in Stockholm


@pytest.fixture
async def client(make_client: ClientMaker) -> TestClient:
    """An app that keeps failed logins for as long as these tests look back."""
    return await make_client(keep_days=3650)


async def write(client: TestClient, *lines: tuple[str, str, str, datetime]) -> None:
    assert client.app is not None
    async with client.app[keys.DATABASE].begin() as connection:
        for person, what, about, at in lines:
            await audit.note(connection, person, what, about, at)


async def rows(client: TestClient, query: str = "") -> list[list[str]]:
    """The cells of the table."""
    response = await client.get(f"/trana/logg{query}")
    assert response.status == 200
    html = await response.text()
    trs = re.findall(r"<tr>\s*(<td.*?)</tr>", html, re.DOTALL)
    cells = [re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL) for row in trs]
    return [[re.sub(r"<[^>]+>", "", cell) for cell in row] for row in cells]


@pytest.mark.parametrize("role", ["reader", "trainer", "releaser"])
async def test_everybody_may_read_it(client: TestClient, role: str) -> None:
    await log_in(client, role)
    (row,) = await rows(client)
    assert row[1:] == [role, "Loggade in", "lösenord"]


async def test_the_newest_is_first_in_local_time(client: TestClient) -> None:
    await write(
        client,
        ("anna", "account_added", "tränare", NOON),
        ("bo", "logout", "", NOON + timedelta(minutes=1)),
        ("", "login_failed", "", NOON - timedelta(days=180)),
    )
    await log_in(client, "reader")
    assert (await rows(client))[1:] == [
        ["2026-11-24 12:01", "bo", "Loggade ut", ""],
        ["2026-11-24 12:00", "anna", "Fick ett konto", "tränare"],
        ["2026-05-28 13:00", "okänt namn", "Misslyckades med att logga in", ""],
    ]


async def test_how_much_another_has_reviewed_is_for_releasers_and_themselves(
    client: TestClient,
) -> None:
    for i in range(3):
        await write(client, ("bo", "reviewed", "x", NOON + timedelta(minutes=i)))
        await write(client, ("bo", "example_added", "x", NOON + timedelta(minutes=i)))
    counts = {
        "reader": {
            "?person=bo&vad=reviewed": "",
            "?person=bo": "",
            "?vad=reviewed": "",
            "?person=bo&vad=example_added": "",
            "?vad=example_added": "",
            "": "7",
        },
        "releaser": {"?person=bo&vad=reviewed": "3", "?vad=example_added": "3"},
    }
    for role, told in counts.items():
        await log_in(client, role)
        for query, count in told.items():
            html = await (await client.get(f"/trana/logg{query}")).text()
            found = re.search(r'class="quiet">(\d+) rad', html)
            assert (found[1] if found else "") == count, (role, query)
            assert len(await rows(client, query)) >= 3, "the lines are read by all"
    await log_in(client, "trainer", "bo")
    html = await (await client.get("/trana/logg?person=bo&vad=reviewed")).text()
    assert "3 rader" in html


async def test_it_can_be_filtered_by_who_what_and_when(client: TestClient) -> None:
    await write(
        client,
        ("anna", "login", "1", datetime(2026, 3, 28, 22, 59, tzinfo=UTC)),  # 23:59 here
        ("anna", "login", "2", datetime(2026, 3, 28, 23, 0, tzinfo=UTC)),  # 00:00 on the 29th
        ("bo", "login", "3", datetime(2026, 3, 29, 21, 59, tzinfo=UTC)),  # 23:59, summer time
        ("bo", "logout", "4", datetime(2026, 3, 29, 22, 0, tzinfo=UTC)),  # 00:00 on the 30th
        ("", "login_failed", "5", datetime(2026, 3, 30, 12, tzinfo=UTC)),
    )
    await log_in(client, "reader")

    async def count(query: str) -> str:
        return "".join(reversed([row[3] for row in await rows(client, query)]))

    assert await count("?person=anna") == "12"
    assert await count("?person=okänt namn") == "5"
    assert await count("?vad=logout") == "4"
    assert await count("?fran=2026-03-29&till=2026-03-29") == "23"
    assert await count("?till=2026-03-28") == "1"
    assert await count("?fran=2026-03-30&person=bo&vad=logout&till=") == "4"
    assert await count("?person=cecilia") == ""


async def test_a_choice_is_kept_in_the_form_even_if_nothing_is_found(client: TestClient) -> None:
    await log_in(client, "reader")
    html = await (await client.get("/trana/logg?person=cecilia&vad=ngt&fran=2026-01-31")).text()
    assert "<option selected>cecilia</option>" in html
    assert '<option value="ngt" selected>ngt</option>' in html
    assert 'value="2026-01-31"' in html
    assert "Inget i loggen stämmer med urvalet." in html


async def test_a_code_that_nobody_has_put_in_words_is_shown_as_it_is(client: TestClient) -> None:
    await write(client, ("anna", "<b>", "<i>", NOON))
    await log_in(client, "reader")
    assert (await rows(client, "?person=anna"))[0][2:] == ["&lt;b&gt;", "&lt;i&gt;"]


@pytest.mark.parametrize(
    ("what", "about", "words", "address"),
    [
        ("reviewed", "meddelande 12", "meddelande 12", "/trana?visa=alla&amp;m=12"),
        (
            "dispute_settled",
            "meddelande 12: press_contact+statistics",
            "meddelande 12: Presstjänsten + Statistik",
            "/trana?visa=alla&amp;m=12",
        ),
        ("example_added", "out_of_scope, nr 3", "Inget för oss, nr 3", "/trana/exempel/3"),
        ("example_removed", "greet, nr 3", "Hälsning, nr 3", None),
        ("model_passed", "kandidat 4: hej, greta", "kandidat 4: hej, greta", "/trana/modeller/4"),
        ("label_drafted", "job_fair", "job fair", None),
        ("facts_released", "version 5", "version 5", "/trana/fakta/versioner/5"),
        ("model_undone", "presstjanst-1f.tar.gz", "modellen från start", None),
    ],
)
async def test_what_a_line_is_about_is_said_in_words_and_leads_there(
    client: TestClient, what: str, about: str, words: str, address: str | None
) -> None:
    await write(client, ("anna", what, about, NOON))
    await log_in(client, "reader")
    assert (await rows(client, "?person=anna"))[0][3] == words
    html = await (await client.get("/trana/logg?person=anna")).text()
    leads = re.findall(rf'<a href="([^"]+)">{re.escape(words)}</a>', html)
    assert leads == ([address] if address else [])


@pytest.mark.parametrize("day", ["i går", "2026-02-30", "0001-01-01", "9999-12-31", "2026"])
@pytest.mark.parametrize("field", ["fran", "till"])
async def test_a_day_that_is_none_is_said_by_its_field(
    client: TestClient, field: str, day: str
) -> None:
    await log_in(client, "reader")
    response = await client.get("/trana/logg", params={field: day})
    html = await response.text()
    assert response.status == 422
    assert f'id="{field}-error">{NO_DAY}<' in html
    assert f'aria-describedby="{field}-error"' in html
    assert f'value="{day}"' in html


async def test_it_is_shown_in_pages_that_keep_the_choice(client: TestClient) -> None:
    later = NOON + timedelta(hours=1)
    await write(
        client,
        *[("anna & bo", "login", str(i), NOON + timedelta(seconds=i)) for i in range(120)],
        ("cecilia", "login", "", later),
    )
    await log_in(client, "reader")
    numbers, address = [], "?person=anna %26 bo&vad=login"
    for page in (1, 2, 3):
        html = await (await client.get(f"/trana/logg{address}")).text()
        assert f"120 rader, sida {page} av 3" in html
        numbers += [row[3] for row in await rows(client, address)]
        older = re.search(r'rel="next" href="/trana/logg([^"]*)"', html)
        assert (older is None) == (page == 3)
        assert ('rel="prev"' in html) == (page > 1)
        address = older[1].replace("&amp;", "&") if older else ""
    assert numbers == [str(i) for i in reversed(range(120))]


@pytest.mark.parametrize("number", ["0", "-1", "två", "²", "9" * 30, "99", ""])
async def test_a_page_that_is_none_is_the_nearest(client: TestClient, number: str) -> None:
    await log_in(client, "reader")
    assert len(await rows(client, f"?sida={number}")) == 1


def _codes_noted() -> Iterator[tuple[str, str]]:
    """Every code that is written out in a call of `note`, and where."""
    for path in (ROOT / "web").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            name = node.func.id if isinstance(node.func, ast.Name) else name
            if name in ("note", "_note"):
                for argument in node.args[2:3]:
                    if isinstance(argument, ast.Constant):
                        yield argument.value, f"{path.relative_to(ROOT)}:{node.lineno}"


def test_every_code_that_is_noted_has_its_words() -> None:
    noted = dict(_codes_noted())
    assert "login" in noted
    assert {code: where for code, where in noted.items() if code not in WORDS} == {}


async def test_both_databases_read_it_alike(store: AsyncEngine) -> None:
    async with store.begin() as connection:
        for i in range(5):
            await audit.note(connection, "anna", "login", str(i), NOON)
        await audit.note(connection, "bo", "logout", "", NOON - timedelta(days=1))
    async with store.connect() as connection:
        everything = LineFilters(first=NOON - timedelta(days=2), last=NOON + timedelta(seconds=1))
        assert await audit.count(connection, everything) == 6
        lines = await audit.read(connection, everything, 1, 3)
        assert [line.about for line in lines] == ["3", "2", "1"]
        assert await audit.count(connection, LineFilters(last=NOON)) == 1
        assert await audit.count(connection, LineFilters("anna", "logout")) == 0
        assert await audit.choices(connection) == (["anna", "bo"], ["login", "logout"])


async def test_what_is_not_done_is_not_noted(store: AsyncEngine) -> None:
    with pytest.raises(sa.exc.IntegrityError):
        async with store.begin() as connection:
            await audit.note(connection, "anna", "login", "", NOON)
            row = {"name": "anna", "role": "reader", "password_hash": "", "created_at": None}
            await connection.execute(sa.insert(trainer_tables.accounts).values(row))
    async with store.connect() as connection:
        assert await audit.count(connection, LineFilters()) == 0
