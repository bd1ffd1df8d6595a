"""What points at a person is masked however it is spelt, and what only looks so is left."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from personnummer import personnummer

from contracts.paths import ROOT
from engine.privacy import numbers as patterns
from engine.privacy.agency import AgencyContacts
from engine.privacy.masking import Masker
from engine.privacy.normal_form import composed_copy, plain_copy
from engine.privacy.numbers import find_numbers
from tests.engine.known_names import KnownNames
from tests.lines_run import lines_run
from tests.regex_steps import Steps

# Gaps, and characters that take no room, as PDF, tables and phones leave them.
GAPS = (
    "\n",
    "\r\n",
    "\t",
    "\u00a0",
    "\u2002",
    "\u2003",
    "\u2007",
    "\u2009",
    "\u200a",
    "\u202f",
    "\u2028",
    "\u3000",
)
UNSEEN = ("\u00ad", "\u200b", "\u200d", "\u200e", "\u2060", "\ufeff")
DASHES = ("-", "‐", "‑", "–", "—", "−", "－", "﹣")
MARKS = (*"/_,·.:;*|~=+", " - ", "--", " / ", ")-(", "  ")
DIGITS = {
    "full-width": "０１２３４５６７８９",
    "Arabic": "٠١٢٣٤٥٦٧٨٩",
    "Persian": "۰۱۲۳۴۵۶۷۸۹",
    "Devanagari": "०१२३४५६७८९",
    "mathematical": "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗",
    "circled": "⓪①②③④⑤⑥⑦⑧⑨",
    "superscript": "⁰¹²³⁴⁵⁶⁷⁸⁹",
}
SPELLINGS = [
    *(f"850312{mark}1231" for mark in (*GAPS, *UNSEEN, *DASHES, *MARKS)),
    *(f"8503{mark}12-12{mark}31" for mark in (*GAPS, *UNSEEN)),
    *(f"19850312{mark}1231" for mark in ("/", "_", ",", "·")),
    *("850312-1231".translate(str.maketrans("0123456789", digits)) for digits in DIGITS.values()),
    "8 5 0 3 1 2 1 2 3 1",
    "8 5 0 3 1 2 - 1 2 3 1",
    "1 9 8 5 0 3 1 2 1 2 3 1",
    "85 03 12 12 31",
    "19 85 03 12 12 31",
    "1985-03-12/1231",
    "pnr8503121231",
    "x.se/850312-1231",
    "Jag är född 850312. Mina sista fyra är 1231",
    "pnr 850312, sista fyra 1231",
    "(850312)-(1231)",
    "[850312] [1231]",
    "'850312'-'1231'",
    "85O312-1231",
    "85o3l2l23l",
    "850312 -\n1231",
    # Born early in 2007: the digits could be a mobile number's.
    "070101)-(0019",
    "O7O1O1-OO19",
    "".join(f"{digit}\u0336" for digit in "8503121231"),
    "".join(f"{digit}\ufe0f\u20e3" for digit in "8503121231"),
]
OTHERS = {
    "telefon": [
        "070-123\n45 67",
        "070\t123\t45\t67",
        "０７０－１２３ ４５ ６７",
        "070\u200b-123 45 67",
    ],
    "e-post": ["anna@\u200bexempel.se", "anna@ex\u00adempel.se", "ａｎｎａ＠exempel.se"],
    "adress": ["Storgatan\u200b 5", "Storgatan\u00a05", "Stor\u00adgatan 5"],
}
LEFT = [
    "Budget 12 000, 15 000, 20 300, 18 500 kronor",
    "2024-03-12 till 2025-03-12",
    "2026-11-26/1231",
    "Klockan 08:00-16:00, 09:00-15:00",
    "Tabell: 10 20 30 40 50 60 70",
    "åren 1985, 1990, 1995, 2000",
    "FK8503121231",
    "Org.nr 202100-5521",
    "ISBN 978-91-7000-123-4",
    "OOOOOO-OOOO",
]


def hidden(text: str) -> set[int]:
    return {place for start, end, _ in find_numbers(text) for place in range(start, end)}


def is_hidden(text: str) -> bool:
    """Whether every digit of it is masked, among other words."""
    whole = f"Hej, det gäller {text} och inget mer."
    digits = {i for i, c in enumerate(whole) if unicodedata.category(c) in ("Nd", "No")}
    return digits <= hidden(whole)


@pytest.mark.parametrize("text", SPELLINGS)
def test_a_personal_number_is_masked_however_it_is_spelt(text: str) -> None:
    assert is_hidden(text)


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, texts in OTHERS.items() for text in texts]
)
def test_so_is_what_else_points_at_a_person(kind: str, text: str) -> None:
    whole = f"Hej, {text} nu."
    (span,) = find_numbers(whole)
    assert (whole[span.start : span.end], span.kind) == (text, kind)


@pytest.mark.parametrize("text", LEFT)
def test_other_figures_are_left(text: str) -> None:
    assert find_numbers(text) == []


def test_names_in_decomposed_letters_are_masked_whole() -> None:
    masker = Masker(KnownNames((5, 14)), AgencyContacts(ROOT / "facts/press_service.yml"))
    text = unicodedata.normalize("NFD", "Ring Åsa \u00adÖberg nu")
    assert masker.mask(text) == "Ring [namn] nu"


HOSTILE = [
    *("1\u0336", "\u200b1", "①", "O0", "1  /", "850312 sista ", "850312 a", "a\u0308", "1_1"),
    *("1 2/", "lO1", "\u0336", "\u00ad", " \n\n", "1" * 9 + " ", "850312-", "½", "ﷺ"),
]


@pytest.mark.parametrize("unit", HOSTILE)
@pytest.mark.parametrize("name", ["_SEPARATED", "_TOLD_APART", "_LOOK_ALIKE"])
def test_long_hostile_texts_take_few_steps_a_character(name: str, unit: str) -> None:
    text = plain_copy((unit * 2000)[:2000]).text
    steps = Steps(getattr(patterns, name), 100 * max(2000, len(text)))
    spans = steps.spans(text)
    assert spans == [m.span() for m in getattr(patterns, name).finditer(text)]


@pytest.mark.parametrize("unit", HOSTILE)
def test_copies_of_long_hostile_texts_take_few_lines_a_character(unit: str) -> None:
    text = (unit * 2000)[:2000]
    assert lines_run(lambda: (plain_copy(text), composed_copy(text)), "engine") < 100 * len(text)


numbers = st.builds(
    "{:02}{:02}{:02}{:03}".format,
    st.integers(0, 99),
    st.integers(1, 12),
    st.integers(1, 28),
    st.integers(1, 999),
).map(lambda nine: next(n for d in range(10) if personnummer.valid(n := f"{nine}{d}")))
unseen = st.sampled_from(("", "", *UNSEEN))


@st.composite
def spelt(draw: st.DrawFn) -> str:
    """A valid personal number: in some digits, with something between its parts and in them."""
    number = draw(numbers)
    digits = str.maketrans("0123456789", draw(st.sampled_from([*DIGITS.values(), "0123456789"])))
    between = draw(st.sampled_from(("", *GAPS, *DASHES, *MARKS)))
    parts = (number[:6], number[6:])
    if draw(st.booleans()):
        parts = (" ".join(number[:6]), " ".join(number[6:]))
        between = draw(st.sampled_from((*GAPS, "-", " - ")))
    text = between.join(parts).translate(digits)
    return "".join(character + draw(unseen) for character in text)


@given(spelt())
@settings(max_examples=400, derandomize=True)
def test_a_spelling_that_nobody_has_thought_of_is_masked(text: str) -> None:
    assert is_hidden(text)


@given(st.text(max_size=60))
@example("e\u0301\u200b1\u0336 \r\n\n -")
@settings(max_examples=400, derandomize=True)
def test_a_copy_leads_back_to_every_place_of_its_text(text: str) -> None:
    for copy in (plain_copy(text), composed_copy(text)):
        starts, ends = copy.starts, copy.ends
        if starts is None or ends is None:
            assert copy.text == text
            continue
        assert len(copy.text) == len(starts) == len(ends)
        assert all(0 <= s < e <= len(text) for s, e in zip(starts, ends, strict=True))
        assert starts == sorted(starts) and ends == sorted(ends)


@pytest.mark.parametrize(
    ("text", "name", "is_masked"),
    [
        ("by 4 pm Sydney time", "Sydney", False),
        ("before 16.00 Sydney time please", "Sydney", False),
        ("kl 14 Londontid", "London", False),
        ("noon Sydney time", "Sydney", False),
        ("what about 18 August?", "August", False),
        ("on the 18th of August", "August", False),
        ("give Sydney time to answer", "Sydney", True),
        ("ge Anna tid att svara", "Anna", True),
        ("August 45, Lund", "August", True),
        ("år 2018 August", "August", True),
        ("4 pm Sydney Olsson", "Sydney", True),
    ],
)
def test_the_zone_of_a_clock_time_and_the_month_of_a_day_are_nobodys_names(
    text: str, name: str, *, is_masked: bool
) -> None:
    start = text.index(name)
    names = KnownNames((start, start + len(name)))
    masker = Masker(names, AgencyContacts(ROOT / "facts/press_service.yml"))
    assert (name not in masker.mask(text)) is is_masked
