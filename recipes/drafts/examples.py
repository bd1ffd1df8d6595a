"""Reads the messages about drafts: those of data/drafts, and older examples that are about none."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from contracts.intents import PRESS, RECORDS, STATISTICS
from contracts.nlu_files import Example
from engine.understanding.drafts.encoder import Span

UNTOLD = "untold"
_YES = "yes"
# The first value of each attribute is that the message does no such thing.
VALUES: Mapping[str, tuple[str, ...]] = {
    "draft": (UNTOLD, "new", "show", "undo"),
    "add": (UNTOLD, _YES),
    "remove": (UNTOLD, _YES),
    "replace": (UNTOLD, _YES),
    "length": (UNTOLD, "shorter", "longer"),
    "tone": (UNTOLD, "friendlier", "blunter"),
    "language": (UNTOLD, "sv", "en"),
    "desk": (UNTOLD, PRESS, STATISTICS, RECORDS),
}
_WRITE = "write_letter"
_REPLIES = ("affirm", "deny")


class DraftMessage(NamedTuple):
    """A message and what it does to a draft.

    `does` has an attribute's value where it has one. `spans` are its words for the mail and for
    what is to leave it, by tag; None where nobody has marked them.
    """

    text: str
    does: Mapping[str, str]
    spans: Mapping[str, tuple[Span, ...]] | None


def conversations(files: Iterable[Path]) -> Iterator[DraftMessage]:
    """Yield each message of the conversations in files such as data/drafts holds."""
    for path in files:
        for line in path.read_text(encoding="utf-8").splitlines():
            for turn in json.loads(line)["turns"]:
                yield _message(turn["say"], turn["does"])


def _message(text: str, does: Mapping[str, object]) -> DraftMessage:
    done = {name: does[name] for name in VALUES if name in does}
    values = {name: _YES if of is True else str(of) for name, of in done.items()}
    spans = {tag: tuple(_places(text, does.get(tag) or ())) for tag in ("content", "target")}
    return DraftMessage(text, values, spans)


def _places(text: str, parts: object) -> Iterator[Span]:
    at = 0
    assert isinstance(parts, list | tuple)
    for part in parts:
        found = text.find(part, at)
        start = found if found >= 0 else text.index(part)
        at = start + len(part)
        yield Span(start, at)


def tellings(files: Iterable[Path]) -> Iterator[DraftMessage]:
    """Yield the messages of data/exchanges: told of a case, and nothing of a draft."""
    for path in files:
        for line in path.read_text(encoding="utf-8").splitlines():
            for turn in json.loads(line)["turns"]:
                yield DraftMessage(turn["say"], {}, None)


def replies(examples: Iterable[Example]) -> Iterator[DraftMessage]:
    """Yield the examples of a yes and a no, which by themselves do nothing to a draft."""
    for one in examples:
        if one.label in _REPLIES:
            yield DraftMessage(one.text, {}, None)


def others(examples: Iterable[Example]) -> Iterator[DraftMessage]:
    """Yield the examples of messages by themselves; all that is known is which ask for a draft."""
    for one in examples:
        asks = _WRITE in (one.questions or ())
        yield DraftMessage(one.text, {"draft": "new"} if asks else {}, None)
