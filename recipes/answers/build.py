"""Makes the answers' reader anew: `python -m recipes.answers.build` (README.md)."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import torch
from torch.nn import functional

from contracts.paths import ANSWERS
from desk.facts.file import load_facts
from engine.understanding.answers.exchange import FOLDER
from engine.understanding.upper_layers import UpperLayers
from recipes.answers.examples import NONE, REPLIES, Asked, Words, by_themselves, conversations
from recipes.encoder import examples
from recipes.encoder.upper_network import (
    Beginning,
    UpperNetwork,
    as_others_type,
    kept_pieces,
    options_of,
    padded,
    pieces,
    present,
    train,
)

_UNMARKED = -100  # a message of which nobody has said whether a yes or a no is wanted
_SURE = 0.5


class Settings(NamedTuple):
    """The course of a training; chosen on writers left out."""

    epochs: int = 8
    learning_rate: float = 4e-4
    head_speed: float = 4.0
    batch_size: int = 32
    warm_up: float = 0.08
    weight_decay: float = 0.01
    dropout: float = 0.15
    by_themselves: int = 3000  # examples of data/nlu, drawn anew each epoch
    seed: int = 0


class Case(NamedTuple):
    """A message beside the texts before it, ready for training: its states and what it wants."""

    states: torch.Tensor
    texts: torch.Tensor
    answer: int
    reply: int


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the examples, train, and write layers.onnx and attributes.npz."""
    parser = options_of("recipes.answers.build", Settings().epochs, FOLDER)
    parser.add_argument("--kept", nargs="*", type=Path, default=[], help="files to measure with")
    options = parser.parse_args(arguments)
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    settings = Settings(seed=options.seed, epochs=options.epochs)
    files, words = sorted(ANSWERS.glob("*.jsonl")), Words(load_facts())
    learnt = list(conversations((p for p in files if p.stem not in options.without), words))
    chance = random.Random(options.seed)
    contexts = [asked.beside for asked in learnt if asked.beside]
    alone = list(by_themselves(examples.read(), words, contexts, chance))
    values = {"answer": sorted({one.answer for one in (*learnt, *alone)}), "reply": REPLIES}
    print(f"{len(learnt)} messages, {len(alone)} by themselves, {len(values['answer'])} answers")

    def drawn() -> list[Case]:
        """Return the messages of an epoch, each as somebody else would have typed it."""
        mixed = [*learnt, *chance.sample(alone, settings.by_themselves)]
        return [_case(one, values, chance) for one in mixed]

    beginning = Beginning.read(options.weights)
    network = UpperNetwork(beginning, values)
    loss = partial(_loss, network, dropout=settings.dropout)
    train(network, drawn, loss, settings, chance)
    network.save(options.out, beginning, values)
    kept = list(
        conversations([p for p in files if p.stem in options.without] + options.kept, words)
    )
    if kept:
        _measure(UpperLayers(options.out), kept)


def _case(asked: Asked, values: Mapping[str, Sequence[str]], chance: random.Random) -> Case:
    said = pieces(as_others_type(asked.text, chance), asked.state)
    texts = [said, *map(kept_pieces, asked.beside)]
    return Case(
        torch.cat([torch.tensor(text.vectors) for text in texts]),
        torch.tensor([n for n, text in enumerate(texts) for _ in text.vectors]),
        values["answer"].index(asked.answer),
        _UNMARKED if asked.reply is None else values["reply"].index(asked.reply),
    )


def _loss(network: UpperNetwork, batch: Sequence[Case], dropout: float) -> torch.Tensor:
    texts = [case.texts for case in batch]
    logits, _ = network(padded([c.states for c in batch]), padded(texts), present(texts), dropout)
    answers = torch.tensor([case.answer for case in batch])
    replies = torch.tensor([case.reply for case in batch])
    loss = functional.cross_entropy(logits["answer"], answers)
    if bool((replies != _UNMARKED).any()):
        loss = loss + functional.cross_entropy(logits["reply"], replies, ignore_index=_UNMARKED)
    return loss


def _measure(layers: UpperLayers, kept: Sequence[Asked]) -> None:
    """Say how many messages of writers left out are read rightly, and how many surely so."""
    right, sure, replies = [0, 0], [0, 0], [0, 0]
    for asked in [one for one in kept if one.beside]:
        said = pieces(asked.text, asked.state)
        belief, *_ = layers.read(said, [kept_pieces(text) for text in asked.beside])
        answer, reply = (max(belief[name], key=belief[name].__getitem__) for name in belief)
        is_right = answer == asked.answer
        for counted, is_counted, hit in (
            (right, True, is_right),
            (sure, belief["answer"][answer] > _SURE, is_right),
            (replies, NONE not in (asked.reply, reply), reply == asked.reply),
        ):
            counted[0] += is_counted and hit
            counted[1] += is_counted
    print(f"answers right {right}, of those that are sure {sure}, yes and no right {replies}")


if __name__ == "__main__":
    main()
