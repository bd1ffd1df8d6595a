"""The places in a draft that the words of a message point at."""

from __future__ import annotations

from itertools import pairwise

import pytest

from engine.understanding.drafts.encoder import draft_encoder
from engine.understanding.upper_layers import pieces_of


@pytest.mark.parametrize(
    ("message", "lines"),
    [
        ("2021 t o m 2024", ["antal beviljade ansökningar i blekinge 2021", "fördelat på kön"]),
        ("kalmar län då, ut m gotland", ["medianålder vid nybeviljad ersättning", "gotland"]),
    ],
)
def test_no_two_changes_of_a_message_share_words_of_the_draft(
    message: str, lines: list[str]
) -> None:
    reading = draft_encoder().read(pieces_of(message), [pieces_of(line) for line in lines])
    places = sorted(edit.place for edit in reading.edits if edit.place)
    assert places
    assert not [
        (one, other)
        for one, other in pairwise(places)
        if one.line == other.line and other.start < one.end
    ]
