"""What every action of this process answers from: the facts, and how long is kept what is said."""

from __future__ import annotations

import os
from functools import cache

from contracts.paths import last_good_facts
from desk.facts.live import LiveFacts


@cache
def live_facts() -> LiveFacts:
    """The facts of the file that the environment names, made at the first call.

    Rasa makes the actions itself, here or in its own process: there is nobody who could hand
    them in.

    Raises:
        FactsError: the file may not be used; the next call looks again.
    """
    return LiveFacts(kept_in=last_good_facts())


def kept_days() -> int | None:
    """For how many days conversations are kept, where web's setting is this process's too."""
    days = os.environ.get("KEEP_DAYS", "")
    return int(days) if days.isdecimal() else None
