"""A releaser turns the bot off in a channel, and on again."""

from __future__ import annotations

from html import unescape

import pytest
from aiohttp.test_utils import TestClient

from tests.press_page import PRESS_PHONE
from tests.web.conftest import ClientMaker, StandInEngine
from tests.web.trainer.conftest import csrf_of, log_in, logged
from web import keys

PAGE = "/trana/kanaler"
REASON = "fel i uppgifterna"


async def get(client: TestClient) -> str:
    response = await client.get(PAGE)
    assert response.status == 200
    return unescape(await response.text())


async def act(client: TestClient, path: str, **form: str) -> tuple[int, str]:
    csrf = csrf_of(await (await client.get(PAGE)).text())
    response = await client.post(f"{PAGE}/{path}", data={"csrf": csrf, **form})
    return response.status, unescape(await response.text())


async def write(client: TestClient, text: str = "Hur många?") -> tuple[int, dict[str, object]]:
    response = await client.post("/api/messages", json={"text": text})
    return response.status, await response.json()


async def test_a_channel_is_closed_with_a_reason_and_opened_again(
    client: TestClient, engine: StandInEngine
) -> None:
    await log_in(client, "releaser")
    assert (await get(client)).count("Inte avstängd.") == 3
    status, page = await act(client, "browser/stang", reason=f"  {REASON}\n")
    assert status == 200
    assert "Avstängd: Webben." in page
    assert REASON in page
    status, refusal = await write(client)
    assert status == 503
    assert refusal["code"] == "closed"
    assert PRESS_PHONE in str(refusal["detail"])
    assert engine.received == []
    status, page = await act(client, "browser/oppna")
    assert "Igång igen: Webben." in page
    assert (await write(client))[0] == 200
    assert [line[1:] for line in await logged(client) if line[1].startswith("channel")] == [
        ("channel_closed", f"Webben: {REASON}"),
        ("channel_opened", "Webben"),
    ]


@pytest.mark.parametrize(
    ("reason", "error"), [(" \u202e", "Skriv varför."), ("a" * 201, "Skriv högst 200 tecken.")]
)
async def test_without_a_usable_reason_nothing_is_closed(
    client: TestClient, reason: str, error: str
) -> None:
    await log_in(client, "releaser")
    status, page = await act(client, "slack/stang", reason=reason)
    assert status == 422
    assert error in page
    assert page.count("Inte avstängd.") == 3
    assert (await write(client))[0] == 200


async def test_twice_the_same_says_so_and_keeps_the_first_reason(client: TestClient) -> None:
    await log_in(client, "releaser")
    await act(client, "browser/stang", reason=REASON)
    _, page = await act(client, "browser/stang", reason="ett annat skäl")
    assert "Webben var redan avstängd." in page
    assert REASON in page
    await act(client, "browser/oppna")
    _, page = await act(client, "browser/oppna")
    assert "Webben var redan igång." in page


async def test_only_a_releaser_may_and_others_see_why(client: TestClient) -> None:
    await log_in(client, "releaser")
    await act(client, "browser/stang", reason=REASON)
    client.session.cookie_jar.clear()
    await log_in(client, "trainer")
    page = await get(client)
    assert REASON in page
    assert "Sätt igång" not in page
    assert "Stäng av" not in page
    status, _ = await act(client, "browser/oppna")
    assert status == 403


async def test_an_unknown_channel_is_not_found(client: TestClient) -> None:
    await log_in(client, "releaser")
    status, _ = await act(client, "fax/stang", reason=REASON)
    assert status == 404


async def test_a_setting_closes_a_channel_that_no_button_opens(make_client: ClientMaker) -> None:
    client = await make_client(closed_channels=("browser",))
    assert (await write(client))[0] == 503
    await log_in(client, "releaser")
    assert "Avstängd</strong> i programmets inställningar." in await get(client)
    _, page = await act(client, "browser/oppna")
    assert "Webben är avstängd av en inställning." in page
    assert (await write(client))[0] == 503


async def test_another_copy_of_web_closes_too(make_client: ClientMaker) -> None:
    one, other = await make_client(), await make_client()
    await log_in(one, "releaser")
    await act(one, "browser/stang", reason=REASON)
    assert other.app is not None
    await other.app[keys.CLOSURES].read()
    assert (await write(other))[0] == 503
