"""Finds the components of a loaded model, and spares them work that several models share."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any

import numpy as np
from rasa.core.agent import Agent

from engine.privacy.masker import make_masker
from engine.understanding.encoder import shared_encoder

_TEXTS = 16_384  # that are kept; their vectors take 25 MB


@cache
def read_each_text_once() -> None:
    """Have what all models of this process share, encoder and masker, read the same but once.

    Not for serving: it keeps the texts.
    """
    encoder, masker = shared_encoder(), make_masker()
    computed = lru_cache(_TEXTS)(encoder.vector)

    def vector(text: str, state: Iterable[str] = ()) -> np.ndarray:
        return computed(text, tuple(state))

    encoder.vector = vector  # type: ignore[method-assign]
    masker.look = lru_cache(_TEXTS)(masker.look)  # type: ignore[method-assign]


def node_of(agent: Agent, kind: type) -> Any:
    """The node of a model's graph that runs a component of this kind."""
    assert agent.processor is not None
    nodes = agent.processor.graph_runner._instantiated_nodes.values()
    return next(node for node in nodes if isinstance(node._component, kind))


def parts_of(agent: Agent) -> list[Any]:
    """A model's components, none where no model is loaded."""
    if agent.processor is None:
        return []
    nodes = agent.processor.graph_runner._instantiated_nodes.values()
    return [node._component for node in nodes]


def part_of[Part](agent: Agent, kind: type[Part]) -> Part:
    """A model's component of this kind."""
    part: Part = node_of(agent, kind)._component
    return part
