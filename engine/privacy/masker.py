"""Puts the masker together from the name recogniser and the facts file."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from contracts.paths import NAMES, ROOT
from engine.privacy.masking import AgencyContacts, Masker
from engine.privacy.names.recogniser import NameRecogniser


class MaskerError(RuntimeError):
    """Names cannot be masked, so nothing may be stored."""


@cache
def make_masker() -> Masker:
    """A masker that knows Swedish names, and leaves the agency's own contacts readable.

    One for the process, because its model takes a second to read; not to be shared by threads.

    Raises:
        MaskerError: NAMES_MODEL names no spaCy pipeline that can be read.
    """
    facts = Path(os.environ.get("FACTS_FILE", ROOT / "facts" / "press_service.yml"))
    model = os.environ.get("NAMES_MODEL") or None
    try:
        recogniser = NameRecogniser(NAMES, model)
    except OSError as error:
        raise MaskerError(
            f"NAMES_MODEL={model!r} går inte att läsa som spaCy-modell ({type(error).__name__})."
        ) from None
    return Masker(recogniser.find, AgencyContacts(facts))
