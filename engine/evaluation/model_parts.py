"""Finds the components of a loaded model, to look into what they do."""

from __future__ import annotations

from typing import Any

from rasa.core.agent import Agent


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
