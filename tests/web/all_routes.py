"""An app with everything turned on, and the addresses that it answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from aiohttp import web

from web.settings import OidcSettings, TeamsSettings
from web.settings.office import OfficeSettings
from web.settings.slack import SlackSettings

# Where nobody listens: a vendor that is asked all the same is away.
NOBODY = "http://127.0.0.1:9/"
EVERYTHING: dict[str, Any] = {
    "slack": SlackSettings("", "a secret", NOBODY, client_id="1.2", client_secret="a secret"),
    "teams": TeamsSettings("an app", "a secret", "", NOBODY, NOBODY, NOBODY),
    "oidc": OidcSettings(NOBODY, "a client", "a secret"),
    "security_contacts": ("mailto:sakerhet@example.se",),
    "office": OfficeSettings(slack_channel="C0PRESS", slack_team="T0PRESS"),
}
# What stands in an address for what its route leaves open.
FILLED = {
    "number": "1",
    "key": "0123456789abcdef",
    "conversation": "browser-1",
    "section": "rules",
    "name": "spokespersons",
    "channel": "teams",
    "id": "aaaaaaaaaa",
    "path": "chat.css",
}


class AppRoute(NamedTuple):
    """A method and a path that a route answers, and the route's name."""

    method: str
    path: str
    name: str


def addresses(
    app: web.Application, filled: Mapping[str, str] = MappingProxyType(FILLED)
) -> Iterator[AppRoute]:
    """One of every route; HEAD goes where GET does."""
    for route in app.router.routes():
        resource = route.resource
        if resource is not None and route.method != "HEAD":
            path = re.sub(r"{(\w+)[^}]*}", lambda m: filled[m[1]], resource.canonical)
            yield AppRoute(route.method, path, resource.name or "")
