"""The models' pages: train, follow, compare, release, go back, and who may do what."""

from __future__ import annotations

import asyncio
import re
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from aiohttp.test_utils import TestClient
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.comparison.figures import MisroutedMessage
from contracts.tables import serving
from tests.web.conftest import ClientMaker, StandInEngine, returned
from tests.web.trainer.comparison.comparisons import BROKEN, NEW, NEWER, OLD, figures, model
from tests.web.trainer.conftest import csrf_of, log_in, logged
from web import engine_client, keys
from web.store.releases import candidates
from web.store.releases import model_releases as releases
from web.store.teaching import examples
from web.store.trainer_tables import messages
from web.trainer.models import candidate_training
from web.trainer.models.model_release import MEANWHILE
from web.trainer.personal_data import suggest

LIST = "/trana/modeller"
NOW = datetime.now(UTC)


def database_of(client: TestClient) -> AsyncEngine:
    assert client.app is not None
    return client.app[keys.DATABASE]


async def get(client: TestClient, path: str = LIST, status: int = 200) -> str:
    response = await client.get(path)
    assert response.status == status
    return await response.text()


async def send(client: TestClient, path: str, **form: Any) -> str:
    """What comes of a form, once its redirect is followed."""
    csrf = csrf_of(await get(client))
    response = await client.post(f"{LIST}/{path}", data={"csrf": csrf, **form})
    assert response.status == 200
    return await response.text()


async def serve(client: TestClient, served: str, name: str = "a:1", **more: Any) -> None:
    """Have an engine say what it serves."""
    row = {"engine": name, "model": served, "problem": None, "seen_at": time.time(), **more}
    async with database_of(client).begin() as connection:
        await connection.execute(sa.delete(serving).where(serving.c.engine == name))
        await connection.execute(sa.insert(serving).values(row))


async def keep_message(client: TestClient, number: int, text: str, **more: Any) -> None:
    # Said now: the app deletes what is old, beside the test.
    row = {
        **{"id": number, "conversation": "browser-a", "said_at": NOW.timestamp() + number},
        **{"channel": "browser"},
        **{"language": "sv", "text": text, "intent": "statistics", "ranking": "[]"},
        **{"likeliest": "statistics", "confidence": 0.9, "wants_second": False},
        **{"usefulness": 1.0, "state": "settled", "label": "statistics", "alike": text},
        **more,
    }
    async with database_of(client).begin() as connection:
        await connection.execute(sa.insert(messages).values(row))


async def candidate(client: TestClient, **compared: Any) -> int:
    """The number of a candidate that is ready."""
    database = database_of(client)
    number = await candidates.add(database, "a-job", {"a": "statistics"}, "anna", NOW)
    found = figures(**compared)
    await candidates.finish(database, number, found.candidate.model, found.to_json(), NOW)
    return number


async def follow(client: TestClient, seconds: float = 0.0) -> None:
    """Ask the engine, so long from now."""
    assert client.app is not None
    now = datetime.now(UTC) + timedelta(seconds=seconds)
    await candidate_training.follow(database_of(client), client.app[keys.ENGINE], now)


async def releases_of(client: TestClient) -> list[tuple[str, int | None]]:
    return [(row.model, row.undoes) for row in await releases.every(database_of(client))]


def notice_of(html: str) -> str:
    """What is told at the top of the page."""
    found = re.search(r'class="notice" role="status">([^<]*)', html)
    return found[1] if found else ""


@pytest.fixture
async def releaser(client: TestClient) -> TestClient:
    await log_in(client, "releaser")
    await serve(client, OLD)
    return client


async def test_before_anything_is_trained_the_page_says_what_answers(releaser: TestClient) -> None:
    html = await get(releaser)
    assert "modellen från start" in html
    assert "Ingen kandidat är tränad än" in html
    assert "Gå tillbaka" not in html
    assert "http-equiv" not in html


async def test_training_what_has_been_learnt_already_is_remarked_on(
    releaser: TestClient, engine: StandInEngine
) -> None:
    database = database_of(releaser)
    example = examples.TaughtExample("antal tulpaner", "statistics", "sv", "anna", NOW.timestamp())
    await examples.add(database, example, NOW)
    _, taught = await examples.to_learn(database)
    number = await candidates.add(database, "a-job", taught, "anna", NOW)
    await candidates.finish(database, number, "a.tar.gz", figures().to_json(), NOW)
    same = f"Exemplen är de som kandidat {number} redan har lärt sig."
    assert same in notice_of(await send(releaser, "trana"))
    await send(releaser, f"{number + 1}/stoppa")
    other = examples.TaughtExample("antal rosor", "statistics", "sv", "anna", NOW.timestamp())
    await examples.add(database, other, NOW)
    assert "redan" not in notice_of(await send(releaser, "trana"))


async def test_a_training_gets_all_that_trainers_have_made(
    releaser: TestClient, engine: StandInEngine
) -> None:
    example = examples.TaughtExample("antal tulpaner", "statistics", "sv", "anna", NOW.timestamp())
    await examples.add(database_of(releaser), example, NOW)
    html = await send(releaser, "trana")
    assert "har börjat" in notice_of(html)
    body = engine.received[-1]
    assert "antal tulpaner" in body["reviewed"]
    assert (body["stories"], body["holdout"], body["messages"]) == ("", "", [])
    assert body["known"] == {}
    assert body["current"] == OLD
    assert "Kandidat 1: Förbereder, 0 %" in html
    assert '<meta http-equiv="refresh"' in html
    assert (await logged(releaser))[-1] == ("releaser", "training_started", "kandidat 1")


async def test_a_training_gets_the_last_messages_that_fit(
    releaser: TestClient, engine: StandInEngine
) -> None:
    texts = ["för gammal", "å" * (candidate_training.MOST_MESSAGE_CHARACTERS - 4), "hej!"]
    for number, text in enumerate(texts):
        await keep_message(releaser, number, text)
    await send(releaser, "trana")
    sent = engine.received[-1]["messages"]
    assert [(m["id"], m["text"], m["label"]) for m in sent] == [
        (2, texts[2], "statistics"),
        (1, texts[1], "statistics"),
    ]


async def test_a_training_is_told_what_the_model_that_answers_has_learnt(
    releaser: TestClient, engine: StandInEngine
) -> None:
    number = await candidate(releaser)
    await send(releaser, f"{number}/slapp", based_on=0)
    await serve(releaser, NEW)
    await keep_message(releaser, 41, "[namn] är sjuk")
    await send(releaser, "trana")
    body = engine.received[-1]
    assert (body["current"], body["known"]) == (NEW, {"a": "statistics"})
    # With a name where one was.
    (message,) = body["messages"]
    assert message["text"] == suggest("[namn] är sjuk") != "[namn] är sjuk"


async def test_while_one_is_trained_another_is_told_so(
    releaser: TestClient, engine: StandInEngine
) -> None:
    await send(releaser, "trana")
    assert notice_of(await send(releaser, "trana")) == candidate_training.BUSY
    assert len(await candidates.every(database_of(releaser))) == 1


async def test_two_at_the_same_moment_train_one(
    releaser: TestClient, engine: StandInEngine
) -> None:
    engine.trains, engine.hangs = 409, True
    async with asyncio.TaskGroup() as group:
        asked = group.create_task(send(releaser, "trana"))
        await engine.training_came.acquire()
        other = await candidates.add(database_of(releaser), "b-job", {}, "anna", NOW)
        engine.hanging.set()
    assert notice_of(asked.result()) == candidate_training.BUSY
    assert [row.id for row in await candidates.every(database_of(releaser))] == [other]


async def test_what_the_engine_is_busy_with_and_nobody_knows_of_is_not_promised(
    releaser: TestClient, engine: StandInEngine
) -> None:
    engine.trains = 409
    assert notice_of(await send(releaser, "trana")) == candidate_training.BUSY_ELSEWHERE
    assert await candidates.every(database_of(releaser)) == []
    assert "training_started" not in [what for _, what, _ in await logged(releaser)]


async def test_an_engine_that_is_down_is_said_to_be(make_client: ClientMaker) -> None:
    client = await make_client(engine_urls=("http://127.0.0.1:9",))
    await log_in(client)
    assert notice_of(await send(client, "trana")) == candidate_training.DOWN
    assert await candidates.every(database_of(client)) == []


async def test_what_the_engine_does_not_take_is_no_candidate(
    releaser: TestClient, engine: StandInEngine
) -> None:
    engine.trains = 413
    assert "svar 413" in notice_of(await send(releaser, "trana"))
    assert await candidates.every(database_of(releaser)) == []


async def test_a_training_is_followed_to_its_end(
    releaser: TestClient, engine: StandInEngine
) -> None:
    await send(releaser, "trana")
    engine.training = {"state": "training", "step": "stories", "share": 0.83}
    await follow(releaser)
    assert "Provar samtalen med båda modellerna, 83 %" in await get(releaser)
    engine.training = {"state": "ready", "model": NEW, "figures": figures().to_json(), "why": None}
    await follow(releaser)
    html = await get(releaser)
    assert "Klar att jämföra" in html
    assert "<progress" not in html
    assert "Ingen säker skillnad" in await get(releaser, f"{LIST}/1")


async def test_the_part_that_changes_can_be_had_alone(
    releaser: TestClient, engine: StandInEngine
) -> None:
    await send(releaser, "trana")
    html = await get(releaser, f"{LIST}/lage")
    assert html.startswith('<div id="state" data-training="1" data-release="0" data-changing>')
    assert "Förbereder" in html
    assert "<form" not in html


async def test_a_web_that_starts_again_picks_up_what_is_trained(
    make_client: ClientMaker, engine: StandInEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await make_client()
    await log_in(before)
    await send(before, "trana")
    await before.close()
    engine.training = {"state": "ready", "model": NEW, "figures": figures().to_json(), "why": None}
    followed = returned(monkeypatch, candidate_training, "follow")
    after = await make_client(works_alone=True)
    async with asyncio.timeout(60):
        await followed.wait()
    (found,) = await candidates.every(database_of(after))
    assert (found.state, found.model) == ("ready", NEW)


async def test_a_training_that_fails_says_why_and_leaves_the_model(
    releaser: TestClient, engine: StandInEngine
) -> None:
    await send(releaser, "trana")
    engine.training = {"state": "failed", "why": "Minnet räckte inte till träningen."}
    await follow(releaser)
    assert "Misslyckades: Minnet räckte inte" in await get(releaser)
    html = await get(releaser, f"{LIST}/1")
    assert "Minnet räckte inte till träningen. Modellen som svarar är kvar." in html
    assert "Släpp" not in html


async def test_a_training_that_the_engine_has_forgotten_has_failed(
    releaser: TestClient, engine: StandInEngine
) -> None:
    await send(releaser, "trana")
    engine.training = None
    await follow(releaser, candidate_training.BEGINNING_SECONDS + 1)
    assert candidate_training.LOST in await get(releaser)


async def test_a_training_is_known_before_the_engine_has_answered(
    releaser: TestClient, engine: StandInEngine
) -> None:
    """Whatever becomes of the web that asked for it."""
    engine.hangs = True
    async with asyncio.TaskGroup() as group:
        asked = group.create_task(send(releaser, "trana"))
        await engine.training_came.acquire()
        (begun,) = await candidates.in_training(database_of(releaser))
        assert begun.job == engine.job
        engine.hanging.set()
    assert "har börjat" in notice_of(asked.result())


async def test_one_that_the_engine_does_not_answer_for_in_time_may_have_begun(
    releaser: TestClient, engine: StandInEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_client, "TRAINING_SECONDS", 0.2)
    engine.hangs = True
    assert notice_of(await send(releaser, "trana")) == candidate_training.UNSURE
    monkeypatch.setattr(engine_client, "TRAINING_SECONDS", 60.0)
    engine.training = {"state": "ready", "model": NEW, "figures": figures().to_json(), "why": None}
    await follow(releaser)
    (ready,) = await candidates.every(database_of(releaser))
    assert (ready.state, ready.model) == (candidates.READY, NEW)


async def test_one_that_did_not_reach_the_engine_is_not_given_up_while_it_may(
    releaser: TestClient,
) -> None:
    number = await candidates.add(database_of(releaser), "b-job", {}, "anna", datetime.now(UTC))
    await follow(releaser)
    assert await candidates.in_training(database_of(releaser))
    await follow(releaser, candidate_training.BEGINNING_SECONDS + 1)
    (lost,) = await candidates.every(database_of(releaser))
    assert (lost.id, lost.why) == (number, candidate_training.LOST)


async def test_an_engine_that_is_silent_is_asked_again(make_client: ClientMaker) -> None:
    client = await make_client(engine_urls=("http://127.0.0.1:9",))
    await log_in(client)
    await candidates.add(database_of(client), "a-job", {}, "anna", NOW)
    await follow(client)
    assert "väntar på besked från motorn" in await get(client)


async def test_a_training_can_be_stopped(releaser: TestClient, engine: StandInEngine) -> None:
    await send(releaser, "trana")
    html = await send(releaser, "1/stoppa")
    assert "stoppad" in notice_of(html)
    assert "Stoppad av releaser." in html
    assert "Misslyckades" not in html
    page = await (await releaser.get("/trana/modeller/1")).text()
    assert "Stoppad av releaser. Modellen som svarar är kvar." in page
    assert "misslyckades" not in page
    assert engine.training and engine.training["state"] == "failed"
    assert (await logged(releaser))[-1] == ("releaser", "training_stopped", "kandidat 1")
    assert "redan slut" in notice_of(await send(releaser, "1/stoppa"))


async def test_a_candidate_stands_beside_the_current_model(releaser: TestClient) -> None:
    number = await candidate(releaser)
    html = await get(releaser, f"{LIST}/{number}")
    assert html.count("<svg") == 2
    assert "style=" not in html
    assert "Vem svarar på &lt;siffror&gt;?" in html
    assert "Bättre, aldrig lärt: 1" in html
    assert "Förväxlingarna i text: 1" in html
    assert "1 × Presstjänsten togs för Statistik" in html
    assert "10 av 11" in html


async def test_a_release_is_followed_until_all_engines_serve_it(releaser: TestClient) -> None:
    await serve(releaser, OLD, "b:1")
    number = await candidate(releaser)
    html = await send(releaser, f"{number}/slapp", based_on=0)
    assert f"Kandidat {number} är släppt" in notice_of(html)
    assert await releases_of(releaser) == [(OLD, None), (NEW, None)]
    assert "0 av 2 motorer svarar med den" in html
    await serve(releaser, NEW)
    assert "1 av 2 motorer" in await get(releaser)
    await serve(releaser, NEW, "b:1")
    html = await get(releaser)
    assert "Alla 2 motorer svarar med den" in html
    assert "Svarar nu" in html
    assert "data-changing" not in html
    assert (await logged(releaser))[-1] == ("releaser", "model_released", f"kandidat {number}")


async def test_an_engine_that_cannot_serve_a_release_says_why(releaser: TestClient) -> None:
    await send(releaser, f"{await candidate(releaser)}/slapp", based_on=0)
    await serve(releaser, OLD, problem="Den släppta modellen gick inte att läsa in.")
    html = await get(releaser)
    assert "gick inte att läsa in" in html
    assert "data-changing" not in html


async def test_one_click_goes_back(releaser: TestClient) -> None:
    number = await candidate(releaser)
    await send(releaser, f"{number}/slapp", based_on=0)
    await serve(releaser, NEW)
    assert "Gå tillbaka till modellen från start" in await get(releaser)
    html = await send(releaser, "tillbaka", based_on=2)
    assert notice_of(html) == "Tillbaka till modellen från start."
    assert (await releases_of(releaser))[-1] == (OLD, 2)
    assert "Gå tillbaka till" not in html
    assert (await logged(releaser))[-1] == ("releaser", "model_undone", OLD)
    # And the candidate can be released again: it is compared with what answers now.
    await serve(releaser, OLD)
    await send(releaser, f"{number}/slapp", based_on=3)
    assert (await releases_of(releaser))[-1] == (NEW, None)


async def test_a_second_release_sees_the_first(releaser: TestClient) -> None:
    one, other = await candidate(releaser), await candidate(releaser, candidate=model(NEWER))
    await send(releaser, f"{one}/slapp", based_on=0)
    assert notice_of(await send(releaser, f"{other}/slapp", based_on=0)) == MEANWHILE
    assert notice_of(await send(releaser, "tillbaka", based_on=0)) == MEANWHILE
    assert notice_of(await send(releaser, "tillbaka")) == MEANWHILE
    assert await releases_of(releaser) == [(OLD, None), (NEW, None)]


@pytest.mark.parametrize(
    ("compared", "reason"),
    [
        ({"forbidden": ("broken",), "broken": (BROKEN,)}, "klarar inte testsamtal"),
        (
            {
                "forbidden": ("misroutes",),
                "candidate": model(NEW, misrouted=2),
                "misrouted": (MisroutedMessage("Vem?", "greet", "statistics"),),
            },
            "fel kontakt i 2 testmeddelanden, modellen innan i 1",
        ),
        (
            {
                "forbidden": ("misroutes",),
                "candidate": model(NEW, misrouted=1),
                "current": model(OLD, misrouted=0),
                "misrouted": (MisroutedMessage("Vem?", "greet", "statistics"),),
            },
            "fel kontakt i 1 testmeddelande, modellen innan i 0",
        ),
        ({"current": model(NEWER)}, "inte svarar längre"),
        ({"candidate": model(OLD)}, "Det är den här modellen som svarar nu"),
    ],
)
async def test_what_may_not_be_released_says_why(
    releaser: TestClient, compared: dict[str, Any], reason: str
) -> None:
    number = await candidate(releaser, **compared)
    html = await get(releaser, f"{LIST}/{number}")
    assert reason in html
    assert 'disabled aria-describedby="obstacle"' in html
    assert reason in notice_of(await send(releaser, f"{number}/slapp", based_on=0))
    assert await releases_of(releaser) == []


async def test_the_messages_that_forbid_a_release_are_named(releaser: TestClient) -> None:
    wrong = MisroutedMessage("Vem är ni?", "bot_challenge", "press_contact")
    html = await get(releaser, f"{LIST}/{await candidate(releaser, misrouted=(wrong,))}")
    assert "”Vem är ni?” är Är du en bot?, men får Presstjänsten" in html


async def test_figures_of_another_version_are_not_shown_and_release_nothing(
    releaser: TestClient,
) -> None:
    database = database_of(releaser)
    number = await candidates.add(database, "a-job", {"a": "statistics"}, "anna", NOW)
    await candidates.finish(database, number, NEW, {"candidate": {"model": NEW}}, NOW)
    html = await get(releaser, f"{LIST}/{number}")
    assert "Jämförelsen kan inte visas" in html
    assert "kan inte läsas" in notice_of(await send(releaser, f"{number}/slapp", based_on=0))
    assert await releases_of(releaser) == []


async def test_figures_that_cannot_be_read_end_the_training_in_words(
    releaser: TestClient, engine: StandInEngine
) -> None:
    await send(releaser, "trana")
    found = {**figures().to_json(), "flips": [{"text": "hemligt"}]}
    engine.training = {"state": "ready", "model": NEW, "figures": found, "why": None}
    await follow(releaser)
    (candidate,) = await candidates.every(database_of(releaser))
    assert (candidate.state, candidate.why) == ("failed", candidate_training.UNREADABLE)


async def test_a_failed_training_cannot_be_released(releaser: TestClient) -> None:
    number = await candidates.add(database_of(releaser), "a-job", {}, "anna", NOW)
    assert "tränas fortfarande" in notice_of(await send(releaser, f"{number}/slapp", based_on=0))
    await candidates.fail(database_of(releaser), number, "fel", NOW + timedelta(minutes=1))
    assert "misslyckades" in notice_of(await send(releaser, f"{number}/slapp", based_on=0))
    assert await releases_of(releaser) == []


async def test_readers_see_all_and_trainers_release_nothing(client: TestClient) -> None:
    number = await candidate(client)
    await log_in(client, "trainer")
    html = await get(client, f"{LIST}/{number}")
    assert "Siffrorna" in html
    assert "Släpp<" not in html
    csrf = csrf_of(await get(client))
    for path in (f"{number}/slapp", "tillbaka"):
        form = {"csrf": csrf, "based_on": 0}
        assert (await client.post(f"{LIST}/{path}", data=form)).status == 403


async def test_a_reader_trains_nothing(client: TestClient) -> None:
    await log_in(client, "reader")
    html = await get(client)
    assert "Träna en kandidat" not in html
    csrf = csrf_of(html)
    assert (await client.post(f"{LIST}/trana", data={"csrf": csrf})).status == 403
    assert (await client.post(f"{LIST}/1/stoppa", data={"csrf": csrf})).status == 403


async def test_a_candidate_that_is_not_there_is_not_found(releaser: TestClient) -> None:
    await get(releaser, f"{LIST}/17", status=404)
