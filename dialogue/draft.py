"""Keeps account of the draft of a mail: what is to stand in it, and what has been taken out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from desk.deadlines import read_deadlines
from desk.mediums import form_in, medium_in
from desk.periods import period_in
from desk.regions import regions_in
from dialogue.case import UNTOLD, Belief

MOST_LINES = 12
_MOST_BEFORE = 5  # changes that can be undone
# Words that a value of a kind is told in, at most; of a text that holds several, the first kind is
# what it says.
_MOST_OF_A_VALUE = {"period": 0, "deadline": 5, "region": 2, "medium": 3}
_FEWEST_OF_A_SENTENCE = 4  # words
_WORD = re.compile(r"\w+")
_NAMING = frozenset(("gone", "part"))  # tags of words that do not stand in a mail
_ONE_ONLY = frozenset(("deadline", "medium"))  # kinds of value of which a mail has one
_AND = {"sv": " och ", "en": " and "}


type Values = Mapping[str, Any]  # of a letter's fields, by kind
_NOTHING: Values = MappingProxyType({})


class Line(NamedTuple):
    """Something that is to stand in the mail, in the journalist's words.

    `is_clause` is true of what followed *att*: its words do not stand as a sentence's do.
    """

    text: str
    is_clause: bool = False


class Edit(NamedTuple):
    """Words of a message, and what they do to a draft.

    `tag` is `line` (a line of its own), `swap` (in place of other words), `join` (one more beside
    them), `gone` (they name words that leave) or `part` (they name a part of the desk's letter).
    `place` is a line of the draft and where the words begin and end in it, if there are any.
    """

    tag: str
    text: str
    is_clause: bool = False
    place: tuple[int, int, int] | None = None

    @property
    def line(self) -> Line:
        """Return the words as a line of their own."""
        return Line(self.text, self.is_clause)


class Change(NamedTuple):
    """Something that a message does to a draft, and to which of its words."""

    belief: Belief
    edits: tuple[Edit, ...] = ()

    @property
    def content(self) -> tuple[Line, ...]:
        """Return the words of the message that belong in a mail."""
        return tuple(edit.line for edit in self.edits if edit.tag not in _NAMING)

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
        is_shown = self.value("draft", above) in ("show", "undo", "send")
        return is_shown or any(self.is_(name, above) for name in names)


class Draft(NamedTuple):
    """A draft: whose desk it is for, what it says, and how.

    `length` is -1 where it is short, 1 where it is long; `tone` -1 where it is blunt, 1 where it is
    friendly. `struck` is what was to be taken out and is no line: a part of the desk's own letter.
    `unplaced` is what the last change has for the mail and found no place in it. `values` are those
    of the letter's fields, by kind, that were told beside its lines.
    """

    desk: str
    language: str
    lines: tuple[Line, ...] = ()
    struck: tuple[str, ...] = ()
    length: int = 0
    tone: int = 0
    unplaced: tuple[str, ...] = ()
    values: Values = _NOTHING
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
            "values": dict(self.values),
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

    def changed(
        self, change: Change, above: float, now: datetime, told: Values = _NOTHING
    ) -> Draft:
        """Return the draft with what a message changes in it, and the one before to go back to.

        `told` are values of fields that the message tells beside its edits.
        """
        if change.value("draft", above) == "undo":
            return self.undone()
        draft = self._in_other_words(change, above)._edited(change.edits, now)
        draft = draft._replace(values={**draft.values, **told})._without_gone(self, now)
        if draft.says_the_same_as(self):
            return draft
        earlier = {name: of for name, of in self.stored().items() if name != "before"}
        return draft._replace(before=(*self.before, earlier)[-_MOST_BEFORE:])

    def _without_gone(self, before: Draft, now: datetime) -> Draft:
        """Return it without the values that have left its lines, and without their fields."""
        were, are = (values_in([x.text for x in draft.lines], now) for draft in (before, self))
        gone = sorted(were.keys() - are.keys())
        values = {kind: value for kind, value in self.values.items() if kind not in gone}
        return self._replace(values=values, struck=tuple(dict.fromkeys((*self.struck, *gone))))

    def _in_other_words(self, change: Change, above: float) -> Draft:
        """Return it as long, as friendly and in the language that is wanted."""
        by = {"shorter": -1, "longer": 1, "blunter": -1, "friendlier": 1, None: 0}
        return self._replace(
            length=max(-1, min(1, self.length + by[change.value("length", above)])),
            tone=max(-1, min(1, self.tone + by[change.value("tone", above)])),
            language=change.value("language", above) or self.language,
        )

    def _edited(self, edits: Sequence[Edit], now: datetime) -> Draft:
        """Return it with its words changed."""
        texts, unplaced = [line.text for line in self.lines], []
        placed = [(edit.place, edit) for edit in edits if edit.place]
        changed = (len(texts), 0)  # the line and the place in it from which on words are changed
        for (n, start, end), edit in sorted(placed, reverse=True):
            if (n, end) <= changed:
                texts[n] = _put(texts[n], start, end, edit, self.language)
                changed = (n, start)
            elif edit.tag not in _NAMING:
                unplaced.append(edit.text)
        pairs = zip(self.lines, texts, strict=True)
        lines = [line._replace(text=text) for line, text in pairs if text]
        for edit in edits:
            if edit.place or edit.tag in _NAMING:
                continue
            kind = value_kind(edit.line, now)
            if kind and (edit.tag == "swap" or kind in _ONE_ONLY):
                lines = [line for line in lines if value_kind(line, now) != kind]
            if lines and not kind and edit.tag != "line" and _is_fragment(edit.text):
                unplaced.append(edit.text)
            else:
                lines.append(edit.line)
        named = (edit.text for edit in edits if edit.tag in _NAMING and not edit.place)
        struck = (*self.struck, *named)
        return self._replace(
            lines=tuple(dict.fromkeys(lines))[:MOST_LINES],
            struck=tuple(dict.fromkeys(struck)),
            unplaced=tuple(unplaced),
        )


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
    edits = [
        Edit(**{**edit, "place": edit["place"] and tuple(edit["place"])})
        for edit in stored.get("edits", ())
    ]
    return Change(stored.get("belief", {}), tuple(edits))


def is_value(line: Line, now: datetime) -> bool:
    """Return True if a line says no more than a value of some kind."""
    return value_kind(line, now) is not None


def value_kind(line: Line, now: datetime) -> str | None:
    """Return the kind of value that is all a line says, by its name in a letter's body."""
    kind = _kind(line.text, now)
    rest = _YEARS.sub("", line.text) if kind == "period" else line.text
    is_all = kind is not None and len(_WORD.findall(rest)) <= _MOST_OF_A_VALUE[kind]
    return kind if is_all else None


def values_in(texts: Sequence[str], now: datetime) -> dict[str, Any]:
    """Return the values of a letter's fields that texts tell: all regions, of others the last."""
    values: dict[str, Any] = {}
    for text in texts:
        told = {
            "period": period_in(text, now),
            "medium": medium_in(text, "sv"),
            "form": form_in(text, "sv"),
        }
        values.update((kind, value) for kind, value in told.items() if value)
    if regions := dict.fromkeys(region for text in texts for region in regions_in(text)):
        values["region"] = list(regions)
    return values


def _is_fragment(text: str) -> bool:
    """Return True if words are too few to stand in a mail by themselves."""
    return len(_WORD.findall(text)) < _FEWEST_OF_A_SENTENCE


def _put(text: str, start: int, end: int, edit: Edit, language: str) -> str:
    """Return a text with what an edit puts in place of, or beside, some of its words."""
    before, old, after = text[:start], text[start:end], text[end:]
    if edit.tag == "join":
        joint = _AND[language]
        before = f"{before.removesuffix(joint)}, " if before.endswith(joint) else before
        return f"{before}{old}{joint}{edit.text}{after}"
    return _without(before, after) if edit.tag == "gone" else f"{before}{edit.text}{after}"


_YEARS = re.compile(
    r"(?:19|20)\d\d(?:\s?(?:[-–—,/]|och|and|till|to|resp|respektive)\s?(?:19|20)\d\d)*"
)


def _kind(text: str, now: datetime) -> str | None:
    """Return the kind of value that a text holds, if any."""
    values = values_in([text], now)
    if next(read_deadlines([text], now)):
        values["deadline"] = text
    return next((kind for kind in _MOST_OF_A_VALUE if kind in values), None)


def _without(before: str, after: str) -> str:
    """Return what is left of a text, "" where that is too little to stand by itself."""
    before, after = before.rstrip(" ,;–-"), after.lstrip(" ,;–-")
    before = re.sub(r"(?:^|\s)(?:och|samt|and|or|eller|resp)$", "", before)
    if not before:
        after = re.sub(r"^(?:och|samt|and|or|eller)\s", "", after)
    rest = f"{before} {after}" if before and after and after[0].isalnum() else before + after
    return rest if _WORD.search(rest) else ""
