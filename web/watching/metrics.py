"""What web looks at when Prometheus asks."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import override

from aiohttp import web
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from contracts.paths import var_folder
from contracts.watching.metrics import REGISTRY, free_disk, served
from desk.facts.model import Facts
from web import keys
from web.store.database import database_file

# How often Redis is asked how it is: also where nobody writes.
REDIS_SECONDS = 10.0


class WebCollector(Collector):
    """What waits, how old the facts are, what is left of the disk, and whether Redis answers."""

    def __init__(self, app: web.Application) -> None:
        self._app = app

    @override
    def collect(self) -> Iterable[Metric]:
        queues = GaugeMetricFamily("press_queue", "What waits, by queue", labels=["queue"])
        for name, length in self._app[keys.QUEUES].items():
            queues.add_metric([name], length())
        yield queues
        live = self._app[keys.FACTS]
        yield GaugeMetricFamily(
            "press_facts_refused",
            "1 where the last edit of the facts is not in force",
            bool(live.error),
        )
        yield GaugeMetricFamily(
            "press_facts_reviewed_timestamp_seconds",
            "When the fact was reviewed that was reviewed longest ago",
            oldest_review(live.current()),
        )
        yield free_disk(disk_folder(self._app[keys.SETTINGS].database_url))
        if self._app[keys.SHARED].is_in_redis:
            yield GaugeMetricFamily(
                "press_redis_down",
                "1 where Redis did not answer in time when it was asked last",
                self._app[keys.SHARED].is_away,
            )


def disk_folder(database_url: str) -> Path:
    """Where the database lies, if it is a file here, else what is written at run time."""
    file = database_file(database_url)
    return file.parent if file and file.exists() else var_folder().absolute()


async def asking_redis(app: web.Application) -> None:
    """Have its state known: it is asked by whoever counts, and here where nobody does."""
    await app[keys.SHARED].state()


def review_days(facts: Facts) -> list[date]:
    """When each fact was reviewed last."""
    return [
        fact.reviewed_on
        for section in vars(facts).values()
        if isinstance(section, dict)
        for fact in section.values()
        if hasattr(fact, "reviewed_on")
    ]


def oldest_review(facts: Facts) -> float:
    """The day, as seconds since 1970, when the fact was reviewed that has waited longest."""
    return datetime.combine(min(review_days(facts)), time(), UTC).timestamp()


async def serving(app: web.Application) -> AsyncIterator[None]:
    """A part of the app (for `cleanup_ctx`) that serves metrics where the settings say so."""
    settings, state = app[keys.SETTINGS], WebCollector(app)
    REGISTRY.register(state)
    try:
        with served(settings.metrics_port, settings.metrics_host):
            yield
    finally:
        REGISTRY.unregister(state)
