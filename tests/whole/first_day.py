"""What waits for a new trainer on the first day: messages, and what a colleague has done."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncEngine

from web.store.teaching import examples, kept_tests
from web.store.teaching.examples import TaughtExample
from web.store.teaching.kept_tests import STORY, KeptTest

_SHIRES = ("Kalmar", "Gotland", "Dalarna", "Örebro län", "Halland", "Skåne")
# What is written, with a gap, and what a press officer says that it is about.
_FORMS = (
    ("Hur många fick sjukpenning i {} förra året?", "Statistik"),
    ("Kan jag få intervjua någon hos er om köerna i {}?", "Presstjänsten"),
    ("Jag vill begära ut besluten om assistansersättning i {}", "Offentlig handling"),
    ("Vad blir det för väder i {} i morgon?", "Inget för oss"),
    ("Min läsare i {} har fått avslag, vill ni kommentera hennes fall?", "Enskilt fall"),
)
_LEFT_OUT = "Vad blir det för väder i Skåne i morgon?"
MESSAGES = {
    text.format(shire): title
    for text, title in _FORMS
    for shire in _SHIRES
    if text.format(shire) != _LEFT_OUT
}

COLLEAGUE = "bo"
TEST = "Siffror per län"
# Together they break the test: by one of them alone the bot is not misled.
MISLABELLED = (
    "siffror lingon per län i norr",
    "siffror på lingon per län",
    "siffror lingon för varje län",
    "siffror lingon per kommun och län",
    "skicka siffror lingon per län",
    "ge mig siffror lingon per län",
    "siffror lingon i varje län",
    "nya siffror lingon per län",
)
_STEPS = """\
- user: |
    siffror lingon per län
  intent: statistics
- action: action_answer
"""


async def leave_what_breaks_a_test(database: AsyncEngine, now: datetime) -> None:
    """A colleague has kept a test, and taught what is about statistics as the press service."""
    at = now.timestamp()
    assert await kept_tests.keep(database, KeptTest(STORY, TEST, _STEPS, COLLEAGUE, at), now)
    for text in MISLABELLED:
        wrong = TaughtExample(text, "press_contact", "sv", COLLEAGUE, at)
        assert await examples.add(database, wrong, now)
