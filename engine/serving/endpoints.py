"""Sees to it that conversations and locks are kept where the settings say, or not at all.

Rasa keeps them in memory, with a warning, when it cannot find what the settings name.
"""

from __future__ import annotations

from typing import Any

import redis
from rasa.core.utils import AvailableEndpoints
from rasa.shared.exceptions import RasaException
from rasa.shared.utils.common import class_from_module_path
from rasa.utils.endpoints import EndpointConfig
from redis.connection import SSLConnection, parse_url

from engine.serving.tracker_store import MaskingTrackerStore

_REDIS_SECONDS = 2.0


def read_endpoints(path: str, redis_address: str | None) -> AvailableEndpoints:
    """The endpoints of Rasa's file, with locks in Redis when there is an address of one.

    Several engines that serve the same conversations need the same locks.

    Raises:
        RasaException: the tracker store is none that masks, or Redis cannot be reached.
    """
    endpoints = AvailableEndpoints.read_endpoints(path)
    _check_tracker_store(endpoints.tracker_store)
    if redis_address:
        endpoints.lock_store = _lock_store(redis_address)
    return endpoints


def _check_tracker_store(store: EndpointConfig | None) -> None:
    name = store.type if store else None
    try:
        found: Any = class_from_module_path(name or "")
    except (ImportError, AttributeError, ValueError, RasaException):
        found = None
    if not (isinstance(found, type) and issubclass(found, MaskingTrackerStore)):
        raise RasaException(
            f"tracker_store i endpoints.yml är {name!r}, som inte finns eller inte maskerar. "
            "Utan den skulle samtal ligga i minnet."
        )


def _lock_store(address: str) -> EndpointConfig:
    try:
        options = parse_url(address)
        redis.from_url(address, socket_timeout=_REDIS_SECONDS).ping()
    except (ValueError, redis.RedisError) as error:
        raise RasaException(f"REDIS_URL går inte att nå ({type(error).__name__}).") from None
    return EndpointConfig(
        options.get("host", "localhost"),
        type="redis",
        port=options.get("port", 6379),
        db=options.get("db", 0),
        username=options.get("username"),
        password=options.get("password"),
        use_ssl=options.get("connection_class") is SSLConnection,
        key_prefix="presstjanst",
        socket_timeout=_REDIS_SECONDS,
    )
