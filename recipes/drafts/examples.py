"""Reads the messages about drafts: those of data/drafts, and older examples that are about none."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from contracts.intents import PRESS, RECORDS, STATISTICS
from contracts.nlu_files import Example
from engine.understanding.drafts.encoder import Edit, Place, Span

UNTOLD = "untold"
_YES = "yes"
# The first value of each attribute is that the message does no such thing.
VALUES: Mapping[str, tuple[str, ...]] = {
    "draft": (UNTOLD, "new", "show", "undo", "send"),
    "add": (UNTOLD, _YES),
    "remove": (UNTOLD, _YES),
    "replace": (UNTOLD, _YES),
    "length": (UNTOLD, "shorter", "longer"),
    "tone": (UNTOLD, "friendlier", "blunter"),
    "language": (UNTOLD, "sv", "en"),
    "desk": (UNTOLD, PRESS, STATISTICS, RECORDS),
}
_OTHER_WORDS = ("length", "tone", "language", "desk")
_WRITE = "write_letter"
_REPLIES = ("affirm", "deny")


class DraftMessage(NamedTuple):
    """A message, the lines that a draft had before it, and what it does to the draft.

    `does` has an attribute's value where it has one, and `edits` its words for the mail and for
    what leaves it; None where nobody has marked them.
    """

    text: str
    does: Mapping[str, str]
    edits: Sequence[Edit] | None = None
    lines: Sequence[str] = ()


def conversations(files: Iterable[Path]) -> Iterator[DraftMessage]:
    """Yield each message of the conversations in files such as data/drafts holds."""
    for path in files:
        for row in path.read_text(encoding="utf-8").splitlines():
            yield from _conversation(json.loads(row))


def _conversation(row: Mapping[str, Any]) -> Iterator[DraftMessage]:
    """Yield the messages of a conversation, each with the lines that the draft has before it."""
    lines: tuple[str, ...] = tuple(row.get("mail", ()))
    before = [lines]
    is_given = bool(lines)
    for turn in row["turns"]:
        text, does = turn["say"], turn["does"]
        edits = does.get("edits", [{"new": words} for words in does.get("content", ())])
        is_new = does.get("draft") == "new"
        if is_new and is_given and edits:
            lines, before = (), [()]
        marked, after = _marked(text, lines, edits, list(does.get("target", ())))
        done = {name: does[name] for name in VALUES if name in does}
        values = {name: _YES if of is True else str(of) for name, of in done.items()}
        yield DraftMessage(text, values, marked, lines)
        if does.get("draft") == "undo":
            lines = before.pop() if before else lines
        elif edits or any(name in does for name in _OTHER_WORDS):
            before.append(lines)
            lines = after
        is_given = is_given or does.get("draft") in ("new", "send")


def _marked(
    text: str, lines: Sequence[str], edits: Iterable[Mapping[str, str]], targets: list[str]
) -> tuple[list[Edit], tuple[str, ...]]:
    """Return the edits with their places, and the lines after them.

    Words that leave are pointed at by the next of the `targets`, what names them in the message.

    Raises:
        ValueError: words are not where they are said to be.
    """
    marked: list[Edit] = []
    after = list(lines)
    swapped = [edit["old"] for edit in edits if "old" in edit and "new" in edit]
    targets = [words for words in targets if not any(words in old for old in swapped)]
    for edit in edits:
        new, old = edit.get("new"), edit.get("old") or edit.get("beside")
        if part := edit.get("part"):
            marked.append(Edit("part", _found(text, part)))
        if not old:
            if new:
                marked.append(Edit("line", _found(text, new)))
                after.append(new)
            continue
        tag = "join" if "beside" in edit else "swap" if new else "gone"
        words = new or (targets.pop(0) if targets else None)
        n = next((n for n, line in enumerate(lines) if old in line), None)
        place = Place(n, *_found(lines[n], old)) if n is not None else None
        if words and place:
            marked.append(Edit(tag, _found(text, words), place))
        n = next(n for n, line in enumerate(after) if old in line)
        instead = f"{old}, {new}" if tag == "join" else new or ""
        after[n] = after[n].replace(old, instead, 1).strip(" ,")
    return marked, tuple(line for line in after if line)


def _found(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def tellings(files: Iterable[Path]) -> Iterator[DraftMessage]:
    """Yield the messages of data/exchanges: told of a case, and nothing of a draft."""
    for path in files:
        for line in path.read_text(encoding="utf-8").splitlines():
            for turn in json.loads(line)["turns"]:
                yield DraftMessage(turn["say"], {})


def replies(examples: Iterable[Example]) -> Iterator[DraftMessage]:
    """Yield the examples of a yes and a no, which by themselves do nothing to a draft."""
    for one in examples:
        if one.label in _REPLIES:
            yield DraftMessage(one.text, {})


def others(examples: Iterable[Example]) -> Iterator[DraftMessage]:
    """Yield the examples of messages by themselves; all that is known is which ask for a draft."""
    for one in examples:
        asks = _WRITE in (one.questions or ())
        yield DraftMessage(one.text, {"draft": "new"} if asks else {})
