"""Groups messages that resemble each other: topics that the bot does not know yet.

Likeness is partly that of the words, partly the encoder's: the encoder was made for what the bot
knows, and new topics lie outside that.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import scipy.sparse
from spacy.lang.en.stop_words import STOP_WORDS as ENGLISH
from spacy.lang.sv.stop_words import STOP_WORDS as SWEDISH

from contracts.placeholders import PLACEHOLDER
from contracts.training import MOST_GROUPED, SMALLEST_GROUP, TextCluster
from engine.understanding.encoder import shared_encoder
from engine.understanding.text import normalise

WORDS_PER_CLUSTER = 5

_WORDS_SHARE = 0.75  # of the likeness; the rest is the encoder's
_FARTHEST = 0.75  # average distance at which two clusters are two
_STEM = 6  # letters: pension, pensionen and pensionsmyndigheten count as one
_MAX_VECTORS = 2 * MOST_GROUPED
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# What any message to a press service may hold, whatever it is about.
_EVERYWHERE = """
    behöver er era ert fk fråga frågor få får försäkringskassan försäkringskassans ge
    gäller gör göra ha hej hejsan hello hi hos hur info information ja jo jobb jobbar journalist
    kan kanske kunna need nej ni nu någon något nån nåt ok okej please pls ska skriva skriver
    snälla svar söker tack thanks tips undrar vad var vet veta vilka vilken vilket vill vore
    want would you är å
"""
# The centre of all that is asked, which matters where there are few messages to take it from.
_UNLIKE = (
    "vad blir det för väder i morgon",
    "jag vill prata med skatteverket",
    "kan du skriva en dikt åt mig",
    "hur bokar jag tid för pass",
    "vem vann matchen i går",
    "jag behöver siffror från en annan myndighet",
    "what time is it in London",
    "asdf",
    "hur lagar man en bil",
    "varför svarar ni inte",
    "min hund är sjuk",
    "kan ni ge en kommentar om skolan",
)
_UNLIKE_WEIGHT = 10  # messages that the centre counts as


def clusters(texts: Sequence[str]) -> list[TextCluster]:
    """The topics, the largest first.

    Only what at least five messages share counts: a cluster is at least so large, and each word
    stands in as many of its messages. Those that share no telling word are left out. The same
    texts give the same clusters; of more than 1,000 texts the first are read.
    """
    texts = texts[:MOST_GROUPED]
    if len(texts) < SMALLEST_GROUP:
        return []
    from sklearn.cluster import AgglomerativeClustering  # 60 MB that an engine seldom needs

    stems = [_stems(text) for text in texts]
    labels = AgglomerativeClustering(
        n_clusters=None,
        distance_threshold=_FARTHEST,
        metric="precomputed",
        linkage="average",
    ).fit_predict(_distances(texts, stems))
    everywhere = Counter(stem for row in stems for stem in row)
    topics: list[TextCluster] = []
    for label in np.unique(labels):
        members = [int(i) for i in np.flatnonzero(labels == label)]
        words = _telling_words([stems[i] for i in members], everywhere, len(texts))
        if words:
            topics.append({"words": words, "texts": members})
    return sorted(topics, key=lambda cluster: (-len(cluster["texts"]), cluster["texts"]))


def _distances(texts: Sequence[str], stems: list[dict[str, str]]) -> np.ndarray:
    """From 0 (the same) to 2, shape (texts, texts)."""
    meaning = _unit(np.array([_vector(text) for text in texts]))
    # The encoder puts all messages close together; what tells them apart is where they lie
    # from their centre.
    unlike = _unit(np.array([_vector(text) for text in _UNLIKE])).mean(axis=0)
    weight = _UNLIKE_WEIGHT
    centre = (meaning.sum(axis=0) + weight * unlike) / (len(texts) + weight)
    meaning = _unit(meaning - centre)
    likeness = (1 - _WORDS_SHARE) * meaning @ meaning.T + _WORDS_SHARE * _shared_words(stems)
    distances: np.ndarray = np.clip(1 - likeness, 0, 2)
    np.fill_diagonal(distances, 0)
    return distances


def _shared_words(stems: list[dict[str, str]]) -> np.ndarray:
    """How much of the shorter text's words the other holds too, rare words counting for more.

    From 0 to 1, shape (texts, texts); not cosine, for which two short questions about one thing
    differ by all else that they say.
    """
    everywhere = Counter(stem for row in stems for stem in row)
    columns = {stem: i for i, stem in enumerate(everywhere)}
    rows = [i for i, row in enumerate(stems) for _ in row]
    places = (rows, [columns[stem] for row in stems for stem in row])
    shape = (len(stems), len(columns))
    matrix = scipy.sparse.csr_matrix((np.ones(len(rows)), places), shape)
    weights = np.array([np.log(1 + len(stems) / count) for count in everywhere.values()])
    both = (matrix.multiply(weights) @ matrix.T).toarray()
    own = both.diagonal()
    shorter = np.minimum(own[:, None], own[None, :])
    shares: np.ndarray = np.divide(both, shorter, out=np.zeros_like(both), where=shorter > 0)
    return shares


def _telling_words(
    members: list[dict[str, str]], everywhere: Counter[str], count: int
) -> list[str]:
    """The words that stand out most against all texts, each as it is most often written."""
    here: Counter[str] = Counter(stem for row in members for stem in row)
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for row in members:
        for stem, word in row.items():
            forms[stem][word] += 1
    weights = {
        stem: often * np.log(1 + count / everywhere[stem])
        for stem, often in here.items()
        if often >= SMALLEST_GROUP
    }
    best = sorted(weights, key=lambda stem: (-weights[stem], stem))[:WORDS_PER_CLUSTER]
    return [
        min(forms[stem], key=lambda word: (-forms[stem][word], len(word), word)) for stem in best
    ]


def _stems(text: str) -> dict[str, str]:
    """The beginnings of the words that tell something, each with the first word that has it."""
    stems: dict[str, str] = {}
    for word in _WORD.findall(PLACEHOLDER.sub(" ", text)):
        folded = normalise(word)
        if len(folded) > 1 and folded not in _stop_words():
            stems.setdefault(folded[:_STEM], word)
    return stems


@lru_cache(maxsize=1)
def _stop_words() -> frozenset[str]:
    words = [*SWEDISH, *ENGLISH, *_EVERYWHERE.split()]
    return frozenset(normalise(word) for word in words)


def _unit(vectors: np.ndarray) -> np.ndarray:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: np.ndarray = vectors / np.where(lengths == 0, 1, lengths)
    return scaled


# By the text's hash: what people wrote is not kept.
_vectors: dict[bytes, np.ndarray] = {}


def _vector(text: str) -> np.ndarray:
    """What a text means; known ones at once, so that the same page opens faster again."""
    key = hashlib.sha256(text.encode("utf-8", "replace")).digest()
    vector = _vectors.get(key)
    if vector is None:
        if len(_vectors) >= _MAX_VECTORS:
            _vectors.clear()
        vector = _vectors[key] = shared_encoder().vector(text)
    return vector
