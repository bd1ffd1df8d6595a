"""Mends in Rasa 3.6.21 what costs every message time and gives nothing for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import jsonschema
from rasa.core.actions.action import RemoteAction
from rasa.engine.exceptions import GraphRunError
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.domain import Domain


def mend_rasa() -> None:
    """Mend this process; not before it trains, for graphs then hold all they have made."""
    _validate_action_results_once()
    _compare_with_one_empty_domain()
    DaskGraphRunner.run = _run


def _validate_action_results_once() -> None:
    """Make the validator of action results once.

    Rasa checks the JSON schema itself anew at every action call, which takes two thirds of
    its time for a message.
    """
    validator = jsonschema.Draft7Validator(RemoteAction.action_response_format_spec())

    def validate(self: RemoteAction, result: dict[str, Any]) -> bool:
        validator.validate(result)
        return True

    RemoteAction._validate_action_result = validate


def _compare_with_one_empty_domain() -> None:
    """Rasa makes an empty domain for every message, to see that ours is none."""
    empty = Domain.empty().as_dict()

    def is_empty(self: Domain) -> bool:
        return bool(self.as_dict() == empty)

    Domain.is_empty = is_empty


def _run(
    self: DaskGraphRunner,
    inputs: dict[str, Any] | None = None,
    targets: Sequence[str] | None = None,
) -> dict[str, Any]:
    """Run each node that a target needs, in order: dask plans that anew for every message.

    Raises:
        GraphRunError: a node raised a RuntimeError.
    """
    nodes, schema = self._instantiated_nodes, self._graph_schema
    done = {name: (name, value) for name, value in (inputs or {}).items()}

    def output(name: str) -> Any:
        if name not in done:
            if name not in nodes:
                return name  # as dask does; the node that needs it says so
            done[name] = nodes[name](*map(output, schema.nodes[name].needs.values()))
        return done[name]

    try:
        return dict(map(output, targets or schema.target_names))
    except RuntimeError as error:
        raise GraphRunError("Error running runner.") from error
