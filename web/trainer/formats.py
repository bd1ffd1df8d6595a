"""Says shares, changes, times and reasons as a Swedish reader expects them."""

from __future__ import annotations

from datetime import datetime

from contracts.comparison.case_figures import PairedCounts
from contracts.comparison.conversation_figures import Changes
from desk.dates import long_date
from desk.hours import STOCKHOLM

# That the bot asked back stands beside the guess.
REASONS = {
    "thumbed_down": "Svaret hjälpte inte",
    "corrected": "Skribenten bytte ämne direkt",
    "uncertain": "Nära mellan två etiketter",
    "new_words": "Nya ord",
    "seen_before": "Samma ord har kommit förut",
}


def percent(share: float) -> str:
    """`96 %`; a share short of all is never time to be all, nor one above nothing to be nothing."""
    rounded = round(share * 100)
    if rounded == 100 and share < 1:
        return "99 %"
    return "under 1 %" if rounded == 0 and share > 0 else f"{rounded} %"


def whole(number: int) -> str:
    """`41 631`, which no line ends within."""
    return f"{number:,}".replace(",", "\N{NO-BREAK SPACE}")


def counts_in_words(changes: Changes | PairedCounts) -> str:
    """How many answers become right and how many wrong, in Swedish."""
    if not changes.newly_right and not changes.newly_wrong:
        return "inget blir rätt eller fel"
    return f"{changes.newly_right} blir rätt och {changes.newly_wrong} blir fel"


def change_in_words(changes: Changes | PairedCounts) -> str:
    """How many answers changed, and how often chance alone makes so large a difference."""
    counts = f"{counts_in_words(changes)}."
    if not changes.newly_right and not changes.newly_wrong:
        return counts
    return f"{counts} {chance_in_words(changes.chance)}"


def chance_in_words(chance: float) -> str:
    """How often chance alone makes so large a difference."""
    p = f"{chance:.3f}".replace(".", ",") if chance < 0.1 else f"{chance:.2f}".replace(".", ",")
    times = round(chance * 100)
    often = {0: "mer sällan än en gång av 100", 1: "en gång av 100"}.get(
        times, f"{times} gånger av 100"
    )
    return f"Slumpen ger så stor skillnad {often} (McNemars exakta test, p = {p})."


def short_time(at: float, now: datetime) -> str:
    """`14.05` for today, `24/11` this year, else `24/11 2025`."""
    time, today = datetime.fromtimestamp(at, STOCKHOLM), now.astimezone(STOCKHOLM)
    if time.date() == today.date():
        return f"{time:%H.%M}"
    return f"{time.day}/{time.month}" + ("" if time.year == today.year else f" {time.year}")


def long_time(at: float) -> str:
    """A time in seconds since 1970 as `24 november 2026 14.05`, in Stockholm."""
    time = datetime.fromtimestamp(at, STOCKHOLM)
    return f"{long_date(time.date(), 'sv')} {time:%H.%M}"


def iso_time(at: float) -> str:
    """A time in seconds since 1970 for a `datetime` attribute, to the minute, in Stockholm."""
    return datetime.fromtimestamp(at, STOCKHOLM).isoformat(timespec="minutes")
