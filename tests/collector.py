"""A collector of traces on loopback: what OTLP over HTTP sends it, and when it has come."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.test_utils import TestServer
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


@dataclass(frozen=True)
class TraceSpan:
    """A span that has come, by the service that sent it."""

    service: str
    name: str
    trace: bytes
    id: bytes
    parent: bytes
    words: dict[str, str | int]
    failed: bool


@dataclass
class Collector:
    """Where spans are sent, and those that have come; `raw` is every byte of it."""

    endpoint: str = ""
    spans: list[TraceSpan] = field(default_factory=list)
    raw: bytes = b""
    _more: asyncio.Event = field(default_factory=asyncio.Event)

    async def until(self, enough: Callable[[list[TraceSpan]], bool]) -> None:
        """Wait until what has come is enough."""
        async with asyncio.timeout(60):
            while not enough(self.spans):
                self._more.clear()
                await self._more.wait()

    async def take(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.raw += body
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            service = next(
                a.value.string_value
                for a in resource.resource.attributes
                if a.key == "service.name"
            )
            for span in (one for scope in resource.scope_spans for one in scope.spans):
                words = {a.key: a.value.string_value or a.value.int_value for a in span.attributes}
                self.spans.append(
                    TraceSpan(
                        service,
                        span.name,
                        span.trace_id,
                        span.span_id,
                        span.parent_span_id,
                        words,
                        failed=span.status.code == span.status.STATUS_CODE_ERROR,
                    )
                )
        self._more.set()
        return web.Response()


@asynccontextmanager
async def collector() -> AsyncIterator[Collector]:
    """A collector that serves as long as the context lasts."""
    one = Collector()
    app = web.Application()
    app.router.add_post("/v1/traces", one.take)
    async with TestServer(app) as server:
        one.endpoint = str(server.make_url("/")).rstrip("/")
        yield one
