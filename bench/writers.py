"""What is read right of a writer whose messages were left out of training: `make writers`.

Each writer of messages that stand by themselves is left out in turn, and the regression fitted to
the others. The encoder that is shipped has read all writers, so its share is flattered: of those
who have come since an earlier one the last column is that one's, which is fair. How rare each
n-gram is comes from all messages.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import scipy.sparse

from bench.earlier_encoder import EarlierEncoder, earlier_encoder
from bench.readers import SETTINGS, EncoderReader, Ngrams, likeliest, shipped_encoder
from contracts.intents import AFTER_AN_ANSWER, BOTH, FALLBACK, read_intents
from contracts.nlu_files import Example
from contracts.wilson import Share
from engine.understanding.intent_classifier import IntentClassifier, IntentWeights
from engine.understanding.regression.ridge import DualSolver, Ridge, targets_of
from recipes.encoder.examples import read

FEWEST = 100  # messages of a writer


class WriterScores(NamedTuple):
    """How many of a writer's messages are read right by each reader.

    `fair` is with an encoder that has read none of them.
    """

    writer: str
    ngrams: Share
    shipped: Share
    fair: Share | None


def left_out(
    examples: Sequence[Example],
    features: scipy.sparse.csr_matrix,
    writers: Iterable[str],
    earlier: EarlierEncoder | None,
) -> Iterator[WriterScores]:
    """Each writer read by a regression of the others; `features` has a row for each example."""
    shipped, share = shipped_encoder(), SETTINGS["encoder_share"]
    targets = targets_of([example.label for example in examples], read_intents().subjects)
    wishes, ridge = targets.wishes, SETTINGS["ridge"]
    of_all = DualSolver(features, ridge).solve(wishes - wishes.mean(axis=0))
    for writer in writers:
        is_theirs = np.array([example.writer == writer for example in examples])
        others = ~is_theirs
        fitted = Ridge.fit(features[others], wishes[others], ridge, start=of_all[others])
        left = _Readable(
            [example for example, own in zip(examples, is_theirs, strict=True) if own],
            [fitted.scores(features[row]) for row in np.flatnonzero(is_theirs)],
            IntentWeights(targets.labels, targets.routes, fitted),
        )
        is_fair = earlier is not None and writer in earlier.newcomers
        ngrams, both = left.right(shipped, (0.0, share))
        fair = left.right(earlier.reader, (share,))[0] if earlier and is_fair else None
        yield WriterScores(writer, ngrams, both, fair)


class _Readable(NamedTuple):
    """Messages with what the regression says of them."""

    examples: list[Example]
    scores: list[np.ndarray]
    trained: IntentWeights

    def right(self, reader: EncoderReader, shares: Sequence[float]) -> list[Share]:
        """How many are read right with each of these shares of the encoder's."""
        storage: Any = None  # a classifier needs none to average what two readers say
        classifiers = [
            IntentClassifier(
                {**SETTINGS, "encoder_share": share}, storage, storage, self.trained, reader.heads
            )
            for share in shares
        ]
        hits = np.zeros(len(shares), int)
        for example, scores in zip(self.examples, self.scores, strict=True):
            vector = reader.encoder.vector(example.text)
            rankings = (classifier.rankings(scores, vector)[0] for classifier in classifiers)
            hits += [likeliest(ranking) in example.label.split(BOTH) for ranking in rankings]
        return [Share(int(number), len(self.examples)) for number in hits]


def main() -> int:
    """Print a line for each writer, and one for all of them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("writers", nargs="*", help="these alone; by default all of 100 messages")
    named = parser.parse_args().writers
    others = (FALLBACK, *AFTER_AN_ANSWER)
    taught = read()
    examples = [e for e in taught if e.state is None and e.label not in others]
    counts = Counter(example.writer for example in examples)
    writers = named or [w for w, count in counts.most_common() if w and count >= FEWEST]
    print(f"{'writer':<28}{'n-grams alone':<32}{'both, encoder has read them':<32}both, fair")
    every: list[WriterScores] = []
    features = Ngrams.learn([e.text for e in examples])[1]
    for left in left_out(examples, features, writers, earlier_encoder(taught)):
        every.append(left)
        print(f"{left.writer:<28}{left.ngrams}  {left.shipped}  {left.fair or '-'}", flush=True)
    fair = [left.fair for left in every if left.fair]
    columns = ([left.ngrams for left in every], [left.shipped for left in every], fair)
    sums = [str(_sum(shares)) if shares else "-" for shares in columns]
    print(f"{'all':<28}{'  '.join(sums)}")
    return 0


def _sum(shares: Sequence[Share]) -> Share:
    return Share(sum(share.hits for share in shares), sum(share.total for share in shares))


if __name__ == "__main__":
    sys.exit(main())
