"""Puts the masker together from the name recogniser and the facts file."""

from __future__ import annotations

import os
from pathlib import Path

from engine.masking import AgencyContacts, Masker
from engine.names.recogniser import NameRecogniser

_ROOT = Path(__file__).resolve().parent.parent


def make_masker() -> Masker:
    """A masker that knows Swedish names, and leaves the agency's own contacts readable."""
    facts = Path(os.environ.get("FACTS_FILE", _ROOT / "facts" / "press_service.yml"))
    recogniser = NameRecogniser(_ROOT / "engine" / "names")
    return Masker(recogniser.find, AgencyContacts(facts))
