"""What was worked out ahead is given out once, and little of it is kept."""

from __future__ import annotations

import unicodedata

import pytest

from contracts.conversation import FIRST, State, state_of
from engine.prefetch_cache import PrefetchCache
from engine.serving.look_ahead import LookAhead
from engine.understanding.encoder import shared_encoder
from engine.understanding.masker import make_masker

TEXT = "Hur många fick sjukpenning i fjol, undrar Bengt Hallqvist?"


def test_a_value_is_given_out_once() -> None:
    ahead: PrefetchCache[str, int] = PrefetchCache()
    ahead.put("a", 1)
    assert ahead.take("a") == 1
    assert ahead.take("a") is None


def test_the_oldest_goes_when_there_are_too_many() -> None:
    ahead: PrefetchCache[str, int] = PrefetchCache(size=2)
    for number, text in enumerate("abc"):
        ahead.put(text, number)
    assert [ahead.take(text) for text in "abc"] == [None, 1, 2]


async def test_the_pipeline_finds_what_was_read_ahead() -> None:
    encoder, masker = shared_encoder(), make_masker()
    vector, spans = encoder.vector(TEXT), masker.find(TEXT)
    look_ahead = LookAhead()
    await look_ahead.read(TEXT)
    ready = encoder.prefetched.take((TEXT, FIRST))
    assert ready is not None
    assert (ready == vector).all()
    assert masker.look(TEXT).personal == masker.find(TEXT) == spans
    await look_ahead.read('/inform{"consent": "has"}')
    assert encoder.prefetched.take(('/inform{"consent": "has"}', FIRST)) is None
    look_ahead.close()


@pytest.mark.parametrize("text", [TEXT, unicodedata.normalize("NFD", TEXT), "info"])
async def test_no_state_of_a_piece_is_kept_beyond_its_message(text: str) -> None:
    look_ahead = LookAhead()
    await look_ahead.read(text)
    assert shared_encoder().prefetched_pieces.get(text) is None
    look_ahead.close()


async def test_parts_of_the_pipeline_read_ahead_what_is_no_button() -> None:
    read: list[tuple[str, State]] = []

    class Part:
        def read_ahead(self, text: str, state: State) -> None:
            read.append((text, state))

    look_ahead, state = LookAhead(), state_of(["statistics"], None)
    await look_ahead.read(TEXT, state, [Part()])
    await look_ahead.read("/greet", state, [Part()])
    assert read == [(TEXT, state)]
    look_ahead.close()
