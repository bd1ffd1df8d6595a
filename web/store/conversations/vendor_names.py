"""Names the conversations at places of a vendor's, without saying where those are."""

from __future__ import annotations

import base64
import hmac

_INSTALLATION_BYTES = 9
_PLACE_BYTES = 16


def place_name(secret_key: str, channel: str, installation: str, *place: str) -> str:
    """The name of the conversation at a place: the same each time.

    Keyed hashes: the vendor's names of people and places cannot be found from them without the
    key. `installation` is the vendor's name of where the app was added, such as a workspace.
    """
    end = _digest(secret_key, _PLACE_BYTES, channel, installation, *place)
    return f"{installation_prefix(secret_key, channel, installation)}{end}"


def installation_prefix(secret_key: str, channel: str, installation: str) -> str:
    """How the names of all conversations of an installation begin."""
    return f"{channel}-{_digest(secret_key, _INSTALLATION_BYTES, channel, installation)}-"


def _digest(secret_key: str, size: int, *words: str) -> str:
    key = f"conversation-of:{secret_key}".encode()
    digest = hmac.digest(key, "\x1f".join(words).encode(), "sha256")
    return base64.urlsafe_b64encode(digest[:size]).decode().rstrip("=")
