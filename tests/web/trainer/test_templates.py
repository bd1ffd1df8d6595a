"""Every template is drawn on a page with what the page gives it; trainers' forms have the token.

And every page that trainers read is in Swedish: no code, label's name, file or exception is seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, make_mocked_request
from jinja2 import StrictUndefined, UndefinedError

from contracts.comparison.figures import MisroutedMessage
from contracts.paths import ROOT
from tests.web.conftest import ClientMaker, StandInEngine
from tests.web.trainer.comparison.comparisons import BROKEN, CONVERSATIONS, FOLDS, OLD, flip
from tests.web.trainer.conftest import csrf_of, log_in
from tests.web.trainer.facts.test_facts_page import PHONE, form_of, start
from tests.web.trainer.inbox.test_inbox import doubtful, fill, judge
from tests.web.trainer.models.test_models import candidate, serve
from tests.web.trainer.swedish import codes_in
from web import keys
from web.chat import answers
from web.pages import TEMPLATES
from web.settings.office import OfficeSettings
from web.store.people import audit
from web.store.releases import candidates
from web.store.releases import model_releases as releases
from web.store.teaching import kept_tests
from web.store.teaching.kept_tests import KeptTest
from web.trainer.access.people import Person
from web.trainer.routes import ROUTES
from web.trainer.teaching.examples import teach

FOLDER = ROOT / "web" / "templates"
# Those of Slack's installation are drawn in tests/web/channels/slack/test_slack_oauth.py.
ELSEWHERE = "slack/"
NAMES = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.html"))
FORM = "trainer/form.html"
BY_ANOTHER = "the channels, one closed by a setting"


@pytest.fixture
def templates(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[str]]:
    """The templates that are read from now on."""
    names: set[str] = set()
    loader = TEMPLATES.loader
    assert loader is not None
    read = loader.get_source

    def get_source(environment: object, name: str) -> object:
        names.add(name)
        return read(TEMPLATES, name)

    monkeypatch.setattr(loader, "get_source", get_source)
    assert TEMPLATES.cache is not None
    TEMPLATES.cache.clear()
    yield names


class FormTokens(HTMLParser):
    """The forms of a page that change something: for each the values of its fields named csrf."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tokens: list[list[str | None]] = []
        self._is_in_one = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "form":
            assert not self._is_in_one, "a form in a form"
            self._is_in_one = values.get("method") == "post"
            if self._is_in_one:
                self.tokens.append([])
        elif self._is_in_one and tag == "input" and values.get("name") == "csrf":
            self.tokens[-1].append(values.get("value"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._is_in_one = False


# What answers a GET below /trana with something else than a page to read.
NO_PAGES = {
    "start",
    "examples.file",
    "tests.stories",
    "tests.messages",
    "base.patch",
    "overview.table",
    "login.organisation",
    "login.answer",
}


async def pages(
    make_client: ClientMaker, engine: StandInEngine, facts_file: Path, seen: set[str | None]
) -> dict[str, str]:
    """Pages of every kind, by what they show; the names of the routes are added to `seen`."""
    client = await make_client(second_opinion_share=100, office=OfficeSettings("C0OFFICE"))
    other = await make_client(second_opinion_share=100, closed_channels=("browser",))
    pages_by_name: dict[str, str] = {}

    async def look(what: str, path: str, status: int = 200, by: TestClient = client) -> str:
        response = await by.get(path)
        assert response.status == status, (what, response.status)
        assert by.app is not None
        found = await by.app.router.resolve(make_mocked_request("GET", path))
        seen.add(found.route.name if found.http_exception is None else None)
        pages_by_name[what] = await response.text()
        return pages_by_name[what]

    async def send(what: str, path: str, form: dict[str, str], status: int = 200) -> None:
        response = await client.post(path, data=form)
        assert response.status == status, (what, response.status)
        pages_by_name[what] = await response.text()

    public: dict[str, str] = {}

    async def glance(path: str) -> None:
        public[path] = await (await client.get(path)).text()

    body = await client.post("/api/messages", json={"text": "statistik?"})
    card = (await body.json())["messages"][0]
    for path in ("/", "/embed", "/demo", "/samtal", "/till-en-manniska", card["address"]):
        await glance(path)
    for name in ("tillganglighet", "integritet", "villkor", "support", "om"):
        for language in ("sv", "en"):
            await glance(f"/{name}?lang={language}")
    html_first = {"Accept": "text/html"}
    await client.post("/api/messages", json={"text": "och?"}, headers=html_first)
    await client.get("/ingenting", headers=html_first)
    assert all("csrf" not in html for html in public.values())
    await look("the login", "/trana/logga-in")
    await look("the login, for nobody", "/trana/ingenting", 404)
    await log_in(client, "releaser", "rut")
    await log_in(other, "releaser", "olle")

    await look("the inbox, empty", "/trana")
    ids = await fill(client, *(doubtful(f"nummer {i}", 0.9) for i in range(8)))
    for by, label in ((client, "statistics"), (other, "press_contact")):
        await judge(by, ids[0], label=label)
    assert client.app is not None
    await teach(client.app, Person("rut", "trainer"), "Hur många tulpaner?", "statistics", "sv")
    await look("the inbox", "/trana")
    await look("the inbox, one of mine", f"/trana?visa=alla&m={ids[0]}")
    await look("a filter that is wrong", "/trana?fran=igår")
    await look("a conversation", "/trana/samtal/browser-1")
    await look("the disputes", "/trana/oense")
    csrf = csrf_of(pages_by_name["the disputes"])
    await send("a settled one", f"/trana/oense/{ids[0]}", {"csrf": csrf, "verdict": "discard"})
    for name in ("av-samtal", "holdout"):
        query = f"conversation=browser-2&message={ids[2]}"
        await look(name, f"/trana/tester/{name}?{query}")
    now, database = datetime.now(UTC), client.app[keys.DATABASE]
    for test in (
        kept_tests.kept_message("statistics", "sv", "nummer 9", "rut", now),
        KeptTest(kept_tests.STORY, "nummer 8", "- user: hej\n  intent: greet\n", "rut", 0),
    ):
        await kept_tests.keep(database, test, now)
    await look("the tests", "/trana/tester")
    await look("a test that is kept", "/trana/tester/1")
    await look("the tests that come with the bot", "/trana/tester/medfoljande")
    await look("the examples", "/trana/exempel")
    number = re.search(r"/trana/exempel/(\d+)/ta-bort", pages_by_name["the examples"])
    assert number
    await look("an example", f"/trana/exempel/{number[1]}")
    await look("the base examples", "/trana/exempel/grund")
    key = re.search(r"/trana/exempel/grund/([0-9a-f]{16})", pages_by_name["the base examples"])
    assert key
    await look("a base example", f"/trana/exempel/grund/{key[1]}")
    mending = {"csrf": csrf, "remove": "1"}
    await send("a base example to go", f"/trana/exempel/grund/{key[1]}", mending)
    await look("what is to change in them", "/trana/exempel/grund/andringar")
    await look("a new example", "/trana/exempel/nytt")
    await look("what resembles", "/trana/exempel/liknande?text=tulpaner")
    again = {"csrf": csrf, "text": "Hur många tulpaner?", "label": "statistics"}
    await send("an example that is there", "/trana/exempel/nytt", again, 422)
    engine.refuses = lambda body: {
        **{"reason": "contradicts", "where": "data/nlu/sv/thanks.yml"},
        **{"label": "thanks", "text": "tack"},
    }
    other_words = {**again, "text": "Tack ska du ha"}
    await send("an example that a base example denies", "/trana/exempel/nytt", other_words, 422)
    ended = {"path": "/trana/exempel/nytt", "field-text": "Hur många rosor?"}
    await send("what was sent when the session had ended", "/trana/skicka-igen", ended)
    for address in (f"/trana/exempel/{number[1]}/ta-bort", "/trana/tester/1/ta-bort"):
        await send(address, address, {"csrf": csrf})
    await look("the models, none", "/trana/modeller")
    await look("a candidate", f"/trana/modeller/{await candidate(client)}")
    await look("what differs", "/trana/modeller/1/skillnad")
    await look("the messages of a figure", "/trana/modeller/1/meddelanden?matt=ratt")
    talks = await candidate(
        client,
        conversations=CONVERSATIONS,
        folds=FOLDS,
        broken=(BROKEN,),
        misrouted=(MisroutedMessage("Antal bidrag?", "statistics", "press_contact"),),
        flips=(flip(ids[4]), flip(ids[5], "greet")),
    )
    await look("a candidate in conversations", f"/trana/modeller/{talks}")
    await look("taught examples, misread", f"/trana/modeller/{talks}/exempel")
    failed = await candidates.add(database, "b-job", {}, "anna", now)
    why = "Det gick inte att träna på exemplen.\nInvalidDomain: utter_greet in data/rules.yml"
    await candidates.fail(database, failed, why, now)
    await look("a failed training", f"/trana/modeller/{failed}")
    name = "candidate-1234abcd-11112222.tar.gz"
    released = releases.Release(1, name, failed, None, "rut", now.timestamp())
    assert await releases.release(database, released, OLD, now)
    problem = "Den släppta modellen candidate-1234abcd-11112222.tar.gz finns inte i models/."
    await serve(client, OLD, problem=problem)
    await look("an engine that is behind", "/trana/modeller")
    await send("the models, one in training", "/trana/modeller/trana", {"csrf": csrf})
    await look("the models' state", "/trana/modeller/lage")
    await look("the overview", "/trana/oversikt")
    await look("an overview of nothing", "/trana/oversikt?fran=igår", 422)
    await look("what is open", "/trana/obesvarat")
    await look("new topics", "/trana/amnen")
    await look("a draft of a label", f"/trana/amnen/etikett?m={ids[3]}")
    async with database.begin() as connection:
        await audit.note(connection, "rut", "label_drafted", "job_fair", now)
    await look("the log", "/trana/logg")
    await look("the channels", "/trana/kanaler")
    await look(BY_ANOTHER, "/trana/kanaler", by=other)
    await look("the state", "/trana/drift")
    await look("the guide", "/trana/hjalp")

    change = "/trana/fakta/andra"
    await look("the facts", "/trana/fakta")
    await look("a fact", PHONE)
    await look("a fact as text", f"{PHONE}?som=text")
    await look("a new fact", "/trana/fakta/ny/rules")
    await look("the whole file", "/trana/fakta/hela")
    await look("the versions, none", "/trana/fakta/versioner")
    form = await start(client, PHONE)
    await send("a preview", change, {**form, "granskad": "ja", "steg": "granska"})
    preview = form_of(pages_by_name["a preview"], "Varför?")
    await send("a release", change, {**preview, "steg": "slapp", "varfor": "Granskad"})
    await send("a change of what is gone", change, {**form, "steg": "granska"}, 409)
    await look("the versions", "/trana/fakta/versioner")
    await look("a version", "/trana/fakta/versioner/1")
    good = facts_file.read_text(encoding="utf-8")
    facts_file.write_text(good.replace("kind: phone", "kind: fax", 1), encoding="utf-8")
    await look("facts while a value is wrong", "/trana/fakta")
    facts_file.write_text("kontakter: [", encoding="utf-8")
    await look("a file that is broken", PHONE, 409)
    await look("facts while the file is broken", "/trana/fakta")
    await look("the state while the facts' file is broken", "/trana/drift")
    return pages_by_name


async def test_every_template_is_drawn_every_form_has_the_token_and_all_is_swedish(
    make_client: ClientMaker,
    engine: StandInEngine,
    facts_file: Path,
    templates: set[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # A busy machine stores an answer too late to give its address.
    monkeypatch.setattr(answers, "STORING_SECONDS", 60.0)
    seen: set[str | None] = set()
    pages_by_name = await pages(make_client, engine, facts_file, seen)
    there = {
        r.kwargs.get("name") for r in ROUTES if isinstance(r, web.RouteDef) and r.method == "GET"
    }
    assert there - seen - NO_PAGES == set()
    codes = {what: found for what, html in pages_by_name.items() if (found := codes_in(html))}
    # The form asks for a name in the files, and shows what one looks like.
    assert codes == {"a draft of a label": {"job_fair"}}
    assert sorted(templates) == [name for name in NAMES if not name.startswith(ELSEWHERE)]
    forms = {what: FormTokens(html).tokens for what, html in pages_by_name.items()}
    assert sum(map(len, forms.values())) > 60
    tokens = {
        token
        for what, all_ in forms.items()
        if what not in ("the login", BY_ANOTHER)
        for (token,) in all_
        if token
    }
    assert len(tokens) == 1, "all of one session, and none empty"
    assert all(token for all_ in forms.values() for (token,) in all_)


def test_a_name_that_a_page_does_not_give_is_a_fault() -> None:
    assert TEMPLATES.undefined is StrictUndefined
    with pytest.raises(UndefinedError):
        TEMPLATES.get_template("trainer/refused.html").render()


@pytest.mark.parametrize(
    "name", [name for name in NAMES if name.startswith("trainer/") and name != FORM]
)
def test_no_trainers_form_is_written_by_hand(name: str) -> None:
    source = (FOLDER / name).read_text(encoding="utf-8")
    assert re.findall(r'<form[^>]*method="post"|name="csrf"', source) == []


def test_the_form_has_its_address_its_token_and_what_is_called_in_it() -> None:
    page = TEMPLATES.from_string(
        '{% from "trainer/form.html" import form with context %}'
        '{% call form("/a?b&c", class="d", swap=true) %}<button>{{ e }}</button>{% endcall %}'
    )
    html = page.render(csrf="t<", e="<e>")
    assert re.sub(r"\s+", " ", html) == (
        '<form method="post" action="/a?b&amp;c" class="d" data-swap>'
        ' <input type="hidden" name="csrf" value="t&lt;"> <button>&lt;e&gt;</button> </form>'
    )
