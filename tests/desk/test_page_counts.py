"""The number of pages is read in digits and words, and not guessed where more are named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.page_counts import bare_count, pages_in


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("vad kostar 25 sidor?", 25),
        ("Tjugofem sidor, vad blir det", 25),
        ("vad går tjugo fem sidor på", 25),
        ("a 40-page decision", 40),
        ("two hundred and ten pages", 210),
        ("ca 300 sid", 300),
        ("en 40-sidig dom", 40),
        ("ett 12 sidigt beslut", 12),
        ("1 200 sidor", 1200),
        ("hundrafemtio sidor", 150),
        ("tusen sidor", 1000),
        ("20 stycken sidor", 20),
        ("ett dussin sidor", 12),
        ("nine pages", 9),
        ("hvis det er 25 sider", 25),
        ("14 st x 6 sidor", 84),
        ("14x6 sidor", 84),
        ("tre beslut på tio sidor vardera", 30),
        ("five decisions of 12 pages each", 60),
        ("3 beslut på 12 sidor", 12),
        ("9 sidor plus en till", 10),
        ("nine pages plus 3 pages", 12),
        ("9 sidor plus porto", 9),
        ("25 sidor. Alltså 25 sidor!", 25),
        ("hundratals sidor", None),
        ("sida 25", None),
        ("den första sidan", None),
        ("10–20 sidor", None),
        ("mellan tio och tjugo sidor", None),
        ("5 eller 10 sidor", None),
        ("10 sidor och 40 sidor", None),
        ("3,5 sidor", None),
        ("0 sidor", None),
        ("vad kostar kopior", None),
        ("2 kronor per sida", None),
        ("999999999 sidor", None),
        ("", None),
    ],
)
def test_the_number_of_pages(text: str, pages: int | None) -> None:
    assert pages_in(text) == pages


@given(st.integers(1, 100_000))
def test_every_number_in_digits_is_read(pages: int) -> None:
    assert pages_in(f"vad kostar {pages} sidor") == pages


@given(st.text(max_size=200))
def test_no_text_is_too_odd(text: str) -> None:
    pages = pages_in(text)
    assert pages is None or pages > 0


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("och 9?", 9),
        ("500?", 500),
        ("tio då", 10),
        ("what about 100", 100),
        ("and 10?", 10),
        ("0", None),
        ("9 dagar?", None),
        ("klockan 9", None),
        ("2019 års beslut", None),
        ("vad kostar 9", None),
    ],
)
def test_a_number_that_is_all_that_is_said(text: str, number: int | None) -> None:
    assert bare_count(text) == number
