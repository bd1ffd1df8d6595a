"""What the engine looks at when Prometheus asks."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from typing import override

from aiohttp import web
from prometheus_client import Gauge
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from contracts.paths import var_folder
from contracts.watching.metrics import REGISTRY, free_disk, served
from engine.serving import keys
from engine.serving.agents import ServedAgent
from engine.settings import EngineSettings

UNDER_WAY = Gauge(
    "press_engine_messages", "Messages that are answered or wait to be", registry=REGISTRY
)


class EngineCollector(Collector):
    """The model that answers, what is not read or saved, what waits, and the disk."""

    def __init__(self, serving: ServedAgent) -> None:
        self._serving = serving

    @override
    def collect(self) -> Iterable[Metric]:
        model = GaugeMetricFamily("press_model", "1 for the model that answers", labels=["model"])
        if self._serving.model:
            model.add_metric([self._serving.model], 1)
        yield model
        store = GaugeMetricFamily(
            "press_store_failing", "1 where the last one failed", labels=["act"]
        )
        for act, failing in self._serving.store_failing.items():
            store.add_metric([act], failing)
        yield store
        yield GaugeMetricFamily(
            "press_spool_turns",
            "Turns that wait on disk until the database takes them",
            self._serving.spooled,
        )
        yield free_disk(var_folder().absolute())


def serving_metrics(settings: EngineSettings) -> Callable[[web.Application], AsyncIterator[None]]:
    """A part of the app (for `cleanup_ctx`) that serves metrics where the settings say so."""

    async def running(app: web.Application) -> AsyncIterator[None]:
        state = EngineCollector(app[keys.SERVING])
        REGISTRY.register(state)
        try:
            with served(settings.metrics_port, settings.metrics_host):
                yield
        finally:
            REGISTRY.unregister(state)

    return running
