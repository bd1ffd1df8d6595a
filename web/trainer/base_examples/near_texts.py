"""Finds the texts that share most with a text, rare words counting for more: pure."""

from __future__ import annotations

import math
from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from heapq import nlargest

from web.trainer.usefulness import words

_STEM = 6  # letters: pension, pensionen and pensionsmyndigheten count as one
LEAST_ALIKE = 0.15  # less alike than this is not near


def stems(text: str) -> set[str]:
    """The beginnings of a text's words."""
    return {word[:_STEM] for word in words(text)}


class NearTexts:
    """An index of many texts."""

    def __init__(self, texts: Sequence[str]) -> None:
        postings: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
        for number, text in enumerate(texts):
            for stem in stems(text):
                postings[stem].append(number)
        self._postings = dict(postings)
        self._count = len(texts)
        squares = array("d", bytes(8 * len(texts)))
        for stem, numbers in self._postings.items():
            square = self.weight(stem) ** 2
            for number in numbers:
                squares[number] += square
        self._lengths = array("d", map(math.sqrt, squares))

    def weight(self, stem: str) -> float:
        """How much a word tells: the rarer, the more."""
        return math.log(1 + self._count / (1 + len(self._postings.get(stem, ()))))

    def near(self, text: str, most: int) -> list[tuple[int, float]]:
        """The numbers of the nearest texts and how alike they are, to 1, the nearest first."""
        shared: defaultdict[int, float] = defaultdict(float)
        wanted = stems(text)
        for stem in wanted:
            square = self.weight(stem) ** 2
            for number in self._postings.get(stem, ()):
                shared[number] += square
        length = math.sqrt(sum(self.weight(stem) ** 2 for stem in wanted))
        alike = ((both / (length * self._lengths[n]), -n) for n, both in shared.items())
        nearest = nlargest(most, (pair for pair in alike if pair[0] >= LEAST_ALIKE))
        return [(-number, likeness) for likeness, number in nearest]

    def among(self, text: str, others: Iterable[str]) -> list[float]:
        """How alike each of some other texts is, by how much words tell in this index."""
        wanted = {stem: self.weight(stem) ** 2 for stem in stems(text)}
        length = math.sqrt(sum(wanted.values()))
        found = []
        for other in others:
            theirs = {stem: self.weight(stem) ** 2 for stem in stems(other)}
            both = sum(square for stem, square in wanted.items() if stem in theirs)
            lengths = length * math.sqrt(sum(theirs.values()))
            found.append(both / lengths if lengths else 0.0)
        return found
