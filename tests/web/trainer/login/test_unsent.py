"""What is sent after the session has ended is not lost: it is sent again after a login."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlencode

import pytest
from aiohttp.test_utils import TestClient

from tests.web.conftest import StandInEngine
from tests.web.trainer.conftest import csrf_of, hides, log_in
from tests.web.trainer.inbox.test_inbox import as_another, doubtful, fill, get, notice, states
from web import keys
from web.store.people import sessions as stored
from web.store.teaching import examples

AGAIN = "/trana/skicka-igen"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


async def end_sessions(client: TestClient) -> None:
    assert client.app is not None
    async with client.app[keys.DATABASE].begin() as connection:
        await stored.clean(connection, datetime(2999, 1, 1, tzinfo=UTC))


async def post(client: TestClient, path: str, fields: list[tuple[str, str]]) -> tuple[int, str]:
    response = await client.post(path, data=urlencode(fields), headers=FORM)
    return response.status, await response.text()


def fields_of(page: str) -> list[tuple[str, str]]:
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    return [(html.unescape(name), html.unescape(value)) for name, value in hidden]


async def test_a_verdict_is_sent_again_with_its_filter_and_its_place(client: TestClient) -> None:
    await log_in(client)
    one, _ = await fill(client, doubtful("slack ett", 0.9, channel="slack"), doubtful("två"))
    page = await get(client, kanal="slack")
    fields = [("csrf", csrf_of(page)), ("here", "kanal=slack"), ("place", "0.5:1")]
    fields += [("verdict", "two"), ("wish", "statistics"), ("wish", "press_contact")]
    await end_sessions(client)
    status, page = await post(client, f"/trana/meddelande/{one}", fields)
    assert status == 401
    assert "inte sparat, men det finns kvar" in page
    # Pressed too early it says so again, and loses nothing.
    assert await post(client, AGAIN, fields_of(page)) == (401, page)
    await log_in(client)
    assert (await states(client))["slack ett"] == ("waiting", None)
    status, page = await post(client, AGAIN, fields_of(page))
    assert (status, "Det är inte sparat än." in page) == (200, True)
    assert (await states(client))["slack ett"] == ("waiting", None)
    action = re.search(r'<form method="post" action="(/trana/meddelande/\d+)"', page)
    assert action
    response = await client.post(action[1], data=urlencode(fields_of(page)), headers=FORM)
    assert dict(parse_qsl(response.url.query_string))["kanal"] == "slack"
    assert notice(await response.text()) == "Sparat: Presstjänsten + Statistik."
    assert (await states(client))["slack ett"] == ("settled", "press_contact+statistics")


async def test_an_example_that_was_typed_is_saved_after_a_login(
    client: TestClient, engine: StandInEngine
) -> None:
    engine.masks = hides()
    text = 'Hur många "tulpaner" < 3?'
    form = [("text", text), ("label", "statistics"), ("language", "sv")]
    status, page = await post(client, "/trana/exempel/nytt", form)
    assert status == 401
    await log_in(client)
    _, page = await post(client, AGAIN, fields_of(page))
    assert f"Du skrev: <q>{html.escape(text)}</q>".replace("&quot;", "&#34;") in page
    await post(client, "/trana/exempel/nytt", fields_of(page))
    assert client.app is not None
    assert await examples.texts_with_labels(client.app[keys.DATABASE]) == [(text, "statistics")]


async def test_a_reader_who_logs_in_instead_changes_nothing(client: TestClient) -> None:
    _, page = await post(client, "/trana/exempel/nytt", [("text", "x"), ("label", "greet")])
    await as_another(client, "rut", "reader")
    _, page = await post(client, AGAIN, fields_of(page))
    status, _ = await post(client, "/trana/exempel/nytt", fields_of(page))
    assert status == 403


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/trana/fakta/andra", "f.text.sv"),
        ("/trana/tester/av-samtal", "name"),
        ("/trana/tester/holdout", "text"),
        ("/trana/amnen/etikett", "lead"),
        ("/trana/modeller/1/slapp", "reason"),
        ("/trana/modeller/1/granska", "label"),
        ("/trana/modeller/1/ta-bort-exempel", "example"),
        ("/trana/exempel/markerade", "label"),
        ("/trana/kanaler/browser/stang", "reason"),
        ("/trana/tester/1", "name"),
    ],
)
async def test_what_is_said_or_written_in_every_form_is_handed_back(
    client: TestClient, path: str, field: str
) -> None:
    written = ("{} <å> " * 100).strip()
    status, page = await post(client, path, [(field, written)])
    assert (status, dict(fields_of(page))[f"field-{field}"]) == (401, written)
    await log_in(client, "releaser")
    status, page = await post(client, AGAIN, fields_of(page))
    assert (status, dict(fields_of(page))[field]) == (200, written)


@pytest.mark.parametrize(
    "path",
    ["", "/", "//evil.se", "/trana", "/trana/angra", "/trana/modeller/1/stoppa", "/trana/\ud800"],
)
async def test_only_what_is_handed_back_is_sent_again(client: TestClient, path: str) -> None:
    await log_in(client)
    form = urlencode([("path", path)], errors="surrogatepass")
    response = await client.post(AGAIN, data=form, headers=FORM)
    assert response.status in (400, 404)


@pytest.mark.parametrize("path", [AGAIN, "/trana/exempel/nytt"])
async def test_another_sites_form_is_handed_back_to_nobody(client: TestClient, path: str) -> None:
    form = urlencode([("path", "/trana/exempel/nytt"), ("field-text", "x"), ("text", "x")])
    headers = {**FORM, "Sec-Fetch-Site": "cross-site"}
    assert (await client.post(path, data=form, headers=headers)).status == 403
