"""What is sent under load, how answers are judged, and what is made of the times."""

from __future__ import annotations

import math
import os
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import psutil
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bench.load.generator import Load, judge, send
from bench.load.load_figures import complaints, conversations, figures_of, percentile, table
from bench.servers import System, free_port, module_of, running


@pytest.mark.parametrize(
    ("share", "expected"), [(0.5, 3.0), (0.95, 5.0), (0.2, 1.0), (0.21, 2.0), (1.0, 5.0)]
)
def test_a_percentile_is_one_of_the_times(share: float, expected: float) -> None:
    assert percentile([5.0, 1.0, 3.0, 2.0, 4.0], share) == expected


def test_the_percentile_of_no_times_is_no_number() -> None:
    assert math.isnan(percentile([], 0.5))


@pytest.mark.parametrize(("messages", "count"), [(9, 3), (10, 4), (30, 10)])
def test_conversations_have_three_turns_and_hold_every_text_as_often(
    messages: int, count: int
) -> None:
    texts = [f"text {number}" for number in range(9)]
    sent = conversations(texts, messages, seed=1)
    assert len(sent) == count
    assert {len(turns) for turns in sent} == {3}
    often = Counter(text for turns in sent for text in turns)
    assert max(often.values()) - min(often[text] for text in texts) <= 1


def test_conversations_are_the_same_for_every_system_and_differ_by_seed() -> None:
    texts = [f"text {number}" for number in range(30)]
    assert conversations(texts, 30, seed=1) == conversations(texts, 30, seed=1)
    assert conversations(texts, 30, seed=1) != conversations(texts, 30, seed=8)


CARD = {"topic": "statistics", "title": "Statistik", "lead": None, "text": "Ring."}
PRESS_LINE = {**CARD, "topic": "fallback"}


@pytest.mark.parametrize(
    ("messages", "outcome"),
    [
        ([], "empty"),
        ([{"text": ""}], "empty"),
        ([CARD], "good"),
        ([PRESS_LINE], "fallback"),
        ([CARD, PRESS_LINE], "fallback"),
        ([{"recipient_id": "a", "text": "Ring."}, {"recipient_id": "a", "custom": CARD}], "good"),
        ([{"text": "Ring.", "custom": PRESS_LINE}], "fallback"),
    ],
)
def test_an_answer_is_judged_by_its_cards(messages: list[Any], outcome: str) -> None:
    assert judge(messages) == outcome


ANSWERS = {"good": 19, "fallback": 1, "empty": 0, "failed": 0}


def test_the_figures_of_a_phase_are_per_message() -> None:
    tally = {"seconds": 2.0, "times_ms": [10.0, 20.0, 30.0, 40.0], "answers": ANSWERS}
    figures = figures_of(tally, {"web": 0.02, "engine.serving": 0.06})
    assert figures["messages_s"] == 2.0
    assert (figures["p50_ms"], figures["p95_ms"]) == (20.0, 40.0)
    assert figures["work_ms"] == pytest.approx(20.0)
    assert figures["work_ms_of"] == pytest.approx({"web": 5.0, "engine.serving": 15.0})


@pytest.mark.parametrize(
    ("answers", "number"),
    [
        (ANSWERS, 0),
        ({**ANSWERS, "fallback": 2}, 1),
        ({**ANSWERS, "empty": 1}, 1),
        ({**ANSWERS, "empty": 1, "failed": 3}, 2),
        (dict.fromkeys(ANSWERS, 0), 1),
    ],
)
def test_empty_and_failed_answers_and_many_fallbacks_are_complained_of(
    answers: dict[str, int], number: int
) -> None:
    assert len(complaints("ours", {"answers": answers}, most_fallbacks=0.06)) == number


def system(rate: float) -> dict[str, Any]:
    phase = {"messages_s": rate, "p50_ms": 1000 / rate, "p95_ms": 2000 / rate, "work_ms": 5.0}
    return {"users": {"1": phase, "8": phase}, "memory_mb": 10 * rate, "start_s": 4.0}


def test_the_table_sets_the_last_system_against_the_first() -> None:
    lines = table({"default": system(20), "engine": system(100), "web": system(80)}).splitlines()
    assert lines[0] == "| | default | engine | web | ratio |"
    assert "| messages a second, 8 users | 20.0 | 100.0 | 80.0 | 4.00 |" in lines
    assert "| p50, ms, 1 user | 50.0 | 10.0 | 12.5 | 0.25 |" in lines
    assert "| memory of all processes, MB | 200 | 1000 | 800 | 4.00 |" in lines
    assert {line.count("|") for line in lines} == {6}


async def test_each_conversation_has_an_address_and_a_cookie_of_its_own() -> None:
    seen: list[tuple[str, str | None, str]] = []

    async def answer(request: web.Request) -> web.Response:
        cookie = request.cookies.get("conversation")
        text = (await request.json())["text"]
        seen.append((request.headers["X-Forwarded-For"], cookie, text))
        response = web.json_response({"messages": [CARD]})
        if cookie is None:
            response.set_cookie("conversation", f"of {text}"[-1])
        return response

    app = web.Application()
    app.router.add_post("/api/messages", answer)
    async with TestServer(app) as server:
        address = str(server.make_url("/api/messages"))
        load = Load("web", address, 2, 60.0, [["a", "b"], ["c", "d"], ["e", "f"]])
        tally = await send(load)
    assert tally.answers == {"good": 6, "fallback": 0, "empty": 0, "failed": 0}
    assert len(tally.times_ms) == 6
    assert sorted(seen, key=lambda one: one[2]) == [
        ("2001:db8:0:1::1", None, "a"),
        ("2001:db8:0:1::1", "a", "b"),
        ("2001:db8:0:2::1", None, "c"),
        ("2001:db8:0:2::1", "c", "d"),
        ("2001:db8:0:3::1", None, "e"),
        ("2001:db8:0:3::1", "e", "f"),
    ]


async def test_no_more_users_write_at_once_than_there_are() -> None:
    at_once, most = 0, 0

    async def answer(request: web.Request) -> web.Response:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await request.json()
        at_once -= 1
        return web.json_response([{"custom": CARD}])

    app = web.Application()
    app.router.add_post("/webhook", answer)
    async with TestServer(app) as server:
        address = str(server.make_url("/webhook"))
        tally = await send(Load("rest", address, 2, 60.0, [["a"] * 3] * 5))
    assert tally.answers["good"] == 15
    assert 1 <= most <= 2


async def test_what_is_refused_is_counted_and_not_timed() -> None:
    port = free_port()
    tally = await send(Load("rest", f"http://127.0.0.1:{port}/", 1, 60.0, [["a", "b"]]))
    assert tally.answers["failed"] == 2
    assert tally.times_ms == []


async def test_no_conversation_begins_when_the_time_is_up() -> None:
    tally = await send(Load("rest", "http://127.0.0.1:9/", 1, -1.0, [["a"]] * 5))
    assert sum(tally.answers.values()) == 0


@pytest.mark.parametrize(
    ("command", "name"),
    [
        (["/usr/bin/python", "-m", "engine.serving", "--port", "1"], "engine.serving"),
        (["/usr/bin/postgres", "-D", "data"], "postgres"),
        ([], "?"),
    ],
)
def test_a_process_is_called_by_its_module(command: list[str], name: str) -> None:
    assert module_of(command) == name


def test_a_process_that_dies_is_told_of_and_the_others_are_ended(tmp_path: Path) -> None:
    lives = [sys.executable, "-c", "import signal; signal.pause()"]
    dies = [sys.executable, "-c", "print('no such model'); raise SystemExit(1)"]
    port = free_port()
    address = f"http://127.0.0.1:{port}/"
    system = System("ours", ((lives, tmp_path), (dies, tmp_path)), {}, address, "rest", address)
    survivors: list[psutil.Process] = []
    with running(system, tmp_path) as server:
        survivors = server.all()
        with pytest.raises(RuntimeError, match="no such model"):
            server.until_ready()
    assert survivors
    assert not [process for process in survivors if process.is_running()]


def test_memory_and_work_are_of_each_process_and_those_it_started(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "started")
    # The shell opens the pipe for writing once it runs, and then waits at it.
    parent = "import subprocess; subprocess.run(['sh', '-c', 'echo > started; read x < started'])"
    address = "http://127.0.0.1:9/"
    command = [sys.executable, "-c", parent]
    system = System("ours", ((command, tmp_path),), {}, address, "rest", address)
    with running(system, tmp_path) as server:
        (tmp_path / "started").read_text()  # ends when the child runs
        assert set(server.megabytes()) == {Path(sys.executable).name, "sh"}
        assert all(megabytes > 0 for megabytes in server.megabytes().values())
        assert server.work()["sh"] >= 0
        (tmp_path / "started").write_text("\n")  # lets the child end
