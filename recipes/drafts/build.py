"""Makes the drafts' reader anew: `python -m recipes.drafts.build` (README.md)."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from contracts.conversation import FIRST, PRACTICE_STATES
from contracts.paths import DRAFTS, EXCHANGES
from engine.understanding.drafts.encoder import (
    FOLDER,
    POINTING,
    TAGS,
    DraftEncoder,
    Edit,
    Place,
    Span,
)
from engine.understanding.encoder import PieceStates
from engine.understanding.upper_layers import MOST_BESIDE
from recipes.drafts.examples import (
    UNTOLD,
    VALUES,
    DraftMessage,
    conversations,
    others,
    replies,
    tellings,
)
from recipes.encoder import examples
from recipes.encoder.upper_network import (
    SPREAD,
    Beginning,
    UpperNetwork,
    as_others_type,
    kept_pieces,
    linear,
    options_of,
    padded,
    pieces,
    present,
    train,
)

_MARKS = " \t\n.,;:!?–—-()\"”“'"
_TAGS_WEIGH = 3.0  # beside each attribute
_ELSEWHERE = 0.06  # of the messages, which point at what the draft does not have
_POINTINGS = 8  # a batch has some seven
_TOGETHER = 0.3  # of the messages that change a draft's words, which come with another one
_EDITING = frozenset(("add", "remove", "replace"))
_JOINTS = (" och ", ", ", ". ", ", och ", " sen ", " and ", "\n")
_SHIFTS = range(-5, 3)  # years
_YEAR = re.compile(r"\b20[0-3]\d\b")
_UNMARKED = -100  # a piece of which nobody has said whether it belongs in a mail


class Settings(NamedTuple):
    """The course of a training; chosen on writers left out."""

    epochs: int = 12
    learning_rate: float = 4e-4
    head_speed: float = 4.0
    batch_size: int = 32
    warm_up: float = 0.08
    weight_decay: float = 0.01
    dropout: float = 0.1
    others: int = 1500  # examples that are about no draft, drawn anew each epoch
    tellings: int = 600  # messages of data/exchanges, which are about none either
    replies: int = 300  # of a yes or a no
    seed: int = 0


class Pointing(NamedTuple):
    """The pieces of words that point at a place, and of the place; the ends are exclusive.

    The pieces of a place are counted from the draft's first one as 1; 0 is nowhere.
    """

    words: tuple[int, int]
    begin: int
    end: int


class Case(NamedTuple):
    """A message and a draft's lines ready for training.

    Of each piece of all of them its state (pieces, 384), the line that it is of, from 1 (0 of the
    message), and its tag; and what points where.
    """

    states: torch.Tensor
    values: list[int]
    lines: torch.Tensor
    tags: torch.Tensor
    pointings: list[Pointing]


class DraftNetwork(UpperNetwork):
    """The layers, with the tags of a message's pieces, and what points at places in the draft."""

    def __init__(self, beginning: Beginning) -> None:
        """Begin as the encoder's upper layers."""
        super().__init__(beginning, VALUES)
        hidden = beginning.model.config.hidden
        self.tags = linear(hidden, len(TAGS))
        self.nowhere = nn.Parameter(torch.randn(hidden) * SPREAD)
        self.pointers = nn.ParameterDict(
            {name: nn.Parameter(torch.eye(hidden)) for name in ("begins", "ends")}
        )

    def pointed_at(self, words: torch.Tensor, draft: torch.Tensor) -> list[torch.Tensor]:
        """Return the logits of where a place begins and ends, nowhere first, of the states of the
        words that point, (pieces, 384), and of the draft's pieces."""
        states = torch.cat([self.nowhere[None], draft])
        of_words = words.mean(0)
        scale = len(of_words) ** 0.5
        return [states @ (self.pointers[name] @ of_words) / scale for name in ("begins", "ends")]


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the examples, train, and write layers.onnx, attributes.npz and tags.npz."""
    parser = options_of("recipes.drafts.build", Settings().epochs, FOLDER)
    options = parser.parse_args(arguments)
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    settings = Settings(seed=options.seed, epochs=options.epochs)
    files = sorted(DRAFTS.glob("*.jsonl"))
    learnt = list(conversations(path for path in files if path.stem not in options.without))
    chance = random.Random(options.seed)
    by_themselves = list(examples.read())
    of_none = (
        (list(others(by_themselves)), settings.others),
        (list(tellings(EXCHANGES.glob("*.jsonl"))), settings.tellings),
        (list(replies(by_themselves)), settings.replies),
    )
    print(f"{len(learnt)} messages of {len(files) - len(options.without)} writers")
    drafts = [message.lines for message in learnt if message.lines]

    def drawn() -> list[Case]:
        """Return the messages of an epoch, each as somebody else would have typed it."""
        mixed = [_elsewhere(_varied(message, learnt, chance), drafts, chance) for message in learnt]
        for pool, many in of_none:
            mixed += [_beside(one, drafts, chance) for one in chance.sample(pool, many)]
        return [_case(message, chance) for message in mixed]

    beginning = Beginning.read(options.weights)
    network = DraftNetwork(beginning)
    loss = partial(_loss, network, dropout=settings.dropout)
    train(network, drawn, loss, settings, chance)
    state = network.save(options.out, beginning, VALUES)
    np.savez(
        options.out / "tags.npz",
        weight=state["tags.weight"],
        bias=state["tags.bias"],
        nowhere=state["nowhere"],
        **{name: state[f"pointers.{name}"] for name in ("begins", "ends")},
    )
    kept = list(conversations(path for path in files if path.stem in options.without))
    if kept:
        _measure(DraftEncoder(options.out), kept)


def _varied(
    message: DraftMessage, learnt: Sequence[DraftMessage], chance: random.Random
) -> DraftMessage:
    """Return a message as of other years, and now and then together with another one.

    The two are then said of one draft, which has the lines of both.
    """
    if message.edits and message.lines and chance.random() < _TOGETHER:
        other = chance.choice(learnt)
        is_apart = message.does.keys().isdisjoint(other.does.keys() - _EDITING)
        if other.edits and other.lines and is_apart and "draft" not in other.does:
            message = _together(message, other, chance.choice(_JOINTS))
    shift = chance.choice(_SHIFTS)
    text, *lines = (
        _YEAR.sub(lambda year: str(int(year[0]) + shift), text)
        for text in (message.text, *message.lines)
    )
    return message._replace(text=text, lines=lines)


def _together(first: DraftMessage, second: DraftMessage, joint: str) -> DraftMessage:
    """Return two messages as one, about a draft that has the lines of both."""
    said, lines = len(first.text + joint), len(first.lines)
    edits = [
        Edit(
            edit.tag,
            Span(said + edit.words.start, said + edit.words.end),
            edit.place and edit.place._replace(line=lines + edit.place.line),
        )
        for edit in second.edits or ()
    ]
    return DraftMessage(
        first.text + joint + second.text,
        {**second.does, **first.does},
        [*(first.edits or ()), *edits],
        [*first.lines, *second.lines],
    )


def _beside(
    message: DraftMessage, drafts: Sequence[Sequence[str]], chance: random.Random
) -> DraftMessage:
    """Return a message that is about no draft, half of the time after one."""
    return message._replace(lines=chance.choice(drafts)) if chance.random() < 0.5 else message


def _elsewhere(
    message: DraftMessage, drafts: Sequence[Sequence[str]], chance: random.Random
) -> DraftMessage:
    """Return a message, now and then after a draft that has nothing of what it points at."""
    if not message.lines or chance.random() > _ELSEWHERE:
        return message
    edits = [edit._replace(place=None) for edit in message.edits or ()]
    return message._replace(lines=chance.choice(drafts), edits=edits)


def _case(message: DraftMessage, chance: random.Random) -> Case:
    """Return a message as somebody else would have typed it, as long as it was."""
    said = pieces(as_others_type(message.text, chance), chance.choice((FIRST, *PRACTICE_STATES)))
    draft = [kept_pieces(line) for line in message.lines[:MOST_BESIDE]]
    states = [torch.tensor(text.vectors) for text in (said, *draft)]
    lines = [n for n, of in enumerate(states) for _ in of]
    values = [of.index(message.does.get(name, UNTOLD)) for name, of in VALUES.items()]
    tags = [_UNMARKED if message.edits is None or line else 0 for line in lines]
    pointings = []
    for edit in message.edits or ():
        first, last = _within(edit.words, said)
        tags[first:last] = [TAGS.index(edit.tag)] * (last - first)
        if edit.tag in POINTING and draft and first < last:
            pointings.append(Pointing((first, last), *_pointed_at(edit.place, draft)))
    return Case(torch.cat(states), values, torch.tensor(lines), torch.tensor(tags), pointings)


def _pointed_at(place: Place | None, draft: Sequence[PieceStates]) -> tuple[int, int]:
    """Return the first and the last piece of a place, the draft's first piece being 1."""
    if place is None or place.line >= len(draft):
        return 0, 0
    before = sum(len(line.starts) for line in draft[: place.line])
    first, last = _within(Span(place.start, place.end), draft[place.line])
    return before + first + 1, before + max(first + 1, last)


def _within(span: Span, pieces: PieceStates) -> tuple[int, int]:
    """Return the first of a text's pieces that are of a span, and the one after the last."""
    of_it = np.flatnonzero((pieces.ends > span.start) & (pieces.starts < span.end))
    return (int(of_it[0]), int(of_it[-1]) + 1) if len(of_it) else (0, 0)


def _loss(network: DraftNetwork, batch: Sequence[Case], dropout: float) -> torch.Tensor:
    """Return the cross-entropy of all attributes together and of the marked pieces."""
    states = padded([case.states for case in batch])
    lines = padded([case.lines for case in batch])
    tags = padded([case.tags for case in batch], _UNMARKED)
    are = present([case.tags for case in batch])
    logits, hidden = network(states, lines, are, dropout)
    of_tags = network.tags(functional.dropout(hidden, dropout, network.training))
    total = torch.zeros(())
    for n, name in enumerate(VALUES):
        wanted = torch.tensor([case.values[n] for case in batch])
        total = total + functional.cross_entropy(logits[name], wanted)
    if bool((tags != _UNMARKED).any()):
        total = total + _TAGS_WEIGH * functional.cross_entropy(
            of_tags.flatten(0, 1), tags.flatten(), ignore_index=_UNMARKED
        )
    pointed = [
        functional.cross_entropy(scores[None], torch.tensor([of_place]))
        for case, of_it in zip(batch, hidden, strict=True)
        for words, *place in case.pointings
        for scores, of_place in zip(
            network.pointed_at(of_it[slice(*words)], of_it[: len(case.lines)][case.lines > 0]),
            place,
            strict=True,
        )
    ]
    return total + torch.stack(pointed).sum() / _POINTINGS if pointed else total


def _measure(encoder: DraftEncoder, kept: Sequence[DraftMessage]) -> None:
    """Say how many messages of writers left out are read rightly, and how many edits."""
    right = dict.fromkeys((*VALUES, "all"), 0)
    edits: dict[str, list[int]] = {}
    for message in kept:
        draft = [kept_pieces(line) for line in message.lines]
        reading = encoder.read(pieces(message.text), draft)
        likeliest = {name: max(of, key=of.__getitem__) for name, of in reading.belief.items()}
        hits = [likeliest.get(name, UNTOLD) == message.does.get(name, UNTOLD) for name in VALUES]
        for name, is_right in zip((*VALUES, "all"), (*hits, all(hits)), strict=True):
            right[name] += is_right
        wanted = message.edits or ()
        is_right = _plain(wanted, message) == _plain(reading.edits, message)
        for tag in {edit.tag for edit in wanted} or {"none"}:
            of_tag = edits.setdefault(tag, [0, 0])
            of_tag[0] += is_right
            of_tag[1] += 1
    print(f"of {len(kept)} messages right: {right}")
    print(f"all edits right, of the messages that have one of a tag: {edits}")


def _plain(edits: Sequence[Edit], message: DraftMessage) -> list[tuple[str, str, str]]:
    """Return edits as words, without the marks around them; of what leaves the place alone."""
    plain = []
    for edit in edits:
        words = message.text[edit.words.start : edit.words.end].strip(_MARKS)
        n, start, end = edit.place or (0, 0, 0)
        place = message.lines[n][start:end].strip(_MARKS) if edit.place else ""
        plain.append((edit.tag, "" if edit.tag == "gone" else words, place))
    return sorted(plain)


if __name__ == "__main__":
    main()
