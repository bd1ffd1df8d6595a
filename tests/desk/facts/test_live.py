"""A good edit is used at once, a bad one never."""

from __future__ import annotations

import contextlib
import threading
from pathlib import Path

import pytest

from desk.facts import live as module
from desk.facts.file import FactsError, load_facts
from desk.facts.live import LiveFacts
from desk.facts.model import Facts
from tests.press_page import CUSTOMER_PHONE, another


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_a_good_edit_is_in_force_at_the_next_question(facts_file: Path) -> None:
    live = LiveFacts(facts_file)
    edit(facts_file, CUSTOMER_PHONE, "0771-100 100")
    assert live.current().contacts["customer_centre_phone"].value == "0771-100 100"


def test_a_bad_edit_leaves_the_last_good_facts_until_it_is_mended(facts_file: Path) -> None:
    live = LiveFacts(facts_file)
    edit(facts_file, CUSTOMER_PHONE, "ring oss")
    assert live.current().contacts["customer_centre_phone"].value == CUSTOMER_PHONE
    assert live.error is not None
    assert live.error.field == "contacts.customer_centre_phone.value"
    edit(facts_file, "ring oss", another(CUSTOMER_PHONE))
    assert live.current().contacts["customer_centre_phone"].value == another(CUSTOMER_PHONE)
    assert live.error is None


def test_a_file_that_is_taken_away_changes_nothing(facts_file: Path) -> None:
    live = LiveFacts(facts_file)
    facts_file.unlink()
    assert live.current().contacts["customer_centre_phone"].value == CUSTOMER_PHONE
    assert live.error is not None


def test_it_does_not_start_on_a_bad_file(facts_file: Path) -> None:
    edit(facts_file, CUSTOMER_PHONE, "ring oss")
    with pytest.raises(FactsError):
        LiveFacts(facts_file)


def test_one_that_starts_anew_on_a_bad_file_has_the_last_good_facts(
    facts_file: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    edit(facts_file, CUSTOMER_PHONE, "0771-100 100")
    LiveFacts(facts_file, kept)
    edit(facts_file, "0771-100 100", "ring oss")
    live = LiveFacts(facts_file, kept)
    assert live.current().contacts["customer_centre_phone"].value == "0771-100 100"
    assert live.error is not None
    edit(facts_file, "ring oss", "0771-200 200")
    assert live.current().contacts["customer_centre_phone"].value == "0771-200 200"
    assert live.error is None
    edit(facts_file, "0771-200 200", "ring oss")
    again = LiveFacts(facts_file, kept)
    assert again.current().contacts["customer_centre_phone"].value == "0771-200 200"
    assert len(list(kept.iterdir())) == 1


def test_the_last_good_facts_of_one_file_are_not_anothers(facts_file: Path, tmp_path: Path) -> None:
    kept, other = tmp_path / "kept", tmp_path / "other.yml"
    LiveFacts(facts_file, kept)
    other.write_text("contacts: [")
    with pytest.raises(FactsError):
        LiveFacts(other, kept)


def test_of_two_edits_read_at_once_the_later_one_is_in_force(
    facts_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = LiveFacts(facts_file)
    edit(facts_file, CUSTOMER_PHONE, "0771-100 100")
    both_read, begun = threading.Barrier(2), threading.Event()
    reads: list[Facts] = []

    def read_beside_the_other(path: Path) -> Facts:
        facts = load_facts(path)
        reads.append(facts)
        begun.set()
        if len(reads) == 1:
            # Given up soon where nobody may read beside this one.
            with contextlib.suppress(threading.BrokenBarrierError):
                both_read.wait(0.2)
        elif not both_read.broken:
            both_read.wait()
        return facts

    monkeypatch.setattr(module, "load_facts", read_beside_the_other)
    first = threading.Thread(target=live.current)
    first.start()
    assert begun.wait(60)
    edit(facts_file, "0771-100 100", "0771-200 200")
    second = threading.Thread(target=live.current)
    second.start()
    for thread in (first, second):
        thread.join(60)
    assert live.current().contacts["customer_centre_phone"].value == "0771-200 200"
