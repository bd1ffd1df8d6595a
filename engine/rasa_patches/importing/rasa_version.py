"""Refuses a Rasa that the patches were not written for."""

from __future__ import annotations

from importlib.metadata import version

VERSION = "3.6.21"


class RasaVersionError(RuntimeError):
    """Which Rasa is installed and which one is needed, in one sentence."""


def check() -> None:
    """Raise RasaVersionError unless Rasa 3.6.21 is installed."""
    installed = version("rasa")
    if installed != VERSION:
        raise RasaVersionError(
            f"Rasa {installed} är installerat, men engine/rasa_patches är skrivet för {VERSION}: "
            "läs om varje fil där mot den nya källkoden innan den används."
        )
