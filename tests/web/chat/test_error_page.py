"""What cannot be shown: a page for who reads in a browser, a problem document for all others."""

from __future__ import annotations

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from desk.facts.model import Facts
from tests.web.conftest import ClientMaker
from web.channels.browser import stored
from web.http.problems import Problem
from web.http.security import MAX_BODY_BYTES, PROBLEM_PAGE

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


async def get(
    client: TestClient, path: str, accept: str | None, language: str = "sv"
) -> tuple[int, str, str]:
    headers = {"Accept-Language": language} | ({"Accept": accept} if accept else {})
    response = await client.get(path, headers=headers)
    return response.status, response.content_type, await response.text()


@pytest.mark.parametrize(
    ("language", "heading", "chat"),
    [
        ("sv", "Sidan finns inte", "Till chatten"),
        ("en", "There is no such page", "To the chat"),
    ],
)
@pytest.mark.parametrize("path", ["/finns-inte", "/samtal/finns-inte", "/%0d%0a", "/apihop"])
async def test_an_unknown_address_is_a_page_in_the_readers_language(
    client: TestClient, facts: Facts, path: str, language: str, heading: str, chat: str
) -> None:
    status, kind, html = await get(client, path, BROWSER, language)
    assert (status, kind) == (404, "text/html")
    assert f'<html lang="{language}">' in html
    assert f"<h1>{heading}</h1>" in html
    assert "404" in html
    assert f'href="/">{chat}</a>' in html
    assert facts.contacts["press_phone"].href in html


@pytest.mark.parametrize(
    ("path", "accept"),
    [
        ("/finns-inte", None),
        ("/finns-inte", "*/*"),
        ("/finns-inte", "application/json"),
        ("/finns-inte", "application/json, text/html"),
        ("/finns-inte", "text/html;q=0.5, application/problem+json"),
        ("/finns-inte", "text/html;q=0"),
        ("/finns-inte", "text/html;q=none"),
        ("/api", BROWSER),
        ("/api/finns-inte", BROWSER),
    ],
)
async def test_it_is_a_problem_document_for_machines(
    client: TestClient, path: str, accept: str | None
) -> None:
    assert (await get(client, path, accept))[:2] == (404, "application/problem+json")


async def test_a_static_file_is_never_answered_by_a_page(client: TestClient) -> None:
    response = await client.post("/static/icon.svg", headers={"Accept": BROWSER})
    assert (response.status, response.content_type) == (405, "application/problem+json")


@pytest.mark.parametrize(
    "accept", ["TEXT/HTML", "text/html, application/json", "application/json;q=0.9, text/html"]
)
async def test_html_before_json_is_a_page(client: TestClient, accept: str) -> None:
    assert (await get(client, "/finns-inte", accept))[:2] == (404, "text/html")


async def test_an_address_that_takes_forms_alone_says_so(client: TestClient) -> None:
    response = await client.get("/samtal/radera", headers={"Accept": BROWSER})
    assert (response.status, response.content_type) == (405, "text/html")
    assert response.headers["Allow"] == "POST"
    assert "Så går det inte att göra här" in await response.text()


async def test_a_form_that_is_too_large_is_told_to_be_shortened(client: TestClient) -> None:
    form = {"language": "a" * MAX_BODY_BYTES}
    response = await client.post("/sprak", data=form, headers={"Accept": BROWSER})
    assert (response.status, response.content_type) == (413, "text/html")
    assert "korta texten" in await response.text()


@pytest.fixture
async def failing(make_client: ClientMaker, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """A client of an app whose page of what is stored fails."""

    async def fail(request: web.Request) -> web.Response:
        raise RuntimeError("det hemliga")

    monkeypatch.setattr(stored, "page", fail)
    return await make_client()


async def test_a_fault_is_a_page_that_tells_nothing_of_it(
    failing: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    status, kind, html = await get(failing, "/samtal", BROWSER)
    assert (status, kind) == (500, "text/html")
    assert "Något gick fel hos oss" in html
    assert "hemliga" not in html + caplog.text
    assert "GET /samtal failed: RuntimeError" in caplog.text
    assert (await get(failing, "/samtal", None))[:2] == (500, "application/problem+json")


@pytest.mark.parametrize(
    ("problem", "status", "text"),
    [
        (Problem("store_down"), 503, "Databasen svarar inte"),
        (Problem("too_many", limit=7, phone="010-1"), 429, "Vänta 7 sekunder"),
    ],
)
async def test_any_other_refusal_is_told_in_its_own_words(
    make_client: ClientMaker,
    monkeypatch: pytest.MonkeyPatch,
    problem: Problem,
    status: int,
    text: str,
) -> None:
    async def refuse(request: web.Request) -> web.Response:
        raise problem

    monkeypatch.setattr(stored, "page", refuse)
    response = await (await make_client()).get("/samtal", headers={"Accept": BROWSER})
    assert (response.status, response.content_type) == (status, "text/html")
    assert text in await response.text()
    assert response.headers.get("Retry-After") == ("7" if status == 429 else None)


async def test_where_the_page_itself_fails_a_problem_document_is_left(
    make_client: ClientMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(request: web.Request, problem: Problem) -> web.Response:
        raise RuntimeError

    client = await make_client()
    monkeypatch.setitem(client.app._state, PROBLEM_PAGE, fail)
    assert (await get(client, "/finns-inte", BROWSER))[:2] == (404, "application/problem+json")


async def test_the_trainers_pages_keep_their_own(client: TestClient) -> None:
    status, kind, html = await get(client, "/trana/finns-inte", BROWSER)
    assert (status, kind) == (404, "text/html")
    assert "Det du söker kan ha tagits bort" in html


async def test_the_language_can_be_changed_where_nothing_is(client: TestClient) -> None:
    _, _, html = await get(client, "/finns-inte", BROWSER)
    assert 'name="back" value="/finns-inte"' in html
    assert 'name="language" value="en"' in html
