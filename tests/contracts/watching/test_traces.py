"""Spans say what happens, by words of ours; nothing is imported where they go nowhere."""

from __future__ import annotations

import subprocess
import sys

import pytest

from contracts.paths import ROOT
from contracts.watching.logs import begin_request
from contracts.watching.traces import (
    TracesError,
    note_status,
    note_words,
    request_span,
    span,
    trace_headers,
    traces_endpoint,
    traces_sent,
)
from tests.collector import TraceSpan, collector

SECRET = "Amina Warsame 850312-1231"


def by_name(spans: list[TraceSpan]) -> dict[str, TraceSpan]:
    return {one.name: one for one in spans}


@pytest.mark.slow
async def test_a_span_of_another_process_goes_on_here_and_an_error_has_its_kind_alone() -> None:
    async with collector() as here:
        name = begin_request()
        with traces_sent("web", here.endpoint), request_span("POST", "/svar/{id}"):
            headers = trace_headers()
            note_status(503)
        assert trace_headers() == {}
        with (
            traces_sent("engine", here.endpoint),
            pytest.raises(ValueError, match="Amina"),
            request_span(SECRET, "/webhook", headers["traceparent"]),
            span("read"),
        ):
            note_words(outcome="answered")
            raise ValueError(SECRET)
        await here.until(lambda spans: len(spans) == 3)
    found = by_name(here.spans)
    asked, told, read = found["POST /svar/{id}"], found["_OTHER /webhook"], found["read"]
    assert len({one.trace for one in here.spans}) == 1
    assert (asked.parent, told.parent, read.parent) == (b"", asked.id, told.id)
    assert {one.words["press.request"] for one in here.spans} == {name}
    assert (asked.service, read.service) == ("presstjanst-web", "presstjanst-engine")
    assert (asked.words["http.response.status_code"], asked.failed) == (503, True)
    assert (read.words["outcome"], read.words["error.type"]) == ("answered", "ValueError")
    assert not [word for word in SECRET.split() if word.encode() in here.raw]


@pytest.mark.slow
def test_without_an_endpoint_nothing_is_imported_and_nothing_happens() -> None:
    code = (
        "import sys, web.__main__, contracts.watching.traces as t\n"
        "with t.traces_sent('web', None), t.request_span('GET', '/'):\n"
        "    t.note_status(500)\n"
        "    assert t.trace_headers() == {}\n"
        "assert not [name for name in sys.modules if name.startswith('opentelemetry')]\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


@pytest.mark.parametrize(
    ("env", "endpoint"),
    [
        ({}, None),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": " "}, None),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318/"}, "http://127.0.0.1:4318"),
    ],
)
def test_where_spans_go(env: dict[str, str], endpoint: str | None) -> None:
    assert traces_endpoint(env) == endpoint


@pytest.mark.parametrize(
    ("name", "value"),
    [("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")],
)
def test_what_cannot_be_used_is_one_sentence(name: str, value: str) -> None:
    env = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318", name: value}
    with pytest.raises(TracesError, match=name):
        traces_endpoint(env)
