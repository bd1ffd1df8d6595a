"""Encrypts tokens with keys made of SECRET_KEY and OLD_SECRET_KEY."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_PURPOSE = b"presstjanst: tokens of Slack's"


@dataclass(frozen=True)
class SlackTokens:
    """The token that speaks in an installation, and the one that renews it, if it expires."""

    installation: str
    token: str
    refresh_token: str = ""


class Seal:
    """Encrypts by the newest key; what an old one encrypted is read too."""

    def __init__(self, secret_keys: Sequence[str]) -> None:
        """`secret_keys`, the newest last, have more chance in them than anybody can guess."""
        fernets = [Fernet(_derived(key)) for key in reversed(secret_keys)]
        self._newest, self._any = fernets[0], MultiFernet(fernets)

    def close(self, tokens: SlackTokens) -> str:
        """The tokens, encrypted with the newest key: what the database may hold."""
        return self._newest.encrypt(json.dumps(asdict(tokens)).encode()).decode()

    def open(self, installation: str, sealed: str) -> SlackTokens | None:
        """The tokens; None if no key fits, or they are of another installation."""
        try:
            tokens = SlackTokens(**json.loads(self._any.decrypt(sealed)))
        except InvalidToken:
            return None
        return tokens if tokens.installation == installation else None

    def is_old(self, sealed: str) -> bool:
        """Whether the newest key does not fit."""
        try:
            self._newest.decrypt(sealed)
        except InvalidToken:
            return True
        return False


def _derived(secret_key: str) -> bytes:
    key = HKDF(SHA256(), 32, salt=None, info=_PURPOSE).derive(secret_key.encode())
    return base64.urlsafe_b64encode(key)
