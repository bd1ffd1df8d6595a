"""The guide tells of every page, and is drawn from the file that is kept."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient

from tests.deploy.containerfile import CONTAINERFILE, places
from tests.web.trainer.conftest import log_in
from web.trainer import guide as guides
from web.trainer.guide import FILE, PARTS, guide, parts_of, read_guide
from web.trainer.routes import NAV, ROUTES

# What nobody stays on: forms that lead on, files, the login and the guide itself.
WITHOUT = {"start", "login", "unsent", "logout", "notes", "help"}


def test_every_page_has_a_part_and_every_part_is_in_the_guide() -> None:
    pages = {route.kwargs["name"].partition(".")[0] for route in ROUTES}
    assert set(PARTS) == pages - WITHOUT
    assert {route for route, _ in NAV} <= set(PARTS)
    headings = {heading for part in PARTS.values() for heading in part}
    assert headings <= set(guide().anchors)
    # Each is on the page once.
    ids = re.findall(r'id="([^"]+)"', guide().html)
    assert ids == [*dict.fromkeys(ids)] == [*guide().anchors.values()]


def test_a_section_holds_what_stands_under_its_heading() -> None:
    drawn = read_guide(
        "# Titel\n\nFörst.\n\n## Ett: två\n\n![bild](a.png)\n\n`R` `[namn]`\n\n"
        "### Under\n\n<b>x</b>\n\n## Sist\n"
    )
    assert drawn.chapters == ["Ett: två", "Sist"]
    assert re.sub(r"\n+", "", drawn.html) == (
        '<p>Först.</p><section id="ett-två"><h2>Ett: två</h2>'
        "<p><kbd>R</kbd> <code>[namn]</code></p>"
        '<section id="under"><h3>Under</h3><p>&lt;b&gt;x&lt;/b&gt;</p></section></section>'
        '<section id="sist"><h2>Sist</h2></section>'
    )


def test_the_guide_is_in_swedish_and_leads_to_nothing_that_is_not_served() -> None:
    html = str(guide().html)
    assert "<img" not in html and "<a " not in html and "<pre" not in html
    assert {code for code in re.findall(r"<code>(.*?)</code>", html) if "/trana" not in code} == {
        "[namn]"
    }


def test_the_guide_is_in_the_image() -> None:
    assert FILE in {source for source, _ in places(CONTAINERFILE.read_text())}


class Links(HTMLParser):
    """The links of a page, as attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[dict[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found.append(dict(attrs))


async def test_without_a_script_the_link_leads_to_the_part_of_the_guide(client: TestClient) -> None:
    await log_in(client, "reader")
    page = Links(await (await client.get("/trana/oense")).text())
    (link,) = [one for one in page.found if one.get("id") == "help-link"]
    address, _, part = str(link["href"]).partition("#")
    assert [part, *parts_of("disputes")[1:]] == str(link["data-parts"]).split()
    whole = await (await client.get(address)).text()
    assert f'<section id="{part}">' in whole
    chapters = [one["href"] for one in Links(whole).found if str(one["href"]).startswith("#")]
    assert [f"#{guide().anchors[heading]}" for heading in guide().chapters] == chapters[1:]


async def test_the_pages_do_without_a_guide_that_is_missing(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    await log_in(client, "reader")
    monkeypatch.setattr(guides, "FILE", tmp_path / "tranare.md")
    guide.cache_clear()
    try:
        html = await (await client.get("/trana/oense")).text()
        assert "Oense" in html and 'id="help-parts"' not in html
        assert "Guiden finns inte" in await (await client.get("/trana/hjalp")).text()
    finally:
        guide.cache_clear()


async def test_who_is_not_logged_in_is_not_shown_the_guide(client: TestClient) -> None:
    response = await client.get("/trana/hjalp", allow_redirects=False)
    assert response.status == 303
    assert "help-link" not in await (await client.get("/trana/logga-in")).text()
