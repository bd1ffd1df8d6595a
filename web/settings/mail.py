"""The settings of a mailbox that gets the questions to a human."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

_PORTS = {"smtps": 465, "smtp": 587}
_ADDRESS = re.compile(r"[!#-;=?A-Z^-~]+@[a-zA-Z0-9-]+(\.[a-zA-Z0-9-]+)+")
_NAMES = ("HANDOFF_MAIL_TO", "HANDOFF_MAIL_FROM", "SMTP_URL")


class MailSettingsError(ValueError):
    """A setting that cannot be used; says which and why."""


@dataclass(frozen=True)
class MailSettings:
    """The mailbox, and the server that takes mails to it."""

    to: str
    sender: str
    host: str
    port: int
    user: str  # empty: it wants no login
    password: str
    is_tls: bool  # from the beginning; else the server must offer it (STARTTLS)


def mail_settings(env: Mapping[str, str], half_set: list[str]) -> MailSettings | None:
    """The mailbox; None where none is named, and with a sentence added where it is set in part.

    Raises:
        MailSettingsError: an address cannot be used.
    """
    values = {name: env.get(name, "").strip() for name in _NAMES}
    if not values["HANDOFF_MAIL_TO"]:
        return None
    if missing := [name for name, value in values.items() if not value]:
        names = " och ".join(missing)
        half_set.append(f"Frågor till en människa är avstängda: {names} saknas.")
        return None
    to, sender, address = values.values()
    for name in _NAMES[:2]:
        if not _ADDRESS.fullmatch(values[name]):
            raise MailSettingsError(
                f"{name} ska vara en mejladress, som press@example.se, inte {values[name]!r}."
            )
    try:
        url = urlsplit(address)
        host, port = url.hostname, url.port
    except ValueError:
        url, host, port = urlsplit(""), None, None
    if url.scheme not in _PORTS or not host or url.path.strip("/") or url.query:
        # Not what it is: there is a password in it.
        raise MailSettingsError(
            "SMTP_URL ska vara en adress som smtps://användare:lösenord@smtp.example.se, eller "
            "smtp://… där servern börjar med STARTTLS. Tecken som @ och / i lösenordet skrivs "
            "som %40 och %2F."
        )
    return MailSettings(
        to=to,
        sender=sender,
        host=host,
        port=port or _PORTS[url.scheme],
        user=unquote(url.username or ""),
        password=unquote(url.password or ""),
        is_tls=url.scheme == "smtps",
    )
