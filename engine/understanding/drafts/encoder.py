"""Runs the drafts' reader: a message, after the lines of a draft, to what it does to the draft.

Needs numpy and onnxruntime only. It goes on from the states that the domain encoder has made of
the pieces half-way. `recipes/drafts` makes the files beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from engine.understanding.attributes import Belief, softmax
from engine.understanding.encoder import PieceStates
from engine.understanding.upper_layers import MOST_BESIDE, UpperLayers

FOLDER = Path(__file__).parent
# The tags of a piece of the message: for a line of its own, in place of words of the draft, as one
# more beside them; what names words of the draft that leave it, or a part of the desk's letter.
TAGS = ("none", "line", "swap", "join", "gone", "part")
_PUT, _NAMING = (1, 2, 3), (4, 5)  # the tags of words for the mail, and of those that name others
POINTING = ("swap", "join", "gone")  # those whose words point at a place in the draft
_MOST_POINTED_AT = 60  # pieces
# Between two words of one run: no more than one word, and not the number of a list.
_MAY_BE_WITHIN = re.compile(r"\W*(?:[^\W\d]\w*\W*)?")
_WORD = re.compile(r"\S+")
_EDGES = " \t\n.,;:!?–—-()\"”“'"


class Span(NamedTuple):
    """A run of a text's words; the end is exclusive."""

    start: int
    end: int


class Place(NamedTuple):
    """A run of the words of a line of the draft; the end is exclusive."""

    line: int
    start: int
    end: int


class Edit(NamedTuple):
    """Words of the message, and the place in the draft that they point at.

    `tag` is one of `TAGS`. A line and a part have no place, and others have none where the reader
    finds none.
    """

    tag: str
    words: Span
    place: Place | None = None


class DraftReading(NamedTuple):
    """The likely values of the attributes, and the edits."""

    belief: Belief
    edits: tuple[Edit, ...]


class DraftEncoder:
    """The layers over the domain encoder's, the tags and the pointers."""

    def __init__(self, folder: Path = FOLDER) -> None:
        """Load the layers, the attributes and the tags."""
        self._layers = UpperLayers(folder)
        with np.load(folder / "tags.npz", allow_pickle=False) as arrays:
            self._weight, self._bias = arrays["weight"], arrays["bias"]
            self._nowhere = arrays["nowhere"]
            self._pointers = arrays["begins"], arrays["ends"]

    def read(self, said: PieceStates, draft: Sequence[PieceStates] = ()) -> DraftReading:
        """Return what a message does to a draft of these lines."""
        if not len(said.vectors):
            return DraftReading({}, ())
        draft = draft[:MOST_BESIDE]
        belief, of_said, of_draft = self._layers.read(said, draft)
        tags = softmax(np.einsum("ij,kj->ik", of_said, self._weight) + self._bias)
        runs = [*_runs(said, tags)]
        pointing = [n for n, (_, _, tag) in enumerate(runs) if tag in POINTING]
        words = [of_said[runs[n][1]].mean(0) for n in pointing]
        places = dict(zip(pointing, self._places(words, of_draft, draft), strict=True))
        edits = [Edit(tag, span, places.get(n)) for n, (span, _, tag) in enumerate(runs)]
        return DraftReading(belief, tuple(edits))

    def _places(
        self, words: Sequence[np.ndarray], of_draft: np.ndarray, draft: Sequence[PieceStates]
    ) -> list[Place | None]:
        """Return the places that runs of words point at; None for one that points nowhere.

        No two places share a word: what points most surely has its place first. `words` have the
        shape (384,), `of_draft` (pieces, 384).
        """
        places: list[Place | None] = [None] * len(words)
        if not (words and len(of_draft)):
            return places
        line = np.repeat(np.arange(len(draft)), [len(one.vectors) for one in draft])
        apart = np.arange(len(line))[None] - np.arange(len(line))[:, None]
        within = (line[:, None] == line[None]) & (apart >= 0) & (apart < _MOST_POINTED_AT)
        scores = np.stack([self._pointed_at(run, of_draft) for run in words])
        scores[:, ~within] = -np.inf
        for _ in words:
            n, first, last = np.unravel_index(scores.argmax(), scores.shape)
            if scores[n, first, last] <= 0:
                break
            of_it, before = draft[line[first]], int(np.argmax(line == line[first]))
            start, end = of_it.starts[first - before], of_it.ends[last - before]
            places[n] = Place(int(line[first]), *_whole_words(of_it.text, int(start), int(end)))
            scores[:, : last + 1, first:] = -np.inf
            scores[n] = -np.inf
        return places

    def _pointed_at(self, words: np.ndarray, of_draft: np.ndarray) -> np.ndarray:
        """Return how much rather words point at each place than nowhere.

        A place is a first and a last piece, so the shape is (pieces, pieces).
        """
        states = np.vstack([self._nowhere, of_draft])
        begins, ends = (
            np.einsum("ij,j->i", states, np.einsum("ij,j->i", pointer, words)) / len(words) ** 0.5
            for pointer in self._pointers
        )
        scores: np.ndarray = begins[1:, None] + ends[None, 1:] - (begins[0] + ends[0])
        return scores


@cache
def draft_encoder() -> DraftEncoder:
    """Return the one of this process."""
    return DraftEncoder()


def _whole_words(text: str, start: int, end: int) -> Span:
    """Return a run of a text with the whole of the words that it begins and ends in."""
    before = re.search(r"\w*$", text[:start]) if text[start : start + 1].isalnum() else None
    after = re.match(r"\w*", text[end:]) if text[end - 1 : end].isalnum() else None
    return Span(start - len(before[0] if before else ""), end + len(after[0] if after else ""))


def _runs(text: PieceStates, tags: np.ndarray) -> Iterator[tuple[Span, np.ndarray, str]]:
    """Yield each run of words that are for the mail, or that name a part of it.

    With it come which pieces are of it, and the tag that is likeliest of all of them together.
    """
    for kinds in (_PUT, _NAMING):
        runs: list[Span] = []
        for span, of_it in _words(text):
            if int(tags[of_it].mean(0).argmax()) in kinds:
                goes_on = runs and _MAY_BE_WITHIN.fullmatch(text.text[runs[-1].end : span.start])
                runs[-1:] = [Span(runs[-1].start, span.end)] if goes_on else [*runs[-1:], span]
        for run in runs:
            of_it = (text.ends > run.start) & (text.starts < run.end)
            yield run, of_it, TAGS[max(kinds, key=tags[of_it].mean(0).__getitem__)]


def _words(text: PieceStates) -> Iterator[tuple[Span, np.ndarray]]:
    """Yield each word of a text, without the marks around it, and which pieces are of it."""
    for found in _WORD.finditer(text.text):
        begin = found.start() + len(found[0]) - len(found[0].lstrip(_EDGES))
        end = found.start() + len(found[0].rstrip(_EDGES))
        of_it = (text.ends > begin) & (text.starts < end)
        if begin < end and of_it.any():
            yield Span(begin, end), of_it
