"""The pages that the foot leads to, in both languages."""

from __future__ import annotations

import re
import subprocess
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from aiohttp.test_utils import TestClient

from contracts.comparison.reading_figures import read_figures
from contracts.paths import ROOT
from desk.dates import long_date
from desk.facts.model import Facts
from tests.web.conftest import ClientMaker
from web.channels.browser.about import ACCESSIBILITY_ASSESSED_ON
from web.channels.browser.session import COOKIE, HOST_COOKIE
from web.page_words import WORDS
from web.settings.agency import AgencySettings

FOOT = ("/samtal", "/tillganglighet", "/integritet", "/villkor", "/om")
# And the page to which those lead, and the stores of Slack and Teams.
PAGES = (*FOOT, "/support")
LANGUAGES = ("sv", "en")
CHAT_TEMPLATES = (
    "web/templates/*.html",
    "web/templates/about/accessibility.*.html",
    ":!web/templates/demo.html",
)


class Outline(HTMLParser):
    """A page's language, its headings by level, and where it links to."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.language: str | None = None
        self.levels: list[int] = []
        self.links: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "html":
            self.language = values["lang"]
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if tag == "a":
            self.links.append(values["href"] or "")


async def read(client: TestClient, path: str, language: str) -> str:
    response = await client.get(path, headers={"Accept-Language": language})
    assert response.status == 200
    assert response.content_type == "text/html"
    return await response.text()


async def test_the_foot_leads_to_every_page(client: TestClient) -> None:
    links = Outline(await read(client, "/om", "sv")).links
    assert set(PAGES) <= set(links)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
async def test_a_page_is_in_the_readers_language_with_its_headings_in_order(
    client: TestClient, path: str, language: str
) -> None:
    page = Outline(await read(client, path, language))
    assert page.language == language
    assert page.levels[0] == 1
    assert page.levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(page.levels))


@pytest.mark.parametrize("path", PAGES[1:])
async def test_both_languages_say_the_same_things_in_the_same_order(
    client: TestClient, path: str
) -> None:
    swedish, english = [
        re.findall(r"<(h\d|li|p|a)\b", await read(client, path, language)) for language in LANGUAGES
    ]
    assert swedish == english


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES[1:])
async def test_a_page_says_how_the_press_service_is_reached(
    client: TestClient, facts: Facts, path: str, language: str
) -> None:
    _, _, main = (await read(client, path, language)).partition("<main")
    for contact in facts.topics["fallback"].contacts:
        assert f'<a href="{contact.href}">{contact.value}</a>' in main


@pytest.mark.parametrize("language", LANGUAGES)
async def test_privacy_tells_for_how_long_this_installation_keeps_what_is_written(
    make_client: ClientMaker, language: str
) -> None:
    html = await read(await make_client(keep_days=17), "/integritet", language)
    days = {"sv": "17 dagar", "en": "17 days"}[language]
    assert html.count(days) == 2  # what is written, and the cookie
    assert not re.search(r"\b90 da", html)
    assert 'href="/samtal"' in html


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("public_url", "name"), [("", COOKIE), ("https://press.example.se", HOST_COOKIE)]
)
async def test_privacy_calls_the_cookie_by_its_name(
    make_client: ClientMaker, language: str, public_url: str, name: str
) -> None:
    client = await make_client(public_url=public_url)
    assert f"<code>{name}</code>" in await read(client, "/integritet", language)


def test_the_page_for_web_teams_calls_the_cookie_by_its_name() -> None:
    assert f"kakan `{HOST_COOKIE}`" in (ROOT / "docs" / "webbplats.md").read_text("utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_about_tells_what_was_measured_and_when(client: TestClient, language: str) -> None:
    html = await read(client, "/om", language)
    figures = read_figures()
    of = {"sv": "av", "en": "of"}[language]
    assert long_date(figures.measured_on, language) in html
    for reading in figures.kinds.values():
        assert f"{reading.right} {of} {reading.messages}" in html
    total = figures.total
    thousands = {"sv": "\xa0", "en": ","}[language]
    for number in (total.messages, total.right, total.asked_back):
        assert f" {number:,} ".replace(",", thousands) in html


@pytest.mark.parametrize("language", LANGUAGES)
async def test_who_reads_and_for_how_long_stands_before_the_choices(
    make_client: ClientMaker, language: str
) -> None:
    html = await read(await make_client(keep_days=17), "/", language)
    before, _, _ = html.partition('class="choices"')
    assert WORDS[language]["bot"].format(days=17) in before


def test_accessibility_was_assessed_after_the_pages_were_changed_last() -> None:
    """Run the tests with axe, read the statement, and say so in ACCESSIBILITY_ASSESSED_ON."""
    command = ["git", "log", "-1", "--format=%as", "--", *CHAT_TEMPLATES]
    try:
        found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        changed_on = date.fromisoformat(found.stdout.strip())
    except (OSError, subprocess.CalledProcessError, ValueError):
        pytest.skip("there is no history here that says when the templates were changed")
    assert changed_on <= ACCESSIBILITY_ASSESSED_ON


@pytest.mark.parametrize("language", LANGUAGES)
async def test_accessibility_tells_when_it_was_assessed(client: TestClient, language: str) -> None:
    html = await read(client, "/tillganglighet", language)
    assert long_date(ACCESSIBILITY_ASSESSED_ON, language) in html


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_only_the_agency_can_say_is_told_as_it_is_set(
    make_client: ClientMaker, language: str
) -> None:
    agency = AgencySettings(
        report_url="https://example.se/anmal",
        data_protection_officer="ombud@example.se",
        legal_basis={"sv": "Grunden är prövad.", "en": "The ground is tried."},
    )
    client = await make_client(agency=agency)
    privacy = await read(client, "/integritet", language)
    assert agency.legal_basis[language] in privacy
    assert '<a href="mailto:ombud@example.se">ombud@example.se</a>' in privacy
    assert agency.report_url in Outline(await read(client, "/tillganglighet", language)).links


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_the_agency_has_not_said_is_told_to_be_open(
    client: TestClient, language: str
) -> None:
    privacy = await read(client, "/integritet", language)
    assert {"sv": "inte angiven här än", "en": "not stated here yet"}[language] in privacy
    officer = {"sv": "presstjänsten hjälper dig dit", "en": "can put you through"}[language]
    assert officer in privacy
    assert "anmäl bristande tillgänglighet" in await read(client, "/tillganglighet", language)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_accessibility_says_what_the_act_does_not_cover(
    client: TestClient, language: str
) -> None:
    heading = {"sv": "Det som lagen inte omfattar", "en": "What the act does not cover"}[language]
    _, _, after = (await read(client, "/tillganglighet", language)).partition(f"<h2>{heading}</h2>")
    assert "Slack" in after.partition("<h2>")[0]


async def test_no_page_tells_of_an_address_that_the_facts_do_not_have(
    client: TestClient, facts: Facts
) -> None:
    known = {contact.href for contact in facts.contacts.values()}
    for path in FOOT:
        for language in LANGUAGES:
            links = Outline(await read(client, path, language)).links
            assert {link for link in links if link.startswith(("tel:", "mailto:"))} <= known
