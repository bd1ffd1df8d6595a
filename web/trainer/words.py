"""Says shares, times and reasons as a Swedish reader expects them."""

from __future__ import annotations

from datetime import datetime

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


def short_time(at: float, now: datetime) -> str:
    """`14.05` for today, `24/11` this year, else `24/11 2025`."""
    time, today = datetime.fromtimestamp(at, STOCKHOLM), now.astimezone(STOCKHOLM)
    if time.date() == today.date():
        return f"{time:%H.%M}"
    return f"{time.day}/{time.month}" + ("" if time.year == today.year else f" {time.year}")


def long_time(at: float) -> str:
    """`24 november 2026 14.05`."""
    time = datetime.fromtimestamp(at, STOCKHOLM)
    return f"{long_date(time.date(), 'sv')} {time:%H.%M}"


def iso_time(at: float) -> str:
    """As machines read it."""
    return datetime.fromtimestamp(at, STOCKHOLM).isoformat(timespec="minutes")
