"""The clause that wishes is told from what is only mentioned."""

from __future__ import annotations

import pytest

from bench import clauses


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
    assert clauses.last_clause(text) == last
    assert clauses.wish_clause(text) == wish
