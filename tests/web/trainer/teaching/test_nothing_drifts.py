"""Whatever trainers do in whatever order, a message's label and what the bot learns of it agree."""

from __future__ import annotations

import asyncio
import re
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from aiohttp.test_utils import TestClient, TestServer
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from contracts.labelled_messages import columns_of
from contracts.nlu_files import read_examples
from contracts.paths import ROOT
from desk.facts.live import LiveFacts
from tests.web.conftest import QUICK, StandInEngine, make_settings, make_tables
from tests.web.stores import say, user
from tests.web.trainer.conftest import add_account, csrf_of, hides, try_to_log_in
from web import keys
from web.app import make_app
from web.store.conversations import history
from web.store.teaching.kept_tests import HOLDOUT
from web.store.trainer_tables import examples, kept_tests, messages, reviews
from web.trainer import export
from web.trainer.inbox.intake import take_in
from web.trainer.login.page import PASSWORDS
from web.trainer.login.passwords import Passwords
from web.trainer.personal_data import suggest

TRAINERS = ("anna", "bo", "cia")
LABELS = ("statistics", "press_contact", "individual_case", "press_contact+statistics")
# The second wants a second opinion, one has something masked, and the last says the first again.
TEXTS = (
    "hur många tulpaner",
    "vem ringer jag",
    "kommentar om [namn] och vab",
    "Hur många TULPANER?",
)

trainer = st.sampled_from(TRAINERS)
label = st.sampled_from(LABELS)
which = st.integers(0, 3)
tick = st.booleans()


class Workbench(RuleBasedStateMachine):
    """Three trainers at the real pages, over HTTP."""

    def __init__(self) -> None:
        super().__init__()
        self._loop = asyncio.new_event_loop()
        self._folder = tempfile.TemporaryDirectory()
        self._rows: dict[sa.Table, list[Any]] = {}  # what was read since something was done
        self._run(self._start())

    def _run(self, work: Any) -> Any:
        self._rows.clear()
        return self._loop.run_until_complete(work)

    async def _start(self) -> None:
        self.engine = StandInEngine(answer=[], masks=hides())
        self.engine.refuses = _refuses
        self._engine_server = TestServer(self.engine.app())
        await self._engine_server.start_server()
        self.engine.url = str(self._engine_server.make_url("")).rstrip("/")
        self.root = Path(self._folder.name)
        self.settings = make_settings(self.engine, self.root / "x.db", second_opinion_share=0)
        await make_tables(self.settings)
        # What waits is taken in here alone.
        facts = LiveFacts(ROOT / "facts" / "press_service.yml")
        app = make_app(self.settings, facts, works_alone=False)
        app[PASSWORDS] = Passwords(QUICK)
        self._server = TestServer(app)
        await self._server.start_server()
        self.database = app[keys.DATABASE]
        self.clients: dict[str, TestClient] = {}
        self.tokens: dict[str, str] = {}
        for name in TRAINERS:
            client = self.clients[name] = TestClient(self._server)
            await add_account(client, name, "trainer")
            await try_to_log_in(client, name)
            self.tokens[name] = csrf_of(await (await client.get("/trana/exempel")).text())
        now = datetime.now(UTC)
        for n, (share, text) in enumerate(zip((0, 100, 0, 0), TEXTS, strict=True)):
            event = user(text, "statistics", 0.6)
            await say(self.database, f"browser-{n}", now, event)
            await take_in(self.database, now, share)
        async with self.database.connect() as connection:
            rows = await connection.scalars(sa.select(messages.c.id).order_by(messages.c.id))
            self.ids = list(rows)

    def _post(self, person: str, path: str, *more: tuple[str, str], **form: str) -> None:
        async def send() -> None:
            data = [("csrf", self.tokens[person]), *form.items(), *more]
            response = await self.clients[person].post(path, data=data, allow_redirects=False)
            assert response.status in (303, 404, 422), (path, response.status)

        self._run(send())

    @rule(person=trainer, n=which, label=label, teach=tick, alike=tick, reword=tick)
    def judge(
        self, person: str, n: int, label: str, teach: bool, alike: bool, reword: bool
    ) -> None:
        form = {"label": label}
        form |= {"teach": "on", "teach_right": "on"} if teach else {}
        form |= {"alike": "on"} if alike else {}
        form |= {"words": f"{suggest(TEXTS[n])} i år"} if reword else {}
        self._post(person, f"/trana/meddelande/{self.ids[n]}", **form)

    @rule(person=trainer, label=label)
    def judge_on_a_comparison(self, person: str, label: str) -> None:
        every = [("message", str(message)) for message in self.ids]
        self._post(person, "/trana/modeller/1/granska", *every, label=label)

    @rule(person=trainer, n=which, verdict=st.sampled_from(["unsure", "discard", "skip"]))
    def pass_on(self, person: str, n: int, verdict: str) -> None:
        self._post(person, f"/trana/meddelande/{self.ids[n]}", verdict=verdict)

    @rule(person=trainer)
    def undo_the_last(self, person: str) -> None:
        self._post(person, "/trana/angra")

    @rule(person=trainer, n=which)
    def undo_one(self, person: str, n: int) -> None:
        self._post(person, "/trana/angra", message=str(self.ids[n]))

    @rule(person=trainer, n=which, label=label, teach=tick)
    def contradict(self, person: str, n: int, label: str, teach: bool) -> None:
        ticks = {"teach": "on", "teach_right": "on"} if teach else {}
        self._post(person, f"/trana/meddelande/{self.ids[n]}/sag-emot", label=label, **ticks)

    @rule(person=trainer, n=which, label=label, teach=tick)
    def settle(self, person: str, n: int, label: str, teach: bool) -> None:
        form = {"label": label, **({"teach": "on"} if teach else {})}
        self._post(person, f"/trana/oense/{self.ids[n]}", **form)

    @rule(person=trainer, n=which)
    def leave_without_label(self, person: str, n: int) -> None:
        self._post(person, f"/trana/oense/{self.ids[n]}", verdict="discard")

    @rule(person=trainer, n=which)
    def reopen(self, person: str, n: int) -> None:
        self._post(person, f"/trana/oense/{self.ids[n]}/oppna")

    @precondition(lambda self: self.numbers())
    @rule(person=trainer, n=which, label=label, review=tick, reword=tick)
    def edit(self, person: str, n: int, label: str, review: bool, reword: bool) -> None:
        number = self.numbers()[n % len(self.numbers())]

        async def send() -> None:
            client, path = self.clients[person], f"/trana/exempel/{number}"
            page = await (await client.get(path)).text()
            text = re.search(r"<textarea[^>]*>([^<]*)<", page)
            seen = re.search(r'name="seen" value="([^"]*)"', page)
            assert text and seen
            form = {"csrf": self.tokens[person], "seen": seen[1], "language": "sv"}
            form |= {"text": text[1] + (" tack" if reword else ""), "label": label}
            form |= {"review": "on"} if review else {}
            response = await client.post(path, data=form, allow_redirects=False)
            assert response.status in (303, 422)

        self._run(send())

    @precondition(lambda self: self.numbers())
    @rule(person=trainer, n=which)
    def remove(self, person: str, n: int) -> None:
        number = self.numbers()[n % len(self.numbers())]
        self._post(person, f"/trana/exempel/{number}/ta-bort")

    @rule(person=trainer, label=label, review=tick)
    def relabel_many(self, person: str, label: str, review: bool) -> None:
        ticks = {"review": "on"} if review else {}
        self._post(person, "/trana/exempel/markerade", *self.every(), label=label, **ticks)

    @rule(person=trainer)
    def remove_many(self, person: str) -> None:
        self._post(person, "/trana/exempel/markerade", *self.every(), act="remove")

    @rule(person=trainer)
    def remove_after_going_back(self, person: str) -> None:
        self._post(person, "/trana/modeller/1/ta-bort-exempel", *self.every())

    @rule(person=trainer, n=which, story=tick)
    def make_a_test(self, person: str, n: int, story: bool) -> None:
        message, path = self.ids[n], "av-samtal" if story else "holdout"
        label = next((row.label for row in self.rows(messages) if row.id == message), None)
        seen = f"{message}:{label or ''}" if story else label or ""
        form = {"conversation": f"browser-{n}", "message": str(message), "seen": seen}
        self._post(person, f"/trana/tester/{path}", **form)

    @precondition(lambda self: self.rows(kept_tests))
    @rule(person=trainer, n=which)
    def remove_a_test(self, person: str, n: int) -> None:
        rows = self.rows(kept_tests)
        self._post(person, f"/trana/tester/{rows[n % len(rows)].id}/ta-bort")

    @rule(person=trainer)
    def put_a_test_back(self, person: str) -> None:
        self._post(person, "/trana/tester/angra")

    @rule(person=trainer)
    def put_back(self, person: str) -> None:
        self._post(person, "/trana/exempel/angra")

    @rule(person=trainer, label=label)
    def add_by_hand(self, person: str, label: str) -> None:
        form = {"text": "skrivet för hand", "label": label, "language": "sv"}
        self._post(person, "/trana/exempel/nytt", **form)

    @rule(n=which)
    def delete_the_conversation(self, n: int) -> None:
        self._run(history.delete(self.database, f"browser-{n}", datetime.now(UTC)))

    def rows(self, table: sa.Table) -> list[Any]:
        async def read() -> list[Any]:
            async with self.database.connect() as connection:
                return list(await connection.execute(sa.select(table)))

        if table not in self._rows:
            self._rows[table] = self._loop.run_until_complete(read())
        return self._rows[table]

    def numbers(self) -> list[int]:
        return [row.id for row in self.rows(examples)]

    def every(self) -> list[tuple[str, str]]:
        return [("example", str(number)) for number in self.numbers()]

    @invariant()
    def what_tries_the_bot_is_not_taught(self) -> None:
        kept = {columns_of(row.content)[2] for row in self.rows(kept_tests) if row.kind == HOLDOUT}
        assert not kept & {row.text for row in self.rows(examples)}

    @invariant()
    def a_label_and_its_example_say_the_same(self) -> None:
        stored = {row.id: row for row in self.rows(messages)}
        for example in self.rows(examples):
            if example.message is not None:
                message = stored[example.message]
                assert (message.state, message.label) == ("settled", example.label)
        for message in stored.values():
            assert (message.label is not None) == (message.state == "settled")

    @invariant()
    def what_is_said_of_a_message_is_what_it_has_come_to(self) -> None:
        for message in self.rows(messages):
            labels = {row.label for row in self.rows(reviews) if row.message == message.id} - {None}
            if message.state == "settled" and len(labels) == 1:
                assert labels == {message.label}
            if message.state in ("waiting", "second"):
                assert len(labels) <= 1

    @invariant()
    def the_exported_file_is_what_the_database_says(self) -> None:
        paths = self._run(export.write(self.settings.database_url, self.root))
        path = self.root / export.EXAMPLES
        content = path.read_text(encoding="utf-8") if path in paths else ""
        rows = read_examples(content) if content else []
        table = self.rows(examples)
        assert sorted((e.language, e.label, e.text) for e in rows) == sorted(
            (e.language, e.label, e.text) for e in table
        )
        # By their words too, as the bot learns them: no link is believed.
        learnt = {example.text: example.label for example in rows}
        free = {example.text for example in table if example.message is None}
        for message in self.rows(messages):
            text = suggest(message.text)
            if text in learnt and text not in free:
                assert (message.state, message.label) == ("settled", learnt[text])

    def teardown(self) -> None:
        async def stop() -> None:
            for client in self.clients.values():
                await client.session.close()
            await self._server.close()
            await self._engine_server.close()

        self._run(stop())
        self._loop.close()
        self._folder.cleanup()


def _refuses(body: dict[str, Any]) -> dict[str, Any] | None:
    """As the engine, of texts that are wholly the same."""
    for text, label in body.get("taught", ()):
        if text == body["text"]:
            reason = "known" if label else "holdout"
            return {"reason": reason, "where": "reviewed", "label": label, "text": text}
    return None


TestNothingDrifts = Workbench.TestCase
TestNothingDrifts.settings = settings(
    max_examples=8, stateful_step_count=25, deadline=timedelta(seconds=60)
)
