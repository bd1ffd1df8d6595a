"""What is wanted is told from what is only mentioned."""

from __future__ import annotations

import pytest

from bench import dropped_views as views


@pytest.mark.parametrize(
    ("text", "last", "wish"),
    [
        (
            "har redan talen, vill ha en intervju. inte i dag",
            "inte i dag",
            "vill ha en intervju",
        ),
        ("siffror", "siffror", "siffror"),
        ("", "", ""),
        ("?", "?", "?"),
    ],
)
def test_clauses(text: str, last: str, wish: str) -> None:
    assert views.last_clause(text) == last
    assert views.wish_clause(text) == wish


def test_words_after_a_negation_are_marked_to_the_next_comma() -> None:
    assert views.scoped("jag vill inte ha siffror, utan en intervju.") == (
        "jag vill not NEG_ha NEG_siffror WANT_utan WANT_en WANT_intervju"
    )


def test_a_stop_ends_every_mark() -> None:
    assert views.scoped("bara siffror. tack") == "WANT_bara WANT_siffror tack"


def test_english_contractions_negate() -> None:
    assert views.scoped("i don't need it") == "i do not NEG_need NEG_it"


def test_skipped_pairs_leave_one_to_three_words_between() -> None:
    assert views.skipped_pairs("a b c d e f") == "a_c a_d a_e b_d b_e b_f c_e c_f d_f"
    assert views.skipped_pairs("") == ""
