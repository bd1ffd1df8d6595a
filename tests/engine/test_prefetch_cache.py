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
    reading, spans = encoder.read(TEXT), masker.find(TEXT)
    look_ahead = LookAhead()
    await look_ahead.read(TEXT)
    ready = encoder.prefetched.take((TEXT, FIRST))
    assert ready is not None
    assert (ready.vector == reading.vector).all()
    assert (ready.pieces.vectors == reading.pieces.vectors).all()
    assert masker.look(TEXT).personal == masker.find(TEXT) == spans
    await look_ahead.read('/inform{"consent": "has"}')
    assert encoder.prefetched.take(('/inform{"consent": "has"}', FIRST)) is None
    look_ahead.close()


@pytest.mark.parametrize("text", [TEXT, unicodedata.normalize("NFD", TEXT)])
async def test_names_are_not_looked_for_in_the_loop_s_own_thread(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither of a message nor of another text, however its letters are spelt."""
    masked = make_masker().mask(text)

    def pieces(text: str) -> None:
        raise AssertionError("the encoder would keep all others waiting")

    monkeypatch.setattr(make_masker()._names, "_states", pieces)
    look_ahead = LookAhead()
    assert await look_ahead.masked(text) == masked
    await look_ahead.read(text)
    assert make_masker().mask(text) == masked
    look_ahead.close()


async def test_a_message_that_is_given_up_leaves_no_text_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def cannot(inputs: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(shared_encoder(), "computed", cannot)
    look_ahead, text = LookAhead(), "Bengt Hallqvist 850312-1234 fick avslag"
    with pytest.raises(RuntimeError):
        await look_ahead.read(text)
    assert make_masker()._prefetched.get(text) is None
    assert shared_encoder().prefetched.get((text, FIRST)) is None
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
