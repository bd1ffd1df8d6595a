"""Runs the graph of a message without copying it first.

`rasa/engine/runner/dask.py:80-106`, DaskGraphRunner.run, makes a smaller graph of each graph for
every message and every step of a policy, and writes all inputs into a text that is logged at a
level nobody reads. `dask_get` runs what the targets need and no more, as it has
found out once for these targets.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa.engine.exceptions import GraphRunError
from rasa.engine.runner.dask import DaskGraphRunner

from engine.rasa_patches.importing.dask_get import count_uses, get


def apply() -> None:
    """Let every graph of this process run that way, those made already too."""
    DaskGraphRunner.run = _run


def _run(
    self: DaskGraphRunner,
    inputs: dict[str, Any] | None = None,
    targets: Sequence[str] | None = None,
) -> dict[str, Any]:
    """The output of each target, by its name.

    Raises:
        GraphRunError: a node raised a RuntimeError.
    """
    targets = tuple(targets or self._graph_schema.target_names)
    graph = self.__dict__.get("_nodes")
    if graph is None:
        graph = self._nodes = self._build_dask_graph(self._graph_schema)
        self._uses = {}
    graph = graph | {name: (name, value) for name, value in (inputs or {}).items()}
    plan = (targets, frozenset(inputs or ()))
    if plan not in self._uses:
        self._uses[plan] = count_uses(graph, targets)
    try:
        return dict(get(graph, targets, self._uses[plan]))
    except RuntimeError as error:
        raise GraphRunError("Error running runner.") from error
