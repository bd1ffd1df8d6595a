"""The script's address: its versions, its headers, its size, and the page that shows it."""

from __future__ import annotations

import gzip
import hashlib
import re

import pytest
from aiohttp.test_utils import TestClient

from contracts.paths import ROOT
from tests.web.conftest import ClientMaker
from web.embedding import widget

MOST_BYTES = 8_000
WIDGET = ROOT / "web" / "static" / "widget"
# SHA-256 of the files of a version, in order.
PINNED = {"1": "48ab149319428d7a4ed0e1e16f286b6ded38dc6f414c02edcb7cbba279adf47d"}


async def test_any_site_may_load_it_and_keep_it_for_an_hour(client: TestClient) -> None:
    response = await client.get("/widget.js")
    assert response.status == 200
    assert response.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cache-Control"] == "public, max-age=3600"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in response.headers


async def test_it_is_small(client: TestClient) -> None:
    text = await (await client.get("/widget.js")).text()
    assert len(gzip.compress(text.encode())) < MOST_BYTES


async def test_it_is_sent_compressed_to_who_takes_that(client: TestClient) -> None:
    for accepted in ("gzip", "identity"):
        response = await client.get("/widget.js", headers={"Accept-Encoding": accepted})
        assert response.headers.get("Content-Encoding", "identity") == accepted
        assert response.headers["Vary"] == "Accept-Encoding"


async def test_who_has_it_already_is_told_so(client: TestClient) -> None:
    tag = (await client.get("/widget.js")).headers["ETag"]
    again = await client.get("/widget.js", headers={"If-None-Match": tag})
    assert (again.status, await again.read()) == (304, b"")
    assert again.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    other = await client.get("/widget.js", headers={"If-None-Match": '"other"'})
    assert other.status == 200


async def test_a_version_is_served_as_it_is_asked_for_and_an_unknown_one_is_the_current(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(widget.VERSIONS, "0", ("../1/words.js",))
    plain, current, old, unknown = [
        await client.get(f"/widget.js{query}") for query in ("", "?v=1", "?v=0", "?v=77")
    ]
    text = await plain.text()
    assert await current.text() == await unknown.text() == text
    assert await old.text() != text
    assert current.headers["Cache-Control"] == "public, max-age=86400"
    assert unknown.headers["Cache-Control"] == "public, max-age=3600"


def test_every_version_has_its_files_and_one_is_current() -> None:
    assert widget.CURRENT in widget.VERSIONS
    for version, names in widget.VERSIONS.items():
        assert {path.name for path in (WIDGET / version).iterdir()} == set(names)


@pytest.mark.parametrize("version", PINNED)
def test_what_hosts_have_of_a_version_is_not_changed_by_chance(version: str) -> None:
    """A mend is pinned anew, and told of in CHANGELOG.md. What hosts' pages would notice (another
    name, event, property or place of the button) is a new version: copy the folder, name it in
    VERSIONS and here, and make it CURRENT; who asks for the old one by `?v=` keeps it.
    """
    digest = hashlib.sha256()
    for name in widget.VERSIONS[version]:
        digest.update((WIDGET / version / name).read_bytes())
    assert digest.hexdigest() == PINNED[version]


def test_every_version_is_pinned() -> None:
    assert set(PINNED) == set(widget.VERSIONS)


async def test_where_the_chat_may_not_be_framed_it_is_served_and_draws_nothing(
    make_client: ClientMaker,
) -> None:
    client = await make_client(public_url="https://press.example.se")
    response = await client.get("/widget.js")
    text = await response.text()
    assert response.status == 200
    assert "press-chat" in text
    assert "attachShadow" not in text


async def test_the_demo_carries_it_by_one_tag_and_has_nothing_inline(client: TestClient) -> None:
    response = await client.get("/demo")
    html = await response.text()
    assert re.findall(r"<script[^>]*>", html) == ['<script src="/widget.js" data-lang="sv" async>']
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\bsrc=)", html)
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-src 'self'" in policy
    assert "unsafe" not in policy
