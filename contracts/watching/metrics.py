"""What web and the engine count alike, and how Prometheus reads it.

Numbers and short words of ours alone are in it: nothing that people write, and no names of
conversations.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import override

from prometheus_client import CollectorRegistry, Counter, Histogram, start_http_server
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.process_collector import ProcessCollector

from contracts.watching.traces import Kind, span

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)

_BUCKET_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.35, 0.5, 1.0, 2.0, 3.5, 5.0, 10.0)
PART_SECONDS = Histogram(
    "press_part_seconds",
    "How long each part of an answer takes",
    ["part"],
    buckets=_BUCKET_SECONDS,
    registry=REGISTRY,
)
ERRORS = Counter(
    "press_errors_total",
    "Errors that were logged, by the module that did",
    ["kind"],
    registry=REGISTRY,
)
# Others' loggers count by their first name, so that the kinds stay few.
_OURS = ("web", "engine", "actions", "dialogue", "desk", "contracts")


# By kind: how many since the start, and when the last one was, in seconds since 1970.
_last: dict[str, tuple[int, float]] = {}


def last_errors() -> dict[str, tuple[int, float]]:
    """How many errors of each kind this process has logged, and when the last one was."""
    return dict(_last)


@contextmanager
def timed(part: str, kind: Kind = "INTERNAL", **words: str) -> Iterator[None]:
    """Measure a part of an answer, and tell of it as a span."""
    with PART_SECONDS.labels(part).time(), span(part, kind, **words):
        yield


def free_disk(folder: Path) -> GaugeMetricFamily:
    """What is left of the disk where a folder is, or is to be, as a metric."""
    there = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(there).free
    return GaugeMetricFamily("press_disk_free_bytes", "What is left of the disk written to", free)


class MetricsError(ValueError):
    """METRICS_PORT is no port; says so."""


class ErrorCount(logging.Handler):
    """Counts what is logged as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)

    @override
    def emit(self, record: logging.LogRecord) -> None:
        first = record.name.partition(".")[0]
        kind = record.name if first in _OURS else first
        ERRORS.labels(kind).inc()
        _last[kind] = _last.get(kind, (0, 0.0))[0] + 1, record.created


_ERROR_COUNT = ErrorCount()


def metrics_port(env: Mapping[str, str], after: int = 0) -> int | None:
    """Where to serve metrics, the engine `after` web; None where METRICS_PORT is not set.

    Raises:
        MetricsError: it is no port.
    """
    value = env.get("METRICS_PORT", "")
    if not value:
        return None
    if not (value.isascii() and value.isdigit() and 0 < int(value) < 65536 - after):
        raise MetricsError(f"METRICS_PORT ska vara en port, inte {value!r}.")
    return int(value) + after


@contextmanager
def served(port: int | None, host: str) -> Iterator[None]:
    """Metrics at a port of their own, in a thread of their own; nothing without a port.

    Raises:
        OSError: the port is taken.
    """
    # The counts are the process's: whatever it serves, an error counts once, and to the end.
    logging.getLogger().addHandler(_ERROR_COUNT)
    stop: Callable[[], object] = int
    try:
        if port is not None:
            server, thread = start_http_server(port, host, REGISTRY)

            def stop() -> None:
                server.shutdown()
                server.server_close()
                thread.join()

        yield
    finally:
        stop()
