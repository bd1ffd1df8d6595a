"""However a message of 2,000 characters is made up, masking takes work in step with its length."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import spacy
from hypothesis import example, given, settings
from hypothesis import strategies as st

from contracts.paths import NAMES
from engine import privacy
from engine.privacy import numbers, street_addresses
from engine.privacy.agency import AgencyContacts
from engine.privacy.masking import Masker
from engine.privacy.names import lists, message_words, rules
from engine.privacy.names.recogniser import NameRecogniser
from engine.privacy.names.tokens import LONGEST_RUN, tokenise
from engine.privacy.spans import DisjointSpans
from tests.lines_run import lines_run
from tests.patterns import patterns_of
from tests.regex_steps import Steps

ROOT = Path(__file__).resolve().parents[3]
LONGEST = 2000
# What messages are repeated from: marks, digits and the words that patterns begin with.
PIECES = [
    *"@.-+()/,: \n'\"!?=<[]_aA1s0å",
    "a@",
    "www.",
    "https://",
    "(at)",
    " at ",
    "dot",
    " punkt ",
    "snabel-a",
    "a.",
    "A.B. ",
    "namn ",
    "heter ",
    "Anna ",
    "Xyzqa ",
    "och ",
    "i Solna ",
    "mamma ",
    "sista fyra ",
    "mål",
    "ärende ",
    "diarie",
    "850312",
    "850312-1234 ",
    "123 45 ",
    "SE35 5000 ",
    "AB12",
    "konto ",
    "abank ",
    "070-123 45 67 ",
    "0046",
    "storgatan 1 ",
    "norra ",
    "aas väg ",
    "box 1 ",
    "försäkrings",
    "Dagens Nyheter ",
    "[namn]",
    "4111 ",
    "3300",
]
PATTERNS = patterns_of(privacy)
# Never searched for: a word is one of these or not.
WHOLE = {
    f"{lists.__name__}.INFLECTED",
    f"{rules.__name__}.SURE_ENDING",
    f"{rules.__name__}.CAPITAL_ENDING",
    *(f"{street_addresses.__name__}.{n}" for n in ("_PLACE", "_SIDE", "_STREET")),
}
# Searched for in the few characters before a number.
BEFORE = {f"{numbers.__name__}._CASE_NUMBER_BEFORE", f"{street_addresses.__name__}._LIVES"}
# Twice what they take. A pattern that begins anew at every character takes 200.
MOST_STEPS_A_CHARACTER = 100
MOST_LINES_A_CHARACTER = 90

units = st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).map("".join)


@pytest.fixture(scope="module")
def masker() -> Masker:
    return Masker(NameRecogniser(NAMES), AgencyContacts(ROOT / "facts/press_service.yml"))


def _repeated(unit: str, length: int) -> str:
    return (unit * length)[:length]


@example(" ")
@given(units)
@settings(max_examples=25, derandomize=True)
@pytest.mark.parametrize("name", sorted(PATTERNS.keys() - WHOLE - BEFORE))
def test_no_pattern_takes_more_than_so_many_steps_a_character(name: str, unit: str) -> None:
    text = _repeated(unit, 400)
    steps = Steps(PATTERNS[name], MOST_STEPS_A_CHARACTER * len(text))

    spans = steps.spans(text)

    assert spans == [m.span() for m in PATTERNS[name].finditer(text)], "not counted as re reads"


@given(units)
@settings(max_examples=25, derandomize=True)
@pytest.mark.parametrize("name", sorted(WHOLE))
def test_no_long_word_takes_more_steps_than_that(name: str, unit: str) -> None:
    text = _repeated(unit, 400)
    steps = Steps(PATTERNS[name], MOST_STEPS_A_CHARACTER * len(text))

    assert steps.matches(text) == bool(PATTERNS[name].fullmatch(text))


@given(units)
@settings(max_examples=25, derandomize=True)
@pytest.mark.parametrize("name", sorted(BEFORE))
def test_nor_do_the_words_before_a_number(name: str, unit: str) -> None:
    text = _repeated(unit, numbers._CASE_WORD_CHARACTERS)

    Steps(PATTERNS[name], MOST_STEPS_A_CHARACTER * len(text)).spans(text)


@pytest.mark.parametrize("unit", PIECES)
def test_addresses_take_few_steps_in_every_repeated_piece(unit: str) -> None:
    Steps(message_words.ADDRESS, 20 * LONGEST).spans(_repeated(unit, LONGEST))


def test_the_counter_heeds_where_capitals_count() -> None:
    pattern = re.compile("a(?-i:[B-D]+)e", re.IGNORECASE)
    spans = Steps(pattern).spans("ABCE abce aBe")
    assert spans == [m.span() for m in pattern.finditer("ABCE abce aBe")] == [(0, 4), (10, 13)]


def test_the_counter_sees_a_cubic_pattern() -> None:
    counts = []
    for length in (20, 40):
        steps = Steps(re.compile(r"\S+@\S+\.\S+"))
        steps.spans("@" * length)
        counts.append(steps.count)

    assert counts[1] > 6 * counts[0]


@given(st.text(alphabet="@.a 1\nwh:/", max_size=14))
@settings(max_examples=500, derandomize=True)
def test_addresses_are_the_runs_that_hold_one(text: str) -> None:
    plain = re.compile(r"\S+@\S+\.\S+|\b(?:https?://|www\.)\S+")

    found = [match.span() for match in message_words.ADDRESS.finditer(text)]

    assert found == [match.span() for match in plain.finditer(text)]


@given(st.text(alphabet="@.-a 1()t", max_size=14), units)
@settings(max_examples=300, derandomize=True)
def test_mails_are_found_as_by_one_pattern(text: str, unit: str) -> None:
    name, host = numbers._MAIL_NAME, numbers._MAIL_HOST
    whole = re.compile(name.pattern + host.pattern, re.IGNORECASE)
    text = text + unit + text

    found = [(span.start, span.end) for span in numbers._mails(text)]

    assert found == [match.span() for match in whole.finditer(text)]


@example("(AA", "@")
@given(units, units)
@settings(max_examples=60, derandomize=True)
def test_masking_runs_so_many_lines_a_character(masker: Masker, unit: str, opening: str) -> None:
    text = ("Xyzqa " + opening + _repeated(unit, LONGEST))[:LONGEST]

    assert lines_run(lambda: masker.mask(text), "engine") <= MOST_LINES_A_CHARACTER * LONGEST


@pytest.mark.parametrize("unit", ["a.", "A.B. ", "A. ", ".a"])
def test_initials_without_end_are_masked_without_recursion(masker: Masker, unit: str) -> None:
    assert isinstance(masker.mask(_repeated(unit, LONGEST)), str)


@pytest.mark.parametrize("unit", ["(", "!", "?", "'", "_.", "(:", "[="])
def test_the_model_reads_a_long_run_in_pieces(unit: str) -> None:
    text = "Xyzqa " + _repeated(unit, 500) + " Anna"
    lengths: list[int] = []

    class WatchedPipeline:
        def make_doc(self, part: str) -> Any:
            lengths.append(max(map(len, part.split())))
            return nlp.make_doc(part)

    nlp = spacy.blank("sv")
    doc = tokenise(WatchedPipeline(), text)

    assert doc.text == text
    assert max(lengths) <= LONGEST_RUN


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 6)), max_size=20))
@settings(derandomize=True)
def test_of_spans_that_overlap_the_first_is_taken(pairs: list[tuple[int, int]]) -> None:
    taken, kept = DisjointSpans(), []
    for start, length in pairs:
        free = all(start + length <= s or start >= e for s, e in kept)
        assert taken.take(start, start + length) == free
        kept += [(start, start + length)] if free else []
