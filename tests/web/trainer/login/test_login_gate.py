"""Nobody gets past the gate who may not, and no form but our own changes anything."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from yarl import URL

from desk.facts.live import LiveFacts
from tests.databases import spoil
from tests.web.conftest import QUICK, StandInEngine, make_settings, make_tables
from tests.web.trainer.conftest import LOGIN, PASSWORD, add_account, csrf_of, log_in, logged
from web.app import make_app
from web.trainer.access.gate import needs
from web.trainer.access.pages import back_to, flash, session_values, trainer_page
from web.trainer.access.people import ROLES, Person
from web.trainer.login.page import PASSWORDS
from web.trainer.login.passwords import Passwords


@needs("trainer")
async def show(request: web.Request, person: Person) -> web.StreamResponse:
    count = (await session_values(request)).get("seen", 0)
    return await trainer_page(
        request, person, "refused.html", heading="Prov", text=f"{count} sedda"
    )


@needs("trainer")
async def change(request: web.Request, person: Person) -> web.StreamResponse:
    session = await session_values(request)
    session["seen"] = session.get("seen", 0) + 1
    await flash(request, "Sparat.")
    return back_to("/trana/prov")


@needs("reader", most_bytes=100_000)
async def change_much(request: web.Request, person: Person) -> web.StreamResponse:
    body = await request.json() if request.content_type == "application/json" else None
    form = await request.post()
    return web.json_response({"json": body, "form": len(str(form.get("text", "")))})


@needs("releaser")
async def release(request: web.Request, person: Person) -> web.StreamResponse:
    raise RuntimeError("vad Anna skrev")


@pytest.fixture
async def client(
    engine: StandInEngine, database: Path, facts_file: Path, aiohttp_client: Any
) -> TestClient:
    """The real app, with a few pages more."""
    settings = make_settings(engine, database)
    await make_tables(settings)
    app = make_app(settings, LiveFacts(facts_file), works_alone=False)
    app[PASSWORDS] = Passwords(QUICK)
    app.add_routes(
        [
            web.get("/trana/prov", show),
            web.post("/trana/prov", change),
            web.post("/trana/prov/mycket", change_much),
            web.get("/trana/prov/slapp", release),
            web.get("/trana/prov/slapp/{word}", release),
        ]
    )
    result: TestClient = await aiohttp_client(app)
    return result


async def token_of(client: TestClient) -> str:
    return csrf_of(await (await client.get("/trana/logg")).text())


@pytest.mark.parametrize("role", ROLES)
async def test_each_role_may_do_what_the_lower_ones_may(client: TestClient, role: str) -> None:
    await log_in(client, role)
    rank = ROLES.index(role)
    assert (await client.get("/trana/logg")).status == 200
    assert (await client.get("/trana/prov")).status == (200 if rank >= 1 else 403)
    assert (await client.get("/trana/prov/slapp")).status == (500 if rank >= 2 else 403)
    data = {"csrf": await token_of(client)}
    response = await client.post("/trana/prov", data=data, allow_redirects=False)
    assert response.status == (303 if rank >= 1 else 403)


async def test_a_role_that_is_too_low_is_told_of_on_a_page(client: TestClient) -> None:
    await log_in(client, "reader")
    response = await client.get("/trana/prov")
    html = await response.text()
    assert response.content_type == "text/html"
    assert "Det får du inte göra" in html
    assert "reader, " in html  # and the way to the other pages is there
    assert 'href="/trana/logg"' in html


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("?visa=&sok=%C3%A5+%26&fran=", "?sok=%C3%A5+%26"),
        ("?visa=&sok=", ""),
        ("?m=2&m=&m=1", "?m=2&m=1"),
    ],
)
async def test_an_address_is_shown_without_the_fields_that_are_empty(
    client: TestClient, asked: str, shown: str
) -> None:
    await log_in(client)
    response = await client.get(URL(f"/trana/prov{asked}", encoded=True), allow_redirects=False)
    assert (response.status, response.headers["Location"]) == (303, f"/trana/prov{shown}")
    response = await client.get(URL(f"/trana/prov{shown}", encoded=True), allow_redirects=False)
    assert response.status == 200


async def test_a_change_is_told_of_once_on_the_next_page(client: TestClient) -> None:
    await log_in(client)
    response = await client.post("/trana/prov", data={"csrf": await token_of(client)})
    assert response.url.path == "/trana/prov"
    html = await response.text()
    assert '<p class="notice" role="status">Sparat.</p>' in html
    assert "1 sedda" in html
    html = await (await client.get("/trana/prov")).text()
    assert "Sparat." not in html
    assert "1 sedda" in html


@pytest.mark.parametrize(
    "data", [{}, {"csrf": ""}, {"csrf": "gissad"}, {"csrf": "å"}, {"csrf": "gissad", "till": "x"}]
)
@pytest.mark.parametrize("path", ["/trana/prov", "/trana/logga-ut"])
async def test_a_form_without_the_token_changes_nothing(
    client: TestClient, path: str, data: dict[str, str]
) -> None:
    await log_in(client)
    response = await client.post(path, data=data, allow_redirects=False)
    assert response.status == 403
    assert "Formuläret gäller inte längre" in await response.text()
    assert "0 sedda" in await (await client.get("/trana/prov")).text()


async def test_the_token_of_another_session_does_not_count(client: TestClient) -> None:
    await log_in(client)
    token = await token_of(client)
    await log_in(client)
    response = await client.post("/trana/prov", data={"csrf": token}, allow_redirects=False)
    assert response.status == 403


async def test_a_login_that_was_not_asked_for_is_refused(client: TestClient) -> None:
    """Or somebody could have others write in their name."""
    await add_account(client, "anna", "trainer")
    form = {"name": "anna", "password": PASSWORD, "csrf": "gissad"}
    assert (await client.post(LOGIN, data=form)).status == 403
    token = csrf_of(await (await client.get(LOGIN)).text())
    client.session.cookie_jar.clear()
    assert (await client.post(LOGIN, data={**form, "csrf": token})).status == 403
    assert await logged(client) == []


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "null"}, 303),
        ({"Origin": "https://annan.example"}, 403),
        ({"Origin": "https://annan.example", "Sec-Fetch-Site": "same-origin"}, 303),
        ({"Origin": "http://127.0.0.1"}, 403),
        ({"Origin": "file://"}, 403),
        ({"Origin": "x"}, 403),
    ],
)
async def test_a_form_from_another_site_is_refused_whatever_it_carries(
    client: TestClient, headers: dict[str, str], status: int
) -> None:
    await log_in(client)
    data = {"csrf": await token_of(client)}
    response = await client.post("/trana/prov", data=data, headers=headers, allow_redirects=False)
    assert response.status == status


async def test_an_own_origin_is_our_own(client: TestClient) -> None:
    await log_in(client)
    data = {"csrf": await token_of(client)}
    here = {"Origin": str(client.make_url("/")).rstrip("/")}
    response = await client.post("/trana/prov", data=data, headers=here, allow_redirects=False)
    assert response.status == 303


async def test_a_script_may_carry_the_token_in_a_header(client: TestClient) -> None:
    await log_in(client)
    headers = {"X-CSRF-Token": await token_of(client)}
    response = await client.post("/trana/prov/mycket", json={"a": "å"}, headers=headers)
    assert (await response.json())["json"] == {"a": "å"}
    wrong = {"X-CSRF-Token": "gissad"}
    assert (await client.post("/trana/prov/mycket", json={}, headers=wrong)).status == 403
    assert (await client.post("/trana/prov/mycket", json={})).status == 403


async def test_a_script_that_is_logged_out_is_told_so(client: TestClient) -> None:
    headers = {"X-CSRF-Token": "gammal"}
    assert (await client.post("/trana/prov", headers=headers, allow_redirects=False)).status == 401


@pytest.mark.parametrize(
    ("path", "till"),
    [
        ("/trana/prov", "/trana/prov"),
        ("/trana/prov/mycket", "/trana/prov"),
        ("/trana/logga-ut", "/trana"),
    ],
)
async def test_whoever_was_logged_out_before_a_form_comes_back_to_a_page(
    client: TestClient, path: str, till: str
) -> None:
    response = await client.post(path, data={"csrf": "gammal"}, allow_redirects=False)
    assert response.status == 303
    assert URL(response.headers["Location"]).query["till"] == till


@pytest.mark.parametrize(
    ("path", "limit"), [("/trana/prov", 8192), ("/trana/prov/mycket", 100_000)]
)
async def test_a_body_has_a_limit_that_a_page_may_raise(
    client: TestClient, path: str, limit: int
) -> None:
    await log_in(client)
    token = await token_of(client)
    form = {"csrf": token, "text": "a" * (limit - 200)}
    assert (await client.post(path, data=form)).status == 200
    response = await client.post(path, data={**form, "text": "a" * limit})
    assert response.status == 413
    assert "Det du skickade är för stort" in await response.text()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"csrf=%00", "application/x-www-form-urlencoded"),
        (b"csrf=a&text=a%00b", "application/x-www-form-urlencoded"),
        (b"csrf=a", "application/x-www-form-urlencoded; charset=ingen"),
        (b"csrf=\xe5", "application/x-www-form-urlencoded"),
        (b"--a--", "multipart/form-data; boundary=a"),
    ],
)
async def test_a_form_that_cannot_be_read_is_refused(
    client: TestClient, body: bytes, kind: str
) -> None:
    await log_in(client)
    response = await client.post("/trana/prov", data=body, headers={"Content-Type": kind})
    assert response.status == 400
    assert "Formuläret gick inte att läsa" in await response.text()


async def test_json_has_the_same_limit(client: TestClient) -> None:
    await log_in(client)
    headers = {"X-CSRF-Token": await token_of(client)}
    response = await client.post("/trana/prov/mycket", json=["a" * 100_000], headers=headers)
    assert response.status == 413


@pytest.mark.parametrize("logged_in", [True, False])
@pytest.mark.parametrize("path", ["/trana/finns-inte", "/trana/logg%00", "/trana/logg?vad=%00"])
async def test_what_is_not_there_is_a_page(client: TestClient, path: str, logged_in: bool) -> None:
    if logged_in:
        await log_in(client)
    response = await client.get(URL(path, encoded=True))
    html = await response.text()
    assert response.status == 404
    assert response.content_type == "text/html"
    assert "Sidan finns inte" in html
    assert ('href="/trana/logg"' in html) == logged_in


async def test_a_method_that_is_not_there_names_those_that_are(client: TestClient) -> None:
    response = await client.put("/trana/logg")
    assert response.status == 405
    assert "GET" in response.headers["Allow"]
    assert response.content_type == "text/html"


async def test_a_fault_tells_nobody_what_was_written(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    await log_in(client, "releaser")
    response = await client.get("/trana/prov/slapp")
    assert response.status == 500
    assert "Något gick fel" in await response.text()
    assert "/trana/prov/slapp failed: RuntimeError" in caplog.text
    assert "Anna" not in caplog.text


async def test_no_address_begins_a_line_of_the_log(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    await log_in(client, "releaser")
    address = URL("/trana/prov/slapp/Anna%0D%0AERROR%20forged", encoded=True)
    assert (await client.get(address)).status == 500
    assert "/trana/prov/slapp/{word} failed: RuntimeError" in caplog.text
    assert "forged" not in caplog.text


async def test_a_database_that_is_down_is_told_of_on_a_page(
    client: TestClient, database: Path
) -> None:
    await log_in(client)
    token = await token_of(client)
    await spoil(database)
    for response in (
        await client.get("/trana/logg"),
        await client.post("/trana/prov", data={"csrf": token}),
        await client.post("/trana/logga-ut", data={"csrf": token}),
        await client.get("/trana/finns-inte"),
    ):
        assert response.status == 503
        html = await response.text()
        assert "Databasen svarar inte" in html
        assert "Traceback" not in html


async def test_outside_these_pages_refusals_are_documents_as_before(client: TestClient) -> None:
    for path in ("/tranan", "/finns-inte"):
        response = await client.get(path)
        assert response.content_type == "application/problem+json"


async def test_the_address_with_a_slash_leads_on(client: TestClient) -> None:
    response = await client.get("/trana/", allow_redirects=False)
    assert response.headers["Location"] == "/trana"
