"""Names conversations, and knows the names that were made here."""

from __future__ import annotations

import base64
import hmac
import secrets
from typing import Any

from itsdangerous import BadSignature, URLSafeTimedSerializer

_SECONDS_A_DAY = 24 * 3600
# No longer than what was deleted is noted (LATE_ANSWERS), or a name could be used again.
_OFFER_SECONDS = _SECONDS_A_DAY


class ConversationNames:
    """Makes and checks the signed name that the cookie carries, and the one that a page is given.

    The cookie lives for as long as what is said is kept.
    """

    def __init__(self, secret_key: str, keep_days: int) -> None:
        """`keep_days` is how long conversations are kept; a cookie lives for a day at least."""
        self.max_age_seconds = max(keep_days, 1) * _SECONDS_A_DAY
        self._key = f"conversation-of:{secret_key}".encode()
        self._serializer = URLSafeTimedSerializer(secret_key, salt="conversation")
        self._offers = URLSafeTimedSerializer(secret_key, salt="offered-conversation")

    def new(self, channel: str) -> str:
        """A name that cannot be guessed, with the channel in front."""
        return f"{channel}-{secrets.token_urlsafe(16)}"

    def of(self, channel: str, *place: str) -> str:
        """The name of the conversation at a place of a vendor's: the same each time.

        A keyed hash: the vendor's names of people and places cannot be found from it without
        the key.
        """
        digest = hmac.digest(self._key, "\x1f".join((channel, *place)).encode(), "sha256")
        return f"{channel}-{base64.urlsafe_b64encode(digest[:16]).decode().rstrip('=')}"

    def sign(self, name: str) -> str:
        """The name as it may be handed out."""
        return _text(self._serializer.dumps(name))

    def unsign(self, token: str | None) -> str | None:
        """The name, or None if it was not signed here or is too old."""
        return _name(self._serializer, token, self.max_age_seconds)

    def offer(self, channel: str) -> str:
        """A token for a page that has no cookie: it names the conversation that may begin there.

        It is good for a day, and never as a cookie.
        """
        return _text(self._offers.dumps(self.new(channel)))

    def offered(self, token: str | None) -> str | None:
        """The name in such a token, or None if it was not made here or is too old."""
        return _name(self._offers, token, _OFFER_SECONDS)


def _text(token: str | bytes) -> str:
    return token if isinstance(token, str) else token.decode()


def _name(serializer: URLSafeTimedSerializer, token: str | None, seconds: int) -> str | None:
    if not token:
        return None
    try:
        name: Any = serializer.loads(token, max_age=seconds)
    except BadSignature:
        return None
    return name if isinstance(name, str) else None
