"""A training is a process: followed, ended whole, and always with an end that can be told."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import psutil
import pytest
import pytest_asyncio
from rasa.core.agent import Agent

from contracts.paths import ROOT
from engine.training import jobs as jobs_module
from engine.training.jobs import MAX_JOBS, STOPPED, Busy, Job, Jobs

JOB = {"reviewed": "", "messages": [{"text": "å"}]}
# What the processes do in place of a training: `folder` is theirs, `asked` the job.
BEGIN = """
import json, os, pathlib, signal, subprocess, sys, time
folder, asked = pathlib.Path(sys.argv[1]), json.loads(sys.stdin.readline())
def say(**line): print(json.dumps(line), flush=True)
"""
FIGURES = 'say(figures={"candidate": {"model": "a-model"}, "asked": asked, "in": str(folder)})\n'
WAIT = "sys.stdin.read()\n"


@pytest.fixture(autouse=True)
def models(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("MODELS_DIR", str(tmp_path))
    return tmp_path


class Trainings:
    """Makes jobs that run a script, and ends them."""

    def __init__(self) -> None:
        self._all: list[Jobs] = []

    def that(self, script: str) -> Jobs:
        jobs = Jobs([sys.executable, "-c", BEGIN + script])
        self._all.append(jobs)
        return jobs

    async def close(self) -> None:
        for jobs in self._all:
            await jobs.close()


@pytest_asyncio.fixture
async def trainings() -> AsyncIterator[Trainings]:
    factory = Trainings()
    yield factory
    await factory.close()


async def ended(jobs: Jobs, job: str) -> Job:
    await jobs.wait()
    result = jobs.get(job)
    assert result
    return result


async def at(jobs: Jobs, job: str, come: Callable[[Job], bool]) -> Job:
    """The job, once it has come so far."""
    result = jobs.get(job)
    assert result
    async for now in jobs.follow(result):
        if come(now):
            return now
    raise AssertionError(result.why)


@pytest.mark.asyncio
async def test_a_training_is_handed_its_job_and_gives_its_figures(
    trainings: Trainings, models: Path
) -> None:
    jobs = trainings.that('(folder / "half").touch()\n' + FIGURES)
    job = await ended(jobs, jobs.start(JOB))
    assert (job.state, job.why) == ("ready", None)
    assert job.figures
    assert job.figures["asked"] == JOB
    assert job.to_json()["model"] == "a-model"
    assert Path(job.figures["in"]).parent == models
    assert list(models.iterdir()) == []


@pytest.mark.asyncio
async def test_it_says_how_far_it_has_come(trainings: Trainings) -> None:
    jobs = trainings.that('say(step="stories", share=0.8)\n' + WAIT)
    job = await at(jobs, jobs.start(JOB), lambda job: job.step == "stories")
    assert (job.state, job.share, job.to_json()["model"]) == ("training", 0.8, None)


@pytest.mark.asyncio
async def test_it_is_followed_from_step_to_step_to_its_end(trainings: Trainings) -> None:
    jobs = trainings.that(
        'say(step="training", share=0.1)\nsay(step="stories", share=0.8)\n' + FIGURES
    )
    job = jobs.get(jobs.start(JOB))
    assert job
    seen = [(now.state, now.share) async for now in jobs.follow(job)]
    assert (seen[0], seen[-1]) == (("training", 0.0), ("ready", 0.8))
    assert seen == sorted(seen, key=lambda one: one[1])
    assert [now.state async for now in jobs.follow(job)] == ["ready"]


@pytest.mark.asyncio
async def test_there_is_one_at_a_time(trainings: Trainings) -> None:
    jobs = trainings.that(WAIT)
    job = jobs.get(jobs.start(JOB))
    assert job
    with pytest.raises(Busy):
        jobs.start(JOB)
    jobs.stop(job)
    await ended(jobs, job.id)
    assert jobs.start(JOB) != job.id


@pytest.mark.asyncio
async def test_stopped_it_is_ended_with_all_that_it_started_and_all_its_files(
    trainings: Trainings, models: Path
) -> None:
    jobs = trainings.that(
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(999)'])\n"
        '(folder / "half").touch()\nsay(step=str(child.pid), share=0)\n' + WAIT
    )
    number = jobs.start(JOB)
    job = await at(jobs, number, lambda job: job.step.isdigit())
    child = psutil.Process(int(job.step))
    jobs.stop(job)
    await ended(jobs, number)
    assert (job.state, job.why) == ("failed", STOPPED)
    assert psutil.wait_procs([child], timeout=60)[1] == []
    assert list(models.iterdir()) == []


@pytest.mark.asyncio
async def test_stopped_before_it_has_begun_it_never_trains(trainings: Trainings) -> None:
    jobs = trainings.that(FIGURES)
    job = jobs.get(jobs.start(JOB))
    assert job
    jobs.stop(job)
    await ended(jobs, job.id)
    assert (job.state, job.figures) == ("failed", None) or job.why == STOPPED


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("number", "words"), [(signal.SIGKILL, "minnet"), (signal.SIGABRT, "signal 6")]
)
async def test_killed_by_the_system_it_says_so(
    trainings: Trainings, number: signal.Signals, words: str
) -> None:
    jobs = trainings.that(f"os.kill(os.getpid(), {int(number)})\n")
    job = await ended(jobs, jobs.start(JOB))
    assert job.state == "failed"
    assert words in (job.why or "")


@pytest.mark.asyncio
async def test_what_it_says_of_its_failure_is_kept_and_its_place_logged(
    trainings: Trainings, caplog: pytest.LogCaptureFixture
) -> None:
    jobs = trainings.that('say(failed="Exemplen duger inte.", place="ValueError, a.py:3")\n')
    job = await ended(jobs, jobs.start(JOB))
    assert (job.state, job.why) == ("failed", "Exemplen duger inte.")
    assert "ValueError, a.py:3" in caplog.text
    assert "Exemplen" not in caplog.text


@pytest.mark.asyncio
@pytest.mark.parametrize("script", ["sys.exit(3)\n", "say(step=1)\n", 'print("no JSON")\n'])
async def test_a_process_that_fails_without_a_word_has_failed(
    trainings: Trainings, script: str
) -> None:
    jobs = trainings.that(script)
    job = await ended(jobs, jobs.start(JOB))
    assert job.state == "failed"
    assert job.why


@pytest.mark.asyncio
async def test_a_training_that_takes_too_long_is_ended(
    trainings: Trainings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs_module, "MAX_TRAINING_SECONDS", 0.0)
    jobs = trainings.that(WAIT)
    job = await ended(jobs, jobs.start(JOB))
    assert (job.state, job.why) == ("failed", jobs_module.TOO_LONG)


@pytest.mark.asyncio
async def test_what_a_dead_engine_left_is_removed_when_it_is_old(
    trainings: Trainings, models: Path
) -> None:
    old, young = models / ".training-old", models / ".training-young"
    for folder in (old, young):
        folder.mkdir()
        (folder / "half.tar.gz").touch()
    os.utime(old, (0, 0))
    jobs = trainings.that(FIGURES)
    await ended(jobs, jobs.start(JOB))
    assert list(models.iterdir()) == [young]


@pytest.mark.asyncio
async def test_the_last_few_are_remembered(trainings: Trainings) -> None:
    jobs = trainings.that(FIGURES)
    numbers = []
    for _ in range(MAX_JOBS + 1):
        numbers.append(jobs.start(JOB))
        await ended(jobs, numbers[-1])
    assert jobs.get(numbers[0]) is None
    assert all(jobs.get(number) for number in numbers[1:])


def test_a_candidate_ends_itself_and_its_files_when_its_engine_is_gone(
    tmp_path: Path, agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()  # the model lies where models do
    folder = tmp_path / "a-job"
    folder.mkdir()
    process = subprocess.Popen(
        [*jobs_module.COMMAND, str(folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdin and process.stdout
    texts = {"reviewed": "", "stories": "", "holdout": ""}
    job = {**texts, "current": agent.model_name, "messages": []}
    process.stdin.write(json.dumps(job).encode() + b"\n")
    process.stdin.flush()
    assert b"preparing" in process.stdout.readline()
    process.stdin.close()
    process.stdout.read()
    process.stdout.close()
    assert process.wait() == 1
    assert not folder.exists()
