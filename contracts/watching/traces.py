"""Spans of a request through web, engine and actions, sent where OTEL_EXPORTER_OTLP_ENDPOINT says.

Where that is not set nothing of OpenTelemetry is imported, and a span costs a look at a variable.
A span has words of ours and the request's name: nothing that people write, no addresses, no names
of conversations; of an error its kind alone.
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Literal

from contracts.watching.logs import REQUEST

if TYPE_CHECKING:
    from opentelemetry.trace import Tracer

Kind = Literal["INTERNAL", "SERVER", "CLIENT"]

# W3C Trace Context: which span a request comes from.
TRACE_HEADER = "traceparent"
_ENDPOINT, _PROTOCOL = "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_PROTOCOL"
_SPOKEN = "http/protobuf"
# How long a process that ends waits for its last spans to be taken.
_LAST_SECONDS = 2.0
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

_tracer: Tracer | None = None


class TracesError(ValueError):
    """Where spans go is no address, or is to be spoken to in a way that is not there; says so."""


def traces_endpoint(env: Mapping[str, str]) -> str | None:
    """Where spans go; None where OTEL_EXPORTER_OTLP_ENDPOINT is not set.

    Raises:
        TracesError: it is no address, or OTEL_EXPORTER_OTLP_PROTOCOL another than ours.
    """
    endpoint = env.get(_ENDPOINT, "").strip().rstrip("/")
    if not endpoint:
        return None
    if not endpoint.startswith(("http://", "https://")):
        raise TracesError(f"{_ENDPOINT} ska börja med http:// eller https://, inte {endpoint!r}.")
    if (protocol := env.get(_PROTOCOL) or _SPOKEN) != _SPOKEN:
        raise TracesError(f"{_PROTOCOL} ska vara {_SPOKEN}, inte {protocol!r}.")
    return endpoint


@contextmanager
def traces_sent(part: str, endpoint: str | None) -> Iterator[None]:
    """Send the spans of this process, a part of ours, while the context lasts; None sends none.

    A thread sends them, and drops them while nobody takes them.
    """
    global _tracer
    if endpoint is None:
        yield
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    instance = f"{socket.gethostname()}:{os.getpid()}"
    resource = {"service.name": f"presstjanst-{part}", "service.instance.id": instance}
    provider = TracerProvider(resource=Resource.create(resource), shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(f"{endpoint}/v1/traces")))
    _tracer = provider.get_tracer("presstjanst")
    try:
        yield
    finally:
        _tracer = None
        # In a thread, for it waits half a minute for a collector that does not answer.
        ending = threading.Thread(target=provider.shutdown, daemon=True)
        ending.start()
        ending.join(_LAST_SECONDS)


def span(
    name: str, kind: Kind = "INTERNAL", parent: str | None = None, **words: str
) -> AbstractContextManager[None]:
    """Tell how long something takes, with words of ours, as a part of the span around it.

    `parent` is the header of a request that is begun by another process of ours.
    """
    return nullcontext() if _tracer is None else _span(_tracer, name, kind, parent, words)


def request_span(
    method: str, route: str, parent: str | None = None
) -> AbstractContextManager[None]:
    """Tell how long a request takes, by its route as we wrote it."""
    method = method if method in _METHODS else "_OTHER"
    words = {"http.request.method": method, "http.route": route}
    return span(f"{method} {route}", "SERVER", parent, **words)


def note_words(**words: str | int) -> None:
    """Add words of ours to the span at hand."""
    if _tracer is not None:
        from opentelemetry.trace import get_current_span

        get_current_span().set_attributes(words)


def note_status(status: int) -> None:
    """Note how the request at hand is answered."""
    note_words(**{"http.response.status_code": status})
    if _tracer is not None and status >= 500:
        _fail(str(status))


def trace_headers() -> dict[str, str]:
    """What tells another process of ours which span its request comes from."""
    headers: dict[str, str] = {}
    if _tracer is not None:
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        TraceContextTextMapPropagator().inject(headers)
    return headers


@contextmanager
def _span(
    tracer: Tracer, name: str, kind: Kind, parent: str | None, words: dict[str, str]
) -> Iterator[None]:
    from opentelemetry.trace import SpanKind
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    context = TraceContextTextMapPropagator().extract({TRACE_HEADER: parent}) if parent else None
    with tracer.start_as_current_span(
        name,
        context,
        SpanKind[kind],
        {**words, "press.request": REQUEST.get()},
        # An error's message may quote a text.
        record_exception=False,
        set_status_on_exception=False,
    ):
        try:
            yield
        except BaseException as error:
            _fail(type(error).__name__)
            raise


def _fail(kind: str) -> None:
    from opentelemetry.trace import StatusCode, get_current_span

    current = get_current_span()
    current.set_attribute("error.type", kind)
    current.set_status(StatusCode.ERROR)
