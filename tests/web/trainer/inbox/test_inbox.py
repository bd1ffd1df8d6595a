"""The inbox over HTTP, without JavaScript: read, filter, say what it is, take it back."""

from __future__ import annotations

import asyncio
import html
import re
from datetime import UTC, datetime
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa
from aiohttp.test_utils import TestClient

from contracts.events import NOT_KEPT
from desk.cards import message_card
from tests.web.conftest import ClientMaker, StandInEngine, returned
from tests.web.stores import asked_back, pressed, say, user
from tests.web.trainer.conftest import csrf_of, hides, log_in, logged
from web import keys
from web.store.conversations import feedback, press_line_turns
from web.store.conversations.press_line_turns import PressLineTurn
from web.store.review.reviews import give
from web.store.teaching import examples
from web.store.trainer_tables import messages
from web.trainer.inbox import intake
from web.trainer.inbox.intake import take_in
from web.trainer.labels import all_labels

TWO_TRAINERS = pytest.mark.parametrize("client", [100], indirect=True, ids=["two trainers"])


@pytest.fixture
async def client(make_client: ClientMaker, request: pytest.FixtureRequest) -> TestClient:
    """Of a hundred messages, the test's parameter says how many go to two trainers; else none."""
    return await make_client(second_opinion_share=getattr(request, "param", 0))


async def fill(client: TestClient, *messages: dict[str, Any]) -> list[int]:
    """Messages of conversations of their own, taken in; the first is the most useful."""
    assert client.app is not None
    database = client.app[keys.DATABASE]
    now = datetime.now(UTC)
    ids = []
    for number, event in enumerate(messages):
        bot = {"event": "bot", "text": f"svar på {number}"}
        ids += (await say(database, f"browser-{number}", now, event, bot))[:1]
    await take_in(database, now, client.app[keys.SETTINGS].second_opinion_share)
    return ids


def doubtful(text: str, doubt: float = 0.5, **more: Any) -> dict[str, Any]:
    return user(text, "statistics", 1 - doubt / 2, [("press_contact", doubt / 2)], **more)


async def three(client: TestClient) -> list[int]:
    texts = [doubtful("ett", 0.9), doubtful("två", 0.6), doubtful("tre", 0.3)]
    return await fill(client, *texts)


async def get(client: TestClient, path: str = "/trana", **query: Any) -> str:
    response = await client.get(f"{path}?{urlencode(query)}" if query else path)
    assert response.status == 200, path
    return await response.text()


async def post(client: TestClient, path: str, page: str | None = None, **form: Any) -> str:
    """The page that a form leads to."""
    values: dict[str, Any] = {"csrf": csrf_of(page or await get(client)), **form}
    pairs = [(k, v) for k, vs in values.items() for v in (vs if isinstance(vs, list) else [vs])]
    response = await client.post(path, data=urlencode(pairs), headers=_FORM)
    assert response.status == 200
    return await response.text()


_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


async def judge(client: TestClient, message: int, **form: Any) -> str:
    return await post(client, f"/trana/meddelande/{message}", **form)


async def as_another(client: TestClient, name: str, role: str = "trainer") -> None:
    client.session.cookie_jar.clear()
    await log_in(client, role, name)


def heading_of(page: str) -> str:
    """The message that is shown."""
    match = re.search(r'<h2 id="heading"[^>]*>(.*?)</h2>', page, re.DOTALL)
    assert match
    return html.unescape(match[1])


def rows_of(page: str) -> list[str]:
    return [html.unescape(t) for t in re.findall(r'<span class="text">(.*?)</span>', page)]


def notice(page: str) -> str:
    match = re.search(r'<p class="notice" role="status">(.*?)(?: <q.*?)?</p>', page)
    return html.unescape(match[1]) if match else ""


async def states(client: TestClient) -> dict[str, tuple[str, str | None]]:
    assert client.app is not None
    columns = (messages.c.text, messages.c.state, messages.c.label)
    async with client.app[keys.DATABASE].connect() as connection:
        rows = await connection.execute(sa.select(*columns))
        return {row.text: (row.state, row.label) for row in rows}


async def taught(client: TestClient) -> list[tuple[str, str]]:
    assert client.app is not None
    return await examples.texts_with_labels(client.app[keys.DATABASE])


async def test_the_most_useful_is_first_and_open_with_what_was_made_of_it(
    client: TestClient,
) -> None:
    await log_in(client)
    await fill(client, doubtful("tvåa", 0.2), doubtful("etta <b>", 0.9, channel="slack"))
    page = await get(client)
    assert rows_of(page) == ["etta <b>", "tvåa"]
    assert heading_of(page) == "etta <b>"
    assert "<b>" not in page.replace("<body>", "")
    ranking = re.search(r'<table class="ranking">(.*?)</table>', page, re.DOTALL)
    assert ranking
    words = re.sub(r"<[^>]+>|\s+", " ", ranking[1])
    assert re.search(r"Boten tog det för +Statistik +55 % +Presstjänsten +45 %", words), words
    assert "svar på 1" in page
    assert "Nära mellan två etiketter" in page


async def test_what_was_asked_back_about_shows_the_guess_and_what_was_chosen(
    client: TestClient,
) -> None:
    await log_in(client)
    assert client.app is not None
    unsure = asked_back("beslut och siffror", [("public_records", 0.5), ("statistics", 0.3)])
    database, now = client.app[keys.DATABASE], datetime.now(UTC)
    await say(database, "browser-a", now, unsure, pressed("statistics"))
    await take_in(database, now, 0)
    page = await get(client)
    assert "Boten frågade tillbaka, troligast" in page
    assert "Skribenten valde Statistik" in page
    assert rows_of(page) == ["beslut och siffror"]
    message = re.search(r"/trana/meddelande/(\d+)", page)
    assert message
    await judge(client, int(message[1]), verdict="right")
    assert await states(client) == {"beslut och siffror": ("settled", "public_records")}


async def test_what_was_judged_stands_beside_what_was_saved(client: TestClient) -> None:
    await log_in(client)
    one, *_ = await three(client)
    page = await judge(client, one, verdict="right")
    assert '<q class="about">ett</q>' in page
    assert '<q class="about">' not in await get(client)


async def test_the_same_is_said_of_those_with_the_same_words_at_once(client: TestClient) -> None:
    await log_in(client)
    said = [doubtful("hur många?", 0.9), doubtful("Hur många", 0.9), doubtful("hur många!!", 0.9)]
    one, *_ = await fill(client, *said, doubtful("hur få?", 0.5))
    assert "Säg detsamma om 2 likadana meddelanden som väntar" in await get(client, m=one)
    page = await judge(client, one, label="greet", alike="on", teach="on")
    assert notice(page) == "Sparat: Hälsning. Boten lär sig det. Detsamma om 2 likadana."
    assert await states(client) == {
        "hur många?": ("settled", "greet"),
        "Hur många": ("settled", "greet"),
        "hur många!!": ("settled", "greet"),
        "hur få?": ("waiting", None),
    }
    assert await taught(client) == [("hur många?", "greet")]
    # It was one act, and is taken back as one.
    page = await post(client, "/trana/angra")
    assert notice(page).startswith("Ångrat, också för 2 likadana. Boten lär sig det inte längre.")
    assert heading_of(page) == "hur många?"
    assert {state for state, _ in (await states(client)).values()} == {"waiting"}
    assert await taught(client) == []


async def test_one_of_the_alike_can_be_taken_back_by_itself(client: TestClient) -> None:
    await log_in(client)
    one, two = await fill(client, doubtful("hur många?", 0.9), doubtful("hur många", 0.8))
    await judge(client, one, label="greet", alike="on")
    await post(client, "/trana/angra", message=str(two))
    assert await states(client) == {
        "hur många?": ("settled", "greet"),
        "hur många": ("waiting", None),
    }


async def test_what_is_not_sure_is_said_of_one_alone(client: TestClient) -> None:
    await log_in(client)
    one, _ = await fill(client, doubtful("hur många?", 0.9), doubtful("hur många", 0.8))
    assert "ett likadant meddelande" in await get(client, m=one)
    await judge(client, one, verdict="unsure", alike="on")
    assert (await states(client))["hur många"] == ("waiting", None)


async def test_right_goes_on_to_the_next_and_teaches(client: TestClient) -> None:
    await log_in(client)
    one, _, _ = await three(client)
    page = await judge(client, one, verdict="right", teach_right="on")
    assert notice(page) == "Sparat: Statistik. Boten lär sig det."
    assert heading_of(page) == "två"
    assert rows_of(page) == ["två", "tre"]
    assert await taught(client) == [("ett", "statistics")]
    assert "1 gjorda i dag" in page


async def test_a_correction_of_a_sure_bot_is_not_taught_unasked(client: TestClient) -> None:
    await log_in(client)
    await fill(client, doubtful("säkert", 0.02))
    page = await get(client)
    assert "Boten är 99 % säker på Statistik. Lär den rättelsen ändå" in page
    assert 'name="teach" checked' not in page
    await fill(client, doubtful("tveksamt", 0.9))
    page = await get(client)
    assert "Lär boten rättelsen" in page
    assert 'name="teach" checked' in page


async def test_what_is_set_aside_is_reviewed_and_never_taught(client: TestClient) -> None:
    await log_in(client)
    assert client.app is not None
    database, now = client.app[keys.DATABASE], datetime.now(UTC)
    (message, *_) = await say(database, "browser-0", now, doubtful("ett", 0.9))
    await take_in(database, now, share=0, aside=100)
    page = await judge(client, message, verdict="right", teach_right="on")
    assert notice(page) == (
        "Sparat: Statistik. Boten lär sig det inte: meddelandet är ett av dem som nya modeller "
        "prövas på."
    )
    assert await states(client) == {"ett": ("settled", "statistics")}
    assert await taught(client) == []


async def test_a_verdict_without_the_tick_teaches_nothing(client: TestClient) -> None:
    await log_in(client)
    one, two, _ = await three(client)
    await judge(client, one, verdict="right", teach="on")
    page = await judge(client, two, label="press_contact", teach_right="on")
    assert notice(page) == "Sparat: Presstjänsten."
    assert await taught(client) == []
    assert (await states(client))["två"] == ("settled", "press_contact")


async def test_the_ticks_are_off_where_the_bot_is_sure(client: TestClient) -> None:
    await log_in(client)
    _, sure = await fill(client, doubtful("osäkert", 0.9), doubtful("säkert", 0.02))
    page = await get(client)
    assert 'name="teach_right" checked' in page
    assert 'name="teach" checked' in page
    page = await get(client, m=sure)
    assert 'name="teach_right">' in page
    assert 'name="teach" checked' not in page


@pytest.mark.parametrize(
    ("form", "label"),
    [
        ({"label": "individual_case"}, "individual_case"),
        ({"label": "greet"}, "greet"),
        ({"verdict": "out_of_scope"}, "out_of_scope"),
        ({"verdict": "two", "wish": ["statistics", "press_contact"]}, "press_contact+statistics"),
    ],
)
async def test_a_correction_is_stored_and_taught(
    client: TestClient, form: dict[str, Any], label: str
) -> None:
    await log_in(client)
    (one,) = await fill(client, doubtful("ett"))
    await judge(client, one, teach="on", **form)
    assert await states(client) == {"ett": ("settled", label)}
    assert await taught(client) == [("ett", label)]


@pytest.mark.parametrize(
    ("form", "why"),
    [
        ({}, "Välj vad meddelandet handlar om."),
        ({"label": "nlu_fallback"}, "Den etiketten finns inte."),
        ({"label": "påhitt"}, "Den etiketten finns inte."),
        ({"verdict": "two", "wish": ["statistics"]}, "Välj två önskemål."),
        ({"verdict": "two", "wish": ["statistics", "greet"]}, "Den etiketten finns inte."),
        ({"verdict": "two", "wish": ["statistics", "statistics"]}, "Den etiketten finns inte."),
    ],
)
async def test_a_form_that_says_nothing_stores_nothing_and_stays(
    client: TestClient, form: dict[str, Any], why: str
) -> None:
    await log_in(client)
    _, two, _ = await three(client)
    page = await judge(client, two, **form)
    assert notice(page).startswith(why)
    assert heading_of(page) == "två"
    assert (await states(client))["två"] == ("waiting", None)


async def test_a_refused_example_is_told_of_and_the_verdict_stands(
    client: TestClient, engine: StandInEngine
) -> None:
    engine.refuses = lambda body: {"reason": "holdout", "where": "holdout.tsv", "label": None}
    await log_in(client)
    (one,) = await fill(client, doubtful("ett"))
    page = await judge(client, one, label="press_contact", teach="on")
    assert notice(page).startswith("Sparat: Presstjänsten. Boten lär sig det inte: ")
    assert await states(client) == {"ett": ("settled", "press_contact")}
    near = f'<a href="/trana/exempel/liknande?m={one}">Exempel som liknar</a></p>'
    assert near in page[page.index('class="notice"') :]
    assert near not in await get(client)
    engine.status = 500
    await post(client, "/trana/angra")
    page = await judge(client, one, label="press_contact", teach="on")
    assert "Motorn svarar inte just nu" in notice(page)
    assert await states(client) == {"ett": ("settled", "press_contact")}


async def test_what_was_masked_is_shown_as_it_would_be_taught_and_is_not_ticked(
    client: TestClient, engine: StandInEngine
) -> None:
    await log_in(client)
    one, two = await fill(
        client,
        doubtful("[namn] hablar [namn]", 0.9, language="en"),
        doubtful("vem är [namn] på [adress]"),
    )
    page = await get(client)
    assert 'name="teach_right" checked' not in page and 'name="teach" checked' not in page
    words = re.search(r'<textarea id="words"[^>]*>([^<]*)<', page)
    assert words and words[1].count("hablar") == 1 and "[" not in words[1]
    engine.masks = hides("Kerstin Lundgren")
    page = await judge(
        client, one, label="press_contact", teach="on", words="Kerstin Lundgren habla"
    )
    assert "Texten har något som kan peka ut någon: ”Kerstin Lundgren”" in notice(page)
    assert await taught(client) == []
    page = await judge(client, two, label="statistics", teach_right="on", words="vem är Åsa  där")
    assert notice(page) == "Sparat: Statistik. Boten lär sig det."
    assert await taught(client) == [("vem är Åsa där", "statistics")]


async def test_unsure_and_skip_go_on_without_a_label(client: TestClient) -> None:
    await log_in(client)
    one, two, _ = await three(client)
    page = await judge(client, one, verdict="unsure", teach="on")
    assert notice(page) == "Sparat som osäkert. Någon annan får säga sitt."
    page = await judge(client, two, verdict="skip", teach="on")
    assert notice(page) == "Överhoppat. Det väntar på de andra, och på dig i morgon."
    assert heading_of(page) == "tre"
    assert (await states(client))["två"] == ("waiting", None)
    page = await post(client, "/trana/angra")
    assert heading_of(page) == "två"
    page = await judge(client, two, verdict="discard", teach="on")
    assert notice(page) == "Kastat. Ingen behöver granska det."
    assert rows_of(await get(client, visa="kastade")) == ["två"]
    assert await taught(client) == []


async def test_undo_goes_back_step_by_step_and_takes_back_what_was_taught(
    client: TestClient,
) -> None:
    await log_in(client)
    one, two, _ = await three(client)
    await judge(client, one, verdict="right", teach_right="on")
    await judge(client, two, label="press_contact")
    page = await post(client, "/trana/angra")
    assert notice(page) == "Ångrat. Du kan granska meddelandet igen."
    assert heading_of(page) == "två"
    page = await post(client, "/trana/angra")
    assert notice(page).startswith("Ångrat. Boten lär sig det inte längre.")
    assert heading_of(page) == "ett"
    assert await taught(client) == []
    page = await post(client, "/trana/angra")
    assert notice(page) == "Det finns inget att ångra."
    assert set((await states(client)).values()) == {("waiting", None)}


async def test_an_own_verdict_can_be_taken_back_later_on(client: TestClient) -> None:
    await log_in(client)
    one, two, _ = await three(client)
    await judge(client, one, verdict="right")
    await judge(client, two, verdict="right")
    page = await get(client, visa="mina")
    assert rows_of(page) == ["ett", "två"]
    page = await get(client, visa="mina", m=one)
    assert "Du sade: <strong>Statistik</strong>" in page
    page = await post(client, "/trana/angra", message=one)
    assert heading_of(page) == "ett"
    assert (await states(client))["två"] == ("settled", "statistics")


async def test_the_next_is_the_one_after_and_at_the_end_the_first(client: TestClient) -> None:
    await log_in(client)
    _, two, three_ = await three(client)
    page = await get(client, m=two)
    place = re.search(r'name="place" value="([^"]+)"', page)
    assert place
    page = await judge(client, two, verdict="skip", place=place[1])
    assert heading_of(page) == "tre"
    place = re.search(r'name="place" value="([^"]+)"', page)
    assert place
    page = await judge(client, three_, verdict="skip", place=place[1])
    assert heading_of(page) == "ett"


async def test_a_filter_has_an_address_and_is_kept_from_message_to_message(
    client: TestClient,
) -> None:
    await log_in(client)
    one, *_ = await fill(
        client,
        doubtful("slack ett", 0.9, channel="slack"),
        doubtful("webb", 0.8),
        doubtful("slack två", 0.5, channel="slack"),
    )
    fields = {"kanal": "slack", "sok": "SLACK", "etikett": "statistics", "hogst": "90"}
    page = await get(client, **fields)
    assert rows_of(page) == ["slack ett", "slack två"]
    assert '<option value="slack" selected>' in page
    here = re.search(r'name="here" value="([^"]+)"', page)
    assert here
    assert html.unescape(here[1]) == urlencode(
        {"sok": "SLACK", "kanal": "slack", "etikett": "statistics", "hogst": "90"}
    )
    page = await judge(client, one, verdict="skip", here=html.unescape(here[1]))
    assert rows_of(page) == ["slack två"]


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"fran": "igår"}, "Skriv datumet som 2026-11-24."),
        ({"till": "9999-12-31"}, "Skriv datumet som 2026-11-24."),
        ({"fran": "2026-11-24", "till": "2026-11-23"}, "inte vara före den första"),
        ({"lagst": "-1"}, "helt tal från 0 till 100"),
        ({"hogst": "²"}, "helt tal från 0 till 100"),
        ({"lagst": "90", "hogst": "10"}, "inte vara lägre än den lägsta"),
        ({"omdome": "kanske"}, "Välj något i listan."),
        ({"visa": "hemligt"}, "Välj något i listan."),
        ({"sok": "a" * 101}, "högst 100 tecken"),
    ],
)
async def test_a_filter_that_cannot_be_understood_says_why_and_keeps_what_was_typed(
    client: TestClient, fields: dict[str, str], why: str
) -> None:
    await log_in(client)
    page = await get(client, **fields)
    assert why in page
    assert 'aria-invalid="true"' in page


@pytest.mark.parametrize(
    "query",
    [
        {"m": "abc"},
        {"m": "99999999999"},
        {"m": "4711"},
        {"efter": "nan:1"},
        {"efter": "x"},
        {"sedan": "1:99999999999"},
        {"efter": "-1e308:1", "sedan": "-1e308:1"},
        {"kanal": "\ud800".encode("utf-8", "surrogatepass")},
    ],
)
async def test_an_address_that_leads_nowhere_shows_the_first(
    client: TestClient, query: dict[str, Any]
) -> None:
    await log_in(client)
    await three(client)
    page = await get(client, **query)
    assert heading_of(page) in ("ett", "Inget stämmer med filtret")


async def test_an_empty_inbox_says_so(client: TestClient) -> None:
    await log_in(client)
    assert heading_of(await get(client)) == "Inget att granska just nu"
    assert heading_of(await get(client, kanal="slack")) == "Inget stämmer med filtret"


async def test_the_list_goes_on_page_by_page(client: TestClient) -> None:
    await log_in(client)
    await fill(client, *(doubtful(f"fråga {i}") for i in range(45)))
    page = await get(client)
    assert len(rows_of(page)) == 40
    more = re.search(r'rel="next" href="([^"]+)"', page)
    assert more
    rest = await get(client, html.unescape(more[1]))
    assert len(rows_of(rest)) == 5
    assert not set(rows_of(rest)) & set(rows_of(page))
    message = re.search(r"/trana/meddelande/(\d+)", rest)
    here = re.search(r'name="here" value="([^"]+)"', rest)
    assert message and here
    page = await judge(client, int(message[1]), verdict="skip", here=html.unescape(here[1]))
    assert len(rows_of(page)) == 4


async def test_what_comes_after_a_message_far_down_is_found(client: TestClient) -> None:
    await log_in(client)
    ids = await fill(client, *(doubtful(f"fråga {i}", 0.9 - i / 100) for i in range(45)))
    page = await get(client, m=ids[42])
    place = re.search(r'name="place" value="([^"]+)"', page)
    assert place
    page = await judge(client, ids[42], verdict="skip", place=place[1])
    assert heading_of(page) == "fråga 43"


async def test_readers_see_all_and_change_nothing(client: TestClient) -> None:
    await log_in(client, "reader")
    one, _, _ = await three(client)
    page = await get(client)
    assert heading_of(page) == "ett"
    assert "/trana/meddelande/" not in page
    csrf = csrf_of(page)
    for path in (f"/trana/meddelande/{one}", "/trana/angra", f"/trana/oense/{one}"):
        response = await client.post(path, data={"csrf": csrf, "verdict": "right"})
        assert response.status == 403
    assert set((await states(client)).values()) == {("waiting", None)}


async def test_two_trainers_have_different_messages_and_the_later_is_told(
    client: TestClient,
) -> None:
    await log_in(client, name="anna")
    one, _, _ = await three(client)
    assert heading_of(await get(client)) == "ett"
    client.session.cookie_jar.clear()
    await log_in(client, name="bo")
    page = await get(client)
    assert heading_of(page) == "två"
    assert rows_of(page) == ["ett", "två", "tre"]
    assert page.count("anna har det öppet") == 1
    page = await get(client, m=one)
    assert "anna har det öppet. Den som svarar först gäller." in page
    await judge(client, one, verdict="right")
    client.session.cookie_jar.clear()
    await log_in(client, name="anna")
    page = await judge(client, one, label="press_contact")
    assert notice(page) == "Någon annan hann före. Ditt svar är inte sparat."
    assert heading_of(page) == "tre"
    assert (await states(client))["ett"] == ("settled", "statistics")


async def test_a_filter_is_the_same_list_for_a_colleague_who_looks_too(
    client: TestClient,
) -> None:
    await log_in(client, name="anna")
    one, two, _ = await three(client)
    await judge(client, two, verdict="right")
    for query in ({"sok": "ett"}, {"visa": "granskade"}):
        text = "ett" if "sok" in query else "två"
        assert heading_of(await get(client, **query)) == text
        await as_another(client, "bo")
        page = await get(client, **query)
        assert rows_of(page) == [text]
        await as_another(client, "rut", "reader")
        assert heading_of(await get(client, **query)) == text
        await as_another(client, "anna")
    await as_another(client, "bo")
    assert heading_of(await get(client, sok="ett")) == "Kolleger har alla de här öppna"
    assert heading_of(await get(client, visa="granskade")) == "två"
    await judge(client, one, label="press_contact")
    assert (await states(client))["ett"] == ("settled", "press_contact")


async def test_only_what_the_bot_tells_apart_can_be_filtered_by(client: TestClient) -> None:
    await log_in(client)
    page = await get(client)
    languages = re.search(r'<select id="f-sprak".*?</select>', page, re.DOTALL)
    assert languages
    assert re.findall(r'value="(\w+)"', languages[0]) == ["sv", "en"]


async def test_what_was_written_about_an_answer_stands_beside_it_and_is_a_queue(
    client: TestClient,
) -> None:
    await log_in(client)
    one, two, _ = await three(client)
    assert client.app is not None
    database, now = client.app[keys.DATABASE], datetime.now(UTC)
    assert "med kommentar" not in await get(client)
    await feedback.give(database, "browser-0", False, "hjälpte inte <alls>", now)
    await feedback.give(database, "browser-1", True, None, now)
    await take_in(database, now, 0)
    page = await get(client, m=one)
    assert "1 med kommentar om svaret" in page
    talk = re.search(r'<ol class="talk".*?</ol>', page, re.DOTALL)
    assert talk
    answer = talk[0].partition('<li class="bot">')[2]
    assert "svar på 0" in answer
    assert "<strong>Svaret hjälpte inte</strong>: <q>hjälpte inte &lt;alls&gt;</q>" in answer
    assert "<strong>Svaret hjälpte</strong></p>" in await get(client, m=two)
    assert "hjälpte inte &lt;alls&gt;" in await get(client, "/trana/samtal/browser-0")
    assert rows_of(await get(client, omdome="kommentar")) == ["ett"]
    await judge(client, one, label="press_contact")
    assert rows_of(await get(client, omdome="kommentar")) == []
    assert rows_of(await get(client, omdome="kommentar", visa="granskade")) == ["ett"]


async def test_what_was_written_about_the_answer_to_a_button_is_listed(
    client: TestClient,
) -> None:
    await log_in(client)
    assert client.app is not None
    database, now = client.app[keys.DATABASE], datetime.now(UTC)
    for name, event in (("a", pressed("statistics", "Siffror <här>")), ("b", doubtful("skrivet"))):
        await say(database, name, now, event)
        await feedback.give(database, name, False, f"kommentar {name}", now)
    # What is not taken in yet is no button for that.
    assert "En kommentar om knappars svar" in await get(client)
    await take_in(database, now, 0)
    page = await get(client, omdome="kommentar")
    assert rows_of(page) == ["skrivet"]
    section = page[page.index('<section id="knappar"') :]
    assert "<q>kommentar a</q>" in section and "kommentar b" not in section
    assert "Knappen Siffror &lt;här&gt;" in section and 'href="/trana/samtal/a"' in section


@TWO_TRAINERS
async def test_a_second_opinion_is_blind_and_a_dispute_is_settled(client: TestClient) -> None:
    await log_in(client, name="beata")
    (one,) = await fill(client, doubtful("ett"))
    page = await judge(client, one, verdict="right", teach_right="on")
    assert notice(page) == "Sparat: Statistik. Boten lär sig det om en till säger detsamma."
    assert heading_of(page) == "Inget att granska just nu"
    assert await taught(client) == []
    client.session.cookie_jar.clear()
    await log_in(client, name="bo")
    page = await get(client)
    assert heading_of(page) == "ett"
    # Who can be asked is no secret; who has reviewed this one is.
    assert "beata" not in page.replace("<option>beata</option>", "")
    assert "Avgjort" not in page and "Du sade" not in page
    page = await judge(client, one, label="individual_case", teach="on")
    assert notice(page) == (
        "Sparat: Enskilt fall. Den andra sade något annat, så meddelandet ligger nu under Oense."
    )
    page = await get(client, "/trana/oense")
    assert heading_of(page) == "ett"
    opinions = re.search(r'<ul class="opinions">(.*?)</ul>', page, re.DOTALL)
    assert opinions
    assert re.findall(r"<strong>(.*?)</strong>", opinions[1]) == ["Enskilt fall", "Statistik"]
    assert "beata" not in page
    assert "Samstämmigheten visas från 5" in page
    await as_another(client, "cia")
    page = await post(client, f"/trana/oense/{one}", label="statistics", teach="on")
    assert notice(page) == "Avgjort: Statistik. Boten lär sig det."
    assert heading_of(page) == "Ingen är oense just nu"
    assert await states(client) == {"ett": ("settled", "statistics")}
    page = await post(client, f"/trana/oense/{one}", label="press_contact")
    assert notice(page) == "Någon annan hann före. Ditt svar är inte sparat."
    page = await post(client, f"/trana/oense/{one}/oppna")
    assert notice(page) == "Öppnat igen. Boten lär sig det inte längre."
    assert heading_of(page) == "ett"
    assert await taught(client) == []
    page = await post(client, f"/trana/oense/{one}", verdict="discard")
    assert notice(page) == "Lämnat utan etikett."
    assert await states(client) == {"ett": ("discarded", None)}
    lines = [(who, what) for who, what, _ in await logged(client) if "login" not in what]
    assert lines == [
        ("beata", "reviewed"),
        ("bo", "reviewed"),
        ("cia", "dispute_settled"),
        ("cia", "example_added"),
        ("cia", "dispute_reopened"),
        ("cia", "example_removed"),
        ("cia", "dispute_settled"),
    ]


async def test_who_contradicts_does_not_settle_it_too(client: TestClient) -> None:
    await log_in(client, name="anna")
    (one,) = await fill(client, doubtful("ett"))
    await judge(client, one, verdict="right")
    await as_another(client, "bo")
    await post(client, f"/trana/meddelande/{one}/sag-emot", label="press_contact")
    assert 'id="verdict"' in await get(client, "/trana/oense"), "of two there is nobody else"
    await as_another(client, "rut", "reader")
    await as_another(client, "cia")
    assert 'id="verdict"' in await get(client, "/trana/oense")
    await as_another(client, "bo")
    page = await get(client, "/trana/oense")
    assert 'id="verdict"' not in page
    assert "En tränare som inte har det, eller en utgivare, avgör." in page
    page = await post(client, f"/trana/oense/{one}", label="press_contact")
    assert notice(page).startswith("Du har redan sagt ditt om meddelandet.")
    assert await states(client) == {"ett": ("disputed", None)}
    await as_another(client, "bo", "releaser")
    page = await post(client, f"/trana/oense/{one}", label="press_contact")
    assert notice(page) == "Avgjort: Presstjänsten."


@TWO_TRAINERS
async def test_what_one_takes_back_the_bot_no_longer_learns_whoever_it_was_filed_under(
    client: TestClient,
) -> None:
    await log_in(client, name="anna")
    (one,) = await fill(client, doubtful("asså hallå"))
    await judge(client, one, label="greet", teach="on")
    await as_another(client, "bo")
    page = await judge(client, one, label="greet", teach="on")
    assert notice(page) == "Sparat: Hälsning. Boten lär sig det."
    await as_another(client, "anna")
    page = await post(client, "/trana/angra", message=one)
    assert notice(page).startswith("Ångrat. Boten lär sig det inte längre.")
    assert await taught(client) == []
    await judge(client, one, verdict="out_of_scope")
    page = await post(client, f"/trana/oense/{one}", verdict="out_of_scope", teach="on")
    assert notice(page) == "Avgjort: Inget för oss. Boten lär sig det."
    assert await taught(client) == [("asså hallå", "out_of_scope")]
    page = await get(client, m=one)
    assert "Det avgjordes som" not in page and "Du sade: <strong>Inget för oss</strong>" in page


async def test_a_colleagues_settled_label_is_contradicted_and_comes_to_the_disputes(
    client: TestClient,
) -> None:
    await log_in(client, name="anna")
    (one,) = await fill(client, doubtful("ett"))
    await judge(client, one, verdict="right", teach_right="on")
    await as_another(client, "bo")
    page = await get(client, m=one)
    assert "Avgjort som <strong>Statistik</strong>" in page and "Säg emot" in page
    path = f"/trana/meddelande/{one}/sag-emot"
    assert notice(await post(client, path, label="statistics")) == "Det är redan avgjort så."
    assert "Välj vad meddelandet" in notice(await post(client, path, verdict="unsure"))
    page = await post(client, path, label="press_contact")
    assert notice(page) == (
        "Sparat: Presstjänsten. Ni säger olika, så meddelandet ligger nu under Oense. "
        "Boten lär sig det inte längre."
    )
    assert await states(client) == {"ett": ("disputed", None)}
    assert await taught(client) == []
    assert "Du sade: <strong>Presstjänsten</strong>" in page
    assert heading_of(await get(client, "/trana/oense")) == "ett"
    assert "raderat" in notice(await post(client, "/trana/meddelande/4711/sag-emot"))


async def test_a_dispute_about_what_the_bot_is_sure_of_is_not_taught_by_itself(
    client: TestClient,
) -> None:
    await log_in(client, name="anna")
    for text, confidence in (("ett", 0.97), ("två", 0.9)):
        (message,) = (await fill(client, user(text, "statistics", confidence)))[-1:]
        assert client.app is not None
        database, now = client.app[keys.DATABASE], datetime.now(UTC)
        await give(database, message, "bo", "unsure", None, now)
        await give(database, message, "cia", "unsure", None, now)
        page = await get(client, "/trana/oense", m=message)
        sure = "Boten är 97 % säker på Statistik. Lär den det här ändå" in page
        assert (sure, 'name="teach" checked' in page) == (text == "ett", text == "två")


async def test_readers_contradict_nothing(client: TestClient) -> None:
    await log_in(client, name="anna")
    (one,) = await fill(client, doubtful("ett"))
    await judge(client, one, verdict="right")
    await as_another(client, "rut", "reader")
    page = await get(client, m=one)
    assert "Säg emot" not in page
    form = {"csrf": csrf_of(page), "label": "greet"}
    response = await client.post(f"/trana/meddelande/{one}/sag-emot", data=form)
    assert response.status == 403


def without_links(html: str) -> str:
    return re.sub(r"</?a\b[^>]*>", "", html)


@TWO_TRAINERS
async def test_agreement_is_shown_with_what_it_rests_on(client: TestClient) -> None:
    ids = []
    await log_in(client, name="anna")
    ids = await fill(client, *(doubtful(f"fråga {i}") for i in range(6)))
    for message in ids:
        await judge(client, message, label="press_contact" if message == ids[0] else "statistics")
    client.session.cookie_jar.clear()
    await log_in(client, name="bo")
    for message in ids:
        await judge(client, message, label="press_contact" if message < ids[2] else "statistics")
    linked = await get(client, "/trana/oense")
    page = without_links(linked)
    assert "Två tränare är överens om 5 av 6 meddelanden." in page
    assert "Cohens kappa är <strong>0,57</strong>" in page
    details = page[page.index("Samstämmighet per etikett") :]
    assert re.search(r"Statistik</th><td[^>]*>4</td><td[^>]*>5</td><td[^>]*>0,57<", details)
    assert "överens med den andra om 5 av 6" in details
    assert "anna:" not in page and "Per tränare" not in page
    together = r"{}</th><td[^>]*>5</td><td[^>]*>6</td><td[^>]*>0,57<"
    assert re.search(together.format("Du och anna"), details)
    assert "Ger olika etikett oftast" not in page, "once says nothing"
    # Each count leads to its messages; of one who reads this to their own alone.
    for words, count in (
        ("Överens", 5),
        ("Båda har granskat", 6),
        ("Statistik, båda", 4),
        ("Statistik, någon", 5),
        ("Du är överens", 5),
        ("Du och en till har granskat", 6),
    ):
        (address,) = re.findall(rf'<a href="([^"]+)" aria-label="{words}: {count}">', linked)
        assert f"<strong>{count}</strong>" in await get(client, unescape(address)), words
    await as_another(client, "rita", "releaser")
    page = without_links(await get(client, "/trana/oense"))
    assert "anna: överens" in page and "bo: överens" in page
    assert re.search(together.format("anna och bo"), page)
    for name, role in (("rut", "reader"), ("cia", "trainer")):
        await as_another(client, name, role)
        page = await get(client, "/trana/oense")
        assert "överens med den andra" not in page and "Två och två" not in page


@TWO_TRAINERS
async def test_labels_that_are_mixed_up_are_told_with_their_kappa(client: TestClient) -> None:
    ids = await fill(client, *(doubtful(f"fråga {i}") for i in range(6)))
    assert client.app is not None
    database, now = client.app[keys.DATABASE], datetime.now(UTC)
    for message in ids:
        label = "press_contact" if message in ids[:2] else "statistics"
        await give(database, message, "anna", "intent", "statistics", now)
        await give(database, message, "bo", "intent", label, now)
    await log_in(client, name="cia")
    linked = await get(client, "/trana/oense")
    page = without_links(linked)
    row = r"Presstjänsten eller Statistik</th><td[^>]*>2</td><td[^>]*>6</td><td[^>]*>0,00<"
    assert re.search(row, page)
    words = "Presstjänsten eller Statistik, den ena var"
    (address,) = re.findall(rf'<a href="([^"]+)" aria-label="{words}: 2">', linked)
    inbox = await get(client, unescape(address))
    assert "<strong>2</strong>" in inbox and "Presstjänsten eller Statistik</option>" in inbox


async def test_a_message_that_is_deleted_is_told_of(client: TestClient) -> None:
    await log_in(client)
    await three(client)
    page = await judge(client, 4711, verdict="right")
    assert notice(page) == "Meddelandet är raderat, och ingenting är sparat om det."
    page = await post(client, "/trana/oense/4711", label="statistics")
    assert "Någon annan hann före" in notice(page)


async def test_every_label_of_the_domain_can_be_chosen_and_is_explained(
    client: TestClient,
) -> None:
    await log_in(client)
    await fill(client, doubtful("ett"))
    page = await get(client)
    guide = re.search(r'<div class="guide".*?</div>', page, re.DOTALL)
    assert guide
    offered = re.findall(r'name="label" value="([^"]+)"', guide[0])
    assert sorted(offered) == sorted(label.name for label in all_labels().single)
    assert all(label.means for label in all_labels().single)


async def test_two_wishes_are_as_likely_in_their_conversation_as_in_the_inbox(
    client: TestClient,
) -> None:
    await log_in(client)
    both = user("siffror och en intervju", "press_contact+statistics", 0.83)
    single = [("statistics", 0.55), ("press_contact", 0.44)]
    both["parse_data"]["intent_ranking"] = [{"name": n, "confidence": c} for n, c in single]
    await fill(client, both)
    inbox, conversation = await get(client), await get(client, "/trana/samtal/browser-0")
    for page in (inbox, conversation):
        assert "Presstjänsten + Statistik" in page
        assert "83 %" in page
    assert "55 %" not in conversation and "troligast" not in conversation


async def test_messages_are_taken_in_while_web_runs(
    make_client: ClientMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without anybody asking: the part of the app that does it is there."""
    client = await make_client(works_alone=True)
    assert client.app is not None
    database = client.app[keys.DATABASE]
    await say(database, "browser-a", datetime.now(UTC), doubtful("av sig själv"))
    taken_in = returned(monkeypatch, intake, "take_in")
    await log_in(client)
    async with asyncio.timeout(60):
        await taken_in.wait()
    assert heading_of(await get(client)) == "av sig själv"


async def test_a_new_route_of_the_domain_is_a_label(tmp_path: Any) -> None:
    domain = tmp_path / "domain.yml"
    domain.write_text(
        "intents:\n  - statistics\n  - job_fair: {use_entities: []}\n  - inform\n"
        "  - job_fair+statistics\n"
    )
    labels = all_labels(domain)
    assert [label.title for label in labels.single] == ["Statistik", "Job fair"]
    assert [label.name for label in labels.numbered] == ["statistics", "job_fair"]
    assert labels.pair("statistics", "job_fair") == "job_fair+statistics"
    assert "job_fair" in labels and "inform" not in labels


async def test_what_the_press_line_answered_is_read_judged_and_found_by_its_label(
    client: TestClient,
) -> None:
    await log_in(client)
    assert client.app is not None
    database, now = client.app[keys.DATABASE], datetime.now(UTC)
    at = now.timestamp()
    card = message_card("Ring pressjouren.", "sv")
    for name in ("cleaned", "not-cleaned"):
        turn = PressLineTurn(name, f"browser-{name}", "browser", at, at + 5, card)
        await press_line_turns.keep(database, turn)
        if name == "cleaned":
            await press_line_turns.fill_in(database, turn, "[namn] undrar")
    await take_in(database, now, 0)
    page = await get(client, etikett="fallback")
    assert '<option value="fallback" selected>Inget svar i tid</option>' in page
    assert rows_of(page) == ["[namn] undrar"]
    assert "Inget svar i tid" in page
    talk = await get(client, "/trana/samtal/browser-not-cleaned")
    assert NOT_KEPT in talk
    async with database.connect() as connection:
        number = await connection.scalar(sa.select(messages.c.id))
    await judge(client, number or 0, label="statistics")
    async with database.connect() as connection:
        assert await connection.scalar(sa.select(messages.c.label)) == "statistics"


async def test_what_is_read_as_swedish_may_be_norwegian_or_danish(client: TestClient) -> None:
    await log_in(client)
    await fill(client, doubtful("Jeg er journalist"))
    assert "svenska, norska eller danska" in await get(client)
