"""The facts file is held in its form, and one sentence says where it is not."""

from __future__ import annotations

import pytest

from desk.facts.file import FACTS_FILE
from dev.check_facts import not_in_form

FILE = FACTS_FILE.read_text(encoding="utf-8")


def test_the_file_is_in_its_form() -> None:
    assert not_in_form(FILE) is None


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("\nversion: 1\n", "\nversion:   1\n", "rad 10: raden är inte skriven i filens form"),
        ("\nversion: 1\n", "\nversion:   1\n", "den ska skrivas så här: version: 1"),
        ("closed_days: []", "closed_days: [ ]", "så här:     closed_days: []"),
        ("  - {when:", "- {when:", "så här:   - {when:"),
    ],
)
def test_the_first_line_that_is_not_is_named(old: str, new: str, sentence: str) -> None:
    text = FILE.replace(old, new)
    assert text != FILE
    assert sentence in (not_in_form(text) or "")
