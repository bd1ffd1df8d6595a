"""Logging in by the organisation's own login, and what is not taken for one."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from aiohttp.test_utils import TestClient
from joserfc.jwk import KeySet, OctKey, RSAKey
from yarl import URL

from tests.web.conftest import ClientMaker
from tests.web.trainer.conftest import logged
from tests.web.trainer.login.provider import StandInProvider, running_provider
from web.settings import OidcSettings, SettingsError, settings_from_environment

START, BACK = "/trana/logga-in/organisation", "/trana/logga-in/svar"


@pytest.fixture
async def provider() -> AsyncIterator[StandInProvider]:
    async with running_provider() as running:
        yield running


@pytest.fixture
async def client(make_client: ClientMaker, provider: StandInProvider) -> TestClient:
    return await make_client(oidc=provider.settings)


async def go(client: TestClient, till: str = "/trana/logg") -> tuple[int, str, URL]:
    """Go through the whole login, as a browser does."""
    response = await client.get(START, params={"till": till})
    return response.status, await response.text(), response.url


async def go_to_provider(client: TestClient) -> URL:
    """As far as to the provider; the address that leads back."""
    out = await client.get(START, allow_redirects=False)
    answer = await client.session.get(out.headers["Location"], allow_redirects=False)
    return URL(answer.headers["Location"]).relative()


async def test_whom_the_organisation_vouches_for_is_logged_in(
    client: TestClient, provider: StandInProvider
) -> None:
    status, html, address = await go(client, "/trana/logg?vad=login")
    assert status == 200
    assert address.path_qs == "/trana/logg?vad=login"
    assert "anna.andersson@press.example, " in html
    assert "tränare" in html
    assert await logged(client) == [
        ("anna.andersson@press.example", "login", "organisationens inloggning")
    ]
    assert provider.query["redirect_uri"] == str(client.make_url(BACK))


async def test_the_login_page_offers_it_and_keeps_where_one_was_going(client: TestClient) -> None:
    html = await (await client.get("/trana/logg?vad=login")).text()
    assert f'href="{START}?till=%2Ftrana%2Flogg%3Fvad%3Dlogin"' in html


async def test_without_settings_there_is_none(make_client: ClientMaker) -> None:
    client = await make_client()
    assert START not in await (await client.get("/trana/logga-in")).text()
    assert (await client.get(START)).status == 404
    assert (await client.get(BACK)).status == 404


async def test_behind_a_proxy_the_address_back_is_the_public_one(
    make_client: ClientMaker, provider: StandInProvider
) -> None:
    client = await make_client(oidc=provider.settings, public_url="https://press.example")
    out = await client.get(START, allow_redirects=False)
    assert URL(out.headers["Location"]).query["redirect_uri"] == f"https://press.example{BACK}"
    cookie = out.headers["Set-Cookie"]
    assert cookie.startswith("__Host-trana-organisation=")
    for mark in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert mark in cookie


@pytest.mark.parametrize(
    ("roles", "role"),
    [
        (["reader"], "läsare"),
        (["trainer", "reader"], "tränare"),
        (["reader", "releaser", "något annat"], "utgivare"),
        ("reader", "läsare"),
    ],
)
async def test_the_highest_role_counts(
    client: TestClient, provider: StandInProvider, roles: Any, role: str
) -> None:
    provider.claims["roles"] = roles
    status, html, _ = await go(client)
    assert status == 200
    assert role in html


@pytest.mark.parametrize("roles", [None, [], ["admin"], "Trainer", {"trainer": True}, 3])
async def test_whoever_has_no_role_is_told_so_and_stays_out(
    client: TestClient, provider: StandInProvider, roles: Any
) -> None:
    provider.claims["roles"] = roles
    status, html, _ = await go(client)
    assert status == 403
    assert "Du har ingen roll här" in html
    assert (await client.get("/trana/logg", allow_redirects=False)).status == 303
    assert await logged(client) == [
        ("anna.andersson@press.example", "login_no_role", "organisationens inloggning")
    ]


def _signed_by_others(provider: StandInProvider) -> None:
    key = RSAKey.generate_key(2048, {"kid": provider.keys.keys[0].kid})
    provider.signs_with = KeySet([key])


def _signed_by_an_unknown_key(provider: StandInProvider) -> None:
    provider.signs_with = KeySet([RSAKey.generate_key(2048, {"kid": "en annan"})])


def _no_signature(provider: StandInProvider) -> None:
    provider.unsigned = True


def _no_key(provider: StandInProvider) -> None:
    provider.keys, provider.signs_with = KeySet([OctKey.generate_key(256)]), provider.keys


def _claims(**claims: Any) -> Callable[[StandInProvider], None]:
    def change(provider: StandInProvider) -> None:
        provider.claims |= claims

    return change


@pytest.mark.parametrize(
    "change",
    [
        _signed_by_others,
        _signed_by_an_unknown_key,
        _no_signature,
        _no_key,
        _claims(nonce="en annan"),
        _claims(nonce=None),
        _claims(aud="en annan"),
        _claims(aud=None),
        _claims(aud=["presstjanst", "en annan"]),  # and no azp that says it is for us
        _claims(iss="https://login.example"),
        _claims(iss=None),
        _claims(exp=int(time.time()) - 120),
        _claims(exp=None),
        _claims(exp="snart"),
        # A day on: the tests may be a quarter of an hour older than this line by then.
        _claims(iat=int(time.time()) + 86_400),
        _claims(sub=None),
        _claims(sub=7),
        _claims(azp="en annan"),
        _claims(at_hash="fel"),
    ],
)
async def test_a_token_that_does_not_hold_lets_nobody_in(
    client: TestClient, provider: StandInProvider, change: Callable[[StandInProvider], None]
) -> None:
    change(provider)
    status, html, _ = await go(client)
    assert status == 403
    assert "Inloggningen gick inte igenom" in html
    assert (await client.get("/trana/logg", allow_redirects=False)).status == 303
    assert await logged(client) == [("", "login_failed", "organisationens inloggning")]


async def test_a_state_that_is_forged_is_refused_before_the_provider_is_asked(
    client: TestClient,
) -> None:
    back = await go_to_provider(client)
    for state in ("", "en annans", "å"):
        assert (await client.get(back.update_query(state=state))).status == 403
    assert (await client.get(back.without_query_params("state"))).status == 403
    assert await logged(client) == []


async def test_an_answer_counts_only_in_the_browser_that_asked(
    client: TestClient, make_client: ClientMaker, provider: StandInProvider
) -> None:
    back = await go_to_provider(client)
    other = await make_client(oidc=provider.settings)
    assert (await other.get(back)).status == 403


async def test_an_answer_counts_for_ten_minutes(client: TestClient) -> None:
    back = await go_to_provider(client)
    cookies = client.session.cookie_jar.filter_cookies(client.make_url("/"))
    cookie = cookies["trana-organisation"].OutputString()
    client.session.cookie_jar.clear()  # which would forget it in time by itself
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=11), tick=True):
        assert (await client.get(back, headers={"Cookie": cookie})).status == 403
    response = await client.get(back, headers={"Cookie": cookie}, allow_redirects=False)
    assert response.status == 303


async def test_a_code_that_the_provider_does_not_take(
    client: TestClient, provider: StandInProvider
) -> None:
    provider.code = "en annan kod"
    assert (await go(client))[0] == 403


async def test_whoever_changes_their_mind_there_can_start_again(client: TestClient) -> None:
    back = await go_to_provider(client)
    answer = back.without_query_params("code").update_query(error="access_denied")
    response = await client.get(answer)
    assert response.status == 403
    assert "Börja om" in await response.text()
    assert (await go(client))[0] == 200


async def test_a_provider_that_is_down_is_told_of(
    client: TestClient, provider: StandInProvider, caplog: pytest.LogCaptureFixture
) -> None:
    provider.down = True
    status, html, _ = await go(client)
    assert status == 503
    assert "Organisationens inloggning svarar inte" in html
    assert "status 502" in caplog.text
    provider.down = False
    assert (await go(client))[0] == 200


async def test_a_provider_that_goes_down_on_the_way(
    client: TestClient, provider: StandInProvider
) -> None:
    back = await go_to_provider(client)
    provider.down = True
    assert (await client.get(back)).status == 503


async def test_a_provider_out_of_reach_does_not_stop_the_start(
    make_client: ClientMaker, provider: StandInProvider, unused_tcp_port: int
) -> None:
    provider.url = f"http://127.0.0.1:{unused_tcp_port}"
    client = await make_client(oidc=provider.settings)
    assert (await client.get("/trana/logga-in")).status == 200
    assert (await client.get(START)).status == 503


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://login.example"},
        {"token_endpoint": None},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
)
async def test_addresses_that_cannot_be_trusted_are_not_used(
    client: TestClient, provider: StandInProvider, metadata: dict[str, Any]
) -> None:
    provider.metadata = metadata
    assert (await go(client))[0] == 503


async def test_new_keys_of_the_provider_are_used_at_once(
    client: TestClient, provider: StandInProvider
) -> None:
    assert (await go(client))[0] == 200
    provider.rotate()
    assert (await go(client))[0] == 200


async def test_a_provider_that_wants_the_secret_in_the_form(
    client: TestClient, provider: StandInProvider
) -> None:
    provider.metadata = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    assert (await go(client))[0] == 200


@pytest.mark.parametrize(
    ("claims", "name"),
    [
        ({"preferred_username": None, "email": "a@b.se", "email_verified": True}, "a@b.se"),
        ({"preferred_username": None, "email": "a@b.se"}, "@127.0.0.1"),
        ({"preferred_username": "anna"}, "@127.0.0.1"),
        ({"preferred_username": "anna@" + "b" * 100}, "@127.0.0.1"),
        ({"preferred_username": ["a@b.se"]}, "@127.0.0.1"),
    ],
)
async def test_nobody_gets_the_name_of_an_account_of_ours(
    client: TestClient, provider: StandInProvider, claims: dict[str, Any], name: str
) -> None:
    provider.claims |= claims
    assert (await go(client))[0] == 200
    ((person, *_),) = await logged(client)
    assert person.endswith(name)
    assert len(person) <= 100


async def test_answers_that_come_in_heaps_are_not_passed_on(
    client: TestClient, provider: StandInProvider
) -> None:
    back = await go_to_provider(client)
    for _ in range(30):
        await client.get(back.update_query(state="en annans"))
    assert (await client.get(back)).status == 429


SETTINGS = {
    "OIDC_ISSUER": "https://login.example/v2.0",
    "OIDC_CLIENT_ID": "a",
    "OIDC_CLIENT_SECRET": "b",
}


def test_it_is_off_until_all_of_it_is_set(tmp_path: Path) -> None:
    env = {"VAR_DIR": str(tmp_path)}
    assert settings_from_environment(env).oidc is None
    assert settings_from_environment(env).half_set == ()
    settings = settings_from_environment({**env, **SETTINGS})
    assert settings.oidc == OidcSettings("https://login.example/v2.0", "a", "b")


def test_half_of_it_is_off_and_says_what_is_missing(tmp_path: Path) -> None:
    env = {"VAR_DIR": str(tmp_path), **SETTINGS, "OIDC_CLIENT_SECRET": " "}
    settings = settings_from_environment(env)
    assert settings.oidc is None
    assert settings.half_set == (
        "Organisationens inloggning är avstängd: OIDC_CLIENT_SECRET saknas.",
    )
    del env["OIDC_ISSUER"]
    (sentence,) = settings_from_environment(env).half_set
    assert "OIDC_ISSUER och OIDC_CLIENT_SECRET saknas." in sentence


@pytest.mark.parametrize(
    "issuer",
    ["login.example", "http://login.example", "https://", "ftp://127.0.0.1", "http://[::1"],
)
def test_an_address_without_tls_is_named(tmp_path: Path, issuer: str) -> None:
    env = {"VAR_DIR": str(tmp_path), **SETTINGS, "OIDC_ISSUER": issuer}
    with pytest.raises(SettingsError, match="OIDC_ISSUER"):
        settings_from_environment(env)
