"""Names conversations, and knows the names that were made here."""

from __future__ import annotations

import base64
import hmac
import secrets

from itsdangerous import BadSignature, URLSafeTimedSerializer


class ConversationNames:
    """Makes and checks the signed name that the cookie carries."""

    max_age_seconds = 24 * 3600

    def __init__(self, secret_key: str) -> None:
        self._key = f"conversation-of:{secret_key}".encode()
        self._serializer = URLSafeTimedSerializer(secret_key, salt="conversation")

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
        token = self._serializer.dumps(name)
        return token if isinstance(token, str) else token.decode()

    def unsign(self, token: str | None) -> str | None:
        """The name, or None if it was not signed here or is too old."""
        if not token:
            return None
        try:
            name = self._serializer.loads(token, max_age=self.max_age_seconds)
        except BadSignature:
            return None
        return name if isinstance(name, str) else None
