"""Says why a text may not be an example: known, contradicted, kept for tests, or not clean."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from rasa.shared.nlu.training_data.entities_parser import ENTITY_REGEX

from contracts.intents import read_intents
from contracts.paths import DOMAIN, NLU, STORIES
from contracts.placeholders import LIKE_A_PLACEHOLDER
from contracts.training import REVIEWED, WEB_ADDRESS, Reason, TextRefusal
from engine.privacy.numbers import find_numbers
from engine.training.text_index import (
    HOLDOUT_FOLDERS,
    Index,
    LabelledText,
    Match,
    has_own_words,
    holdout_messages,
    key_of,
    measured_texts,
    short_texts,
    story_texts,
    training_examples,
)
from engine.understanding.text import MAX_MESSAGE_CHARACTERS

# So many examples hold the words of what is anybody's to say: "hur lång tid", "per kommun".
_ANYBODYS = 10
_WEB_ADDRESS = re.compile(r"https?://|\bwww\.\w", re.IGNORECASE)
# Rasa takes a text that begins with a slash for an intent, and reads codes of characters.
_MARKUP = re.compile(rf"^\s*/|\\[uU]|{ENTITY_REGEX.pattern}")


class _KnownTexts(NamedTuple):
    stamp: tuple[tuple[Path, int, int], ...]
    labels: frozenset[str]
    texts: Index
    short: Mapping[str, str]  # where the short texts of tests stand, as they are compared


class _Stories(NamedTuple):
    """What is written in the stories that trainers keep."""

    texts: Index
    short: frozenset[str]


_known: _KnownTexts | None = None
_lock = threading.Lock()


def refusal(
    text: str,
    label: str,
    taught_since: Sequence[tuple[str, str | None]],
    stories: Iterable[str] = (),
) -> TextRefusal | None:
    """None if the text may be taught as `label`, two labels being `a+b`; else why not.

    `taught_since` is what has been taught beside the files, with its label, or None for what is
    kept for tests; `stories` what is written in the stories that trainers keep. They stand for the
    files that were exported of them.

    A short text of a story, a conversation or a question is kept for tests too, where it is the
    same, unless it is anybody's words: many examples hold them.
    """
    return refusals([(text, label, False)], taught_since, stories)[0]


def refusals(
    rows: Sequence[tuple[str, str, bool]],
    taught_since: Sequence[tuple[str, str | None]],
    stories: Iterable[str] = (),
) -> list[TextRefusal | None]:
    """The same of many texts, each with its label and whether it is to be kept for tests.

    What may be taught or kept counts for those after it.
    """
    later, answers = Index(), []
    for other, named in taught_since:
        later.add(LabelledText(other, named, REVIEWED))
    known, said = _read(), _stories(stories)
    for text, label, is_test in rows:
        answer = _refusal(text, label, known, later)
        # What is said in a trainer's story may be a message for tests as well.
        answer = answer or _said(text, known, None if is_test else said)
        if answer is None:
            later.add(LabelledText(text, None if is_test else label, REVIEWED))
        answers.append(answer)
    return answers


def _refusal(text: str, label: str, known: _KnownTexts, later: Index) -> TextRefusal | None:
    if flaw := _flaw(text):
        return flaw
    if label not in known.labels:
        return _because(Reason.UNKNOWN_LABEL)
    close = [*known.texts.close_to(text), *later.close_to(text)]
    # The gravest reason first; among those alike the same text before one that is nearly it.
    close.sort(key=lambda result: (_grade(result, label), not result.same))
    if not close:
        return None
    worst = close[0].row
    if worst.label is None:
        return _because(Reason.HOLDOUT, worst.where)
    reason = Reason.KNOWN if worst.label == label else Reason.CONTRADICTS
    return _because(reason, worst.where, worst.label, worst.text)


def _stories(texts: Iterable[str]) -> _Stories:
    index, short = Index(), set()
    for text in texts:
        row = LabelledText(text, None, REVIEWED)
        if has_own_words(row):
            index.add(row)
        else:
            short.add(key_of(text)[0])
    return _Stories(index, frozenset(short))


def _said(text: str, known: _KnownTexts, stories: _Stories | None) -> TextRefusal | None:
    """Why a text that no example has may not be taught: it is said in what the bot is tried on."""
    if stories and any(stories.texts.close_to(text)):
        return _because(Reason.HOLDOUT, REVIEWED)
    key = key_of(text)[0]
    where = known.short.get(key) or (REVIEWED if stories and key in stories.short else None)
    if where is None or known.texts.count_holding(text) >= _ANYBODYS:
        return None
    return _because(Reason.HOLDOUT, where)


def _grade(result: Match, label: str) -> int:
    if result.row.label is None:
        return 0
    return 2 if result.row.label == label else 1


def _flaw(text: str) -> TextRefusal | None:
    """What is wrong with the text itself."""
    if not text.strip():
        return _because(Reason.EMPTY)
    if len(text) > MAX_MESSAGE_CHARACTERS:
        return _because(Reason.TOO_LONG)
    if len(text.splitlines()) > 1:
        return _because(Reason.LINES)
    if placeholder := LIKE_A_PLACEHOLDER.search(text):
        return _because(Reason.UNMASKED, placeholder.group())
    if _MARKUP.search(text):
        return _because(Reason.MARKUP)
    # Names are invented. The agency's own numbers and addresses stand in the facts alone.
    for number in find_numbers(text):
        return _because(Reason.UNMASKED, number.kind)
    if _WEB_ADDRESS.search(text):
        return _because(Reason.UNMASKED, WEB_ADDRESS)
    return None


def _because(
    reason: Reason, where: str = "", label: str | None = None, text: str | None = None
) -> TextRefusal:
    return {"reason": reason, "where": where, "label": label, "text": text}


def _read() -> _KnownTexts:
    """What the files hold, read again when one has changed."""
    global _known
    with _lock:
        stamp = tuple(_stamps())
        if _known is None or _known.stamp != stamp:
            index = Index()
            kept = (*holdout_messages(), *measured_texts(), *story_texts())
            for row in (*kept, *training_examples()):
                if Path(row.where).stem != REVIEWED:
                    index.add(row)
            short = {key_of(row.text)[0]: row.where for row in short_texts()}
            _known = _KnownTexts(stamp, frozenset(read_intents().labels), index, short)
        return _known


def _stamps() -> list[tuple[Path, int, int]]:
    holdout = (path for folder in HOLDOUT_FOLDERS for path in folder.glob("*.tsv"))
    paths = [DOMAIN, *NLU.rglob("*.yml"), *STORIES.glob("*.yml"), *holdout]
    stats = [(path, path.stat()) for path in sorted(paths)]
    return [(path, stat.st_mtime_ns, stat.st_size) for path, stat in stats]
