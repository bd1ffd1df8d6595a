"""Whatever a card says, Slack takes the blocks, and nothing is lost on the way."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.paths import ROOT
from desk.cards import LANGUAGES, Card, letter_text, message_card, topic_card, validate_card
from desk.facts.model import Facts
from desk.hours import local_now
from desk.letters import letter_card
from tests.web.channels.slack.slack_limits import faults
from web.channels.slack.blocks import SlackMessage, draw
from web.chat.user_input import Buttons

REPLIES = [{"title": f"Val {n} & <mer>", "payload": f"/choose{{{n}}}"} for n in range(8)]

EXAMPLE: Card = {
    "type": "card",
    "version": 1,
    "language": "sv",
    "topic": "press_contact",
    "title": "Presstjänsten",
    "lead": "Ring pressjouren eller mejla presstjänsten.",
    "notices": ["Presstjänsten är bemannad nu, till klockan 16."],
    "contacts": [
        {
            "kind": "phone",
            "label": "Pressjouren",
            "value": "08-465 004 00",
            "href": "tel:+46846500400",
        },
        {
            "kind": "mail",
            "label": "Presstjänsten",
            "value": "press@myndigheten.example",
            "href": "mailto:press@myndigheten.example",
        },
    ],
    "rules": [
        {"text": "Du får en kommentar i skrift eller i en intervju.", "citation": None},
        {"text": "En begäran ska hanteras skyndsamt.", "citation": "2 kap. 16 § exempellagen"},
    ],
    "links": [
        {
            "label": "Statistik & analys",
            "url": "https://myndigheten.example/statistik?a=1&b=2",
            "where": None,
            "file": None,
        },
        {
            "label": "Blankett för samtycke",
            "url": None,
            "where": "Länken finns på sidan Presstjänst.",
            "file": "Word, 42 kB",
        },
    ],
    "quick_replies": [{"title": "Något annat", "payload": "signerat"}],
    "sources": [
        {
            "title": "Myndigheten, Presstjänst",
            "url": None,
            "where": "myndigheten.example",
            "reviewed_on": "2026-11-24",
            "line": "Källa: Myndigheten, Presstjänst. Granskad 24 november 2026.",
        }
    ],
    "text": "PRESSTJÄNSTEN\nRing pressjouren eller mejla presstjänsten.",
    "address": "/svar/abcdefghij",
}


def visible_text(messages: list[SlackMessage]) -> str:
    """All that can be read, in order, unescaped."""
    return "\n".join(html.unescape(text) for message in messages for text in _texts(message.blocks))


def _texts(thing: Any) -> list[str]:
    if isinstance(thing, list):
        return [text for part in thing for text in _texts(part)]
    if "elements" in thing:
        return _texts(thing["elements"])
    if thing.get("type") == "text":  # of rich text, in which nothing is escaped
        return [html.escape(thing["text"], quote=False)]
    inner = thing.get("text", "")
    return [inner] if isinstance(inner, str) else _texts(inner)


def values(messages: list[SlackMessage]) -> list[str]:
    return [
        button["value"]
        for message in messages
        for block in message.blocks
        if block["type"] == "actions"
        for button in block["elements"]
    ]


def assert_valid(messages: list[SlackMessage]) -> None:
    assert messages
    for message in messages:
        assert faults({"text": message.text, "blocks": message.blocks}) == []


def assert_complete(card: Card, messages: list[SlackMessage]) -> None:
    visible = re.sub(r"\s", "", visible_text(messages))
    expected = [card["title"] or "", card["lead"], *card["notices"]]
    expected += [c[part] for c in card["contacts"] for part in ("label", "value", "href")]
    expected += [rule[part] or "" for rule in card["rules"] for part in ("text", "citation")]
    expected += [link[part] or "" for link in card["links"] for part in ("label", "url", "where")]
    expected += [source["line"] for source in card["sources"]]
    for text in expected:
        assert re.sub(r"\s", "", text) in visible
    payloads = values(messages)
    for reply in card["quick_replies"]:
        assert reply["payload"] in payloads or reply["title"].strip() in visible_text(messages)


def test_every_answer_of_the_facts_is_one_message(facts: Facts) -> None:
    sign = Buttons("key").sign
    for topic in facts.topics:
        for language in LANGUAGES:
            card = sign(topic_card(facts, topic, language, local_now(), REPLIES))
            (message,) = messages = draw([card], "https://press.example")
            assert_valid(messages)
            assert_complete(card, messages)
            assert message.text == card["text"]
            for contact in card["contacts"]:
                link = f"<{contact['href']}|{contact['value']}>"
                assert link in json.dumps(message.blocks, ensure_ascii=False)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_of_the_facts_is_one_code_block_to_copy(facts: Facts, language: str) -> None:
    for topic in facts.letters:
        card = letter_card(facts, topic, language, local_now(), benefits=["<b>&amp;</b>"])
        (message,) = messages = draw([card], "https://press.example")
        assert_valid(messages)
        assert_complete(card, messages)
        draft = letter_text(card["letter"], language)
        (block,) = [b["text"] for b in message.blocks if "```" in b.get("text", {}).get("text", "")]
        assert block["type"] == "mrkdwn"
        assert html.unescape(block["text"]) == f"```{draft}```"
        assert "<" not in block["text"]


def test_a_long_letter_goes_on_in_the_next_code_block_and_cannot_end_one(facts: Facts) -> None:
    card = letter_card(facts, "public_records", "sv", local_now())
    card["letter"]["body"] = "Rad ``` med & tecken\n" * 300
    messages = draw([card])
    assert_valid(messages)
    texts = [t for m in messages for t in _texts(m.blocks) if t.startswith("```")]
    assert len(texts) > 2
    assert all(text.count("```") == 2 and text.endswith("```") for text in texts)
    assert "".join(texts).count("Rad") == 300


def test_two_answers_of_the_facts_are_one_message(facts: Facts) -> None:
    cards = [
        topic_card(facts, topic, "sv", local_now(), REPLIES[:2])
        for topic in ("individual_case", "statistics")
    ]
    (message,) = messages = draw(cards)
    assert_valid(messages)
    assert message.text == f"{cards[0]['text']}\n\n{cards[1]['text']}"
    kinds = [block["type"] for block in message.blocks]
    between = kinds.index("divider")
    assert (kinds.count("actions"), kinds[between - 1], kinds[-1]) == (2, "actions", "actions")
    for card in cards:
        assert_complete(card, messages)


def test_one_person_is_one_line_and_what_to_try_first_stands_first(facts: Facts) -> None:
    interview = visible_text(draw([topic_card(facts, "press_contact", "sv", local_now())]))
    people = [line for line in interview.splitlines() if line.startswith("*")]
    labels = {contact.label["sv"] for contact in facts.topics["press_contact"].contacts}
    assert len(people) == len(labels)
    assert [line.count("tel:") + line.count("mailto:") for line in people if "Sims" in line] == [2]
    statistics = visible_text(draw([topic_card(facts, "statistics", "sv", local_now())]))
    assert statistics.index("<https://") < statistics.index("<mailto:")


def test_a_notice_is_set_off_and_bold() -> None:
    (message,) = draw([EXAMPLE])
    (quote,) = [block for block in message.blocks if block["type"] == "rich_text"]
    (text,) = quote["elements"][0]["elements"]
    assert (text["text"], text["style"]) == (EXAMPLE["notices"][0], {"bold": True})


def test_small_talk_is_its_sentence_and_its_buttons() -> None:
    (message,) = messages = draw([message_card("Vad gäller det?", "sv", REPLIES)])
    assert_valid(messages)
    assert [block["type"] for block in message.blocks] == ["section", "actions"]
    assert values(messages) == [reply["payload"] for reply in REPLIES]
    assert message.blocks[1]["elements"][3]["text"]["text"] == "Val 3 &amp; &lt;mer&gt;"


def test_the_order_is_that_of_every_channel_and_contacts_come_before_explanations() -> None:
    messages = draw([EXAMPLE], "https://press.example", choice="En <intervju>")
    assert_valid(messages)
    read = visible_text(messages)
    order = [
        "Du valde: En <intervju>",
        "Presstjänsten",
        "Ring pressjouren",
        "bemannad nu",
        "08-465 004 00",
        "press@myndigheten.example",
        "Statistik & analys",
        "Blankett för samtycke (Word, 42 kB)",
        "Länken finns på sidan",
        "kommentar i skrift",
        "skyndsamt. (2 kap. 16 § exempellagen)",
        "Källa: Myndigheten, Presstjänst. Granskad 24 november 2026.",
        "<https://press.example/svar/abcdefghij|Länk till svaret>",
        "Något annat",
    ]
    places = [read.index(text) for text in order]
    assert places == sorted(places)


def test_an_answer_in_english_is_english_throughout(facts: Facts) -> None:
    card = {**topic_card(facts, "statistics", "en", local_now()), "address": "/svar/abcdefghij"}
    read = visible_text(draw([card], "https://press.example", choice="Yes"))
    assert "You chose: Yes" in read
    assert "Link to this answer" in read
    assert "Source: " in read


def test_without_a_public_address_there_is_no_link_to_the_answer() -> None:
    assert "svar" not in visible_text(draw([EXAMPLE]))


def test_the_example_in_the_documentation_is_true() -> None:
    documented = json.loads((ROOT / "docs" / "examples" / "slack-card.json").read_text())
    (message,) = draw([validate_card(EXAMPLE)], "https://press.example")
    assert documented == {"blocks": message.blocks}


def test_more_buttons_than_a_block_or_a_message_takes_go_on_in_the_next() -> None:
    replies = [{"title": f"Val {n}", "payload": f"{n}-" + "x" * 1900} for n in range(60)]
    card = message_card("Välj.", "sv", replies)
    messages = draw([card])
    assert len(messages) > 1
    assert_valid(messages)
    assert values(messages) == [reply["payload"] for reply in replies]


def test_a_choice_too_long_for_a_button_is_offered_in_words() -> None:
    card = message_card("Välj.", "sv", [{"title": "Det långa", "payload": "x" * 2001}])
    messages = draw([card])
    assert_valid(messages)
    assert "Skriv:\n• Det långa" in visible_text(messages)


def test_text_for_screen_readers_is_divided_with_the_blocks() -> None:
    card = {**message_card("ord " * 9000, "sv"), "text": "ord " * 9000}
    messages = draw([card])
    assert_valid(messages)
    assert len(messages) > 1
    assert_complete(card, messages)


_words = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1)
_short = st.lists(_words, min_size=1, max_size=5).map(" ".join)
_long = st.builds(
    lambda text, times, end: (text + end) * times,
    _words,
    st.integers(1, 6000),
    st.sampled_from(["", " ", "\n", "&", "<@U1>", "*_~`"]),
)
_any = st.one_of(_short, _long).filter(str.strip)
_none = st.none()
_url = st.builds(
    lambda path: "https://x.example/" + path,
    st.from_regex(r"[a-z0-9/?&=_.-]{0,4000}", fullmatch=True),
)
_contact = st.one_of(
    st.builds(
        lambda label, value: {
            "kind": "phone",
            "label": label,
            "value": value,
            "href": "tel:+46" + "1" * len(value),
        },
        _any,
        _any,
    ),
    st.builds(
        lambda label, name: {
            "kind": "mail",
            "label": label,
            "value": f"{name}@x.example",
            "href": f"mailto:{name}@x.example",
        },
        _any,
        st.from_regex(r"[a-z&.+-]{1,3000}", fullmatch=True),
    ),
)
_cards = st.fixed_dictionaries(
    {
        "type": st.just("card"),
        "version": st.just(1),
        "language": st.sampled_from(LANGUAGES),
        "topic": st.just("statistics"),
        "title": st.one_of(_none, _any),
        "lead": _any,
        "notices": st.lists(_any, max_size=3),
        "contacts": st.lists(_contact, max_size=5),
        "rules": st.lists(
            st.fixed_dictionaries({"text": _any, "citation": st.one_of(_none, _any)}), max_size=5
        ),
        "links": st.lists(
            st.fixed_dictionaries(
                {
                    "label": _any,
                    "url": st.one_of(_none, _url),
                    "where": st.one_of(_none, _any),
                    "file": st.one_of(_none, _short),
                }
            ),
            max_size=4,
        ),
        "quick_replies": st.lists(
            st.fixed_dictionaries(
                {
                    "title": _any.map(lambda text: text[:75]).filter(str.strip),
                    "payload": st.text("abc.-_", min_size=1, max_size=2500),
                }
            ),
            max_size=8,
        ),
        "sources": st.lists(
            st.fixed_dictionaries(
                {
                    "title": _any,
                    "url": st.one_of(_none, _url),
                    "where": _any,
                    "reviewed_on": st.just("2026-11-24"),
                    "line": _any,
                }
            ),
            max_size=3,
        ),
        "text": _any,
        "address": st.just("/svar/abcdefghij"),
    }
)


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(cards=st.lists(_cards, min_size=1, max_size=2), choice=st.one_of(_none, _short))
def test_whatever_the_cards_say_slack_takes_it_and_nothing_is_lost(
    cards: list[Card], choice: str | None
) -> None:
    messages = draw(cards, "https://press.example", choice and choice[:75])
    assert_valid(messages)
    for card in cards:
        validate_card(card)
        assert_complete(card, messages)
    payloads = [
        r["payload"] for c in cards for r in c["quick_replies"] if len(r["payload"]) <= 2000
    ]
    assert values(messages) == payloads


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_card_of_buttons_alone_has_one_button_a_choice(facts: Facts, language: str) -> None:
    choices = [topic.choice[language] for topic in facts.topics.values() if topic.choice]
    card = message_card("?", language, [{"title": c, "payload": c} for c in choices])
    (message,) = draw([card])
    names = [button["action_id"] for button in message.blocks[1]["elements"]]
    assert len(set(names)) == len(choices)
