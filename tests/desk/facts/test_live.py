"""A good edit is used at once, a bad one never."""

from __future__ import annotations

from pathlib import Path

import pytest

from desk.facts.file import FactsError
from desk.facts.live import LiveFacts


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_a_good_edit_is_in_force_at_the_next_question(facts_file: Path) -> None:
    live = LiveFacts(facts_file)
    edit(facts_file, "0771-524 524", "0771-100 100")
    assert live.current().contacts["customer_centre_phone"].value == "0771-100 100"


def test_a_bad_edit_leaves_the_last_good_facts_until_it_is_mended(facts_file: Path) -> None:
    live = LiveFacts(facts_file)
    edit(facts_file, "0771-524 524", "ring oss")
    assert live.current().contacts["customer_centre_phone"].value == "0771-524 524"
    assert live.error is not None
    assert live.error.field == "contacts.customer_centre_phone.value"
    edit(facts_file, "ring oss", "0771-524 525")
    assert live.current().contacts["customer_centre_phone"].value == "0771-524 525"
    assert live.error is None


def test_a_file_that_is_taken_away_changes_nothing(facts_file: Path) -> None:
    live = LiveFacts(facts_file)
    facts_file.unlink()
    assert live.current().contacts["customer_centre_phone"].value == "0771-524 524"
    assert live.error is not None


def test_it_does_not_start_on_a_bad_file(facts_file: Path) -> None:
    edit(facts_file, "0771-524 524", "ring oss")
    with pytest.raises(FactsError):
        LiveFacts(facts_file)
