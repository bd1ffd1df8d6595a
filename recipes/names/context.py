"""Trains the judge of names in context: `make names-in-context`, after `make encoder`.

It reads what `engine/privacy/names/context.py` says: of a word and its neighbours what the rules
know, and the encoder's states.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper
from torch import nn

from contracts.conversation import FEATURES
from contracts.paths import ENCODER, NAMES
from engine.privacy.names.context import (
    FILE,
    among,
    word_features,
    word_vectors,
)
from engine.privacy.names.message_words import Word, places_inside
from engine.privacy.names.recogniser import NameRecogniser
from engine.privacy.spans import Span
from engine.understanding.encoder.encoder import Encoder, PieceStates
from recipes.encoder.fitted_to import FITTED_TO, digest_of
from recipes.encoder.graph import Graph
from recipes.names.export import END, padded, rows
from recipes.names.marked_messages import MarkedText, read_writers, training_texts

SEED = 20
WORDS_AROUND, STATES_AROUND = 2, 1  # on either side
HIDDEN = 128
_EPOCHS, _BATCH = 4, 512
_RATE, _DECAY = 2e-3, 1e-3
_DROPOUT_IN, _DROPOUT = 0.125, 0.25
# Of the words that say nothing and are no name this share is enough to learn from.
_SETTLED_SHARE = 0.15
# A third of the messages stand in a state of the conversation, and of these some in two.
_STATE_SHARE, _SECOND_FEATURE_SHARE = 0.35, 0.4


class TextWords(NamedTuple):
    """The words of one text: shapes (words, features), (words, width) and (words,) twice.

    `runs` are the names by the rules and `named` their words, `persons` those that are of one.
    """

    text: MarkedText
    words: list[Word]
    features: np.ndarray
    states: np.ndarray
    runs: list[range]
    named: np.ndarray
    persons: np.ndarray


class WordTable(NamedTuple):
    """Words with their neighbours' rows side by side, of many texts: all that is fitted to."""

    features: torch.Tensor
    states: torch.Tensor
    before_after: torch.Tensor
    persons: torch.Tensor


def read_words(texts: Iterable[MarkedText], chance: random.Random) -> Iterator[TextWords]:
    """What the product sees of each text, in the state of a first message or in another."""
    rules, encoder = NameRecogniser(NAMES), Encoder()
    for text in texts:
        read = rules.by_rules(text.text)
        if not read.words:
            continue
        runs = [places_inside(span, read.words) for span in read.persons]
        named = among(len(read.words), runs)
        pieces = _pieces(encoder, text.text, _state(chance))
        yield TextWords(
            text,
            read.words,
            word_features(read.words, named).astype(np.float16),
            word_vectors(read.words, pieces)[0].astype(np.float16),
            runs,
            np.array(named),
            np.array(among(len(read.words), runs_of(read.words, text.names))),
        )


def _pieces(encoder: Encoder, text: str, state: Sequence[str]) -> PieceStates:
    return encoder.computed(encoder.inputs(text, state)).pieces


def _state(chance: random.Random) -> list[str]:
    if chance.random() > _STATE_SHARE:
        return []
    return chance.sample(FEATURES, 1 + (chance.random() < _SECOND_FEATURE_SHARE))


def runs_of(words: Sequence[Word], names: Iterable[tuple[int, int]]) -> list[range]:
    """The places of the words of each name."""
    return [places_inside(Span(start, end, ""), words) for start, end in names]


def word_table(texts: Sequence[TextWords]) -> WordTable:
    """The words of the texts; row 0 is of no word, for neighbours that are not there."""
    around = range(-WORDS_AROUND, WORDS_AROUND + 1)
    neighbours = []
    start = 1
    for text in texts:
        places = np.arange(start, start + len(text.words))
        beside = np.stack([places + step for step in around], axis=1)
        beside[(beside < start) | (beside >= start + len(places))] = 0
        neighbours.append(beside)
        start += len(places)

    def together(parts: Iterable[np.ndarray]) -> torch.Tensor:
        stacked = np.concatenate(list(parts))
        return torch.from_numpy(np.concatenate([np.zeros_like(stacked[:1]), stacked]))

    return WordTable(
        together(text.features for text in texts),
        together(text.states for text in texts),
        together(neighbours),
        together(text.persons.astype(np.float32) for text in texts),
    )


def inputs(table: WordTable, places: torch.Tensor) -> torch.Tensor:
    """Shape (places, inputs): features of the word and its neighbours, then their states."""
    beside = table.before_after[places]
    near = beside[:, WORDS_AROUND - STATES_AROUND : WORDS_AROUND + STATES_AROUND + 1]
    parts = (table.features[beside], table.states[near])
    return torch.cat([part.flatten(1) for part in parts], 1).float()


def fit(texts: Sequence[TextWords]) -> nn.Sequential:
    """Fit a judge to texts."""
    torch.manual_seed(SEED)
    table = word_table(texts)
    settled = np.concatenate([[word.settled for word in text.words] for text in texts])
    named = np.concatenate([text.named for text in texts])
    telling = ~settled | named | (np.random.default_rng(SEED).random(len(named)) < _SETTLED_SHARE)
    telling |= table.persons[1:].numpy() > 0
    places = torch.from_numpy(np.flatnonzero(telling) + 1)
    judge = nn.Sequential(
        nn.Dropout(_DROPOUT_IN),
        nn.Linear(inputs(table, places[:1]).shape[1], HIDDEN),
        nn.ReLU(),
        nn.Dropout(_DROPOUT),
        nn.Linear(HIDDEN, 1),
    )
    steps = _EPOCHS * -(-len(places) // _BATCH)
    optimiser = torch.optim.AdamW(judge.parameters(), _RATE, weight_decay=_DECAY)
    slower = torch.optim.lr_scheduler.LinearLR(optimiser, 1.0, 0.01, steps)
    for _ in range(_EPOCHS):
        for batch in places[torch.randperm(len(places))].split(_BATCH):
            logits = judge(inputs(table, batch))[:, 0]
            loss = nn.functional.binary_cross_entropy_with_logits(logits, table.persons[batch])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            slower.step()
    return judge.eval()


def export(judge: nn.Sequential, texts: Sequence[TextWords], path: Path) -> None:
    """Write the judge for onnxruntime, with the digest of the encoder that it was fitted to.

    Raises:
        ValueError: it says something else there of these texts.
    """
    model = _graph(judge, texts[0].features.shape[1], texts[0].states.shape[1])
    helper.set_model_props(model, {FITTED_TO: digest_of(ENCODER)})
    onnx.save(model, path)
    session = onnxruntime.InferenceSession(str(path))
    for text in texts:
        given = {
            "words": text.features.astype(np.float32),
            "states": text.states.astype(np.float32),
        }
        if not np.allclose(session.run(None, given)[0], likelihoods(judge, [text]), atol=1e-4):
            raise ValueError("the exported judge says something else")


def _graph(judge: nn.Sequential, features: int, width: int) -> onnx.ModelProto:
    graph = Graph()
    beside = [
        *_beside(graph, "words", WORDS_AROUND),
        *_beside(graph, "states", STATES_AROUND),
    ]
    value = graph.node("Concat", beside, axis=1)
    for name, layer in (("hidden", judge[1]), ("likely", judge[4])):
        weight = graph.constant(f"{name}.weight", layer.weight.detach().numpy().T)
        bias = graph.constant(f"{name}.bias", layer.bias.detach().numpy())
        value = graph.node("Gemm", [value, weight, bias])
        value = graph.node("Relu" if name == "hidden" else "Sigmoid", [value])
    likely = graph.node("Squeeze", [value, graph.number([1], np.int64)])
    sources = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, ["count", size])
        for name, size in (("words", features), ("states", width))
    ]
    return graph.finished("context", sources, {likely: ["count"]})


def _beside(graph: Graph, value: str, around: int) -> Iterator[str]:
    """The rows of a value, each time so many further on."""
    wide = padded(graph, value, around)
    for step in range(2 * around + 1):
        after = 2 * around - step
        yield rows(graph, wide, step, -after if after else END)


def likelihoods(judge: nn.Sequential, texts: Sequence[TextWords]) -> np.ndarray:
    """How likely each word of the texts is to be of a name, shape (words,)."""
    table = word_table(texts)
    with torch.no_grad():
        places = torch.arange(1, len(table.persons)).split(4096)
        logits = torch.cat([judge(inputs(table, part))[:, 0] for part in places])
    likely: np.ndarray = torch.sigmoid(logits).numpy()
    return likely


def read_training_words(news: Path) -> list[TextWords]:
    """All that is learnt from; `news` is swedish_ner_train.txt."""
    chance = random.Random(SEED)
    texts = training_texts(read_writers(), news, NameRecogniser(NAMES), chance)
    words = list(read_words(texts, chance))
    print(f"{len(words)} texts, {sum(len(text.words) for text in words)} words")
    return words


def main() -> None:
    """Write the judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("news", type=Path, help="swedish_ner_train.txt")
    words = read_training_words(parser.parse_args().news)
    export(fit(words), words[:: len(words) // 200], NAMES / FILE)


if __name__ == "__main__":
    main()
