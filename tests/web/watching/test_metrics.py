"""Metrics say what happens, at a port of their own, and nothing of what was said."""

from __future__ import annotations

import logging
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from contracts.watching.metrics import REGISTRY, MetricsError, metrics_port
from desk.cards import message_card, topic_card
from desk.facts.model import Facts
from desk.hours import local_now
from tests.web.conftest import ClientMaker, StandInEngine
from web.chat.counting import outcome_of
from web.watching.metrics import asking_redis, oldest_review

SECRET = "Amina Warsame 850312-1231"


def value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


async def scraped(port: int) -> str:
    url = f"http://127.0.0.1:{port}/metrics"
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        assert response.status == 200
        return await response.text()


async def test_what_happens_is_served_at_a_port_of_its_own(
    make_client: ClientMaker, unused_tcp_port: int
) -> None:
    client = await make_client(metrics_port=unused_tcp_port)
    labels = {"channel": "browser", "language": "sv", "route": "statistics"}
    before = value("press_messages_total", **labels, outcome="answered")
    assert (await client.post("/api/messages", json={"text": SECRET})).status == 200
    assert (await client.post("/api/messages", json={"text": " "})).status == 422
    assert value("press_messages_total", **labels, outcome="answered") == before + 1
    text = await scraped(unused_tcp_port)
    for line in (
        'press_messages_total{channel="browser",language="sv",outcome="answered"',
        'press_refused_total{channel="browser",why="no_text"}',
        'press_part_seconds_bucket{le="0.5",part="engine"}',
        'press_queue{queue="press_line_turns"} 0.0',
        'press_queue{queue="outgoing"} 0.0',
        "press_facts_refused 0.0",
        "press_facts_reviewed_timestamp_seconds",
        "process_resident_memory_bytes",
    ):
        assert line in text
    assert not {word for word in SECRET.split() if word in text}
    assert "browser-" not in text
    assert (await client.get("/metrics")).status == 404


async def test_it_is_off_where_no_port_is_set(make_client: ClientMaker) -> None:
    client = await make_client()
    assert (await client.get("/metrics")).status == 404


async def test_the_press_line_and_the_error_behind_it_are_counted(
    make_client: ClientMaker, engine: StandInEngine
) -> None:
    client, engine.status = await make_client(), 500
    why = {"channel": "browser", "why": "broken"}
    labels = {"channel": "browser", "language": "sv", "route": "fallback", "outcome": "fallback"}
    before = (
        value("press_messages_total", **labels),
        value("press_errors_total", kind="web.engine_client"),
        value("press_line_total", **why),
    )
    await client.post("/api/messages", json={"text": "hej"})
    after = (
        value("press_messages_total", **labels),
        value("press_errors_total", kind="web.engine_client"),
        value("press_line_total", **why),
    )
    assert (after[0] - before[0], after[1] - before[1] >= 1) == (1, True)
    assert after[2] == before[2] + 1


async def test_others_errors_are_of_few_kinds_and_count_once(make_client: ClientMaker) -> None:
    for _ in range(2):  # each app of a process has its count
        await make_client()
    before = value("press_errors_total", kind="somebody")
    for number in range(3):
        logging.getLogger(f"somebody.{number}").error("fel")
    assert value("press_errors_total", kind="somebody") == before + 3


async def test_a_redis_that_is_away_and_what_is_left_of_the_disk_are_told(
    make_client: ClientMaker, unused_tcp_port: int, tmp_path: Path
) -> None:
    client = await make_client(shared_storage=f"async+redis://127.0.0.1:{unused_tcp_port}")
    assert client.app is not None
    await asking_redis(client.app)
    assert REGISTRY.get_sample_value("press_redis_down") == 1
    left = shutil.disk_usage(tmp_path).free
    assert value("press_disk_free_bytes") == pytest.approx(left, rel=0.2)
    await client.close()
    await make_client()
    assert REGISTRY.get_sample_value("press_redis_down") is None


def test_outcomes(facts: Facts) -> None:
    card: Any = topic_card(facts, "statistics", "sv", local_now())
    assert outcome_of(card) == "answered"
    assert outcome_of({**card, "question": ["not_stated/records_days"]}) == "not_stated"
    assert outcome_of({**card, "question": ["ask/records_fee"]}) == "answered"
    assert outcome_of(topic_card(facts, "fallback", "sv", local_now())) == "fallback"
    choice = {"title": "Statistik", "payload": "/statistics"}
    assert outcome_of(message_card("Vilket?", "sv", [choice])) == "asked_back"  # type: ignore[list-item]
    assert outcome_of(message_card("Hej!", "sv", [])) == "answered"


def test_the_oldest_review_counts(facts: Facts) -> None:
    day = date.fromtimestamp(oldest_review(facts))
    assert day <= min(contact.reviewed_on for contact in facts.contacts.values())
    assert day <= min(rule.reviewed_on for rule in facts.rules.values())


@pytest.mark.parametrize("typed", ["nio", "0", "65535", "-1", "９１００"])
def test_what_is_no_port_is_refused(typed: str) -> None:
    with pytest.raises(MetricsError, match="METRICS_PORT"):
        metrics_port({"METRICS_PORT": typed}, after=1)


def test_the_engine_has_the_next_port() -> None:
    assert metrics_port({}) is None
    assert metrics_port({"METRICS_PORT": "9100"}) == 9100
    assert metrics_port({"METRICS_PORT": "9100"}, after=1) == 9101
