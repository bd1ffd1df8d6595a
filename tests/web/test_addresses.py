"""Every page has an address by name, and no address is written out but among the routes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiohttp import web

from contracts.paths import ROOT
from tests.patterns import patterns_in
from tests.regex_steps import Steps
from tests.web.conftest import ClientMaker
from web import addresses
from web.addresses import LONGEST_PATH, encode, is_own_path, url_for
from web.channels.browser import page
from web.http.security import MAX_BODY_BYTES
from web.settings.office import OfficeSettings
from web.settings.slack import SLACK_API, SlackSettings
from web.trainer import AREA
from web.trainer.routes import NAV, ROUTES

SOURCES = [
    path
    for kind in ("*.py", "*.html", "*.js")
    for path in sorted((ROOT / "web").rglob(kind))
    if path.name != "routes.py"
]


def route_names() -> Iterator[tuple[str, str]]:
    """Every route's name in an address that is made, and where."""
    for path in SOURCES:
        matches = re.findall(
            r'(?:url_for\((?:request\.app, )?|redirect\(\s*request,\s*)"([^"]+)"', path.read_text()
        )
        yield from ((name, str(path.relative_to(ROOT))) for name in matches)


@pytest.fixture
async def app(make_client: ClientMaker) -> web.Application:
    """The app with all that can be turned on."""
    slack = SlackSettings("", "s", SLACK_API, client_id="1.2", client_secret="s")
    client = await make_client(office=OfficeSettings("C0OFFICE"), slack=slack)
    assert client.app is not None
    return client.app


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_address_is_written_out(path: Path) -> None:
    pages = re.findall(rf"{AREA}/[^\s\"'`]*", path.read_text())
    assert pages == []
    if path.name not in ("app.py", "channel.py"):  # the chat's routes, and Teams' own
        assert re.findall(r"[\"'`(=]/(?:api|svar|health)\b", path.read_text()) == []


def test_every_route_has_a_name(app: web.Application) -> None:
    assert [str(resource) for resource in app.router.resources() if not resource.name] == []


def test_every_name_in_an_address_is_a_route(app: web.Application) -> None:
    names = list(route_names())
    assert {name for name, _ in NAV} <= {name for name, _ in names} | {
        route.kwargs["name"] for route in ROUTES
    }
    assert len(names) > 80
    assert [(name, where) for name, where in names if name not in app.router] == []


def test_the_trainers_routes_stand_in_their_area() -> None:
    assert [route.path for route in ROUTES if not re.match(rf"{AREA}(/|$)", route.path)] == []


def test_an_address_has_its_parts_and_its_query(app: web.Application) -> None:
    assert url_for(app, "inbox") == "/trana"
    assert url_for(app, "inbox", query="sok=a+b") == "/trana?sok=a+b"
    assert url_for(app, "log", query={"vad": "", "sida": 2, "person": "å & ö"}) == (
        "/trana/logg?sida=2&person=%C3%A5+%26+%C3%B6"
    )
    assert (
        url_for(app, "facts.fact", section="rules", name="å b") == "/trana/fakta/rules/%C3%A5%20b"
    )
    with pytest.raises(KeyError):
        url_for(app, "facts.fact", section="rules")
    with pytest.raises(KeyError):
        url_for(app, "nowhere")
    assert encode({}) == ""


@pytest.mark.parametrize("path", ["/", "/om", "/svar/abcdefghij", "/static/chat/chat.css"])
def test_the_path_of_a_page_is_our_own(app: web.Application, path: str) -> None:
    assert is_own_path(app, path)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "om",
        "/sprak",  # nothing is shown there
        "/nowhere",
        "/om?a=b",
        "/om#a",
        "//evil.example",
        "/\\evil.example",
        "https://evil.example/",
        "https:/om",
        "javascript:alert(1)",
        "http://[",
        "/svar//evil.example",
        "/svar/a\r\nSet-Cookie: a=b",
        "/svar/\u00e5",
        "/static/" + "a" * LONGEST_PATH,
    ],
)
def test_what_leads_elsewhere_or_nowhere_is_not(app: web.Application, address: str) -> None:
    assert not is_own_path(app, address)


@pytest.mark.parametrize(
    "piece", ["a", "a.", "/", "/a", "/svar/", "/static/a", "/trana/modeller/", "-", "%2e"]
)
@pytest.mark.parametrize("characters", [60, LONGEST_PATH, MAX_BODY_BYTES])
def test_the_worst_path_to_go_back_to_is_read_in_few_steps(
    app: web.Application, piece: str, characters: int
) -> None:
    """Every pattern that may read it: those of the two modules, and those of the routes."""
    path = ("/" + piece * characters)[: characters - 1] + "!"
    infos = [resource.get_info() for resource in app.router.resources()]
    reading = [info["pattern"] for info in infos if "pattern" in info]
    steps = 0
    for pattern in [*reading, *patterns_in(page), *patterns_in(addresses)]:
        counted = Steps(pattern, most=10 * MAX_BODY_BYTES)
        counted.matches(path)
        steps += counted.count
    assert steps <= 20 * len(path) + 10 * len(reading)
