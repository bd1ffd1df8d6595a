"""What those hear who do not see the page: who speaks, what is new, and in which language."""

from __future__ import annotations

import json

from playwright.async_api import Page, expect

from desk.cards import Card
from tests.web.chat.page.conftest import (
    Deck,
    Opener,
    RememberingEngine,
    answers,
    ask,
    press,
    said,
    write,
)
from web.page_words import WORDS

SV = WORDS["sv"]
TOPICS = (
    "press_contact",
    "individual_case",
    "statistics",
    "public_records",
    "private_person",
    "newsletter",
    "human_handoff",
    "case_possible",
)

# Notes what is added to the log while it speaks, in order, and what the page tells beside it.
_LISTEN = """() => {
  const log = document.getElementById("log");
  window.heard = [];
  const note = (text) => window.heard.push(text.trim().slice(0, 40));
  const words = (node) => (node.querySelector?.(".lead") || node).textContent;
  new MutationObserver((changes) => {
    const isOff = log.getAttribute("aria-live") === "off";
    for (const change of changes) for (const node of change.addedNodes)
      if (change.target === log && !isOff) note(words(node));
  }).observe(log, {childList: true});
  new MutationObserver((changes) => {
    for (const {target} of changes) if (target.textContent) note(target.textContent);
  }).observe(document.getElementById("told"), {childList: true});
}"""

# True for each message beside which it is seen who says it.
_SHOWS_WHO = "said => said.map(one => getComputedStyle(one, '::before').position === 'static')"


async def heard(page: Page) -> list[str]:
    found: list[str] = await page.evaluate("window.heard")
    return found


async def test_who_speaks_and_what_was_chosen_is_said(
    visit: Opener, engine: RememberingEngine, deck: Deck
) -> None:
    engine.answers = {
        "ett fall": [deck.asked_back()],
        "hej": [deck.plain("Hej.")],
    }
    page = await visit()
    await ask(page, "ett fall")
    await press(page, "Nej")
    await ask(page, "hej")
    for _ in range(2):
        text = await page.locator("#log").aria_snapshot()
        places = [text.index(one) for one in ("Du: ett fall", "Du valde: Nej", "Du: hej")]
        assert places == sorted(places)
        assert text.count("Svar:") == 3
        assert "Svar: Hej." in text
        shown = await page.locator(".said").evaluate_all(_SHOWS_WHO)
        assert shown == [False, True, False]  # that something was chosen is seen as well
        await page.reload()  # the server says it too


async def test_each_new_answer_is_heard_once_and_ones_own_words_are_not(
    visit: Opener, engine: RememberingEngine, deck: Deck
) -> None:
    engine.answers = {"ett fall": [deck.asked_back()]}
    page = await visit()
    await page.evaluate(_LISTEN)
    await ask(page, "hur många")
    await ask(page, "ett fall")
    lead, text = deck.whole("statistics")["lead"][:40], deck.asked_back()["lead"][:40]
    assert await heard(page) == [lead, text, SV["options"].format(count=3)]
    await expect(page.locator("#told")).to_have_attribute("aria-live", "polite")
    # What takes the focus is read for that.
    await press(page, "Nej")
    await expect(answers(page).last).to_be_focused()
    await expect(page.locator("#told")).to_be_empty()
    assert len(await heard(page)) == 3


async def test_an_answer_that_comes_before_anything_was_drawn_is_heard(
    visit: Opener, deck: Deck
) -> None:
    """As in a tab in the background."""
    page = await visit()
    await page.evaluate("window.requestAnimationFrame = () => 0")
    await page.evaluate(_LISTEN)
    await ask(page, "hur många")
    assert await heard(page) == [deck.whole("statistics")["lead"][:40]]


async def test_what_was_said_before_is_not_heard_again(
    visit: Opener, engine: RememberingEngine
) -> None:
    page = await visit()
    await ask(page, "hur många")
    response = await page.request.get("/")
    assert 'data-who="Svar:"' in await response.text()
    await page.add_init_script(f"document.addEventListener('DOMContentLoaded', {_LISTEN.strip()});")
    await page.reload()
    await expect(said(page)).to_have_count(1)
    assert await heard(page) == []
    other = await visit(beside=page)
    await ask(other, "och förra året")
    await expect(said(page)).to_have_count(2)
    assert await heard(page) == []


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def form_of(card: Card) -> str:
    """What is opened by its name to read where it is found; "" where nothing is."""
    if "steps" not in card or not card["links"] or card["links"][0]["url"]:
        return ""
    return f"{card['links'][0]['label']} ({card['links'][0]['file']})"


def tree(card: Card) -> str:
    """What assistive technology is to be given of a card, part for part and in order."""
    words = WORDS[card["language"]]
    lines = [f'text: "{words["answer_says"]}:"', f"heading {quoted(card['title'])} [level=2]"]
    lines += [f"paragraph: {quoted(text)}" for text in (card["lead"], *card["notices"])]
    contacts: list[str] = []
    label = None
    for contact in card["contacts"]:
        if contact["label"] != label:
            label = contact["label"]
            contacts.append(f"term: {label}")
        verb = words["call"] if contact["kind"] == "phone" else words["mail"]
        contacts += [
            "definition:",
            f"  - text: {contact['value']}",
            f'  - link "{verb} {label}, {contact["value"]}":',
            f"    - /url: {contact['href']}",
            f'  - button "{words["copy_it"]} {contact["value"]}"',
        ]
    links = ["list:", "  - /children: equal"]
    for link in card["links"]:
        name = link["label"] + (f" ({link['file']})" if link["file"] else "")
        where = link["where"] or ""
        if not link["url"]:
            links.append(f"  - listitem: {quoted(f'{name} {where}'.strip())}")
            continue
        links += [
            "  - listitem:",
            f"    - link {quoted(name)}:",
            f"      - /url: {link['url']}",
        ]
        links += [f"    - text: {where}"] * bool(where)
    first, second = (links, contacts) if card.get("links_first") else (contacts, links)
    if form := form_of(card):
        second = []  # it is opened below the steps
    lines += [line for part in (first, second) if len(part) > 2 for line in part]
    rules = [" ".join(filter(None, (rule["text"], rule["citation"]))) for rule in card["rules"]]
    for texts in (rules[:1], card.get("steps", [])):
        items = [f"  - listitem: {quoted(text)}" for text in texts]
        lines += ["list:", "  - /children: equal", *items] if items else []
    lines += [f"group: {form}"] * bool(form)
    lines += [f"group: {words['rules']}"] * bool(rules[1:])
    lines += [
        f"paragraph: {quoted(source['line'] or source['title'])}" for source in card["sources"]
    ]
    lines += ["paragraph:", f'  - link "{words["link"]}"', f'  - button "{words["copy_address"]}"']
    parts = [f"  {line}" if line.startswith(" ") else f"  - {line}" for line in lines]
    return "\n".join(["- article:", "  - /children: equal", *parts])


async def test_of_each_topic_all_parts_are_told_by_name_and_in_order(
    visit: Opener, engine: RememberingEngine, deck: Deck
) -> None:
    cards = [deck.whole(topic) for topic in TOPICS]
    # What differs is the words.
    cards += [deck.whole(topic, "en") for topic in ("individual_case", "statistics")]
    engine.answers = {f"fråga {number}": [card] for number, card in enumerate(cards)}
    page = await visit()
    for text, (card,) in engine.answers.items():
        await ask(page, text)
        article = answers(page).last
        await expect(article).to_match_aria_snapshot(tree(card))
        if form := form_of(card):
            opened = article.get_by_role("group").filter(has_text=form)
            await opened.locator("summary").click()
            await expect(opened.get_by_text(card["links"][0]["where"] or "")).to_be_visible()
        if card["rules"][1:]:
            opened = article.get_by_role("group").filter(has_text=WORDS[card["language"]]["rules"])
            await opened.locator("summary").click()
            await expect(opened.get_by_role("listitem")).to_have_count(len(card["rules"]) - 1)


async def languages(page: Page) -> dict[str, str]:
    """The language in force at each piece of the page."""
    found: dict[str, str] = await page.evaluate(
        """() => Object.fromEntries(Object.entries({
          written: "#log > .said:first-child span", who: "#log > .said:first-child",
          card: "#log > .card:not(:has(.alone)) .lead", action: "#log .card .action",
          plain: "#log > .plain", pill: "#pills button",
          feedback: "#feedback-said", told: "#told", field: "#form label",
        }).map(([name, selector]) => [
          name, document.querySelector(selector).closest("[lang]").lang]))"""
    )
    return found


async def test_each_piece_is_in_its_own_language(
    visit: Opener, engine: RememberingEngine, deck: Deck
) -> None:
    engine.answers = {
        "how many": [deck.whole("statistics", "en")],
        "hello": [deck.plain("Hello.", "en")],
        "a case": [deck.asked_back("en")],
    }
    ours = ("who", "feedback", "told", "field")
    for locale, language in (("sv-SE", "sv"), ("en-GB", "en")):
        page = await visit(locale=locale)
        for text in engine.answers:
            await ask(page, text)
        expected = dict.fromkeys(("written", "card", "action", "plain", "pill"), "en")
        expected |= dict.fromkeys(ours, language)
        assert await languages(page) == expected
        await page.reload()
        assert await languages(page) == expected
        words = WORDS[language]
        await expect(page.locator("#log > .said").first).to_have_attribute(
            "data-who", f"{words['you_say']}:"
        )
        # Words of the bot's own that the page says are in its language, whatever was answered.
        await page.context.set_offline(True)
        await write(page, "and now?")
        card = answers(page).last
        await expect(card).to_contain_text(words["offline"])
        await expect(card).to_have_attribute("lang", language)
        await expect(page.locator("html")).to_have_attribute("lang", language)


async def test_all_of_the_english_page_is_english(
    visit: Opener, engine: RememberingEngine, deck: Deck
) -> None:
    engine.answer = [
        {"text": card["text"], "custom": card} for card in (deck.whole("press_contact", "en"),)
    ]
    page = await visit(locale="en-GB")
    await ask(page, "an interview")
    await page.get_by_role("button", name=WORDS["en"]["stored"]).click()
    await expect(page.get_by_role("dialog")).to_contain_text(WORDS["en"]["save"])
    await page.keyboard.press("Escape")
    swedish = [
        word
        for name, word in SV.items()
        if word != WORDS["en"][name] and "{" not in word and len(word) > 4
    ]
    # A card names its source as the source is called.
    parts = await page.locator(".band, #feedback, #form, footer").all_inner_texts()
    text = " ".join(parts).replace(WORDS["en"]["another_language"], "")
    assert WORDS["en"]["helped"] in text
    assert not [word for word in swedish if word in text]
