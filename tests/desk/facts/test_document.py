"""A text that is kept as a document stays as it is, whoever reads in it."""

from __future__ import annotations

import pytest

from desk.facts.document import kept, plain, read, write
from desk.facts.file import FACTS_FILE, FactsError, parse_facts

ALIASES = "a: &x {b: 'c', d: 2025-06-31}\ne: *x\n"


def test_facts_that_are_built_leave_the_document_alone() -> None:
    text = FACTS_FILE.read_text(encoding="utf-8")
    parse_facts(f"{text}# one more line\n")
    assert write(kept(f"{text}# one more line\n")) == f"{text}# one more line\n"


def test_a_plain_copy_has_strings_and_what_is_named_twice_once() -> None:
    copy = plain(kept(ALIASES))
    assert copy["a"] == {"b": "c", "d": "2025-06-31"}
    assert {type(value) for value in copy["a"].values()} == {str}
    assert copy["e"] is copy["a"]


@pytest.mark.parametrize("text", ["a: [", "a: !!int x", "a: !!bool x", "a: &x [*x]", "[" * 1000])
def test_what_is_no_document_of_facts_is_said_to_be_none(text: str) -> None:
    with pytest.raises(FactsError):
        parse_facts(text)


@pytest.mark.parametrize("text", [ALIASES, "a: &x {b: 1}\nc:\n  <<: *x\n  d: 2\n"])
def test_a_document_that_is_read_to_be_changed_is_another(text: str) -> None:
    changed = read(text)
    changed["a"]["b"] = "z"
    assert read(text) is not kept(text) is kept(text)
    assert kept(text)["a"]["b"] != "z"
    assert write(read(text)) == text
