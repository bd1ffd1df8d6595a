"""Static files: addresses that change with them, kept for ever, compressed beforehand."""

from __future__ import annotations

import asyncio
import gzip
import re
from pathlib import Path

import brotli
import pytest
import rcssmin
import rjsmin
from aiohttp.test_utils import TestClient
from playwright.async_api import Browser

from contracts.paths import ROOT
from web.assets import BUNDLES, Assets, AssetsError, assets
from web.http.compression import CODINGS

STATIC = ROOT / "web" / "static"
NAMES = [path.relative_to(STATIC).as_posix() for path in sorted(STATIC.rglob("*.*"))]
OLD = "0123456789ab"
DECODED = {"br": brotli.decompress, "gzip": gzip.decompress}


def served(path: Path) -> bytes:
    """What is sent of a file: a script or a style without its comments."""
    small = {".css": rcssmin.cssmin, ".js": rjsmin.jsmin}.get(path.suffix, bytes)
    content: bytes = small(path.read_bytes())
    return content


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "static"
    (folder / "chat").mkdir(parents=True)
    (folder / "a.css").write_text("a { color: red }\n" * 20)
    (folder / "b.css").write_text("b { color: blue }\n" * 20)
    (folder / "chat" / "main.js").write_text("import './words.js';\n")
    (folder / "chat" / "words.js").write_text("export {};\n")
    return folder


@pytest.mark.parametrize("name", [*NAMES, *BUNDLES])
async def test_a_file_is_kept_for_ever_at_the_address_of_its_content(
    client: TestClient, name: str
) -> None:
    response = await client.get(assets().address(name))
    assert response.status == 200
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    parts = BUNDLES.get(name, (name,))
    assert await response.read() == b"\n".join(served(STATIC / part) for part in parts)


async def test_no_comment_of_a_script_or_a_style_is_sent(client: TestClient) -> None:
    comment = (STATIC / "chat" / "main.js").read_text("utf-8").splitlines()[0]
    assert comment.startswith("// ")
    assert comment not in await (await client.get(assets().address("chat/main.js"))).text()
    assert "/*" not in await (await client.get(assets().address("page.css"))).text()


@pytest.mark.parametrize("path", ["chat.css", "page.css", f"{OLD}/chat.css", f"{OLD}/page.css"])
async def test_a_page_of_another_version_gets_the_file_as_it_is_now_for_a_while(
    client: TestClient, path: str
) -> None:
    response = await client.get(f"/static/{path}")
    assert response.headers["Cache-Control"] == "public, max-age=60"
    assert (
        await response.read()
        == await (await client.get(assets().address(path.split("/")[-1]))).read()
    )


async def test_an_address_of_before_with_a_version_in_its_query_still_answers(
    client: TestClient,
) -> None:
    response = await client.get("/static/chat.css?v=0123456789ab")
    assert (response.status, response.content_type) == (200, "text/css")


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "/finns-inte.css",
        f"/{OLD}",
        f"/{OLD}/",
        f"/{OLD}/finns-inte.css",
        f"/{OLD}/{OLD}/chat.css",
        "/abc/chat.css",
        "/../settings.py",
        "/%2e%2e/settings.py",
        "/..%2fsettings.py",
        f"/{OLD}/../../settings.py",
        f"/{OLD}/..%2f..%2fsettings.py",
        f"/{OLD}//etc/passwd",
        f"/{OLD}/%2fetc%2fpasswd",
        f"/{OLD}/chat.css%00",
        "/chat.css/",
        "/CHAT.CSS",
    ],
)
async def test_nothing_but_the_files_is_found(client: TestClient, path: str) -> None:
    # The client would take the dots out of the path itself.
    request = f"GET /static{path} HTTP/1.1\r\nHost: web\r\nConnection: close\r\n\r\n"
    assert (await said(client, request)).startswith("HTTP/1.1 404 ")


async def said(client: TestClient, request: str) -> str:
    """What comes back for a request that is sent letter by letter as it is."""
    reader, writer = await asyncio.open_connection(client.host, client.port)
    writer.write(request.encode())
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return answer.decode()


async def test_only_what_was_there_when_it_was_read_is_served(folder: Path) -> None:
    read = Assets(folder, {})
    (folder / "later.css").write_text("c {}")
    (folder / "a.css").unlink()
    assert read.find(f"{read.hash}/later.css") is None
    assert read.find(f"{read.hash}/a.css") is not None


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("*", "br"),
        ("*;q=0.5, br;q=0", "gzip"),
        ("BR", "br"),
        ("gzip, identity", "gzip"),
        ("identity;q=1, gzip;q=0.5", None),
        ("identity", None),
        ("", None),
        ("deflate", None),
        ("br;q=0, gzip;q=0.0", None),
        ("br;q=much", None),
        (",;q,;;=", None),
    ],
)
async def test_the_coding_is_the_one_that_the_caller_prefers(
    client: TestClient, accepted: str, coding: str | None
) -> None:
    headers = {"Accept-Encoding": accepted}
    response = await client.get(assets().address("chat.css"), headers=headers)
    assert response.headers.get("Content-Encoding") == coding
    assert response.headers["Vary"] == "Accept-Encoding"
    assert (await response.read()) == served(STATIC / "chat.css")


async def test_a_caller_that_names_no_coding_gets_the_file_as_it_is(client: TestClient) -> None:
    path = assets().address("chat.css")
    answer = await said(client, f"GET {path} HTTP/1.1\r\nHost: web\r\nConnection: close\r\n\r\n")
    head, _, body = answer.partition("\r\n\r\n")
    assert "content-encoding" not in head.lower()
    assert "Vary: Accept-Encoding" in head
    assert body == served(STATIC / "chat.css").decode()


async def test_head_says_what_get_would(client: TestClient) -> None:
    path, headers = assets().address("chat.css"), {"Accept-Encoding": "br"}
    got, asked = await client.get(path, headers=headers), await client.head(path, headers=headers)
    names = ("Content-Length", "Content-Encoding", "Content-Type", "Cache-Control", "Vary")
    assert [asked.headers[name] for name in names] == [got.headers[name] for name in names]
    assert await asked.read() == b""


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("chat.css", "text/css; charset=utf-8"),
        ("letter.js", "text/javascript; charset=utf-8"),
        ("icon.svg", "image/svg+xml; charset=utf-8"),
    ],
)
async def test_a_file_says_what_it_is(client: TestClient, name: str, kind: str) -> None:
    assert (await client.get(f"/static/{name}")).headers["Content-Type"] == kind


def test_what_is_compressed_is_the_file_and_shorter(folder: Path) -> None:
    found = Assets(folder, {}).find("a.css")
    assert found
    asset, _ = found
    assert set(asset.codings) == set(CODINGS)
    for coding, content in asset.codings.items():
        assert DECODED[coding](content) == asset.content
        assert len(content) < len(asset.content) / 2


def test_what_does_not_become_shorter_is_sent_as_it_is(folder: Path) -> None:
    (folder / "x.css").write_text("x{}")
    (folder / "x.woff2").write_bytes(b"0" * 5000)
    read = Assets(folder, {})
    assert [read.find(name)[0].codings for name in ("x.css", "x.woff2")] == [{}, {}]  # type: ignore[index]


def test_a_change_of_any_file_changes_the_address_of_all(folder: Path) -> None:
    before = Assets(folder, {})
    assert before.address("a.css") == Assets(folder, {}).address("a.css")
    (folder / "chat" / "words.js").write_text("export const a = 1;\n")
    assert Assets(folder, {}).address("chat/main.js") != before.address("chat/main.js")
    (folder / "chat" / "words.js").write_text("export {};\n")
    (folder / "b.css").rename(folder / "c.css")
    assert Assets(folder, {}).hash != before.hash


def test_modules_that_import_each_other_lie_in_one_folder(folder: Path) -> None:
    read = Assets(folder, {})
    main, words = read.address("chat/main.js"), read.address("chat/words.js")
    assert main.rpartition("/")[0] == words.rpartition("/")[0]


@pytest.mark.parametrize("is_now", [True, False])
async def test_modules_import_each_other_in_a_browser(
    chromium: Browser,
    client: TestClient,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    is_now: bool,
) -> None:
    (folder / "chat" / "main.js").write_text("import { a } from './words.js'; window.seen = a;")
    (folder / "chat" / "words.js").write_text("export const a = 'in words.js';")
    read = Assets(folder, {})
    monkeypatch.setattr("web.assets.assets", lambda: read)
    page = await chromium.new_page(base_url=str(client.make_url("/")))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.goto("/health")
    place = f"/static/{read.hash if is_now else OLD}/chat/main.js"
    await page.add_script_tag(url=place, type="module")
    await page.wait_for_function("window.seen === 'in words.js'")
    # Both in the folder that was named, whichever it was.
    folders = {url.partition("/static/")[2].partition("/")[0] for url in asked if "/static/" in url}
    assert folders == {place.split("/")[2]}


def test_a_bundle_is_its_files_in_order(folder: Path) -> None:
    read = Assets(folder, {"page.css": ("b.css", "a.css")})
    found = read.find(read.address("page.css").removeprefix("/static/"))
    assert found and found[1]
    assert re.findall(rb"(\w)\{", found[0].content) == [b"b"] * 20 + [b"a"] * 20


@pytest.mark.parametrize(
    ("bundle", "why"),
    [
        ({"a.css": ("b.css",)}, "The bundle a.css has the name of a file."),
        ({"page.css": ("gone.css",)}, "The bundle page.css names gone.css, which is not there."),
        ({"page.js": ("chat/main.js",)}, "The bundle page.js lies in another folder"),
    ],
)
def test_a_bundle_that_cannot_be_made_is_refused(
    folder: Path, bundle: dict[str, tuple[str, ...]], why: str
) -> None:
    with pytest.raises(AssetsError, match=re.escape(why)):
        Assets(folder, bundle)


def test_a_file_of_a_kind_that_is_not_known_is_refused_by_name(folder: Path) -> None:
    (folder / "x.exe").write_bytes(b"")
    (folder / ".DS_Store").write_bytes(b"")
    with pytest.raises(AssetsError, match=r"The kind of x\.exe is not known"):
        Assets(folder, {})


def test_a_template_that_names_a_file_that_is_not_there_fails() -> None:
    with pytest.raises(KeyError, match=r"gone\.css is neither in web/static nor a bundle"):
        assets().address("gone.css")


async def test_what_the_pages_load_has_the_address_of_its_content(client: TestClient) -> None:
    html = await (await client.get("/")).text()
    loaded = re.findall(r'(?:href|src)="(/static/[^"]+)"', html)
    assert loaded
    assert [path for path in loaded if not path.startswith(f"/static/{assets().hash}/")] == []
    assert {(await client.get(path)).status for path in loaded} == {200}
