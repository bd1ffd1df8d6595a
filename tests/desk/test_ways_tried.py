"""What somebody says to have tried is told from what is asked for."""

from __future__ import annotations

import pytest

from desk.ways_tried import HEAD, MAIL, PHONE, is_unanswered, ways_tried


@pytest.mark.parametrize(
    ("text", "tried"),
    [
        ("jag har ringt fem gånger och ingen svarar", {PHONE}),
        ("ringt press 3 ggr, mejlat 2, ringt sims. INGET", {PHONE, MAIL, HEAD}),
        ("mejlade i fredags, inget svar??", {MAIL}),
        ("ni svarar inte på mina mejl", {MAIL}),
        ("Sims svarar INTE. finns det fler", {HEAD}),
        ("har sökt Anders Sims hela dagen", {HEAD}),
        ("nobody picks up and I emailed on Friday", {PHONE, MAIL}),
        ("det var pressjouren jag provade", {PHONE}),
        ("finns det någon annan jag kan ringa?", set()),
        ("kan jag mejla i stället?", set()),
        ("vad har Sims för nummer?", set()),
        ("", set()),
    ],
)
def test_what_was_tried(text: str, tried: set[str]) -> None:
    assert ways_tried(text) == tried


def test_he_is_the_head_where_he_was_spoken_of() -> None:
    assert ways_tried("han svarar inte heller", speaks_of_head=True) == {HEAD}
    assert ways_tried("han svarar inte heller") == set()


@pytest.mark.parametrize(
    ("text", "unanswered"),
    [
        ("mejlade er i fredags om fusket, inget svar??", True),
        ("har ringt press 3 ggr, mejlat 2. INGET. vad är nästa steg", True),
        ("mejla igen?? jag HAR mejlat. vem jagar jag", True),
        ("jag har mejlat er en fråga, kan någon kommentera?", False),
        ("vi har inte fått svar på varför köerna växer", False),
        ("hon har mejlat er i ett år och inte fått svar", False),
    ],
)
def test_who_was_not_answered(text: str, unanswered: bool) -> None:
    assert is_unanswered(text) == unanswered
