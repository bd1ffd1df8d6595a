"""What an interview is for is read where one thing is said, and not guessed where more are."""

from __future__ import annotations

import pytest

from desk.mediums import form_in, medium_in


@pytest.mark.parametrize(
    ("text", "medium"),
    [
        ("det är radio inte tv", "radio"),
        ("Jag gör ett inslag för P1", "radio"),
        ("till vår podd", "podd"),
        ("för webben", "text"),
        ("SVT Nyheter här", "tv"),
        ("radio och tv", None),
        ("inte tv", None),
        ("vi har privattvätt", None),
        ("", None),
    ],
)
def test_the_medium(text: str, medium: str | None) -> None:
    assert medium_in(text, "sv") == medium


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("det ska stå kommentar i skrift. byt ut", "kommentar i skrift"),
        ("gärna en bandad intervju", "bandad intervju"),
        ("skriftligt eller bandat, spelar ingen roll, men bandad går bra", None),
        ("inte i skrift", None),
        ("ring mig", None),
        ("Vi har hennes skriftliga ok på er blankett", None),
        ("hon har gett skriftligt samtycke, vi vill ha en bandad intervju", "bandad intervju"),
    ],
)
def test_the_form(text: str, form: str | None) -> None:
    assert form_in(text, "sv") == form


def test_in_english() -> None:
    assert medium_in("it is for a podcast", "en") == "podcast"
    assert form_in("a comment in writing, please", "en") == "comment in writing"
