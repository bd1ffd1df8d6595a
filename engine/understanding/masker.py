"""Puts the masker together from the name recogniser, the encoder and the facts file."""

from __future__ import annotations

from functools import cache

from contracts.paths import NAMES
from engine.privacy.agency import AgencyContacts
from engine.privacy.masking import Masker
from engine.privacy.names.recogniser import NameRecogniser
from engine.settings import engine_settings
from engine.understanding.encoder import shared_encoder


class MaskerError(RuntimeError):
    """Names cannot be masked, so nothing may be stored."""


@cache
def make_masker() -> Masker:
    """A masker that knows Swedish names, and leaves the agency's own contacts readable.

    One for the process, because its model takes a second to read; not to be shared by threads.

    Raises:
        MaskerError: NAMES_MODEL names no spaCy pipeline that can be read.
    """
    settings = engine_settings()
    model = settings.names_model
    encoder = shared_encoder()
    try:
        recogniser = NameRecogniser(NAMES, model, states=encoder.pieces)
    except OSError as error:
        raise MaskerError(
            f"NAMES_MODEL={model!r} går inte att läsa som spaCy-modell ({type(error).__name__})."
        ) from None
    return Masker(recogniser, AgencyContacts(settings.facts_file))
