"""Says why a text may not be taught: it is known, contradicted, kept for tests, or not clean."""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from rasa.shared.nlu.training_data.entities_parser import ENTITY_REGEX

from contracts.intents import read_intents
from contracts.paths import DOMAIN, NLU
from contracts.placeholders import LIKE_A_PLACEHOLDER
from contracts.training import REVIEWED, WEB_ADDRESS, Reason
from engine.privacy.numbers import find_numbers
from engine.training.labelled_texts import (
    EXPORTED,
    HELD_OUT,
    Index,
    LabelledText,
    Match,
    held_out,
    match,
    taught,
)
from engine.understanding.text import MAX_CHARACTERS

_WEB_ADDRESS = re.compile(r"https?://|\bwww\.\w", re.IGNORECASE)
# Rasa takes a text that begins with a slash for an intent, and reads codes of characters.
_MARKUP = re.compile(rf"^\s*/|\\[uU]|{ENTITY_REGEX.pattern}")


class _Known(NamedTuple):
    stamp: tuple[tuple[Path, int, int], ...]
    labels: frozenset[str]
    texts: Index


_known: _Known | None = None
_lock = threading.Lock()


def refusal(
    text: str, label: str, taught_since: Sequence[tuple[str, str | None]]
) -> dict[str, str | None] | None:
    """None if the text may be taught as `label`, two labels being `a+b`; else why not.

    `taught_since` is what has been taught beside the files, with its label, or None for what is
    kept for tests; it stands for the files that were exported of it. The answer has `reason`
    (a Reason), `where` (a file, or `reviewed`; for unmasked what was found), and the `label` and
    `text` of what is there already. The texts that are kept for tests are not told.
    """
    if flaw := _flaw(text):
        return flaw
    known = _read()
    if label not in known.labels:
        return _refused(Reason.UNKNOWN_LABEL)
    given = [LabelledText(other, named, REVIEWED) for other, named in taught_since]
    close = [
        *known.texts.close_to(text),
        *(found for row in given if (found := match(text, row))),
    ]
    # The gravest reason first; among those alike the same text before one that is nearly it.
    close.sort(key=lambda found: (_grade(found, label), not found.same))
    if not close:
        return None
    worst = close[0].found
    if worst.label is None:
        return _refused(Reason.HOLDOUT, worst.where)
    reason = Reason.KNOWN if worst.label == label else Reason.CONTRADICTS
    return _refused(reason, worst.where, worst.label, worst.text)


def _grade(found: Match, label: str) -> int:
    if found.found.label is None:
        return 0
    return 2 if found.found.label == label else 1


def _flaw(text: str) -> dict[str, str | None] | None:
    """What is wrong with the text itself."""
    if not text.strip():
        return _refused(Reason.EMPTY)
    if len(text) > MAX_CHARACTERS:
        return _refused(Reason.TOO_LONG)
    if len(text.splitlines()) > 1:
        return _refused(Reason.LINES)
    if found := LIKE_A_PLACEHOLDER.search(text):
        return _refused(Reason.UNMASKED, found.group())
    if _MARKUP.search(text):
        return _refused(Reason.MARKUP)
    # Names are invented. The agency's own numbers and addresses stand in the facts alone.
    for number in find_numbers(text):
        return _refused(Reason.UNMASKED, number.kind)
    if _WEB_ADDRESS.search(text):
        return _refused(Reason.UNMASKED, WEB_ADDRESS)
    return None


def _refused(
    reason: Reason, where: str = "", label: str | None = None, text: str | None = None
) -> dict[str, str | None]:
    return {"reason": reason.value, "where": where, "label": label, "text": text}


def _read() -> _Known:
    """What the files hold, read again when one has changed."""
    global _known
    with _lock:
        stamp = tuple(_stamps())
        if _known is None or _known.stamp != stamp:
            index = Index()
            for row in (*held_out(), *taught()):
                if Path(row.where).stem != EXPORTED:
                    index.add(row)
            _known = _Known(stamp, frozenset(read_intents().labels), index)
        return _known


def _stamps() -> list[tuple[Path, int, int]]:
    paths = [DOMAIN, *NLU.rglob("*.yml"), *(p for f in HELD_OUT for p in f.glob("*.tsv"))]
    stats = [(path, path.stat()) for path in sorted(paths)]
    return [(path, stat.st_mtime_ns, stat.st_size) for path, stat in stats]
