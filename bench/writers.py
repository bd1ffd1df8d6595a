"""What is read right of a writer whose messages were left out of training: `make writers`.

Each writer of messages that stand by themselves is left out in turn, and the regression fitted to
the others. The encoder that is shipped has read all writers, so its share is flattered: where one
has been made of the others' examples as they are (`make writer-encoders WRITERS=…`, half an hour
each) the last column is fair. How rare each n-gram is comes from all messages.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import scipy.sparse

from bench.folds import writer_folder
from bench.readers import SETTINGS, EncoderReader, Ngrams, likeliest, load_encoder, shipped_encoder
from contracts.intents import AFTER_AN_ANSWER, BOTH, FALLBACK, read_intents
from contracts.nlu_files import Example
from contracts.wilson import Share
from engine.understanding.intent_classifier import IntentClassifier, IntentWeights
from engine.understanding.regression.ridge import Ridge, targets_of
from recipes.encoder.examples import read

FEWEST = 200  # messages of a writer


class WriterScores(NamedTuple):
    """How many of a writer's messages are read right by each reader; `own` by one that is fair."""

    writer: str
    ngrams: Share
    shipped: Share
    own: Share | None


def left_out(
    examples: Sequence[Example],
    features: scipy.sparse.csr_matrix,
    writers: Iterable[str],
    taught: Sequence[Example],
) -> Iterator[WriterScores]:
    """Each writer read by a regression of the others.

    `features` are a row for each of the examples; `taught` is all that encoders are made of.
    """
    shipped = shipped_encoder()
    for writer in writers:
        is_theirs = np.array([example.writer == writer for example in examples])
        others = [e.label for e, theirs in zip(examples, is_theirs, strict=True) if not theirs]
        targets = targets_of(others, read_intents().subjects)
        ridge = Ridge.fit(features[~is_theirs], targets.wishes, SETTINGS["ridge"])
        left = _Readable(
            [example for example, own in zip(examples, is_theirs, strict=True) if own],
            [ridge.scores(features[row]) for row in np.flatnonzero(is_theirs)],
            IntentWeights(targets.labels, targets.routes, ridge),
        )
        folder = writer_folder(writer, (e for e in taught if e.writer != writer))
        own, share = load_encoder(folder), SETTINGS["encoder_share"]
        yield WriterScores(
            writer,
            left.right(shipped, 0.0),
            left.right(shipped, share),
            left.right(own, share) if own else None,
        )


class _Readable(NamedTuple):
    """Messages with what the regression says of them."""

    examples: list[Example]
    scores: list[np.ndarray]
    trained: IntentWeights

    def right(self, reader: EncoderReader, share: float) -> Share:
        """How many are read right, `share` being the encoder's."""
        storage: Any = None  # a classifier needs none to average what two readers say
        settings = {**SETTINGS, "encoder_share": share}
        classifier = IntentClassifier(settings, storage, storage, self.trained, reader.heads)
        hits = 0
        for example, scores in zip(self.examples, self.scores, strict=True):
            ranking, _ = classifier.rankings(scores, reader.encoder.vector(example.text))
            hits += likeliest(ranking) in example.label.split(BOTH)
        return Share(hits, len(self.examples))


def main() -> int:
    """Print a line for each writer, and one for all of them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("writers", nargs="*", help="these alone; by default all of 200 messages")
    named = parser.parse_args().writers
    others = (FALLBACK, *AFTER_AN_ANSWER)
    taught = read()
    examples = [e for e in taught if e.state is None and e.label not in others]
    counts = Counter(example.writer for example in examples)
    writers = named or [w for w, count in counts.most_common() if w and count >= FEWEST]
    print(f"{'writer':<28}{'n-grams alone':<32}{'both, encoder has read them':<32}both, fair")
    every: list[WriterScores] = []
    features = Ngrams.learn([e.text for e in examples])[1]
    for left in left_out(examples, features, writers, taught):
        every.append(left)
        print(f"{left.writer:<28}{left.ngrams}  {left.shipped}  {left.own or '-'}", flush=True)
    fair = [left.own for left in every if left.own]
    columns = ([left.ngrams for left in every], [left.shipped for left in every], fair)
    sums = [str(_sum(shares)) if shares else "-" for shares in columns]
    print(f"{'all':<28}{'  '.join(sums)}")
    return 0


def _sum(shares: Sequence[Share]) -> Share:
    return Share(sum(share.hits for share in shares), sum(share.total for share in shares))


if __name__ == "__main__":
    sys.exit(main())
