"""Reads the settings of the engine from the environment, each in this place alone.

The actions, which can run apart, read theirs in `actions/facts.py`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from contracts.paths import FACTS
from contracts.watching.metrics import metrics_port
from contracts.watching.traces import traces_endpoint


@dataclass(frozen=True)
class EngineSettings:
    """What the engine is told from outside; an empty variable counts as one that is not set.

    `actions_url` is the address of an action server that runs apart; without it actions run in
    this process. `names_model` is a spaCy pipeline to find names with, in place of our own.
    """

    database_url: str | None
    redis_url: str | None
    token: str | None
    actions_url: str | None
    facts_file: Path
    names_model: str | None
    metrics_host: str = "127.0.0.1"
    metrics_port: int | None = None
    traces_endpoint: str | None = None


def engine_settings(env: Mapping[str, str] | None = None) -> EngineSettings:
    """The settings in `env`, by default the environment of this process."""
    env = os.environ if env is None else env
    return EngineSettings(
        database_url=env.get("DATABASE_URL") or None,
        redis_url=env.get("REDIS_URL") or None,
        token=env.get("ENGINE_TOKEN") or None,
        actions_url=env.get("ACTIONS_URL") or None,
        facts_file=Path(env.get("FACTS_FILE") or FACTS),
        names_model=env.get("NAMES_MODEL") or None,
        metrics_host=env.get("METRICS_HOST") or "127.0.0.1",
        metrics_port=metrics_port(env, after=1),
        traces_endpoint=traces_endpoint(env),
    )
