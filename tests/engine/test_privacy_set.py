"""What masking finds in the privacy set, by kind, and what it takes for a person by mistake."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from engine.masking import Masker
from engine.privacy import make_masker

MESSAGES = Path(__file__).resolve().parents[1] / "privacy" / "messages.jsonl"


@pytest.fixture(scope="module")
def masker() -> Masker:
    return make_masker()


def test_recall_by_kind_and_false_alarms(masker: Masker) -> None:
    """Floors, a little under what was reached (docs/privacy.md)."""
    there, found, words, wrong = Counter(), Counter(), 0, 0
    for line in MESSAGES.read_text(encoding="utf-8").splitlines():
        message = json.loads(line)
        text = message["text"]
        hidden = {i for s in masker.find(text) for i in range(s.start, s.end)}
        personal = {i for start, end, _ in message["spans"] for i in range(start, end)}
        for start, end, kind in message["spans"]:
            key = f"{kind} {message['case']}" if kind == "namn" else "number"
            there[key] += 1
            found[key] += all(i in hidden for i in range(start, end) if text[i].isalnum())
        for word in re.finditer(r"\w+", text):
            letters = set(range(*word.span()))
            words += not letters & personal
            wrong += not letters & personal and letters <= hidden
    share = {key: found[key] / there[key] for key in there}
    assert share["number"] >= 0.97
    assert share["namn normal"] >= 0.95
    assert share["namn lower"] >= 0.70
    assert wrong / words <= 0.02
