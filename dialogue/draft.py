"""Keeps account of the draft of a mail: what is to stand in it, and what has been taken out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from desk.deadlines import read_deadlines
from desk.mediums import medium_in
from desk.periods import period_in
from desk.regions import regions_in
from desk.words import likeness
from dialogue.case import UNTOLD, Belief

MOST_LINES = 12
_MOST_BEFORE = 5  # changes that can be undone
# Words that a value of a kind is told in, at most.
_MOST_OF_A_VALUE = {"deadline": 5, "period": 0, "region": 2, "medium": 3}
_FEWEST_OF_A_SENTENCE = 4  # words
_POINTS_BACK = 4  # letters of a word such as *det*, which stands for what came last
_WORD = re.compile(r"\w+")
_YES = "yes"


class Line(NamedTuple):
    """Something that is to stand in the mail, in the journalist's words.

    `is_clause` is true of what followed *att*: its words do not stand as a sentence's do.
    """

    text: str
    is_clause: bool = False


class Change(NamedTuple):
    """Something that a message does to a draft, with the words to put in and those to take out."""

    belief: Belief
    content: tuple[Line, ...] = ()
    target: tuple[str, ...] = ()

    def is_(self, name: str, above: float) -> bool:
        """Return True if it is likelier than `above` that the message does this."""
        return sum(p for v, p in self.belief.get(name, {}).items() if v != UNTOLD) > above

    def value(self, name: str, above: float) -> str | None:
        """Return the likeliest value of an attribute, if it is likelier than `above`."""
        likely = self.belief.get(name, {UNTOLD: 1.0})
        value = max(likely, key=likely.__getitem__)
        return value if value != UNTOLD and likely[value] > above else None

    def changes(self, above: float) -> bool:
        """Return True if the message changes a draft, or wants it shown again."""
        names = ("add", "remove", "replace", "length", "tone", "language", "desk")
        is_shown = self.value("draft", above) in ("show", "undo")
        return is_shown or any(self.is_(name, above) for name in names)


class Draft(NamedTuple):
    """A draft: whose desk it is for, what it says, and how.

    `length` is -1 where it is short, 1 where it is long; `tone` -1 where it is blunt, 1 where it is
    friendly. `struck` is what was to be taken out and is no line: a part of the desk's own letter.
    `unplaced` is what the last change has for the mail and found no place in it.
    """

    desk: str
    language: str
    lines: tuple[Line, ...] = ()
    struck: tuple[str, ...] = ()
    length: int = 0
    tone: int = 0
    unplaced: tuple[str, ...] = ()
    before: tuple[Mapping[str, Any], ...] = ()  # the drafts before, the latest last

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Draft:
        """Return the draft that `stored` was made of."""
        lines = tuple(Line(*line) for line in stored["lines"])
        parts = {name: tuple(stored.get(name, ())) for name in ("struck", "unplaced", "before")}
        return cls(**{**stored, "lines": lines, **parts})

    def stored(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            **self._asdict(),
            "lines": [list(line) for line in self.lines],
            "struck": list(self.struck),
            "unplaced": list(self.unplaced),
            "before": list(self.before),
        }

    def without_values(self, kind: str, now: datetime) -> Draft:
        """Return it without the lines that say no more than a value of a kind."""
        return self._replace(lines=tuple(x for x in self.lines if value_kind(x, now) != kind))

    def says_the_same_as(self, other: Draft) -> bool:
        """Return True if the mail is the same, whatever found no place in it."""
        return self._replace(unplaced=()) == other._replace(unplaced=())

    def undone(self) -> Draft:
        """Return the draft before the last change, itself where nothing was changed."""
        return Draft.of({**self.before[-1], "before": self.before[:-1]}) if self.before else self

    def changed(self, change: Change, above: float, now: datetime) -> Draft:
        """Return the draft with what a message changes in it, and the one before to go back to."""
        if change.value("draft", above) == "undo":
            return self.undone()
        draft = self._replace(unplaced=())._in_other_words(change, above)
        if change.is_("replace", above):
            draft = draft._replaced(change, now)
        else:
            if change.is_("remove", above):
                draft = draft._without(change.target or ("",))
            draft = draft._replace(lines=_joined(draft.lines, change.content))
        if draft.says_the_same_as(self):
            return draft
        earlier = {name: of for name, of in self.stored().items() if name != "before"}
        return draft._replace(before=(*self.before, earlier)[-_MOST_BEFORE:])

    def _in_other_words(self, change: Change, above: float) -> Draft:
        """Return it as long, as friendly and in the language that is wanted."""
        by = {"shorter": -1, "longer": 1, "blunter": -1, "friendlier": 1, None: 0}
        return self._replace(
            length=max(-1, min(1, self.length + by[change.value("length", above)])),
            tone=max(-1, min(1, self.tone + by[change.value("tone", above)])),
            language=change.value("language", above) or self.language,
        )

    def _replaced(self, change: Change, now: datetime) -> Draft:
        """Return it with new words where the old ones stand, or where a value of that kind does."""
        if not change.content:
            return self._without(change.target)
        draft, targets, left = self, list(change.target), []
        for line in change.content:
            target = targets.pop(0) if targets else ""
            lines = _put_for(draft.lines, target, line, now)
            draft = draft._replace(lines=lines) if lines else draft
            left += [] if lines else [line]
            if target and not lines:
                draft = draft._without((target,))
        draft = draft._without(targets)
        unplaced = [line.text for line in left if draft.lines and _is_fragment(line, now)]
        left = [line for line in left if line.text not in unplaced]
        return draft._replace(lines=_joined(draft.lines, left), unplaced=tuple(unplaced))

    def _without(self, targets: Sequence[str]) -> Draft:
        """Return it without each target: words of a line, a line like it, or else a part."""
        lines, struck = list(self.lines), list(self.struck)
        for target in targets:
            exact = [n for n, line in enumerate(lines) if _holds(line.text, target)]
            near = _nearest(target, [line.text for line in lines])
            if exact:
                n = exact[-1]
                rest = _cut(lines[n].text, target)
                lines[n : n + 1] = [lines[n]._replace(text=rest)] if rest else []
            elif near is not None:
                del lines[near]
            elif len(target) <= _POINTS_BACK and len(lines) > 1:
                del lines[-1]  # "ta bort det": what came last
            else:
                struck.append(target)
        return self._replace(lines=tuple(lines), struck=tuple(dict.fromkeys(struck)))


def apart(line: Line, now: datetime) -> tuple[Line, ...]:
    """Return a line, and what stands in it after a comma and is a value as a line of its own."""
    parts = line.text.split(", ")
    values = [part for part in parts[1:] if is_value(Line(part), now)]
    rest = ", ".join(part for part in parts if part not in values)
    return (line._replace(text=rest), *(Line(value) for value in values))


def change_in(stored: Mapping[str, Any] | None) -> Change:
    """Return the change that a message's reading holds; one that changes nothing without it."""
    if not stored:
        return Change({})
    content = tuple(Line(*line) for line in stored.get("content", ()))
    return Change(stored.get("belief", {}), content, tuple(stored.get("target", ())))


def is_value(line: Line, now: datetime) -> bool:
    """Return True if a line says no more than a value of some kind."""
    return value_kind(line, now) is not None


def value_kind(line: Line, now: datetime) -> str | None:
    """Return the kind of value that is all a line says, by its name in a letter's body."""
    kind = _kind(line.text, now)
    rest = _YEARS.sub("", line.text) if kind == "period" else line.text
    is_all = kind is not None and len(_WORD.findall(rest)) <= _MOST_OF_A_VALUE[kind]
    return kind if is_all else None


def _is_fragment(line: Line, now: datetime) -> bool:
    """Return True if a line is too short to stand in a mail by itself, and no value."""
    return len(_WORD.findall(line.text)) < _FEWEST_OF_A_SENTENCE and not is_value(line, now)


def _joined(lines: Sequence[Line], more: Sequence[Line]) -> tuple[Line, ...]:
    return tuple(dict.fromkeys((*lines, *more)))[:MOST_LINES]


def _put_for(
    lines: tuple[Line, ...], target: str, line: Line, now: datetime
) -> tuple[Line, ...] | None:
    """Return the lines with one in a target's place; None where there is none to take."""
    for n in reversed(range(len(lines))):
        old = lines[n].text
        if target and _holds(old, target):
            at = old.lower().index(target.lower())
            new = lines[n]._replace(text=old[:at] + line.text + old[at + len(target) :])
            return (*lines[:n], new, *lines[n + 1 :])
    kind = _kind(line.text, now)
    for n in reversed(range(len(lines))):
        if kind and is_value(lines[n], now) and _kind(lines[n].text, now) == kind:
            return (*lines[:n], line, *lines[n + 1 :])
    if kind == "period":
        return _with_period(lines, line.text)
    return None


_YEARS = re.compile(
    r"(?:19|20)\d\d(?:\s?(?:[-–—,/]|och|and|till|to|resp|respektive)\s?(?:19|20)\d\d)*"
)


def _with_period(lines: tuple[Line, ...], text: str) -> tuple[Line, ...] | None:
    """Return the lines with other years where one of them has years."""
    years = _YEARS.search(text)
    for n in reversed(range(len(lines))):
        if years and _YEARS.search(lines[n].text):
            new = lines[n]._replace(text=_YEARS.sub(years[0], lines[n].text, count=1))
            return (*lines[:n], new, *lines[n + 1 :])
    return None


def _kind(text: str, now: datetime) -> str | None:
    """Return the kind of value that a text holds, if any."""
    if period_in(text, now):
        return "period"
    if next(read_deadlines([text], now)):
        return "deadline"
    if regions_in(text):
        return "region"
    return "medium" if medium_in(text, "sv") else None


def _holds(text: str, target: str) -> bool:
    return bool(target) and target.lower() in text.lower()


def _cut(text: str, target: str) -> str:
    """Return a text without some of its words, "" where too little is left to stand by itself."""
    at = text.lower().index(target.lower())
    before, after = text[:at].rstrip(" ,;–-"), text[at + len(target) :].lstrip(" ,;–-")
    before = re.sub(r"\s(?:och|samt|and|or|eller|resp)$", "", before)
    after = re.sub(r"^(?:och|samt|and|or|eller)\s", "", after)
    rest = f"{before}, {after}" if before and after and after[0].isalpha() else before + after
    return rest if len(_WORD.findall(rest)) > 1 else ""


def _nearest(target: str, texts: Sequence[str]) -> int | None:
    """Return the text that shares most words with a target, the last of several; None for none."""
    scores = [likeness(target, text) for text in texts]
    best = max(scores, default=0)
    return len(scores) - 1 - scores[::-1].index(best) if best else None
