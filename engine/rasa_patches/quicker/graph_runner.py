"""Runs the graph of a message without copying it first.

`rasa/engine/runner/dask.py:80-106`, DaskGraphRunner.run, makes a smaller graph of each graph for
every message and every step of a policy, and writes all inputs into a text that is logged at a
level nobody reads. `dask_get` runs what the targets need and no more.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa.engine.exceptions import GraphRunError
from rasa.engine.runner.dask import DaskGraphRunner

from engine.rasa_patches.importing.dask_get import get


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
    graph = self._build_dask_graph(self._graph_schema)
    graph.update({name: (name, value) for name, value in (inputs or {}).items()})
    try:
        return dict(get(graph, targets or self._graph_schema.target_names))
    except RuntimeError as error:
        raise GraphRunError("Error running runner.") from error
