"""SentencePiece's unigram tokenizer, without SentencePiece: a text to the ids of its pieces."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from engine.privacy.normal_form import without_shouting
from engine.understanding.text import MARKS_WITHOUT_MEANING, MAX_MESSAGE_CHARACTERS

MOST_PIECES = 126  # that the encoder reads at once
LONGEST_PIECE = 24  # characters
SPACE = "\u2581"  # as SentencePiece writes a space

_UNREACHED = -1e30
_NOT_TEXT = re.compile(r"[\ud800-\udfff\x00-\x1f\x7f]+")
_SPACES = re.compile(" {2,}")
_WORD = re.compile(r"\S+")


class Specials(NamedTuple):
    """Ids of the pieces that stand for no text."""

    begin: int
    end: int
    padding: int
    unknown: int


class Tokenizer:
    """SentencePiece's unigram tokenizer: the likeliest way to cut a text into known pieces."""

    def __init__(
        self,
        pieces: Mapping[str, tuple[int, float]],
        normalisation: Mapping[str, str],
        specials: Specials,
        unknown_score: float,
    ) -> None:
        """Take `pieces` as text to (id, log probability), without the special ones.

        `normalisation` replaces single characters; `unknown_score` is the log probability of a
        character in no piece.
        """
        self.specials = specials
        self.unknown_score = unknown_score
        self.normalisation = dict(normalisation)
        self._table = str.maketrans(self.normalisation)
        # With all beginnings of pieces, which are never likely: no piece begins as none of them.
        starts = {piece[:end] for piece in pieces for end in range(1, len(piece))}
        self._pieces = {**dict.fromkeys(starts, (specials.unknown, -math.inf)), **pieces}

    @classmethod
    def load(cls, directory: Path) -> Tokenizer:
        """Read pieces.tsv and tokenizer.json, as export.py writes them."""
        settings = json.loads((directory / "tokenizer.json").read_text(encoding="utf-8"))
        specials = Specials(**settings["specials"])
        pieces: dict[str, tuple[int, float]] = {}
        lines = (directory / "pieces.tsv").read_text(encoding="utf-8").split("\n")[:-1]
        for number, line in enumerate(lines):
            piece, score = line.rsplit("\t", 1)
            if number not in specials:
                pieces.setdefault(piece, (number, float(score)))
        return cls(pieces, settings["normalisation"], specials, settings["unknown_score"])

    def normalise(self, text: str) -> str:
        """The text with its characters replaced, and spaces as the pieces have them."""
        text = _SPACES.sub(" ", text.translate(self._table))
        return (text if text.startswith(" ") else " " + text).replace(" ", SPACE)

    def segment(self, normalised: str) -> list[int]:
        """Ids of the pieces of a normalised text, by Viterbi's algorithm."""
        return [number for number, _ in self._cut(normalised)]

    def _cut(self, normalised: str) -> list[tuple[int, int]]:
        """The id of each piece of a normalised text, and where it begins there."""
        size = len(normalised)
        best = [_UNREACHED] * (size + 1)
        best[0] = 0.0
        back = [(0, 0)] * (size + 1)
        find = self._pieces.get
        unknown, unknown_score = self.specials.unknown, self.unknown_score
        for start in range(size):
            here = best[start]
            for end in range(start + 1, min(size, start + LONGEST_PIECE) + 1):
                piece = find(normalised[start:end])
                if piece is None:
                    break
                if here + piece[1] > best[end]:
                    best[end] = here + piece[1]
                    back[end] = (piece[0], start)
            if here + unknown_score > best[start + 1]:
                best[start + 1] = here + unknown_score
                back[start + 1] = (unknown, start)
        return _best_path(back)

    def placed(self, text: str) -> tuple[list[int], list[int], list[int]]:
        """The id of each piece of a whole text, and where in it the piece starts and ends."""
        cleaned, places = _cleaned_places(text)
        normalised, origins = [SPACE], [0]
        for letter, place in zip(cleaned, places, strict=True):
            for becomes in self.normalisation.get(letter, letter):
                if becomes != " ":
                    normalised.append(becomes)
                    origins.append(place)
                elif normalised[-1] != SPACE:
                    normalised.append(SPACE)
                    origins.append(place)
        path = self._cut("".join(normalised))
        begins = [start for _, start in path]
        starts, ends = [], []
        for begin, end in zip(begins, [*begins[1:], len(normalised)], strict=True):
            first = begin + (normalised[begin] == SPACE)
            starts.append(origins[first] if first < end else origins[begin])
            ends.append(origins[end - 1] + 1 if first < end else origins[begin])
        return [number for number, _ in path], starts, ends


def _best_path(back: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """What lies on the best path, from its end's (id, start) back to the beginning."""
    path: list[tuple[int, int]] = []
    position = len(back) - 1
    while position > 0:
        path.append(back[position])
        position = back[position][1]
    path.reverse()
    return path


def _cleaned_places(text: str) -> tuple[str, list[int]]:
    """A text's words with a space between, and where each character stood.

    Control characters and lone surrogates are blanks, a mark that is repeated stands once, an
    exclamation mark at the end not at all, and a text that is all in capitals is read in small
    letters: what is shouted means what is said.
    """
    text = _NOT_TEXT.sub(_as_many_spaces, text[:MAX_MESSAGE_CHARACTERS])
    idle = {at for run in MARKS_WITHOUT_MEANING.finditer(text) for at in range(*run.span())}
    words = [match.span() for match in _WORD.finditer(text)]
    places = [at for start, end in words for at in range(start - 1, end) if at not in idle][1:]
    text = without_shouting(text)
    starts = {start for start, _ in words}
    return "".join(" " if at + 1 in starts else text[at] for at in places), places


def _as_many_spaces(run: re.Match[str]) -> str:
    return " " * len(run[0])
