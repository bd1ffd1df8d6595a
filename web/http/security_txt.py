"""Tells whoever finds a weakness whom to write to: RFC 9116."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from aiohttp import web
from aiohttp.typedefs import Handler

ADDRESS = "/.well-known/security.txt"
# How long a copy of it may be believed; the RFC wants less than a year.
_GOOD_FOR = timedelta(days=30)


def security_text(contacts: Sequence[str], public_url: str, now: datetime) -> str:
    """The file, of contacts that are addresses (`mailto:`, `https:`), the wanted one first."""
    until = (now + _GOOD_FOR).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [f"Contact: {contact}" for contact in contacts]
    lines += [f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}", "Preferred-Languages: sv, en"]
    if public_url:
        lines.append(f"Canonical: {public_url}{ADDRESS}")
    return "\n".join(lines) + "\n"


def showing(contacts: Sequence[str], public_url: str) -> Handler:
    """GET /.well-known/security.txt, where SECURITY_CONTACT is set."""

    async def show(request: web.Request) -> web.Response:
        return web.Response(text=security_text(contacts, public_url, datetime.now(UTC)))

    return show
