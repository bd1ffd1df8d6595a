"""What web looks at when Prometheus asks."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from datetime import UTC, date, datetime, time
from typing import override

from aiohttp import web
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from contracts.metrics import REGISTRY, served
from desk.facts.model import Facts
from web import keys


class State(Collector):
    """What waits, and how old the facts are."""

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
    settings, state = app[keys.SETTINGS], State(app)
    REGISTRY.register(state)
    try:
        with served(settings.metrics_port, settings.metrics_host):
            yield
    finally:
        REGISTRY.unregister(state)
