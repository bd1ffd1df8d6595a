"""Only the Bot Connector's own requests are taken; what may be forged is refused, unread."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from typing import Any

import aiohttp
import jwt
import pytest
from aiohttp.test_utils import TestClient
from cryptography.hazmat.primitives import serialization
from hypothesis import given
from hypothesis import strategies as st

from tests.web.channels.teams.bot_connector import (
    APP_ID,
    PATH,
    BotConnector,
    Key,
    TeamsMaker,
)
from tests.web.conftest import StandInEngine
from web.channels.teams.token_check import (
    AFTER_FAILURE_SECONDS,
    KEYS_LAST_SECONDS,
    REFETCH_SECONDS,
    BotConnectorKeys,
    KeysUnreachable,
    TokenCheck,
    TokenError,
    is_safe,
)


async def post(client: TestClient, activity: Any, authorization: str | None) -> int:
    headers = {} if authorization is None else {"Authorization": authorization}
    async with client.post(PATH, json=activity, headers=headers) as response:
        return response.status


async def test_a_genuine_token_is_taken(teams: TestClient, connector: BotConnector) -> None:
    assert await connector.say(teams, connector.activity()) == 202
    assert len(connector.messages) == 1


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://api.botframework.us"},
        {"iss": "https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/"},
        {"iss": None},
        {"aud": "00000000-0000-0000-0000-000000000000"},
        {"aud": ["somebody-else"]},
        {"aud": None},
        # In seconds from when the test runs: the names of tests are the same in every worker.
        {"exp": -400},
        {"exp": None},
        {"exp": "soon"},
        {"nbf": 3600},
        {"serviceurl": "https://smba.trafficmanager.net.example.org/emea/"},
        {"serviceurl": None},
        {"serviceurl": ["x"]},
    ],
    ids=str,
)
async def test_a_wrong_claim_is_refused(
    teams: TestClient, connector: BotConnector, engine: StandInEngine, claims: dict[str, Any]
) -> None:
    claims = {
        name: int(time.time()) + value if isinstance(value, int) else value
        for name, value in claims.items()
    }
    assert await connector.say(teams, connector.activity(), **claims) == 401
    assert (connector.sent, engine.received) == ([], [])


@pytest.mark.parametrize("claims", [{"exp": -200}, {"nbf": 200}], ids=str)
async def test_clocks_may_differ_by_some_minutes(
    teams: TestClient, connector: BotConnector, claims: dict[str, int]
) -> None:
    now = int(time.time())
    shifted = {name: now + seconds for name, seconds in claims.items()}
    assert await connector.say(teams, connector.activity(), **shifted) == 202


def forged(header: dict[str, Any], connector: BotConnector, sign: Callable[[bytes], bytes]) -> str:
    """A token put together by hand, as no library would."""
    claims = connector.token().split(".")[1]
    start = base64.urlsafe_b64encode(json.dumps(header).encode()).rstrip(b"=").decode()
    signature = base64.urlsafe_b64encode(sign(f"{start}.{claims}".encode())).rstrip(b"=").decode()
    return f"{start}.{claims}.{signature}"


def forgeries(connector: BotConnector, keys: dict[str, Key]) -> dict[str, str | None]:
    public = (
        keys["first"]
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )

    def with_public_key(data: bytes) -> bytes:
        return hmac.digest(public, data, hashlib.sha256)

    claims = jwt.decode(connector.token(), options={"verify_signature": False})
    good = connector.token()
    head, body, signature = good.split(".")
    other = connector.token(aud="x").split(".")[1]
    return {
        "no header": None,
        "empty": "",
        "no token": "Bearer",
        "another scheme": f"Basic {good}",
        "two tokens": f"Bearer {good} {good}",
        "garbage": "Bearer garbage",
        "bytes": "Bearer \udce5\udcff.\udce5.x",
        "three dots": "Bearer ...",
        "cut": f"Bearer {good[:-9]}",
        "other claims": f"Bearer {head}.{other}.{signature}",
        "no signature": f"Bearer {head}.{body}.",
        "no key named": f"Bearer {connector.token(header={})}",
        "unknown key": f"Bearer {connector.token(header={'kid': 'third'})}",
        "another's key": f"Bearer {connector.token(key='second', header={'kid': 'first'})}",
        "key of no name": f"Bearer {forged({'alg': 'RS256', 'kid': 1}, connector, lambda _: b'x')}",
        "HS256": f"Bearer {forged({'alg': 'HS256', 'kid': 'first'}, connector, with_public_key)}",
        "none": f"Bearer {jwt.encode(claims, None, algorithm='none', headers={'kid': 'first'})}",
        "None": f"Bearer {forged({'alg': 'None', 'kid': 'first'}, connector, lambda _: b'')}",
        "RS512": "Bearer "
        + jwt.encode(claims, keys["first"], algorithm="RS512", headers={"kid": "first"}),
        "its own key": "Bearer "
        + jwt.encode(
            claims,
            keys["second"],
            algorithm="RS256",
            headers={
                "kid": "first",
                "jwk": json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(keys["second"].public_key())),
            },
        ),
    }


async def test_no_forgery_passes(
    teams: TestClient,
    connector: BotConnector,
    engine: StandInEngine,
    signing_keys: dict[str, Key],
    caplog: pytest.LogCaptureFixture,
) -> None:
    published, connector.keys = connector.keys, signing_keys
    tokens = forgeries(connector, signing_keys)
    connector.keys = published
    statuses = {
        name: await post(teams, connector.activity(), authorization)
        for name, authorization in tokens.items()
    }
    # A key that is not known could be newer than ours.
    assert statuses == dict.fromkeys(tokens, 401) | {"unknown key": 503}
    assert (connector.sent, engine.received) == ([], [])
    assert connector.key_requests == 1
    assert "a request was refused: InvalidAlgorithmError" in caplog.text
    assert "eyJ" not in caplog.text


async def test_a_key_signs_for_its_channels_alone(
    make_teams: TeamsMaker, connector: BotConnector
) -> None:
    for others in (["webchat"], [], None):
        connector.endorsements = others
        assert await connector.say(await make_teams(), connector.activity()) == 401
    connector.endorsements = ["webchat", "msteams"]
    assert await connector.say(await make_teams(), connector.activity()) == 202


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://smba.trafficmanager.net/emea/", True),
        ("http://smba.trafficmanager.net/emea/", False),
        ("https://somebody:secret@smba.trafficmanager.net/", False),
        ("http://127.0.0.1:4000", True),
        ("http://[::1]:4000", True),
        ("http://localhost:56150/_connector", True),
        ("http://localhost.example.org", False),
        ("http://127.0.0.1.example.org", False),
        ("ftp://127.0.0.1", False),
        ("https://", False),
        ("smba.trafficmanager.net", False),
        ("", False),
        (None, False),
        ("http://[", False),
    ],
)
def test_secrets_go_nowhere_unencrypted(url: Any, safe: bool) -> None:
    assert is_safe(url) is safe


@pytest.mark.parametrize("url", ["http://example.org/v3", "https://u:p@example.org/", 7, None])
async def test_no_answer_goes_to_an_unsafe_address_even_if_vouched_for(
    teams: TestClient, connector: BotConnector, url: Any
) -> None:
    activity = connector.activity(serviceUrl=url)
    assert await connector.say(teams, activity, serviceurl=url) == 401
    assert connector.sent == []


async def test_a_slash_more_is_the_same_address(teams: TestClient, connector: BotConnector) -> None:
    activity = connector.activity(serviceUrl=f"{connector.url}/")
    assert await connector.say(teams, activity) == 202
    assert len(connector.messages) == 1


async def test_without_keys_nobody_is_refused_but_asked_to_come_again(
    teams: TestClient, connector: BotConnector, caplog: pytest.LogCaptureFixture
) -> None:
    connector.keys_status = 500
    headers = {"Authorization": f"Bearer {connector.token()}"}
    async with teams.post(PATH, json=connector.activity(), headers=headers) as response:
        assert response.status == 503
        assert int(response.headers["Retry-After"]) >= AFTER_FAILURE_SECONDS
    assert "the Bot Connector's keys were not fetched: ClientResponseError" in caplog.text
    async with teams.get("/") as page:  # and the others are served
        assert page.status == 200


async def test_an_unreachable_key_server_does_not_stop_the_start(
    make_teams: TeamsMaker, connector: BotConnector, unused_tcp_port: int
) -> None:
    away = f"http://127.0.0.1:{unused_tcp_port}/"
    client = await make_teams(teams=replace(connector.settings, metadata_url=away))
    assert await connector.say(client, connector.activity()) == 503
    async with client.get("/health") as health:
        assert (await health.json())["teams"] == "on"


@dataclass
class Clock:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def connector_keys(connector: BotConnector, clock: Clock) -> AsyncIterator[BotConnectorKeys]:
    async with aiohttp.ClientSession() as session:
        yield BotConnectorKeys(session, connector.settings.metadata_url, clock)


async def test_keys_are_fetched_when_first_needed_and_then_once_a_day(
    connector_keys: BotConnectorKeys, connector: BotConnector, clock: Clock
) -> None:
    assert connector.key_requests == 0
    for _ in range(3):
        assert (await connector_keys.find("first")).endorsements == {"msteams"}
    assert connector.key_requests == 1
    clock.now += KEYS_LAST_SECONDS - 1
    await connector_keys.find("first")
    assert connector.key_requests == 1
    clock.now += 1
    await connector_keys.find("first")
    assert connector.key_requests == 2


async def test_a_new_key_is_found_but_made_up_ones_cost_no_request_each(
    connector_keys: BotConnectorKeys,
    connector: BotConnector,
    clock: Clock,
    signing_keys: dict[str, Key],
) -> None:
    await connector_keys.find("first")
    connector.keys = signing_keys
    clock.now += 1
    for name in ("second", "third", "fourth"):  # one of them may be new: it is to come again
        with pytest.raises(KeysUnreachable):
            await connector_keys.find(name)
    assert connector.key_requests == 1
    clock.now += REFETCH_SECONDS
    with pytest.raises(TokenError, match="unknown key"):
        await connector_keys.find("third")
    await connector_keys.find("second")
    assert connector.key_requests == 2


async def test_a_key_that_is_withdrawn_counts_no_more(
    connector_keys: BotConnectorKeys,
    connector: BotConnector,
    clock: Clock,
    signing_keys: dict[str, Key],
) -> None:
    await connector_keys.find("first")
    connector.keys = {"second": signing_keys["second"]}
    clock.now += KEYS_LAST_SECONDS
    with pytest.raises(TokenError):
        await connector_keys.find("first")


async def test_known_keys_outlast_a_key_server_that_is_down(
    connector_keys: BotConnectorKeys, connector: BotConnector, clock: Clock
) -> None:
    await connector_keys.find("first")
    connector.keys_status = 503
    clock.now += KEYS_LAST_SECONDS
    await connector_keys.find("first")
    await connector_keys.find("first")
    assert connector.key_requests == 2
    with pytest.raises(KeysUnreachable):  # it may be a new one: nobody can say
        await connector_keys.find("second")


async def test_the_first_fetch_is_tried_again_soon_but_not_at_once(
    connector_keys: BotConnectorKeys, connector: BotConnector, clock: Clock
) -> None:
    connector.keys_status = 503
    for _ in range(3):
        with pytest.raises(KeysUnreachable):
            await connector_keys.find("first")
    assert connector.key_requests == 1
    connector.keys_status = 200
    clock.now += AFTER_FAILURE_SECONDS
    await connector_keys.find("first")


async def test_many_at_once_fetch_the_keys_once(
    connector_keys: BotConnectorKeys, connector: BotConnector
) -> None:
    await asyncio.gather(*(connector_keys.find("first") for _ in range(10)))
    assert connector.key_requests == 1


async def test_keys_are_taken_over_https_alone(clock: Clock) -> None:
    async with aiohttp.ClientSession() as session:
        keys = BotConnectorKeys(session, "http://login.example.org/keys", clock)
        with pytest.raises(KeysUnreachable):
            await keys.find("first")


@given(st.one_of(st.text(), st.text("abcdefABCDEF0123456789-_=. ")))
def test_no_text_is_taken_for_a_token(written: str) -> None:
    async def check() -> None:
        async with aiohttp.ClientSession() as session:
            keys = BotConnectorKeys(session, "nowhere", time.monotonic)
            with pytest.raises((TokenError, KeysUnreachable)):
                await TokenCheck(keys, APP_ID).vouched_for(f"Bearer {written}")

    asyncio.run(check())
