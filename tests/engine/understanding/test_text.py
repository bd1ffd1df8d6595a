"""Any text comes out in the one form that features are made from."""

from __future__ import annotations

import re
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.understanding.text import MAX_MESSAGE_CHARACTERS, normalise


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Hur många VABBADE i Skåne?", "hur manga vabbade i skane?"),
        ("  två\n\trader ", "tva rader"),
        ("A\u030angstro\u0308m", "angstrom"),
        ("ﬁl", "fil"),
        ("hej\ud800\x00du", "hej du"),
        ("HJÄLP!!!! va??", "hjalp! va?"),
        ("Hjälp! Han slår mig!!! ", "hjalp! han slar mig"),
        ("va?!", "va?!"),
        ("!!", "!"),
        ("", ""),
        (None, ""),
        ("🙂", "🙂"),
    ],
)
def test_normalise(written: str | None, read: str) -> None:
    assert normalise(written) == read


def test_every_mark_is_taken_from_its_letter_and_nothing_else() -> None:
    for letter in map(chr, range(0x20, sys.maxunicode + 1)):
        if unicodedata.decomposition(letter) or unicodedata.combining(letter):
            apart = unicodedata.normalize("NFKD", letter.lower())
            bare = "".join(c for c in apart if not unicodedata.combining(c))
            assert normalise(f"-{letter}-") == re.sub(r"\s+", " ", f"-{bare}-"), ascii(letter)


@given(st.text(st.characters(), max_size=3000))
def test_any_text_is_read(text: str) -> None:
    read = normalise(text)
    read.encode()  # no lone surrogate is left
    assert not any(unicodedata.category(c) == "Cc" and c < "\x80" for c in read)
    assert len(read) <= 18 * MAX_MESSAGE_CHARACTERS  # one character is at most 18 when taken apart
    assert read == read.strip()
