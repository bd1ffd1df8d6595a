"""Who wants to be called back: the chat asks nobody to."""

from __future__ import annotations

import pytest

from desk.called_back import wants_to_be_called

WANTS = [
    "Ring mig på 070-555 12 34",
    "ring upp mig så fort ni kan",
    "Kan ni ringa mig i eftermiddag?",
    "kan nån ringa upp innan tre",
    "Ringer ni upp?",
    "Kan presstjänsten ringa tillbaka till oss?",
    "mitt nummer är 08-123 45 67",
    "Min mobil är 070 123 45 67, det gäller vab",
    "Jag nås på anna@tidningen.example",
    "Återkom till anna@tidningen.example",
    "Hör av er till mig före lunch",
    "hör gärna av er!",
    "Kontakta mig om ni har en talesperson",
    "kan ni mejla mig svaret",
    "kan ni inte ringa mig i stället?",
    "Please call me back on +46 70 123 45 67",
    "could somebody phone us this afternoon",
    "Will they call back?",
    "you can reach me at the newsroom",
    "my number is 555 0199",
    "get back to me before six",
]
DOES_NOT = [
    "Kan jag ringa er?",
    "vem ska jag ringa",
    "Ska jag ringa upp igen?",
    "jag ringer tillbaka senare",
    "jag ringde er pressjour i går",
    "de sa att de skulle ringa tillbaka men ingen har ringt",
    "ni lovade att höra av er",
    "Ring inte mig",
    "ni behöver inte ringa upp",
    "hon ringde mig i går och sa att beslutet kommit",
    "vad är numret till presschefen",
    "Skriv mejlet åt mig",
    "Kan jag mejla er?",
    "Who should I call?",
    "should I call back later",
    "they never called me back",
    "Write me an e-mail to the press service",
    "how do I reach you",
    "Ring pressjouren, sa ni",
    "Läsare ringer oss om att pengarna inte har kommit i dag",
    "folk kontaktar oss om det här varje dag",
    "Readers call us about it every day",
    "källan vill inte att någon når honom",
]


@pytest.mark.parametrize("text", WANTS)
def test_whoever_gives_a_number_or_asks_for_a_call_wants_one(text: str) -> None:
    assert wants_to_be_called(text)


@pytest.mark.parametrize("text", DOES_NOT)
def test_whoever_calls_or_tells_of_calls_does_not(text: str) -> None:
    assert not wants_to_be_called(text)
