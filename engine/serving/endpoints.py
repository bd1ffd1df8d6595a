"""Makes the stores of conversations and locks that the settings name, or fails.

Rasa keeps them in memory, with a warning, when it cannot find what the settings name.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.core.utils import AvailableEndpoints
from rasa.shared.exceptions import RasaException
from rasa.shared.utils.common import class_from_module_path
from rasa.utils.endpoints import EndpointConfig

from contracts.paths import ROOT, var_folder
from engine.local_actions import actions_endpoint
from engine.serving.agents import ServedAgent
from engine.serving.storage.locks import LocalLocks
from engine.serving.storage.spool import Spool
from engine.serving.storage.tracker_store import MaskingTrackerStore
from engine.settings import EngineSettings


def make_serving(settings: EngineSettings, file: Path = ROOT / "endpoints.yml") -> ServedAgent:
    """What an agent needs beside its model, as Rasa's file of endpoints and the settings say.

    Several engines that serve the same conversations need the same locks: those in Redis.

    Raises:
        RasaException: the tracker store is none that masks or cannot be reached, or REDIS_URL is no
            address. A Redis that is away is done without.
    """
    endpoints = AvailableEndpoints.read_endpoints(str(file))
    store = _tracker_store(endpoints.tracker_store, settings)
    locks = _redis_locks(settings.redis_url) if settings.redis_url else LocalLocks()
    return ServedAgent(store, locks, actions_endpoint(settings, file))


def _tracker_store(config: EndpointConfig | None, settings: EngineSettings) -> MaskingTrackerStore:
    name = config.type if config else None
    try:
        kind: Any = class_from_module_path(name or "")
    except (ImportError, AttributeError, ValueError, RasaException):
        kind = None
    if not (isinstance(kind, type) and issubclass(kind, MaskingTrackerStore)):
        raise RasaException(
            f"tracker_store i endpoints.yml är {name!r}, som inte finns eller inte maskerar. "
            "Utan den skulle samtal ligga i minnet."
        )
    return kind(host=settings.database_url or "", spool=Spool(var_folder() / "spool"))


def _redis_locks(address: str) -> LocalLocks:
    # Here, and not above: without Redis nobody needs its client.
    from engine.serving.storage.redis_locks import RedisLocks

    try:
        return RedisLocks(address)
    except ValueError as error:
        raise RasaException(f"REDIS_URL är ingen adress ({type(error).__name__}).") from None
