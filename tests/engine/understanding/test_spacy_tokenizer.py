"""Words are split in work in step with a message's length, and every character keeps its place."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from engine.privacy.names.tokens import LONGEST_RUN
from engine.understanding.spacy_tokenizer import SpacyTokenizer


@pytest.fixture(scope="module")
def tokenizer() -> SpacyTokenizer:
    return SpacyTokenizer(SpacyTokenizer.get_default_config())


@pytest.mark.parametrize("unit", ["(", "!", "?", "'", "_.", "(:", "[=", "🙂", "\ud800"])
def test_a_long_run_is_read_in_pieces(
    tokenizer: SpacyTokenizer, monkeypatch: pytest.MonkeyPatch, unit: str
) -> None:
    text = ("Hej " + unit * 2000)[:2000]
    lengths: list[int] = []
    nlp = tokenizer._nlp

    class WatchedPipeline:
        memory_zone = nlp.memory_zone

        def make_doc(self, part: str) -> Any:
            lengths.append(max(map(len, part.split())))
            return nlp.make_doc(part)

    monkeypatch.setattr(tokenizer, "_nlp", WatchedPipeline())

    tokens = tokenizer.tokenize(Message({TEXT: text}), TEXT)

    assert max(lengths) <= LONGEST_RUN
    assert all(text[token.start : token.end] == token.text for token in tokens)
    assert "".join(token.text for token in tokens) == text.replace(" ", "")


def test_a_run_that_is_not_long_is_split_as_by_spacy(tokenizer: SpacyTokenizer) -> None:
    text = "Nå?! (" + "sjukpenninggrundande-inkomst" * 2 + "), t.ex. 3,5 %: http://a.se/b?c=1"

    tokens = tokenizer.tokenize(Message({TEXT: text}), TEXT)

    assert [t.text for t in tokens] == [t.text for t in tokenizer._nlp.make_doc(text)]


def test_the_words_of_a_message_leave_memory(tokenizer: SpacyTokenizer) -> None:
    known = len(tokenizer._nlp.vocab.strings)

    assert tokenizer._tokens("Xyzzela Qwertström ringde")[0].text == "Xyzzela"

    assert "Xyzzela" not in tokenizer._nlp.vocab.strings
    assert len(tokenizer._nlp.vocab.strings) == known
