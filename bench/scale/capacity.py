"""What so many machines would carry, from what a message costs on one: a model, not a measurement.

A machine has cores, and runs an engine and a web on every two of them; the database and Redis run
on machines of their own. A part that may be busy for `UTILISATION` of the time answers as fast as
was measured; beyond that messages wait for each other (docs/scale.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

CORES = 2
# Of a core that is busy for longer, what waits is longer than what is done (M/M/c).
UTILISATION = 0.7
# The engine's pool and web's, each 5 and 10 more in a rush.
CONNECTIONS_A_MACHINE = 30
DEFAULT_CONNECTIONS = 100  # of a PostgreSQL that nobody has set up
# Others' figures, to be replaced by one's own.
KRONOR_A_CORE_HOUR, KRONOR_A_GB_HOUR = 0.35, 0.045
_HOURS_A_MONTH = 730
_BUSY_HOURS_A_DAY = 2.0  # at the full rate, or a day's messages spread as in ten hours at a fifth


@dataclass(frozen=True)
class Costs:
    """What a message costs: ms of processor time by part, bytes stored; and MB of each part."""

    engine_ms: float
    web_ms: float
    database_ms: float
    redis_ms: float
    stored_bytes: float
    engine_mb: float
    web_mb: float

    @property
    def machine_ms(self) -> float:
        """Of a machine that runs engines and webs."""
        return self.engine_ms + self.web_ms


class Capacity(NamedTuple):
    """What a number of machines carries, and needs."""

    machines: int
    messages_s: float
    memory_gb: float
    database_cores: float
    redis_cores: float
    connections: int
    stored_gb_a_day: float
    kronor_a_month: float

    @property
    def breaks_first(self) -> str:
        """What has to be seen to before the machines are used in full."""
        if self.redis_cores > 1:
            return "Redis, which has one core"
        if self.connections > DEFAULT_CONNECTIONS:
            return "PostgreSQL's connections: set max_connections, or a pooler"
        return "the engines' processors"


def capacity_of(machines: int, costs: Costs) -> Capacity:
    """What so many machines would carry."""
    messages = machines * CORES * UTILISATION * 1000 / costs.machine_ms
    memory = machines * (CORES / 2) * (costs.engine_mb + costs.web_mb) / 1024
    database = messages * costs.database_ms / 1000 / UTILISATION
    redis = messages * costs.redis_ms / 1000 / UTILISATION
    cores = machines * CORES + database + redis
    return Capacity(
        machines,
        messages,
        memory,
        database,
        redis,
        machines * CONNECTIONS_A_MACHINE,
        messages * 3600 * _BUSY_HOURS_A_DAY * costs.stored_bytes / 1e9,
        _HOURS_A_MONTH * (cores * KRONOR_A_CORE_HOUR + memory * KRONOR_A_GB_HOUR),
    )


def costs_of(work_ms: Mapping[str, float], memory_mb: Mapping[str, float], stored: float) -> Costs:
    """The costs in what was measured, by the names of the parts."""
    return Costs(
        work_ms["engine"],
        work_ms["web"],
        work_ms["PostgreSQL"],
        work_ms["Redis"],
        stored,
        memory_mb["engine"],
        memory_mb["web"],
    )


def table(costs: Costs) -> str:
    """Markdown: what 1, 10 and 100 machines carry."""
    head = (
        "| machines | messages a second | memory, GB | PostgreSQL, cores | Redis, cores "
        "| connections | stored a day, GB | kronor a month | breaks first |"
    )
    lines = [head, "|" + "---:|" * 8 + "---|"]
    for machines in (1, 10, 100):
        one = capacity_of(machines, costs)
        lines.append(
            f"| {machines} | {one.messages_s:,.0f} | {one.memory_gb:,.1f} "
            f"| {one.database_cores:.1f} | {one.redis_cores:.2f} | {one.connections:,} "
            f"| {one.stored_gb_a_day:,.1f} | {one.kronor_a_month:,.0f} | {one.breaks_first} |"
        )
    return "\n".join(lines)
