"""Every number and address stands once, in the facts file."""

from __future__ import annotations

import re
from pathlib import Path

from contracts.paths import ROOT
from desk.facts.file import FACTS_FILE
from desk.facts.model import Facts
from tests.git_files import git_files

ELSEWHERE_ALLOWED = ("facts/", "tests/", "evaluation/")


def tracked_files() -> list[Path]:
    return [ROOT / name for name in git_files() if not name.startswith(ELSEWHERE_ALLOWED)]


def test_no_contact_or_address_stands_outside_the_facts_file(facts: Facts) -> None:
    values = [c.value for c in facts.contacts.values()]
    # A short number, as that for emergencies, cannot be told from any other number.
    numbers = [re.sub(r"\D", "", v)[1:] for v in values if v.startswith("0")]
    words = [v for v in values if "@" in v] + [
        link.url for link in facts.links.values() if link.url
    ]
    hits = []
    for path in tracked_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        digits = re.sub(r"(?<=\d)[\s\u2011-]+(?=\d)", "", text)
        hits += [f"{path.name}: {w}" for w in words if w in text]
        if not path.name.endswith(".lock"):
            hits += [f"{path.name}: {n}" for n in numbers if n in digits]
    assert hits == []


def test_and_inside_the_file_in_one_place_too(facts: Facts) -> None:
    text = FACTS_FILE.read_text(encoding="utf-8")
    for contact in facts.contacts.values():
        assert len(re.findall(rf"(?<!\w){re.escape(contact.value)}(?!\w)", text)) == 1
    for name, fee in facts.fees.items():
        for number in (fee.first_price, fee.page_price):
            assert not re.search(rf"{number} kronor|SEK {number}", text), name
