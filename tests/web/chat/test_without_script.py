"""The chat page without JavaScript: forms that post, and a conversation that the server draws."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from aiohttp import FormData
from aiohttp.test_utils import TestClient
from playwright.async_api import Browser, Page, expect

from desk.cards import Card, topic_card
from desk.facts.model import Facts
from desk.hours import local_now
from tests.axe import axe_finds_nothing
from tests.databases import spoil
from tests.web.conftest import ClientMaker, StandInEngine, store

SECRET = "Anna Andersson 850101-1234 har fått avslag"


async def say(database: Path, engine: StandInEngine, text: str, card: Card) -> None:
    """Store a turn as the engine does."""
    user = {"event": "user", "text": text, "metadata": {}}
    bot = {"event": "bot", "text": card["text"], "data": {"custom": card}, "metadata": {}}
    await store(database, engine.received[-1]["sender"], user, bot)


async def read_again(page: Page) -> None:
    """Load the page once more, when what a press of a button led to is there."""
    await page.wait_for_load_state()
    await page.reload()


@pytest.fixture
async def page(chromium: Browser, client: TestClient) -> Page:
    context = await chromium.new_context(
        base_url=str(client.make_url("/")),
        java_script_enabled=False,
        locale="sv-SE",
        viewport={"width": 360, "height": 740},
    )
    context.set_default_timeout(15_000)
    page = await context.new_page()
    await page.goto("/")
    return page


async def test_a_question_is_posted_and_never_in_an_address(
    page: Page, client: TestClient, engine: StandInEngine, database: Path
) -> None:
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    await page.get_by_label("Din fråga").fill(SECRET)
    await page.get_by_role("button", name="Skicka").click()
    await expect(page).to_have_url(f"{client.make_url('/')}#last")
    assert engine.received[-1]["message"] == SECRET
    assert not [address for address in addresses if "Andersson" in address or "text" in address]


async def test_the_conversation_is_drawn_with_its_choices_and_goes_on(
    page: Page, engine: StandInEngine, database: Path, facts: Facts
) -> None:
    await page.get_by_role("button", name="Statistik och siffror").click()
    card = topic_card(facts, "statistics", "sv", local_now())
    card["quick_replies"] = [{"title": "Skriv mejlet åt mig", "payload": "/write"}]
    await say(database, engine, "Statistik och siffror", card)
    await read_again(page)
    log = page.locator("#log")
    await expect(log.locator(".said")).to_have_text("Statistik och siffror")
    await expect(log.locator("article.card")).to_contain_text(card["contacts"][0]["value"])
    assert engine.received[-1]["message"] == '/statistics{"language": "sv"}'
    await expect(page.get_by_role("heading", name="Vad gäller det?")).to_be_hidden()
    await page.get_by_role("button", name="Skriv mejlet åt mig").click()
    assert engine.received[-1]["message"] == "/write"


async def is_in_sight(page: Page, text: str) -> None:
    """Wait until all of a sentence is in the window, and not under the field."""
    said = page.get_by_text(text)
    await expect(said).to_be_in_viewport(ratio=1)
    box, field = await said.bounding_box(), await page.locator("#form").bounding_box()
    assert box and field
    assert box["y"] + box["height"] <= field["y"]


async def test_a_refusal_is_in_sight_below_a_long_conversation(
    page: Page, engine: StandInEngine, database: Path, facts: Facts
) -> None:
    await page.get_by_role("button", name="Statistik och siffror").click()
    card = topic_card(facts, "press_contact", "sv", local_now())
    for text in ("Hur många?", "Och i fjol?", "Vem kan svara?"):
        await say(database, engine, text, card)
    await read_again(page)
    await page.get_by_role("button", name="Skicka", exact=True).click()
    await is_in_sight(page, "Meddelandet är tomt. Skriv vad du behöver och skicka igen.")
    field = page.get_by_label("Din fråga")
    await field.evaluate("one => { one.value = 'å'.repeat(2500); }")
    await page.get_by_role("button", name="Skicka", exact=True).click()
    await is_in_sight(page, "Ett meddelande får ha högst 2000 tecken.")
    await expect(field).to_have_value("å" * 2500)
    await page.get_by_role("button", name="Nej", exact=True).click()
    await page.get_by_label("Vill du säga mer?").fill(" ")
    await page.get_by_role("button", name="Skicka omdöme").click()
    await is_in_sight(page, "Omdömet är tomt. Välj vad som saknades, eller skriv något.")
    await page.get_by_label("Annat").check()
    await page.get_by_role("button", name="Skicka omdöme").click()
    await expect(page.get_by_text("Tack.")).to_be_visible()


async def test_what_the_field_takes_is_never_too_large_to_come_back(page: Page) -> None:
    field = page.get_by_label("Din fråga")
    await field.focus()
    await page.keyboard.insert_text("€" * 40_000)
    await page.get_by_role("button", name="Skicka", exact=True).click()
    await expect(page.get_by_text("Ett meddelande får ha högst 2000 tecken.")).to_be_visible()
    await expect(field).to_have_value("€" * 8000)


async def test_whether_it_helped_is_told_with_what_was_missing(
    page: Page, client: TestClient, engine: StandInEngine, database: Path, facts: Facts
) -> None:
    await page.get_by_role("button", name="Statistik och siffror").click()
    await say(database, engine, "Hur många?", topic_card(facts, "statistics", "sv", local_now()))
    await read_again(page)
    await page.get_by_role("button", name="Nej").click()
    await expect(page.get_by_text("Vad saknades?")).to_be_visible()
    await page.get_by_label("Förstod inte frågan").check()
    await page.get_by_role("button", name="Skicka omdöme").click()
    await expect(page.get_by_text("Tack.")).to_be_visible()
    await expect(page.get_by_text("Hjälpte det?")).to_have_count(0)


async def test_what_is_stored_is_seen_and_deleted_once_it_is_confirmed(
    page: Page, engine: StandInEngine, database: Path, facts: Facts
) -> None:
    await page.get_by_role("link", name="Vad sparas?").first.click()
    await expect(page.get_by_text("Härifrån når du inget sparat samtal.")).to_be_visible()
    await page.get_by_role("link", name="Till chatten").click()
    await page.get_by_role("button", name="Statistik och siffror").click()
    await say(database, engine, "Hur många?", topic_card(facts, "statistics", "sv", local_now()))
    await read_again(page)
    await page.get_by_role("link", name="Vad sparas?").last.click()
    yes = page.get_by_role("button", name="Ja, radera")
    await expect(yes).to_be_hidden()
    await page.get_by_text("Radera samtalet").click()
    await yes.click()
    await expect(page.get_by_text("Samtalet är raderat.")).to_be_visible()
    await page.get_by_role("link", name="Till chatten").click()
    await expect(page.locator("#log > *")).to_have_count(0)


async def test_the_language_is_chosen_and_remembered(
    page: Page, client: TestClient, engine: StandInEngine
) -> None:
    await page.get_by_role("button", name="English").click()
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await expect(page.get_by_role("heading", name="What is it about?")).to_be_visible()
    await page.get_by_role("button", name="Statistics and figures").click()
    await page.get_by_role("link", name="What is kept?").first.click()
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    cookies = [cookie["name"] for cookie in await page.context.cookies()]
    assert cookies == ["conversation"]
    await page.get_by_role("button", name="Svenska").click()
    await expect(page.get_by_role("heading", name="Vad sparas av samtalet?")).to_be_visible()


def addresses(markup: str) -> dict[str, str]:
    """Where each form of the chat's page posts, by its id or class, and where a language leads."""
    forms = re.findall(r'<form (?:id|class)="(\w+)"[^>]* action="([^"#]+)', markup)
    return {**dict(forms), "back": re.findall(r'name="back" value="([^"]+)"', markup)[0]}


async def test_after_feedback_that_is_refused_the_next_question_is_asked(
    client: TestClient, engine: StandInEngine, database: Path
) -> None:
    refused = await client.post("/omdome", data={"helped": "true"})  # there is no conversation
    assert refused.status == 404
    led = addresses(await refused.text())
    assert led == addresses(await (await client.get("/")).text())
    assert {led[name] for name in ("start", "replies", "form", "back")} == {"/"}
    await client.post(led["form"], data={"text": "Hur många?"}, allow_redirects=False)
    await spoil(database)
    down = await client.post("/omdome", data={"helped": "true"})
    assert (down.status, addresses(await down.text())["form"]) == (503, "/")
    assert [received["message"] for received in engine.received] == ["Hur många?"]


async def test_the_framed_page_stays_the_framed_page(client: TestClient) -> None:
    framed = addresses(await (await client.post("/embed", data={"text": ""})).text())
    assert {framed[name] for name in ("start", "replies", "form", "back")} == {"/embed"}


async def test_after_a_deletion_the_language_can_be_chosen(
    page: Page, engine: StandInEngine, database: Path, facts: Facts
) -> None:
    await page.get_by_role("button", name="Statistik och siffror").click()
    await say(database, engine, "Hur många?", topic_card(facts, "statistics", "sv", local_now()))
    await page.goto("/samtal")
    await page.get_by_text("Radera samtalet").click()
    await page.get_by_role("button", name="Ja, radera").click()
    await expect(page.get_by_text("Samtalet är raderat.")).to_be_visible()
    await page.get_by_role("button", name="English").click()
    await expect(page).to_have_url(re.compile(r"/samtal$"))
    await expect(page.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 360, 768, 1280])
async def test_nothing_is_wrong_or_wider_than_the_window(
    chromium: Browser, client: TestClient, width: int, scheme: str
) -> None:
    context = await chromium.new_context(
        base_url=str(client.make_url("/")),
        viewport={"width": width, "height": 740},
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    page = await context.new_page()
    for path in ("/", "/samtal", "/svar/aaaaaaaaaa"):
        await page.goto(path)
        await axe_finds_nothing(page)


@pytest.mark.parametrize(
    ("sent", "status", "said"),
    [
        ({"text": ""}, 422, "Meddelandet är tomt"),
        ({"text": "å" * 2001}, 422, "högst 2000 tecken"),
        ({"text": "a" * 40_000}, 413, "Det du skrev är för långt. Korta det och skicka igen."),
        ({"payload": "/restart"}, 422, "Knappen gäller inte längre"),
        ({}, 422, "ska vara en textsträng"),
    ],
)
async def test_what_cannot_be_used_is_said_on_the_page_and_stays_in_the_field(
    client: TestClient, sent: dict[str, str], status: int, said: str
) -> None:
    form = FormData(sent, default_to_multipart=True)  # as the page's form is
    response = await client.post("/", data=form)
    assert response.status == status
    markup = unescape(await response.text())
    assert said in markup
    if status == 422 and sent.get("text"):
        assert f">{sent['text']}</textarea>" in markup


async def test_a_form_that_is_none_is_refused(client: TestClient) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    response = await client.post("/", data=b"--y\r\nnonsense", headers=headers)
    assert response.status == 422


@pytest.mark.parametrize(
    "back",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil",
        "",
        "/a?b",
        "/nowhere",
        "/" + "a" * 60 + "!",
    ],
)
async def test_the_choice_of_language_leads_nowhere_else(client: TestClient, back: str) -> None:
    sent = {"language": "en", "back": back}
    response = await client.post("/sprak", data=sent, allow_redirects=False)
    assert response.headers["Location"] == "/"


async def test_too_many_are_asked_to_wait_with_the_press_line_on_the_page(
    make_client: ClientMaker, facts: Facts
) -> None:
    client = await make_client()
    for _ in range(22):  # the first has no conversation yet
        response = await client.post("/", data={"text": "hej"}, allow_redirects=False)
    assert response.status == 429
    markup = await response.text()
    call = f"Brådskar det, ring pressjouren, {facts.contacts['press_phone'].value}."
    assert re.search(rf"För många meddelanden. Vänta \d+ sekunder och skicka igen. {call}", markup)


async def test_a_page_gone_back_to_sends_a_new_question_and_the_same_one_once(
    client: TestClient, engine: StandInEngine
) -> None:
    markup = await (await client.get("/")).text()
    sent = dict(re.findall(r'name="(key|conversation)" value="([^"]+)"', markup))
    assert set(sent) == {"key", "conversation"}
    for text in ("Hur många?", "Hur många?", "Och i fjol?"):
        form = {**sent, "text": text}
        response = await client.post("/", data=form, allow_redirects=False)
        assert response.status == 303
    assert [received["message"] for received in engine.received] == ["Hur många?", "Och i fjol?"]
    assert len({received["sender"] for received in engine.received}) == 1


async def test_the_press_line_is_in_the_language_of_the_page(
    client: TestClient, engine: StandInEngine
) -> None:
    engine.status = 500
    sent, headers = {"text": "Who can I call?"}, {"Accept-Language": "en-GB"}
    response = await client.post("/api/messages", json=sent, headers=headers)
    (card,) = (await response.json())["messages"]
    assert (card["topic"], card["language"]) == ("fallback", "en")
