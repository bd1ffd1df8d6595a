"""The app is added to Slack by a page of ours, by whoever asked for it there, once."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from aiohttp import ClientResponse
from yarl import URL

from tests.press_page import PRESS_PHONE
from tests.web.channels.slack.slack_api import SlackApi
from tests.web.channels.slack.slack_cloud import (
    APP,
    CLIENT_SECRET,
    PUBLIC_URL,
    CloudPlace,
    Installer,
    SlackCloud,
    install,
)
from tests.web.channels.slack.slack_workspace import Workspace, open_workspace, running
from tests.web.conftest import ClientMaker, StandInEngine
from web import keys
from web.channels.slack.oauth import pages
from web.store import slack_installations

PAPER = CloudPlace("T0PAPER", "Tidningen <i>")
HOUSE = CloudPlace("E0HOUSE", "Mediehuset", is_organisation=True)


@pytest.fixture
async def cloud() -> AsyncIterator[SlackCloud]:
    async with running(SlackCloud()) as cloud:
        yield cloud


@pytest.fixture
async def slack(
    engine: StandInEngine, database: Path, facts_file: Path, cloud: SlackCloud
) -> AsyncIterator[Workspace]:
    changed: dict[str, Any] = {"slack": cloud.settings, "public_url": PUBLIC_URL}
    async with open_workspace(engine, database, facts_file, cloud, **changed) as workspace:
        yield workspace


@pytest.fixture
def installer(slack: Workspace) -> Installer:
    return Installer(slack)


async def installed(slack: Workspace) -> list[str]:
    """Where the app is installed, as it is stored."""
    return [one.id for one in await slack_installations.every(slack.client.app[keys.DATABASE])]


async def told(response: ClientResponse) -> tuple[int, str]:
    """The status of a page, and its heading."""
    text = await response.text()
    return response.status, text.partition("<h1>")[2].partition("</h1>")[0]


async def test_with_one_token_there_is_nothing_to_install(
    engine: StandInEngine, database: Path, facts_file: Path
) -> None:
    async with (
        running(SlackApi()) as api,
        open_workspace(engine, database, facts_file, api) as slack,
    ):
        for path in ("/slack/install", "/slack/install/start", "/slack/oauth_redirect"):
            assert (await slack.client.get(path)).status == 404


@pytest.mark.parametrize(
    ("language", "kept"), [("sv", "sparas i 90 dagar"), ("en", "kept for 90 days")]
)
async def test_the_page_says_what_is_kept_before_anything_is_installed(
    slack: Workspace, language: str, kept: str
) -> None:
    page = await (await slack.client.get(f"/slack/install?lang={language}")).text()
    assert kept in page
    assert 'href="/slack/install/start"' in page


async def test_slack_is_asked_for_what_the_manifest_names(
    slack: Workspace, installer: Installer
) -> None:
    address = URL(await installer.ask())
    assert (address.origin(), address.path) == (URL(slack.api.url), "/oauth/v2/authorize")
    assert address.query["redirect_uri"] == f"{PUBLIC_URL}/slack/oauth_redirect"


@pytest.mark.parametrize(
    ("public_url", "name", "is_secure"),
    [
        (PUBLIC_URL, "__Host-slack-install", True),
        ("http://127.0.0.1:8080", "slack-install", ""),
    ],
)
async def test_no_other_host_can_plant_the_cookie_behind_tls(
    make_client: ClientMaker, cloud: SlackCloud, public_url: str, name: str, is_secure: bool
) -> None:
    client = await make_client(slack=cloud.settings, public_url=public_url)
    response = await client.get("/slack/install/start", allow_redirects=False)
    cookie = response.cookies[name]
    assert (cookie["secure"], cookie["path"], cookie["domain"]) == (is_secure, "/", "")
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", "600")


@pytest.mark.parametrize(
    ("language", "heading"),
    [
        ("sv", "Presstjänst är installerad i Tidningen &lt;i&gt;"),
        ("en", '<span lang="sv">Presstjänst</span> is installed in Tidningen &lt;i&gt;'),
    ],
)
async def test_whoever_agrees_has_the_app_and_is_led_to_it(
    slack: Workspace, language: str, heading: str
) -> None:
    response = await install(slack, PAPER, language)
    assert await told(response) == (200, heading)
    address = f"{slack.api.url}/app_redirect?app={APP}&amp;team={PAPER.id}"
    assert f'href="{address}"' in await response.text()
    assert await installed(slack) == [PAPER.id]


@pytest.mark.parametrize(
    ("language", "step"), [("sv", "välj vilka arbetsytor"), ("en", "choose the workspaces")]
)
async def test_an_organisation_is_led_to_its_workspaces(
    slack: Workspace, language: str, step: str
) -> None:
    page = await (await install(slack, HOUSE, language)).text()
    assert step in page
    address = f"/manage/{HOUSE.id}/integrations/profile/{APP}/workspaces/add"
    assert f'href="https://app.slack.com{address}"' in page
    assert await installed(slack) == [HOUSE.id]


async def test_tokens_are_kept_encrypted_and_logged_nowhere(
    slack: Workspace, database: Path, caplog: pytest.LogCaptureFixture
) -> None:
    slack.api.rotates = True
    with caplog.at_level(logging.DEBUG):
        await install(slack, PAPER)
    query = sa.text("SELECT * FROM slack_installations")
    async with slack.client.app[keys.DATABASE].connect() as connection:
        (row,) = await connection.execute(query)
    assert row.id == PAPER.id
    # web.http.serving keeps no log of requests, as the tests' server does.
    log = "\n".join(r.getMessage() for r in caplog.records if r.name != "aiohttp.access")
    for text in (str(row), log, database.read_bytes().decode("latin-1")):
        kept = [word for word in ("secret-", CLIENT_SECRET, "U0ADMIN", "code-") if word in text]
        assert kept == []


# What is no way back of ours.

AGAIN = (400, "Börja om installationen")


async def test_a_way_back_is_good_once(slack: Workspace, installer: Installer) -> None:
    address = await installer.ask()
    once, again = (slack.api.agree(address, PAPER) for _ in range(2))
    assert once.query["code"] != again.query["code"]
    assert (await installer.go(once)).status == 200
    assert await told(await installer.go(again)) == AGAIN


async def test_a_way_back_is_good_in_the_browser_that_asked_alone(
    slack: Workspace, installer: Installer
) -> None:
    way_back = await installer.agree(PAPER)
    other = Installer(slack)
    assert await told(await other.go(way_back)) == AGAIN
    await other.ask()  # and has a cookie of its own
    assert await told(await other.go(way_back)) == AGAIN
    assert await installed(slack) == []


@pytest.mark.parametrize("state", [None, "", "forged", "eyJhIjoxfQ.aaaa.bbbb"])
async def test_a_state_that_is_not_ours_is_refused(
    slack: Workspace, installer: Installer, state: str | None
) -> None:
    way_back = await installer.agree(PAPER)
    query = {**way_back.query, "state": state}
    way_back = way_back.with_query({name: v for name, v in query.items() if v is not None})
    assert await told(await installer.go(way_back)) == AGAIN
    assert await installed(slack) == []


async def test_a_state_that_is_too_old_is_refused(
    slack: Workspace, installer: Installer, monkeypatch: pytest.MonkeyPatch
) -> None:
    way_back = await installer.agree(PAPER)
    monkeypatch.setattr(pages, "STATE_SECONDS", -1)
    assert await told(await installer.go(way_back)) == AGAIN
    assert await installed(slack) == []


async def test_a_way_back_without_a_code_installs_nothing(installer: Installer) -> None:
    way_back = (await installer.agree(PAPER)).without_query_params("code")
    assert await told(await installer.go(way_back)) == AGAIN


async def test_whoever_cancels_is_told_that_nothing_is_installed(
    slack: Workspace, installer: Installer
) -> None:
    way_back = (await installer.agree(PAPER)).with_query({"error": "access_denied"})
    assert await told(await installer.go(way_back)) == (200, "Ingenting är installerat")
    assert await installed(slack) == []


@pytest.mark.parametrize(
    ("failure", "page"),
    [
        (None, (503, "Det gick inte just nu")),
        ("internal_error", (503, "Det gick inte just nu")),
        ("bad_client_secret", (502, "Slack lämnade inte ut någon token")),
    ],
)
async def test_where_slack_gives_no_token_the_page_says_so_and_the_log_why(
    slack: Workspace,
    caplog: pytest.LogCaptureFixture,
    failure: str | None,
    page: tuple[int, str],
) -> None:
    slack.api.access_failures.append(failure)
    assert await told(await install(slack, PAPER)) == page
    said = [line for line in caplog.messages if "the app was not installed" in line]
    assert len(said) == 1
    assert (failure or "could not be reached") in said[0]
    assert (await told(await install(slack, PAPER)))[0] == 200


async def test_a_closed_channel_is_added_nowhere(slack: Workspace) -> None:
    slack.client.app[keys.CLOSURES].by_setting = frozenset(("slack",))
    for path in ("/slack/install", "/slack/install/start"):
        response = await slack.client.get(path, headers={"Accept": "text/html"})
        assert response.status == 503
        assert PRESS_PHONE in await response.text()


async def test_an_address_begins_so_many_times_a_minute(slack: Workspace) -> None:
    statuses = [
        (await slack.client.get("/slack/install/start", allow_redirects=False)).status
        for _ in range(61)
    ]
    assert (statuses[0], statuses[-1]) == (302, 429)
