"""Stands in for dask, which plans each graph anew, and whose graphs are written otherwise today.

`rasa/engine/runner/dask.py:104` calls `dask.get` on a graph of dask's of 2022, and is all that
Rasa uses of dask. A graph gives each name the function of a node and the names of its inputs, or,
for an input of the graph, the pair of its name and its value.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any


def get(
    graph: Mapping[str, tuple[Any, ...]],
    targets: Sequence[str],
    known_uses: Mapping[str, int] | None = None,
) -> tuple[Any, ...]:
    """The output of each target: a node runs once, and its output goes when nothing needs it.

    `known_uses` is what `count_uses` gives for the graph and the targets.
    """
    uses = dict(count_uses(graph, targets) if known_uses is None else known_uses)
    outputs: dict[str, Any] = {}

    def output(name: str) -> Any:
        if name not in graph:
            return name  # as dask does; the node that needs it says so
        if name not in outputs:
            node, *needs = graph[name]
            outputs[name] = node(*map(output, needs)) if callable(node) else graph[name]
        uses[name] -= 1
        return outputs[name] if uses[name] else outputs.pop(name)

    return tuple(map(output, targets))


def count_uses(graph: Mapping[str, tuple[Any, ...]], targets: Sequence[str]) -> Counter[str]:
    """How often the output of each node is asked for on the way to the targets."""
    uses, waiting = Counter(targets), list(dict.fromkeys(targets))
    while waiting:
        node, *needs = graph.get(waiting.pop(), (None,))
        if callable(node):
            waiting += [need for need in dict.fromkeys(needs) if need not in uses]
            uses.update(needs)
    return uses


def apply() -> None:
    """Put a module with `get` alone in dask's place."""
    stand_in = ModuleType("dask", __doc__)
    stand_in.get = get  # type: ignore[attr-defined]
    sys.modules["dask"] = stand_in
