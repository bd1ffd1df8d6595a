"""Sorts the messages that are answered otherwise: better or worse, taught or never seen; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from contracts.comparison.case_figures import ASIDE, BETTER, CHANGED, HOLDOUT, KEPT, WORSE, kind_of
from contracts.comparison.figures import Figures
from web.store.releases.candidates import RealMessage
from web.trainer.labels import all_labels
from web.trainer.usefulness import alike

MOST_FLIPS = 200
_MESSAGE = "message"
SOURCES = {
    HOLDOUT: "Testmeddelande",
    KEPT: "Sparat meddelande",
    ASIDE: "Undanlagt meddelande",
    _MESSAGE: "Ur inkorgen",
}
# What kind, whether it was taught, how it is titled, and whether it is open.
_SECTIONS = (
    (WORSE, False, "Sämre, aldrig lärt", True),
    (WORSE, True, "Sämre, fast det är lärt", True),
    (BETTER, False, "Bättre, aldrig lärt", True),
    (BETTER, True, "Bättre, för att det är lärt", False),
    (CHANGED, None, "Fel innan och fel nu", False),
)


@dataclass(frozen=True)
class FlippedMessage:
    """A message that the models act on differently; `kind` by its label of today."""

    text: str
    source: str
    label: str | None
    before: str
    after: str
    taught: bool
    id: int | None = None  # of a real message that is still there
    waits: bool = False

    @property
    def kind(self) -> str:
        """Whether the candidate is better, worse or just another, by `kind_of`."""
        return kind_of(self.label, self.before, self.after)


@dataclass
class Group:
    """Messages without a label that say the same and are answered alike."""

    text: str
    before: str
    after: str
    ids: list[int] = field(default_factory=list)
    waits: bool = True

    @property
    def choices(self) -> list[str]:
        """The labels among which one can judge on the spot."""
        return [name for name in (self.before, self.after) if name in all_labels()]


def flipped(figures: Figures, real: Mapping[int, RealMessage]) -> list[FlippedMessage]:
    """All of them; of real messages those that are still there, with their label of today."""
    return [*_cases(figures, real), *_flips(figures, real)]


def sections(rows: list[FlippedMessage]) -> list[tuple[str, list[FlippedMessage], bool]]:
    """Those with a label, by kind and whether they were taught: a title, rows, whether open."""
    labelled = [row for row in rows if row.label is not None]
    return [
        (
            title,
            [r for r in labelled if r.kind == kind and taught in (None, r.taught)],
            is_open,
        )
        for kind, taught, title, is_open in _SECTIONS
    ]


def groups(rows: list[FlippedMessage]) -> list[Group]:
    """Those that nobody has given a label, by what they say; the most frequent first."""
    found: dict[tuple[str, str, str], Group] = {}
    for row in rows:
        if row.label is None and row.id is not None:
            key = (alike(row.text), row.before, row.after)
            group = found.setdefault(key, Group(row.text, row.before, row.after))
            group.ids.append(row.id)
            group.waits = group.waits and row.waits
    return sorted(found.values(), key=lambda group: -len(group.ids))


def message_ids(figures: Figures) -> list[int]:
    """The ids of the real messages that the figures tell of."""
    return [
        *(case.id for case in figures.cases if case.id is not None),
        *(flip.id for flip in figures.flips),
    ]


def _cases(figures: Figures, real: Mapping[int, RealMessage]) -> Iterator[FlippedMessage]:
    for case in figures.cases:
        message = real.get(case.id) if case.id is not None else None
        text = message.text if message else case.text
        if case.before.acted != case.after.acted and text is not None:
            yield FlippedMessage(
                text=text,
                source=SOURCES[case.source],
                label=(message.label if message else None) or case.label,
                before=case.before.acted,
                after=case.after.acted,
                taught=case.taught,
                id=case.id if message else None,
            )


def _flips(figures: Figures, real: Mapping[int, RealMessage]) -> Iterator[FlippedMessage]:
    for flip in figures.flips:
        if message := real.get(flip.id):
            yield FlippedMessage(
                text=message.text,
                source=SOURCES[_MESSAGE],
                label=message.label,
                before=flip.before,
                after=flip.after,
                taught=flip.taught,
                id=flip.id,
                waits=message.waits,
            )
