"""Lets Rasa's own commands run the actions in their process, as the engine does.

`rasa/core/utils.py:174`, AvailableEndpoints.read_endpoints, knows action servers alone: from
`action_endpoint: actions_module: …` it makes an endpoint without an address.
"""

from __future__ import annotations

import logging

from rasa.core.utils import AvailableEndpoints

from engine.local_actions import endpoint_of
from engine.settings import engine_settings


def apply() -> None:
    """Put the package's actions, or those at ACTIONS_URL, in the place of that endpoint."""
    # It tells of every action, each time that the file is read.
    logging.getLogger("rasa_sdk.executor").setLevel(logging.WARNING)
    original = AvailableEndpoints.read_endpoints

    def read_endpoints(endpoint_file: str) -> AvailableEndpoints:
        endpoints = original(endpoint_file)
        if endpoints.action is not None:
            endpoints.action = endpoint_of(endpoints.action, engine_settings())
        return endpoints

    AvailableEndpoints.read_endpoints = staticmethod(read_endpoints)
