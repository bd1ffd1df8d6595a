"""Who may frame the chat, which cookie it then has, and whose posts are taken."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from tests.web.conftest import ClientMaker
from web.embedding.framing import cookie_attributes
from web.settings import Settings, SettingsError, settings_from_environment

HOSTS = ("https://www.example.se", "https://*.example.org")
SECURE = "https://press.example.se"


def read(tmp_path: Path, **env: str) -> Settings:
    return settings_from_environment({"VAR_DIR": str(tmp_path), **env})


def directive(response: Any, name: str) -> str:
    policy = response.headers["Content-Security-Policy"]
    (found,) = [part.strip() for part in policy.split(";") if part.split()[0] == name]
    return str(found)


def test_hosts_are_origins_with_commas_between(tmp_path: Path) -> None:
    hosts = " https://www.Example.se,https://*.example.se:8443, ,http://localhost:3000,"
    assert read(tmp_path, EMBED_HOSTS=hosts).embed_hosts == (
        "https://www.example.se",
        "https://*.example.se:8443",
        "http://localhost:3000",
    )
    assert read(tmp_path).embed_hosts == ()


@pytest.mark.parametrize(
    "host",
    [
        "*",
        "'self'",
        "www.example.se",
        "http://www.example.se",
        "https://*.se",
        "https://www.*.se",
        "https://www.example.se/press",
        "https://www.example.se/",
        "https://www.example.se; script-src *",
        "https://www.example.se https://other.example",
        "https://försäkring.example",
        "https://user@example.se",
        "https://-example.se",
    ],
)
def test_a_host_that_is_no_origin_stops_the_start(tmp_path: Path, host: str) -> None:
    with pytest.raises(SettingsError, match=r"EMBED_HOSTS ska .*https://www\.example\.se"):
        read(tmp_path, EMBED_HOSTS=f"https://good.example.se,{host}")


async def test_the_framed_page_alone_may_be_framed_and_by_those_hosts(
    make_client: ClientMaker,
) -> None:
    client = await make_client(embed_hosts=HOSTS, public_url=SECURE)
    framed = await client.get("/embed?lang=sv")
    assert framed.status == 200
    assert directive(framed, "frame-ancestors") == (
        "frame-ancestors 'self' https://www.example.se https://*.example.org"
    )
    assert framed.headers["Cross-Origin-Opener-Policy"] == "unsafe-none"
    assert framed.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert 'class="embedded"' in await framed.text()
    for path in ("/", "/demo", "/svar/abcdefghij", "/trana/logga-in", "/api/messages", "/embed/x"):
        response = await client.get(path)
        assert directive(response, "frame-ancestors") == "frame-ancestors 'none'", path
        assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert 'class="embedded"' not in await (await client.get("/")).text()


async def test_the_rest_of_the_framed_pages_policy_is_that_of_the_page(client: TestClient) -> None:
    policies = [
        (await client.get(path)).headers["Content-Security-Policy"].partition("frame-ancestors")[0]
        for path in ("/", "/embed")
    ]
    assert policies[0] == policies[1]


async def test_without_hosts_there_is_no_framed_page_and_no_demo(make_client: ClientMaker) -> None:
    client = await make_client(public_url=SECURE)
    for path in ("/embed", "/demo"):
        response = await client.get(path)
        assert response.status == 404
        assert directive(response, "frame-ancestors") == "frame-ancestors 'none'"


async def test_a_local_run_may_frame_itself_alone(client: TestClient) -> None:
    assert directive(await client.get("/embed"), "frame-ancestors") == "frame-ancestors 'self'"
    assert (await client.get("/demo")).status == 200


async def set_cookies(client: TestClient, *, delete: bool = False) -> list[str]:
    response = await client.post("/api/messages", json={"text": "Statistik?"})
    assert response.status == 200
    if delete:
        name = response.cookies["conversation"].value
        cookie = {"Cookie": f"conversation={name}"}
        response = await client.delete("/api/conversation", headers=cookie)
        assert response.status == 204
    return response.headers.getall("Set-Cookie")


async def test_the_cookie_is_partitioned_where_others_may_frame_the_chat(
    make_client: ClientMaker,
) -> None:
    client = await make_client(embed_hosts=HOSTS)
    (cookie,) = await set_cookies(client)
    assert {"HttpOnly", "SameSite=None", "Secure", "Partitioned"} <= set(cookie.split("; "))


@pytest.mark.parametrize("public_url", ["", SECURE])
async def test_the_cookie_is_for_its_own_site_where_nobody_may(
    make_client: ClientMaker, public_url: str
) -> None:
    client = await make_client(public_url=public_url)
    (cookie,) = await set_cookies(client)
    parts = set(cookie.split("; "))
    assert {"HttpOnly", "SameSite=Lax"} <= parts
    assert "Partitioned" not in parts
    assert ("Secure" in parts) == bool(public_url)


async def test_both_jars_are_emptied_when_a_conversation_is_deleted(
    make_client: ClientMaker,
) -> None:
    client = await make_client(embed_hosts=HOSTS)
    cookies = await set_cookies(client, delete=True)
    assert ["Partitioned" in cookie for cookie in sorted(cookies, key=len)] == [False, True]
    assert all("Max-Age=0" in cookie for cookie in cookies)


def test_the_attributes_follow_the_setting(tmp_path: Path) -> None:
    local = cookie_attributes(read(tmp_path))
    assert local == {"httponly": True, "samesite": "Lax", "secure": False}
    framed = cookie_attributes(read(tmp_path, EMBED_HOSTS=HOSTS[0]))
    assert framed == {"httponly": True, "samesite": "None", "secure": True, "partitioned": True}


@pytest.mark.parametrize(
    ("headers", "taken"),
    [
        ({}, True),
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://chat.example.se"}, False),
        ({"Origin": "http://chat.example.se"}, True),
        ({"Origin": "https://press.example.se"}, True),  # a proxy has changed Host
        ({"Origin": "https://www.example.se"}, False),
        ({"Origin": "https://chat.example.se.evil.example"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": ""}, False),
    ],
)
async def test_posts_and_deletions_of_other_sites_are_refused(
    make_client: ClientMaker, headers: dict[str, str], taken: bool
) -> None:
    client = await make_client(embed_hosts=HOSTS, public_url=SECURE)
    sent = {"Host": "chat.example.se", **headers}
    for method, path in (
        ("POST", "/api/messages"),
        ("POST", "/api/feedback"),
        ("DELETE", "/api/conversation"),
        ("POST", "/"),
        ("POST", "/embed"),
    ):
        body = {"json": {"text": "Statistik?"}} if method == "POST" else {}
        response = await client.request(method, path, headers=sent, **body)
        assert (response.status != 403) == taken, (method, path)
    assert (await client.get("/api/messages", headers=sent)).status == 200


@pytest.mark.parametrize(("language", "words"), [("sv", "en annan webbplats"), ("en", "own page")])
async def test_a_refusal_says_why_in_both_languages(
    client: TestClient, language: str, words: str
) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Accept-Language": language}
    response = await client.post("/api/messages", json={"text": "Hej"}, headers=headers)
    problem = await response.json()
    assert (response.status, problem["code"]) == (403, "cross_site")
    assert words in problem["title"] + problem["detail"]


async def test_the_trainers_pages_have_a_check_of_their_own(client: TestClient) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    response = await client.post("/trana/logga-in", data={}, headers=headers)
    assert "en annan webbplats" not in await response.text()
    assert response.content_type == "text/html"
