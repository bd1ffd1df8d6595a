"""Every page tells the browser to keep to what it is for, as OWASP's secure headers advise."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.web.all_routes import EVERYTHING, addresses
from tests.web.conftest import ClientMaker
from tests.web.trainer.conftest import log_in

HOST = "https://www.example.se"
# Directives that say where something may come from or go to, and all that may stand there.
OURS = {"'none'", "'self'"}
FEATURES = {"camera", "microphone", "geolocation", "display-capture", "payment", "usb"}
OTHERWISE = {
    "embed": {
        "frame-ancestors": {"'self'", HOST},
        "Cross-Origin-Opener-Policy": "unsafe-none",
        "Cross-Origin-Resource-Policy": "cross-origin",
    },
    "widget": {"Cross-Origin-Resource-Policy": "cross-origin"},
}
EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "frame-ancestors": {"'none'"},
}


def wrong(headers: Mapping[str, str], name: str, *, tls: bool) -> list[str]:
    """What is not as it should be on an answer of a route."""
    said: dict[str, object] = dict(headers)
    directives = [part.split() for part in headers["Content-Security-Policy"].split(";")]
    policy = {first: set(rest) for first, *rest in directives}
    said["frame-ancestors"] = policy.pop("frame-ancestors")
    expected = EVERYWHERE | OTHERWISE.get(name, {})
    found = [f"{key}: {said.get(key)}" for key, value in expected.items() if said.get(key) != value]
    if policy["default-src"] != {"'none'"} or not set().union(*policy.values()) <= OURS:
        found.append(headers["Content-Security-Policy"])
    if not {"form-action", "base-uri"} <= policy.keys():  # default-src does not stand in for them
        found.append("form-action, base-uri")
    features = {feature.strip() for feature in headers["Permissions-Policy"].split(",")}
    if missing := {f"{feature}=()" for feature in FEATURES} - features:
        found.append(f"Permissions-Policy lacks {missing}")
    seconds = headers.get("Strict-Transport-Security", "max-age=0").partition("max-age=")[2]
    if (int(seconds) >= 31_536_000) != tls:
        found.append(f"Strict-Transport-Security: {seconds}")
    if ("Access-Control-Allow-Origin" in headers) != (name == "widget"):
        found.append("Access-Control-Allow-Origin")
    if "Server" in headers or "Cache-Control" not in headers:
        found.append("Server, Cache-Control")
    return found


@pytest.mark.slow
@pytest.mark.parametrize("public_url", ["", "https://press.example.se"], ids=["plain", "tls"])
async def test_every_page_has_its_headers(make_client: ClientMaker, public_url: str) -> None:
    client = await make_client(public_url=public_url, embed_hosts=(HOST,), **EVERYTHING)
    assert client.app is not None
    if not public_url:  # behind TLS the session's cookie would not come back here
        await log_in(client, "releaser")
    found, shown = {}, []
    for method, path, name in addresses(client.app):
        if method != "GET":
            continue
        response = await client.get(path, allow_redirects=False)
        if problems := wrong(response.headers, name, tls=bool(public_url)):
            found[path] = problems
        if response.status == 200:
            shown.append(name)
    assert found == {}
    pages = {"chat", "embed", "demo", "widget", "about", "messages", "health", "static"}
    trainers = {"inbox", "models", "overview", "facts", "facts.fact", "log", "status"}
    assert set(shown) >= pages | (set() if public_url else trainers)


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("GET", "/finns-inte", {}),
        ("GET", "/finns-inte", {"Accept": "text/html"}),
        ("PUT", "/embed", {}),
        ("POST", "/embed", {"Origin": "https://evil.example"}),
        ("GET", "/static/finns-inte.css", {}),
    ],
)
async def test_a_refusal_has_them_too(
    make_client: ClientMaker, method: str, path: str, headers: dict[str, str]
) -> None:
    client = await make_client(embed_hosts=(HOST,))
    response = await client.request(method, path, headers=headers)
    assert response.status >= 400
    assert wrong(response.headers, "a refusal", tls=False) == []
