"""Names conversations, and knows the names that were offered here."""

from __future__ import annotations

import secrets
from typing import Any

from itsdangerous import BadSignature, URLSafeTimedSerializer

from web.http.signed import read_signed
from web.store.conversations.vendor_names import installation_prefix, place_name

# No longer than what was deleted is noted (LATE_ANSWERS), or a name could be used again.
_OFFER_SECONDS = 24 * 3600


class ConversationNames:
    """Makes names, and the signed ones that pages are given; the cookie is the browser's own."""

    def __init__(self, secret_key: str) -> None:
        self._secret_key = secret_key
        self._offers = URLSafeTimedSerializer(secret_key, salt="offered-conversation")

    def new(self, channel: str) -> str:
        """A name that cannot be guessed, with the channel in front."""
        return f"{channel}-{secrets.token_urlsafe(16)}"

    def of(self, channel: str, installation: str, *place: str) -> str:
        """The name of the conversation at a place of a vendor's: the same each time.

        `installation` is where the app was added there; all its conversations begin alike.
        """
        return place_name(self._secret_key, channel, installation, *place)

    def all_of(self, channel: str, installation: str) -> str:
        """How the names of an installation's conversations begin."""
        return installation_prefix(self._secret_key, channel, installation)

    def offer(self, channel: str) -> str:
        """A token for a page that has no cookie: it names the conversation that may begin there.

        It is good for a day, and never as a cookie.
        """
        token = self._offers.dumps(self.new(channel))
        return token if isinstance(token, str) else token.decode()

    def name_in(self, token: str | None) -> str | None:
        """The name in such a token, or None if it was not made here or is too old."""
        try:
            name: Any = read_signed(self._offers, token or "", _OFFER_SECONDS)
        except BadSignature:
            return None
        return name if isinstance(name, str) else None
