"""From an example to a better answer and back, through the whole stack, while messages come in."""

from __future__ import annotations

import asyncio
import json
import shutil
import signal
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import psutil
import pytest

from contracts.comparison.figures import Figures
from tests.web.trainer.conftest import csrf_of
from web.store.database import open_database
from web.store.people import accounts
from web.store.releases import candidates
from web.store.releases import model_releases as releases
from web.store.releases.candidates import Candidate
from web.store.teaching import examples
from web.trainer.login.passwords import Passwords

from .checkouts import copy_small_checkout
from .conftest import Stack, start_stack
from .first_day import COLLEAGUE, MESSAGES, MISLABELLED, TEST, leave_what_breaks_a_test
from .workbench import PATIENCE_SECONDS, workbench_at

PASSWORD = "rätt häst batteri"
# Half a question for numbers, which the bot asks back about.
THING = "utfall blåhallon per län"
_FORMS = (
    "{}",
    "hej {}",
    "{} tack",
    "var finns {}",
    "{} för i fjol",
    "skicka {}",
    "jag vill ha {}",
    "{} finns den",
    "{} 2024",
    "ge mig {} nu",
)
TAUGHT = [form.format(THING) for form in _FORMS]
STATISTICS_TITLE = "Statistik"
KNOWN = "Hur många vabbade i fjol?"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("release")


@pytest.fixture(scope="module")
def checkout(folder: Path) -> Iterator[Path]:
    """Where the models are trained, of which there are three: on fewer examples."""
    target = folder / "checkout"
    copy_small_checkout(target)
    yield target
    shutil.rmtree(target)


@pytest.fixture(scope="module")
def running(folder: Path, checkout: Path) -> Any:
    """Starts the stack, with the same database each time; whatever runs is ended first."""
    started: list[Stack] = []

    def end() -> None:
        if started and started[-1].process.poll() is None:
            started[-1].process.send_signal(signal.SIGINT)
            started[-1].process.communicate()

    def start() -> Stack:
        end()
        shares = {"SECOND_OPINION_SHARE": "0", "HOLDOUT_SHARE": "0"}
        started.append(start_stack(folder, root=checkout, **shares))
        assert started[-1].process.poll() is None, started[-1].process.communicate()
        return started[-1]

    yield start
    end()


class Trainer:
    """Somebody at the trainers' pages, with the database at hand."""

    def __init__(self, stack: Stack, session: aiohttp.ClientSession) -> None:
        self.stack = stack
        self.session = session
        self.database = open_database(f"sqlite:///{stack.var / 'conversations.db'}")

    async def log_in(self) -> None:
        now = datetime.now(UTC)
        async with self.database.begin() as connection:
            if not await accounts.change(connection, "anna", role="releaser"):
                hashed = Passwords().hashed(PASSWORD)
                await accounts.add(connection, "anna", "releaser", hashed, now)
        csrf = csrf_of(await self.get("logga-in"))
        await self.post("logga-in", csrf=csrf, name="anna", password=PASSWORD, till="")

    async def get(self, path: str) -> str:
        async with self.session.get(f"/trana/{path}".replace("/?", "?")) as response:
            assert response.status == 200, await response.text()
            return await response.text()

    async def post(self, path: str, **form: Any) -> str:
        form.setdefault("csrf", "" if "csrf" in form else csrf_of(await self.get("modeller")))
        async with self.session.post(f"/trana/{path}", data=form) as response:
            assert response.status == 200, await response.text()
            return await response.text()

    async def received(self, count: int) -> None:
        """Wait until as many messages are there to review."""

        async def is_done() -> bool:
            return f"<strong>{count}</strong> att granska" in await self.get("")

        await until(is_done)

    async def train(self) -> None:
        assert "har börjat" in await self.post("modeller/trana")

    async def trained(self) -> Candidate:
        """The candidate, once its training has ended."""
        await until(self._none_in_training)
        return (await candidates.every(self.database))[0]

    async def compared(self, number: int) -> Figures:
        """What the comparison of a candidate says."""
        row = await candidates.read(self.database, number)
        assert row is not None
        return Figures.from_json(json.loads(row[1]))

    async def _none_in_training(self) -> bool:
        return not await candidates.in_training(self.database)

    async def last_release(self) -> int:
        rows = await releases.every(self.database)
        return rows[-1].id if rows else 0

    async def serving(self) -> str | None:
        """The model that an engine says it serves, once one says so."""
        models: list[str | None] = []

        async def is_said() -> bool:
            models[:] = [e.model for e in await releases.alive(self.database, datetime.now(UTC))]
            return bool(models)

        await until(is_said)
        return models[0]

    async def all_serve(self, model: str) -> None:
        """Wait until every engine says that it serves the model."""

        async def is_done() -> bool:
            alive = await releases.alive(self.database, datetime.now(UTC))
            return bool(alive) and all(engine.model == model for engine in alive)

        await until(is_done)


async def until(goal: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not await goal():
            await asyncio.sleep(0.5)


@asynccontextmanager
async def trainer_at(stack: Stack) -> AsyncIterator[Trainer]:
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(stack.address, cookie_jar=jar) as session:
        trainer = Trainer(stack, session)
        await trainer.log_in()
        yield trainer
        await trainer.database.dispose()


async def ask(stack: Stack, text: str) -> dict[str, Any]:
    """The answer to somebody new, from an address of their own: limits count by both."""
    headers = {"X-Forwarded-For": f"2001:db8:0:{uuid.uuid4().hex[:4]}::1"}
    async with (
        aiohttp.ClientSession(stack.address) as session,
        session.post("/api/messages", json={"text": text}, headers=headers) as response,
    ):
        assert response.status == 200
        (card,) = (await response.json())["messages"]
        return dict(card)


@asynccontextmanager
async def messages_throughout(stack: Stack) -> AsyncIterator[list[str]]:
    """The topics that messages are answered with, one after the other and some at once."""
    topics: list[str] = []
    stopping = asyncio.Event()

    async def write() -> None:
        while not stopping.is_set():
            topics.append((await ask(stack, KNOWN))["topic"])
            await asyncio.sleep(0.1)

    writers = [asyncio.create_task(write()) for _ in range(3)]
    try:
        yield topics
    finally:
        stopping.set()
        await asyncio.gather(*writers)


async def test_a_new_trainers_first_day(running: Any, checkout: Path) -> None:
    """Correct forty messages, mend a broken test, train, read whether it is better, release, undo.

    All of it goes by the words on the pages; messages come in meanwhile, and a training is killed.
    """
    stack: Stack = running()
    async with trainer_at(stack) as trainer:
        before = await trainer.serving()
        first = await ask(stack, THING)
        assert first["topic"] != "statistics"
        meant = {**dict.fromkeys(TAUGHT, STATISTICS_TITLE), **MESSAGES, KNOWN: "Statistik"}
        assert len(meant) == 40
        for text in list(meant)[1:-1]:
            await ask(stack, text)

        # Killed, it says so, and leaves the model that answers.
        await trainer.train()
        process = await training_of(stack)
        assert "tränas redan" in await trainer.post("modeller/trana")
        process.send_signal(signal.SIGKILL)
        killed = await trainer.trained()
        assert (killed.state, killed.model) == ("failed", None)
        assert "signal 9" in (killed.why or "")
        assert (await ask(stack, KNOWN))["topic"] == "statistics"
        assert not list((checkout / "models").glob(".training-*"))
        await trainer.received(len(meant))

        await leave_what_breaks_a_test(trainer.database, datetime.now(UTC))
        await trainer.train()
        broken = killed.id + 1
        async with workbench_at(stack.address) as workbench:
            await workbench.log_in("anna", PASSWORD)
            await workbench.correct(meant)
            # Those that resemble each other too much are refused, and the rest teaches enough.
            assert await examples.count(trainer.database) >= len(TAUGHT) // 2
            await workbench.mend_what_is_broken(broken, TEST, MISLABELLED, COLLEAGUE)
            assert [story.name for story in (await trainer.compared(broken)).broken] == [TEST]
            await workbench.train(broken + 1)
            ready = await trainer.trained()
            assert ready.state == "ready", ready.why
            assert ready.model
            mended = await trainer.compared(ready.id)
            assert mended.broken == ()
            assert TEST not in [story.name for story in mended.both_fail or ()]
            await workbench.verdict()
            assert await workbench.ask(THING) != STATISTICS_TITLE
            async with messages_throughout(stack) as topics:
                await workbench.release()
                await trainer.all_serve(ready.model)
                released_after = len(topics)
                assert await workbench.ask(THING) == STATISTICS_TITLE
                await workbench.undo()
                await trainer.all_serve(before)
        # None lost, none answered by the press line that stands in for an engine.
        assert set(topics) == {"statistics"}
        assert released_after
        assert (await ask(stack, THING))["topic"] != "statistics"

        based_on = await trainer.last_release()
        await trainer.post(f"modeller/{ready.id}/slapp", based_on=based_on)
        await trainer.all_serve(ready.model)

    again: Stack = running()
    async with trainer_at(again) as trainer:
        await trainer.all_serve(ready.model)
        assert "Motorn svarar med den" in await trainer.get("modeller")
        assert (await ask(again, THING))["topic"] == "statistics"
    children = again.children()
    assert not [p for p in psutil.process_iter() if p not in children and _is_ours(p, again)]


async def training_of(stack: Stack) -> psutil.Process:
    """The process that trains, once it is there."""
    found: list[psutil.Process] = []

    async def is_there() -> bool:
        found[:] = [process for process in stack.children() if _trains(process)]
        return bool(found)

    await until(is_there)
    (process,) = found
    return process


def _is_ours(process: psutil.Process, stack: Stack) -> bool:
    """Whether a training of this stack has outlived it."""
    try:
        return str(stack.var) in str(process.environ()) and _trains(process)
    except psutil.Error:
        return False


def _trains(process: psutil.Process) -> bool:
    try:
        return "engine.training.candidate" in process.cmdline()
    except psutil.Error:
        return False
