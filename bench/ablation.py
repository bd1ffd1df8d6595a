"""What each way of reading the text earns: `make ablation`.

Five-fold cross-validation over the training examples, with several seeds for the folds; and the
holdout and the other languages, read by a model of all examples. Fine-tuning the encoder takes
minutes a fold: it is scored on what it has never seen alone.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.linalg
import scipy.sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from engine import views
from engine.decision import AFTER_AN_ANSWER
from engine.encoder import Encoder, Heads
from engine.encoder.examples import BOTH, Example, read
from engine.evaluate import LANGUAGES, read_messages
from engine.intent_classifier import IntentClassifier
from engine.ngrams import NgramReader
from engine.text import normalise
from engine.tfidf_featurizer import BLOCKS, WORDS, Block

FOLDS = 5
_SHORT_WORDS = Block(views.whole, 1.0, {"token_pattern": WORDS, "ngram_range": (1, 2)})
_START = (_SHORT_WORDS, BLOCKS[1])
_TWO = BLOCKS[:2]
# What is read, and in how many examples an n-gram must stand.
ROWS: dict[str, tuple[Sequence[Block], int]] = {
    "ridge, words 1–2 and characters 2–5": (_START, 1),
    "words 1–3, n-grams in two examples or more": (_TWO, 2),
    "+ negation marks": ((*_TWO, BLOCKS[2]), 2),
    "+ skipped pairs": ((*_TWO, BLOCKS[3]), 2),
    "+ last clause": ((*_TWO, BLOCKS[4]), 2),
    "+ wish clause": ((*_TWO, BLOCKS[5]), 2),
    "all six blocks": (BLOCKS, 2),
}
_SETTINGS = IntentClassifier.get_default_config()


@dataclass(frozen=True)
class Read:
    """One block of one set of examples: rows to learn from, rows to try, and how to read more."""

    learnt: scipy.sparse.csr_matrix
    tried: scipy.sparse.csr_matrix
    reader: NgramReader


def read_block(block: Block, least: int, learn: Sequence[str], try_: Sequence[str]) -> Read:
    """The block's n-grams, learnt from folded texts and read in others, scaled by its weight."""
    vectorizer = TfidfVectorizer(
        sublinear_tf=True, lowercase=False, min_df=least, dtype=np.float32, **block.cut
    )
    scale = np.float32(block.weight**0.5)
    learnt = vectorizer.fit_transform([block.view(text) for text in learn]) * scale
    tried = vectorizer.transform([block.view(text) for text in try_]) * scale
    return Read(learnt, tried, NgramReader(vectorizer))


def targets(labels: Sequence[str], names: Sequence[str]) -> np.ndarray:
    """Shape (examples, names): each wish's share of its message."""
    found = np.zeros((len(labels), len(names)), np.float32)
    for row, label in zip(found, labels, strict=True):
        for part in label.split(BOTH):
            row[names.index(part)] = 1 / len(label.split(BOTH))
    return found


def ridge_scores(parts: Sequence[Read], target: np.ndarray) -> np.ndarray:
    """Scores of the tried texts, shape (texts, names), as the engine's Ridge gives them."""
    kernel = sum((part.learnt @ part.learnt.T).toarray() for part in parts)
    kernel[np.diag_indices_from(kernel)] += _SETTINGS["ridge"]
    mean = target.mean(axis=0)
    dual = scipy.linalg.solve(kernel, target - mean, assume_a="pos", overwrite_a=True)
    cross = sum((part.tried @ part.learnt.T).toarray() for part in parts)
    scores: np.ndarray = cross @ dual + mean
    return scores


def logistic_scores(parts: Sequence[Read], labels: Sequence[str], names: list[str]) -> np.ndarray:
    """The same of a logistic regression, which learns from single wishes alone."""
    single = [i for i, label in enumerate(labels) if BOTH not in label]
    features = scipy.sparse.hstack([part.learnt for part in parts]).tocsr()[single]
    model = LogisticRegression(C=10, max_iter=100)
    model.fit(features, [labels[i] for i in single])
    scores = np.full((parts[0].tried.shape[0], len(names)), -np.inf)
    tried = scipy.sparse.hstack([part.tried for part in parts])
    scores[:, [names.index(name) for name in model.classes_]] = model.predict_log_proba(tried)
    return scores


def right(scores: np.ndarray, labels: Sequence[str], names: list[str]) -> np.ndarray:
    """Which single-wish texts are read right, among the intents that need no answer before."""
    open_ = [i for i, name in enumerate(names) if name not in AFTER_AN_ANSWER]
    likeliest = [names[open_[i]] for i in scores[:, open_].argmax(axis=1)]
    wanted = [i for i, label in enumerate(labels) if BOTH not in label and label in names]
    wanted = [i for i in wanted if labels[i] not in AFTER_AN_ANSWER]
    return np.array([likeliest[i] == labels[i] for i in wanted])


@dataclass(frozen=True)
class Sets:
    """The examples, and the messages kept from training: the holdout, traps, languages."""

    labels: list[str]
    texts: list[str]
    kept: dict[str, tuple[list[str], list[str]]]  # labels and folded texts
    raw: list[str]  # the holdout's texts as they were written

    @classmethod
    def load(cls) -> Sets:
        """Read them."""
        found: list[Example] = read()
        holdout = list(read_messages())
        traps = [(label, text) for label, tags, text in holdout if "trap" in tags]
        kept = {"holdout": [(label, text) for label, _, text in holdout], "traps": traps}
        for path in sorted(LANGUAGES.glob("*.tsv")):
            kept[path.stem] = [(label, text) for label, _, text in read_messages(path)]
        return cls(
            [label for label, _ in found],
            [normalise(text) for _, text in found],
            {
                name: ([label for label, _ in rows], [normalise(text) for _, text in rows])
                for name, rows in kept.items()
            },
            [text for _, _, text in holdout],
        )


def main() -> None:
    """Print the table, row by row."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3)
    args = parser.parse_args()
    sets = Sets.load()
    names = sorted({part for label in sets.labels for part in label.split(BOTH)})
    kept = " | ".join(sets.kept)
    print(f"| one change a row | cross-validated | {kept} | train, s | parse, ms |")
    print("|---|" + "---:|" * (len(sets.kept) + 3), flush=True)
    for title, (blocks, least) in ROWS.items():
        print(_line(title, blocks, least, sets, names, args.seeds), flush=True)
    for line in _encoder_lines(sets, names):
        print(line, flush=True)
    title = "logistic regression, words 1–2 and characters 2–5"
    print(_line(title, _START, 1, sets, names, args.seeds, logistic=True))


def _line(
    title: str,
    blocks: Sequence[Block],
    least: int,
    sets: Sets,
    names: list[str],
    seeds: int,
    *,
    logistic: bool = False,
) -> str:
    def scores(learn: Sequence[int], texts: Sequence[str]) -> np.ndarray:
        labels = [sets.labels[i] for i in learn]
        learnt = [sets.texts[i] for i in learn]
        parts = [read_block(block, least, learnt, texts) for block in blocks]
        if logistic:
            return logistic_scores(parts, labels, names)
        return ridge_scores(parts, targets(labels, names))

    shares = [_cross_validated(sets, names, seed, scores) for seed in range(seeds)]
    everything = range(len(sets.texts))
    before = time.process_time()
    all_kept = [text for _, texts in sets.kept.values() for text in texts]
    found = scores(everything, all_kept)
    seconds = time.process_time() - before
    return _row(title, shares, found, sets, names, seconds, _parse_ms(blocks, least, sets))


def _cross_validated(
    sets: Sets, names: list[str], seed: int, scores: Callable[..., np.ndarray]
) -> float:
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    found = []
    for learn, try_ in folds.split(sets.texts, [label.split(BOTH)[0] for label in sets.labels]):
        tried = scores(learn, [sets.texts[i] for i in try_])
        found.append(right(tried, [sets.labels[i] for i in try_], names))
    return float(np.concatenate(found).mean())


def _encoder_lines(sets: Sets, names: list[str]) -> Iterator[str]:
    """The encoder's own head, and its average with all six blocks, as the engine takes it."""
    encoder, heads = Encoder(), Heads()
    texts = [text for _, texts in sets.kept.values() for text in texts]
    columns = [names.index(label) for label in heads.labels]
    logits = np.full((len(texts), len(names)), -np.inf)
    for row, text in zip(logits, texts, strict=True):
        row[columns] = heads.label_logits(encoder.vector(text))
    before = time.perf_counter()
    for text in sets.raw:
        encoder.vector(text)
    ms = (time.perf_counter() - before) * 1000 / len(sets.raw)
    yield _row("fine-tuned encoder alone", [], logits, sets, names, None, ms)
    parts = [read_block(block, 2, sets.texts, texts) for block in BLOCKS]
    ridge = _SETTINGS["sharpness"] * ridge_scores(parts, targets(sets.labels, names))
    share = _SETTINGS["encoder_share"]
    both = share * _log_softmax(logits) + (1 - share) * _log_softmax(ridge)
    ms += _parse_ms(BLOCKS, 2, sets)
    yield _row("the average of both, shipped", [], both, sets, names, None, ms)


def _row(
    title: str,
    shares: Sequence[float],
    scores: np.ndarray,
    sets: Sets,
    names: list[str],
    seconds: float | None,
    ms: float,
) -> str:
    cells, start = [], 0
    for labels, _ in sets.kept.values():
        cells.append(f"{right(scores[start : start + len(labels)], labels, names).mean():.3f}")
        start += len(labels)
    validated = f"{np.mean(shares):.3f} ± {np.std(shares):.3f}" if shares else ""
    train = f"{seconds:.1f}" if seconds is not None else ""
    return f"| {title} | {validated} | {' | '.join(cells)} | {train} | {ms:.1f} |"


def _parse_ms(blocks: Sequence[Block], least: int, sets: Sets) -> float:
    readers = [(b, read_block(b, least, sets.texts, ["hej"]).reader) for b in blocks]
    before = time.perf_counter()
    for text in sets.raw:
        folded = normalise(text)
        for block, reader in readers:
            reader.read(block.view(folded))
    return (time.perf_counter() - before) * 1000 / len(sets.raw)


def _log_softmax(logits: np.ndarray) -> np.ndarray:
    shifted = logits - logits.max(axis=1, keepdims=True)
    found: np.ndarray = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return found


if __name__ == "__main__":
    main()
