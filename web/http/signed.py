"""Reads what was signed here, however the clock has been set since."""

from __future__ import annotations

import time
from typing import Any

from itsdangerous import SignatureExpired, URLSafeTimedSerializer


def read_signed(serializer: URLSafeTimedSerializer, token: str, seconds: float) -> Any:
    """What was signed no longer ago than so many seconds.

    What bears a later time than now counts: the clock was ahead when it was signed. itsdangerous
    refuses that, and a conversation would be out of its writer's reach until the clock is there.

    Raises:
        BadSignature: it was not signed here, or is older.
    """
    value, signed_at = serializer.loads(token, return_timestamp=True)
    if time.time() - signed_at.timestamp() > seconds:
        raise SignatureExpired("too old", value, signed_at)
    return value
