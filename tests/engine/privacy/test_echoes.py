"""What was masked in a text is masked where else it stands."""

from __future__ import annotations

from engine.privacy.masking import mask_echoes

SECRETS = {"dag": "[namn]", "dag lund": "[namn]", "070-123 45 67": "[telefon]", "bo": "[namn]"}


def test_a_name_is_masked_where_it_is_a_word() -> None:
    stored = {"text": "Vi svarar vardagar.", "entities": [{"value": "dag"}, {"value": "dag lund"}]}
    assert mask_echoes(stored, SECRETS) == {
        "text": "Vi svarar vardagar.",
        "entities": [{"value": "[namn]"}, {"value": "[namn]"}],
    }


def test_a_number_is_masked_wherever_it_stands() -> None:
    assert mask_echoes("tel070-123 45 67nu", SECRETS) == "tel[telefon]nu"


def test_what_is_too_short_stays() -> None:
    assert mask_echoes(["bo", 7, None], SECRETS) == ["bo", 7, None]
    assert mask_echoes("bo", {"bo": "[namn]"}) == "bo"
