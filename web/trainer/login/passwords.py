"""Hashes and checks passwords, a few at a time and off the event loop."""

from __future__ import annotations

import asyncio
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LEAST_PASSWORD, MOST_PASSWORD = 12, 500

_AT_ONCE = 2  # each takes 64 MB
_HASHER = PasswordHasher()


class Passwords:
    """Argon2id, with the parameters of RFC 9106 for little memory unless told otherwise."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or _HASHER
        self._turns = asyncio.Semaphore(_AT_ONCE)

    def hashed(self, password: str) -> str:
        """What is stored of a password."""
        return self._hasher.hash(_as_typed_anywhere(password))

    async def check(self, stored: str | None, password: str) -> bool:
        """Whether it is the right one; takes as long where there is no account."""
        async with self._turns:
            return await asyncio.to_thread(self._matches, stored, password)

    async def renewed(self, stored: str, password: str) -> str | None:
        """A new hash, if the stored one was made with other parameters than those in force."""
        if not self._hasher.check_needs_rehash(stored):
            return None
        async with self._turns:
            return await asyncio.to_thread(self.hashed, password)

    def _matches(self, stored: str | None, password: str) -> bool:
        nobodys = _nobodys(self._hasher)
        try:
            self._hasher.verify(stored or nobodys, _as_typed_anywhere(password))
        except (VerificationError, InvalidHashError):
            return False
        return stored is not None


@cache
def _nobodys(hasher: PasswordHasher) -> str:
    return hasher.hash("")


def _as_typed_anywhere(password: str) -> str:
    """One form of each letter: keyboards differ in how they make an å."""
    return unicodedata.normalize("NFKC", password)
