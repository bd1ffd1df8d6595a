"""The inbox in a real Chromium: by keyboard alone, without jumps, and as axe wants it."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from playwright.async_api import Browser, ConsoleMessage, Page, Route, expect

from tests.axe import axe_finds_nothing
from tests.web.conftest import ClientMaker
from tests.web.stores import NOW, asked_back, user
from tests.web.trainer.conftest import PASSWORD, log_in, open_in
from tests.web.trainer.inbox.test_inbox import TWO_TRAINERS, doubtful, fill, states, taught
from web import keys
from web.store.review.reviews import give

TEN = [
    "Vem kan jag ringa för en intervju i eftermiddag?",
    "Hur många tog ut föräldrapenning i Skåne förra året, och kan någon kommentera det?",
    "Jag vill begära ut alla mejl mellan generaldirektören och ministern om vab",
    "Kan ni säga varför en kvinna i Umeå fick avslag?",
    "När kommer mina pengar?",
    "Vad blir det för väder?",
    "Hej",
    "Nyhetsbrevet, tack",
    "Jag behöver hjälp",
    "Hur många?",
]


@pytest.fixture
async def client(make_client: ClientMaker, request: pytest.FixtureRequest) -> TestClient:
    client = await make_client(second_opinion_share=getattr(request, "param", 0))
    await log_in(client, name="anna")
    return client


@pytest.fixture
async def ten(client: TestClient) -> list[int]:
    """Ten messages, the first the most useful."""
    doubts = [0.95 - i / 20 for i in range(10)]
    return await fill(client, *map(doubtful, TEN, doubts))


async def open_inbox(chromium: Browser, client: TestClient, **more: Any) -> tuple[Page, list[str]]:
    """The inbox in a page, and what the page complains of."""
    page = await open_in(chromium, client, **more)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda m: complaints.append(m.text) if _is_complaint(m) else None)
    await page.goto("/trana")
    return page, complaints


def _is_complaint(message: ConsoleMessage) -> bool:
    return message.type == "error" and "Failed to load resource" not in message.text


async def press(page: Page, *strokes: str) -> None:
    for key in strokes:
        await (page.keyboard.type(key) if len(key) == 1 else page.keyboard.press(key))


async def shows(page: Page, text: str) -> None:
    await expect(page.get_by_role("heading", level=2, name=text, exact=True)).to_be_focused()


async def test_ten_messages_by_keyboard_alone(
    chromium: Browser, client: TestClient, ten: list[int]
) -> None:
    page, complaints = await open_inbox(chromium, client)
    toast = page.locator("#said")
    for strokes, outcome, after in [
        (["r"], "Sparat: Statistik. Boten lär sig det.", TEN[1]),
        (["t", "1", "3"], "Sparat: Presstjänsten + Statistik. Boten lär sig det.", TEN[2]),
        (["4"], "Sparat: Offentlig handling. Boten lär sig det.", TEN[3]),
        (["2"], "Sparat: Enskilt fall. Boten lär sig det.", TEN[4]),
        (["l", "5"], "Sparat: Privatperson.", TEN[5]),
        (["u"], "Sparat: Inget för oss. Boten lär sig det.", TEN[6]),
        (["a", *"häls", "Enter"], "Sparat: Hälsning. Boten lär sig det.", TEN[7]),
        (["o"], "Sparat som osäkert. Någon annan får säga sitt.", TEN[8]),
        (["h"], "Överhoppat. Det väntar på de andra, och på dig i morgon.", TEN[9]),
        (["z"], "Ångrat. Du kan granska meddelandet igen.", TEN[8]),
        (["u"], "Sparat: Inget för oss. Boten lär sig det.", TEN[9]),
    ]:
        await press(page, *strokes)
        await shows(page, after)
        await expect(toast).to_contain_text(outcome)
    await press(page, "r")
    await expect(toast.locator(".about")).to_have_text(TEN[9])
    await expect(page.get_by_role("heading", name="Inget att granska just nu")).to_be_focused()
    states_after = await states(client)
    assert [states_after[text] for text in TEN] == [
        ("settled", "statistics"),
        ("settled", "press_contact+statistics"),
        ("settled", "public_records"),
        ("settled", "individual_case"),
        ("settled", "private_person"),
        ("settled", "out_of_scope"),
        ("settled", "greet"),
        ("second", None),
        ("settled", "out_of_scope"),
        ("settled", "statistics"),
    ]
    assert TEN[4] not in dict(await taught(client))
    assert len(await taught(client)) == 8
    assert complaints == []


async def test_undo_goes_several_steps_back(
    chromium: Browser, client: TestClient, ten: list[int]
) -> None:
    page, _ = await open_inbox(chromium, client)
    for text in TEN[1:4]:
        await press(page, "h")
        await shows(page, text)
    for text in TEN[2::-1]:
        await press(page, "z")
        await shows(page, text)
    await press(page, "z")
    await expect(page.locator("#said")).to_have_text("Det finns inget att ångra.")
    assert set((await states(client)).values()) == {("waiting", None)}


async def test_nothing_moves_when_the_next_message_comes(
    chromium: Browser, client: TestClient
) -> None:
    ranking = [("statistics", 0.3), ("press_contact", 0.29), ("newsletter", 0.2), ("greet", 0.1)]
    two = user("Två", "individual_case+public_records", 0.6, [("public_records", 0.3), *ranking])
    messages = [doubtful(text) for text in ("kort", " ".join(TEN))]
    messages += [
        doubtful("Kort!"),
        two,
        asked_back("Qwxz kvark zebra", ranking),
        doubtful("sist", 0.1),
    ]
    await fill(client, *messages)
    page, _ = await open_inbox(chromium, client)
    heading = page.locator("#heading")
    places = "['#pane', '.verdict', '#verdict', '.numbered', '#queue ol', '.neither'].map(s => {"
    places += "const r = document.querySelector(s).getBoundingClientRect(); return [r.x, r.y] })"
    before = await page.evaluate(places)
    for _ in messages[1:]:
        text = await heading.text_content()
        await press(page, "u")
        await expect(heading).not_to_have_text(text or "")
        await expect(heading).to_be_focused()
        assert await page.evaluate(places) == before
        assert await page.evaluate("scrollY") == 0


async def test_keys_do_nothing_while_somebody_types_or_has_turned_them_off(
    chromium: Browser, client: TestClient, ten: list[int]
) -> None:
    page, _ = await open_inbox(chromium, client)
    await page.locator(".filter summary").click()
    await page.get_by_label("Ord i meddelandet").fill("")
    await page.keyboard.type("hur")
    await expect(page.get_by_label("Ord i meddelandet")).to_have_value("hur")
    await page.locator(".filter summary").click()
    await press(page, "a")
    search = page.get_by_label("Sök etikett")
    await expect(search).to_be_focused()
    await page.keyboard.type("ro")
    await expect(search).to_have_value("ro")
    await press(page, "Escape")
    await expect(search).to_be_hidden()
    await press(page, "Control+r", "Control+u")
    await page.get_by_label("Snabbtangenter på").uncheck()
    await page.locator("#heading").focus()
    await press(page, "r", "u", "o", "h")
    await page.reload()
    await expect(page.get_by_label("Snabbtangenter på")).not_to_be_checked()
    assert set((await states(client)).values()) == {("waiting", None)}
    await page.get_by_role("button", name="R Rätt").click()
    await shows(page, TEN[1])


async def test_enter_in_a_tick_says_nothing_of_the_message(
    chromium: Browser, client: TestClient, ten: list[int]
) -> None:
    page, _ = await open_inbox(chromium, client, java_script_enabled=False)
    for name in ("Lär boten det här", "Lär boten rättelsen"):
        await page.get_by_label(name).focus()
        async with page.expect_navigation():
            await press(page, "Enter")
        sentence = "Välj vad meddelandet handlar om. Inget är sparat."
        await expect(page.get_by_text(sentence)).to_be_visible()
    await expect(page.get_by_role("heading", name=TEN[0])).to_be_visible()
    assert set((await states(client)).values()) == {("waiting", None)}


async def test_the_label_guide_is_searched_as_one_types(
    chromium: Browser, client: TestClient, ten: list[int]
) -> None:
    page, _ = await open_inbox(chromium, client)
    await press(page, "a")
    guide = page.get_by_role("group", name="Alla etiketter")
    await expect(guide.get_by_role("button")).to_have_count(35)
    await page.keyboard.type("diarie")
    await expect(guide.get_by_role("button")).to_have_text(["Offentlig handling"])
    await expect(guide).to_contain_text("Vart begäran skickas")
    await page.get_by_label("Sök etikett").fill("zzz")
    await expect(page.get_by_text("Ingen etikett stämmer.")).to_be_visible()
    await press(page, "Enter")
    await page.get_by_label("Sök etikett").fill("ta")
    await expect(page.get_by_text("Enter väljer Tack.")).to_be_visible()
    await press(page, "ArrowUp", "Enter")
    await shows(page, TEN[1])
    assert (await states(client))[TEN[0]] == ("settled", "statistics")


async def test_the_list_is_walked_and_read_without_verdicts(
    chromium: Browser, client: TestClient, ten: list[int]
) -> None:
    page, _ = await open_inbox(chromium, client)
    await press(page, "j")
    await shows(page, TEN[1])
    await expect(page).to_have_url(re.compile(rf"m={ten[1]}$"))
    await press(page, "j")
    await shows(page, TEN[2])
    await press(page, "k")
    await shows(page, TEN[1])
    await press(page, "u")
    await shows(page, TEN[2])


async def test_without_a_connection_nothing_is_lost(
    chromium: Browser, client: TestClient, ten: list[int]
) -> None:
    page = await open_in(chromium, client)
    refused = "<main><h1>Formuläret gäller inte längre</h1><p>Ladda om sidan.</p></main>"
    # What becomes of each request in turn: of one route, there before the page is, since a request
    # that is made while routes change may go by.
    fates: Iterator[Callable[[Route], Awaitable[None]]] = iter(
        (
            lambda route: route.abort(),
            lambda route: route.fulfill(status=403, content_type="text/html", body=refused),
            lambda route: route.continue_(),
        )
    )
    await page.route("**/trana/meddelande/*", lambda route: next(fates)(route))
    await page.goto("/trana")
    await press(page, "r")
    await expect(page.locator("#said")).to_have_text("Servern svarade inte. Försök igen.")
    await press(page, "r")
    sentence = "Formuläret gäller inte längre. Ladda om sidan."
    await expect(page.locator("#said")).to_have_text(sentence)
    await press(page, "r")
    await shows(page, TEN[1])


async def test_a_sentence_that_is_put_away_before_it_was_drawn_does_not_come(
    chromium: Browser, client: TestClient, ten: list[int]
) -> None:
    page, _ = await open_inbox(chromium, client)
    await page.evaluate(
        """() => {
          window.frames_ = new Map();
          window.requestAnimationFrame = (draw) => frames_.set(frames_.size + 1, draw).size;
          window.cancelAnimationFrame = (frame) => frames_.delete(frame);
        }"""
    )
    await press(page, "l", "Escape")
    await page.evaluate("[...frames_.values()].forEach((draw) => draw())")
    await expect(page.locator("#said")).to_be_empty()


async def test_one_who_has_been_logged_out_logs_in_beside_and_sends_it_again(
    chromium: Browser, client: TestClient, ten: list[int]
) -> None:
    page, _ = await open_inbox(chromium, client)
    await page.context.clear_cookies()
    await press(page, "r")
    await expect(page.get_by_role("heading", name="Du är inte inloggad längre")).to_be_visible()
    await axe_finds_nothing(page)
    async with page.context.expect_page() as beside:
        await page.get_by_role("link", name="Logga in i en ny flik").click()
    login = await beside.value
    await login.get_by_label("Namn").fill("anna")
    await login.get_by_label("Lösenord").fill(PASSWORD)
    await login.keyboard.press("Enter")
    await expect(login.get_by_role("heading", name="Inkorg")).to_be_visible()
    await page.get_by_role("button", name="Jag har loggat in").click()
    await expect(page.get_by_role("heading", name="Skicka det igen?")).to_be_visible()
    await axe_finds_nothing(page)
    await page.get_by_role("button", name="Spara").click()
    await expect(page.get_by_text("Sparat: Statistik.")).to_be_visible()
    assert (await states(client))[TEN[0]] == ("settled", "statistics")


@pytest.mark.parametrize(
    ("width", "scheme"), [(360, "light"), (1000, "dark"), (1280, "light"), (1280, "dark")]
)
async def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    chromium: Browser, client: TestClient, ten: list[int], width: int, scheme: str
) -> None:
    page, complaints = await open_inbox(chromium, client, width=width, scheme=scheme)
    await axe_finds_nothing(page)
    await press(page, "a")
    await page.keyboard.type("s")
    await axe_finds_nothing(page)
    await press(page, "Escape", "t")
    await axe_finds_nothing(page)
    await press(page, "Escape")
    await page.locator(".filter summary").click()
    await axe_finds_nothing(page)
    await page.goto("/trana?fran=x&lagst=x&sok=zzz")
    await axe_finds_nothing(page)
    assert client.app is not None
    for person in ("bo", "cia"):
        await give(client.app[keys.DATABASE], ten[3], person, "unsure", None, NOW)
    await page.goto("/trana/oense")
    await expect(page.get_by_role("heading", name=TEN[3])).to_be_visible()
    await axe_finds_nothing(page)
    assert complaints == []


@TWO_TRAINERS
async def test_a_dispute_is_settled_by_keyboard_and_undone(
    chromium: Browser, client: TestClient
) -> None:
    first, second = await fill(client, doubtful("ett"), doubtful("två"))
    assert client.app is not None
    for message in (first, second):
        for person, label in (("bo", "statistics"), ("cia", "press_contact")):
            await give(client.app[keys.DATABASE], message, person, "intent", label, NOW)
    page, complaints = await open_inbox(chromium, client)
    await page.goto("/trana/oense")
    await expect(page.locator("#count")).to_have_text("2 att avgöra")
    await press(page, "3")
    await shows(page, "två")
    await expect(page.locator("#said")).to_have_text("Avgjort: Statistik. Boten lär sig det.")
    await expect(page.locator("#count")).to_have_text("1 att avgöra")
    await press(page, "z")
    await shows(page, "ett")
    await press(page, "1")
    await shows(page, "två")
    assert (await states(client))["ett"] == ("settled", "press_contact")
    assert complaints == []
