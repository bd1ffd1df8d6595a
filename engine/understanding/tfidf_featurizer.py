"""Words and pieces of words, weighted by how rare they are: what the examples teach from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, override
from weakref import ref

import numpy as np
import scipy.sparse
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.sparse_featurizer.sparse_featurizer import SparseFeaturizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from contracts.conversation import State
from engine.prefetch_cache import PrefetchCache
from engine.understanding.conversation_state import STATE
from engine.understanding.regression import views
from engine.understanding.regression.ngrams import Cut, NgramReader
from engine.understanding.text import normalise

WORDS = r"\w+|[?!]"
_NOTHING = "-"  # stands in no view of a text


class _LastFeatures:
    """The features of the examples that were learnt from last, for whoever reads them next.

    Rasa makes another object of the featurizer for that, and reading them again takes as long as
    learning did.
    """

    def __init__(self) -> None:
        self._examples: ref[TrainingData] | None = None
        self._rows: scipy.sparse.csr_matrix | None = None

    def keep(self, examples: TrainingData, rows: scipy.sparse.csr_matrix) -> None:
        self._examples, self._rows = ref(examples), rows

    def take(self, examples: TrainingData) -> scipy.sparse.csr_matrix | None:
        """The rows, once, if they are those of these examples."""
        if self._examples is None or self._examples() is not examples:
            return None
        rows, self._examples, self._rows = self._rows, None, None
        return rows


_LEARNT = _LastFeatures()


class NgramBlock(NamedTuple):
    """One way of reading the text, and how its n-grams are cut."""

    view: Callable[[str, Sequence[str]], str]
    cut: Cut


BLOCKS = (
    NgramBlock(views.whole, {"token_pattern": WORDS, "ngram_range": (1, 3)}),
    NgramBlock(views.whole, {"analyzer": "char_wb", "ngram_range": (2, 5)}),
    NgramBlock(views.in_state, {"token_pattern": r"\S+"}),
)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class TfidfFeaturizer(SparseFeaturizer, GraphComponent):
    """Sets one sparse sentence feature on each message, shape (1, n-grams of all blocks)."""

    @staticmethod
    @override
    def get_default_config() -> dict[str, Any]:
        """`min_examples`: in how many examples an n-gram must stand to count."""
        return {**SparseFeaturizer.get_default_config(), "min_examples": 3}

    @staticmethod
    @override
    def required_packages() -> list[str]:
        return ["scipy"]

    @classmethod
    @override
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Nothing can be wrong with the settings that Rasa does not find."""

    def __init__(
        self,
        config: dict[str, Any],
        name: str,
        model_storage: ModelStorage,
        resource: Resource,
        readers: list[NgramReader] | None = None,
    ) -> None:
        super().__init__(name, config)
        self._model_storage = model_storage
        self._resource = resource
        self._readers = readers or []
        self._ahead: PrefetchCache[tuple[str, State], scipy.sparse.csr_matrix] = PrefetchCache()

    def read_ahead(self, text: str, state: State) -> None:
        """Have the n-grams of a message ready."""
        self._ahead.put((text, state), self._row(text, state))

    @classmethod
    @override
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TfidfFeaturizer:
        return cls(config, execution_context.node_name, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the n-grams and their weights from the intent examples."""
        examples = training_data.intent_examples
        texts = [(normalise(m.get(TEXT)), m.get(STATE) or ()) for m in examples]
        self._readers, blocks, least = [], [], self._config["min_examples"]
        for block in BLOCKS:
            block_texts = [block.view(text, state) for text, state in texts]
            if not any(block_texts):  # examples of no conversation
                self._readers.append(NgramReader.learn(block.cut, [_NOTHING] * least, least)[0])
                blocks.append(self._readers[-1].rows(block_texts))
                continue
            reader, rows = NgramReader.learn(block.cut, block_texts, least)
            self._readers.append(reader)
            blocks.append(rows)
        _LEARNT.keep(training_data, scipy.sparse.hstack(blocks, format="csr"))
        with self._model_storage.write_to(self._resource) as directory:
            for number, reader in enumerate(self._readers):
                reader.save(directory / f"block-{number}")
        return self._resource

    @classmethod
    @override
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> TfidfFeaturizer:
        with model_storage.read_from(resource) as directory:
            readers = [
                NgramReader.load(block.cut, directory / f"block-{number}")
                for number, block in enumerate(BLOCKS)
            ]
        return cls(config, execution_context.node_name, model_storage, resource, readers)

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the features of each message."""
        for message in messages:
            text, state = message.get(TEXT), tuple(message.get(STATE) or ())
            row = self._ahead.take((text, state))
            if row is None:
                row = self._row(text, state)
            self.add_features_to_message(None, row, TEXT, message)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Set the features of the intent examples: nobody learns from the rest."""
        examples = training_data.intent_examples
        rows = _LEARNT.take(training_data)
        if rows is None:
            texts = [(normalise(m.get(TEXT)), m.get(STATE) or ()) for m in examples]
            blocks = [
                reader.rows([block.view(text, state) for text, state in texts])
                for block, reader in zip(BLOCKS, self._readers, strict=True)
            ]
            rows = scipy.sparse.hstack(blocks, format="csr")
        for message, start, end in zip(examples, rows.indptr, rows.indptr[1:], strict=False):
            row = _one_row(rows.indices[start:end], rows.data[start:end], rows.shape[1])
            self.add_features_to_message(None, row, TEXT, message)
        return training_data

    def _row(self, text: str, state: State) -> scipy.sparse.csr_matrix:
        """Shape (1, n-grams of all blocks)."""
        folded, start = normalise(text), 0
        columns, values = [], []
        for block, reader in zip(BLOCKS, self._readers, strict=True):
            block_columns, weights = reader.read(block.view(folded, state))
            columns.append(block_columns + start)
            values.append(weights)
            start += reader.width
        return _one_row(np.concatenate(columns), np.concatenate(values), start)


def _one_row(columns: np.ndarray, values: np.ndarray, width: int) -> scipy.sparse.csr_matrix:
    ends = np.array([0, len(columns)], dtype=np.int32)
    return scipy.sparse.csr_matrix((values, columns, ends), shape=(1, width))
