"""A card in Teams is valid, fits, and loses no contact and no quick reply, whatever it holds."""

from __future__ import annotations

import importlib.resources
import json
from datetime import datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft6Validator

from contracts.paths import ROOT
from desk.cards import letter_text, message_card, topic_card, validate_card
from desk.facts.model import Facts
from desk.hours import STOCKHOLM
from desk.letters import letter_card
from tests.web.channels.teams.adaptive_cards import elements, faults, links, texts
from web.channels.teams import cards as teams_cards
from web.channels.teams.cards import MAX_BYTES, adaptive_card
from web.channels.teams.drawing import CONTENT_TYPE, message
from web.chat.user_input import Buttons

BUTTONS = Buttons("a key for tests")
SUMMER = datetime(2026, 7, 1, 18, 0, tzinfo=STOCKHOLM)
REPLIES = [{"title": f"Val {i}", "payload": f"/choice_{i}"} for i in range(8)]


def every_card(facts: Facts) -> list[dict[str, Any]]:
    topics = [(topic_card, topic) for topic in facts.topics]
    letters = [(letter_card, topic) for topic in facts.letters]
    return [
        BUTTONS.sign({**make(facts, topic, language, SUMMER), "quick_replies": REPLIES})
        for make, topic in topics + letters
        for language in ("sv", "en")
    ]


def contacts_of(content: dict[str, Any]) -> list[tuple[str, str]]:
    """The shown value and the address behind it, of each contact."""
    return [(value, url) for value, url in links(content) if url[:4] != "http"]


def replies_of(content: dict[str, Any]) -> list[tuple[str, str]]:
    found = []
    for action in elements(content, "Action.Submit"):
        sent = action["data"]["msteams"]
        assert sent["type"] == "messageBack"
        assert sent["displayText"] == sent["text"] == action["title"]
        found.append((action["title"], json.loads(sent["value"])["payload"]))
    return found


def holds_all(card: dict[str, Any], content: dict[str, Any]) -> bool:
    replies = [(reply["title"], reply["payload"]) for reply in card["quick_replies"]]
    contacts = [(contact["value"], contact["href"]) for contact in card["contacts"]]
    shown = texts(content)
    assert all(any(title in text for text in shown) for title, _ in replies[6:])
    return replies_of(content) == replies[:6] and contacts_of(content) == contacts


def test_every_answer_of_the_facts_is_shown_whole(facts: Facts) -> None:
    for card in every_card(facts):
        content = adaptive_card(card)
        assert faults(content) == []
        assert holds_all(card, content)
        shown = "\n".join(texts(content))
        said = [card["title"], card["lead"], *card["notices"]]
        said += [c[part] for c in card["contacts"] for part in ("label", "value")]
        said += [text for rule in card["rules"] for text in rule.values()]
        said += [link[part] for link in card["links"] for part in ("label", "where", "file")]
        said += [source["line"] for source in card["sources"]]
        assert not [text for text in said if text and text not in shown]
        urls = {url for _, url in links(content)}
        assert urls >= {link["url"] for link in card["links"] if link["url"]}
        assert urls >= {source["url"] for source in card["sources"] if source["url"]}
        assert content["lang"] == card["language"]
        assert content["fallbackText"] == card["text"]
        for contact in card["contacts"]:
            assert contact["value"] in content["speak"]


def test_the_cards_keep_microsofts_own_schema(facts: Facts) -> None:
    schema = importlib.resources.files("adaptive_cards") / "schemas" / "schema-1.5.json"
    validator = Draft6Validator(json.loads(schema.read_text(encoding="utf-8")))
    for card in every_card(facts):
        card["address"] = "/svar/aaaaaaaaaa"
        content = adaptive_card(card, "https://press.example.se")
        assert [error.message for error in validator.iter_errors(content)] == []


def test_a_letter_is_text_to_copy_line_by_line(facts: Facts) -> None:
    for topic in facts.letters:
        for language in ("sv", "en"):
            card = letter_card(facts, topic, language, SUMMER, benefits=["*fet* [a](b)"])
            draft = letter_text(card["letter"], language)
            shown = [run["text"] for run in elements(adaptive_card(card), "TextRun")]
            lines = [line for line in draft.split("\n") if line]
            assert lines == shown[shown.index(lines[0]) :][: len(lines)]


def test_a_letter_that_does_not_fit_is_cut_and_says_so(facts: Facts) -> None:
    card = letter_card(facts, "public_records", "sv", SUMMER)
    card["letter"]["body"] = "en rad\n" * 20_000
    content = adaptive_card(card)
    assert teams_cards.size(content) <= MAX_BYTES
    assert "Svaret är förkortat." in texts(content)


def test_more_replies_than_a_card_may_have_are_offered_in_words(facts: Facts) -> None:
    short = [{"title": str(i), "payload": f"/{i}"} for i in range(8)]
    content = adaptive_card(message_card("Välj.", "sv", short))
    assert [len(found["actions"]) for found in elements(content, "ActionSet")] == [6]
    assert texts(content)[-1] == "Eller skriv: 6 · 7"
    long = [{"title": "En ganska lång titel på ett val", "payload": "/x"}] * 3
    content = adaptive_card(message_card("Välj.", "sv", long))
    assert [len(found["actions"]) for found in elements(content, "ActionSet")] == [1, 1, 1]


def test_one_person_is_one_container_and_what_to_try_first_stands_first(facts: Facts) -> None:
    content = adaptive_card(topic_card(facts, "press_contact", "sv", SUMMER))
    people = [texts(found) for found in elements(content, "Container") if "style" not in found]
    labels = {contact.label["sv"] for contact in facts.topics["press_contact"].contacts}
    assert {person[0] for person in people} == labels
    assert len(people) == len(labels)
    content = adaptive_card(topic_card(facts, "statistics", "sv", SUMMER))
    urls = [url for _, url in links(content)]
    assert urls[0].startswith("https://")
    assert [url[:7] for url in urls].index("mailto:") > 0
    (button,) = elements(content, "ActionSet")
    assert button["actions"][0]["title"] == "Öppna på forsakringskassan.se"


def test_rules_and_the_small_print_stand_together_and_apart_from_what_is_above(
    facts: Facts,
) -> None:
    card = {**topic_card(facts, "public_records", "sv", SUMMER), "address": "/svar/aaaaaaaaaa"}
    content = adaptive_card(card, "https://press.example.se")
    spacing = {
        run["text"]: block.get("spacing")
        for block in elements(content, "RichTextBlock")
        for run in block["inlines"]
    }
    rules = [space for text, space in spacing.items() if text.startswith("• ")]
    assert rules == ["Medium"] + ["Small"] * (len(card["rules"]) - 1)
    foot = [space for text, space in spacing.items() if text.startswith(("Källa", "Länk till"))]
    assert foot == ["Medium"] + ["None"] * len(card["sources"])


def test_the_answers_address_is_a_link_where_web_is_reached_by_https(facts: Facts) -> None:
    card = {**topic_card(facts, "statistics", "sv", SUMMER), "address": "/svar/aaaaaaaaaa"}
    for public_url, there in (
        ("https://press.example.se", True),
        ("http://x.se", False),
        ("", False),
    ):
        answer = "https://press.example.se/svar/aaaaaaaaaa"
        link = ("Länk till svaret på press.example.se", answer)
        assert (link in links(adaptive_card(card, public_url))) is there


def test_what_looks_like_markdown_is_shown_as_it_is() -> None:
    lead = "1. *Inte* [en länk](https://example.org)\n- & <b>inte</b> fet"
    content = adaptive_card(message_card(lead, "sv", REPLIES[:6]))
    assert [run["text"] for run in elements(content, "TextRun")] == lead.split("\n")


def test_a_sentence_is_plain_text_and_two_cards_are_one_message(facts: Facts) -> None:
    hello = message_card("Hej.\nVad behöver du?", "sv")
    assert message([hello], "") == {
        "type": "message",
        "locale": "sv",
        "text": "Hej.\nVad behöver du?",
        "textFormat": "plain",
    }
    answers = [topic_card(facts, topic, "sv", SUMMER) for topic in ("statistics", "press_contact")]
    sent = message([*answers, hello], "")
    assert [a["contentType"] for a in sent["attachments"]] == [CONTENT_TYPE] * 3
    assert sent["summary"] == f"Statistik. {answers[0]['lead']}"
    assert "text" not in sent
    assert not [fault for a in sent["attachments"] for fault in faults(a["content"])]


text = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40).filter(
    lambda made: made.strip() != ""
)
absurd = st.builds(lambda made, times: made * times, text, st.sampled_from([1, 1, 50, 2000]))
title = st.text(st.characters(max_codepoint=0x24F, exclude_categories=("Cc",)), min_size=1)
title = title.map(lambda made: made[:75]).filter(lambda made: made.strip() != "")
address = st.text("abcdefghijklmnopqrstuvwxyz.-", min_size=1, max_size=60)
contacts = st.one_of(
    st.builds(
        lambda label, number: {
            "kind": "phone",
            "label": label,
            "value": number,
            "href": f"tel:+{number}",
        },
        absurd,
        st.text("0123456789", min_size=5, max_size=15),
    ),
    st.builds(
        lambda label, name: {
            "kind": "mail",
            "label": label,
            "value": f"{name}@example.se",
            "href": f"mailto:{name}@example.se",
        },
        absurd,
        address,
    ),
)
card_links = st.fixed_dictionaries(
    {
        "label": absurd,
        "url": st.one_of(st.none(), address.map("https://example.se/{}".format)),
        "where": st.one_of(st.none(), absurd),
        "file": st.one_of(st.none(), absurd),
    }
)
cards = st.fixed_dictionaries(
    {
        "type": st.just("card"),
        "version": st.just(1),
        "language": st.sampled_from(["sv", "en"]),
        "topic": st.just("statistics"),
        "title": st.one_of(st.none(), absurd),
        "lead": absurd,
        "notices": st.lists(absurd, max_size=4),
        "contacts": st.lists(contacts, max_size=6),
        "rules": st.lists(
            st.fixed_dictionaries({"text": absurd, "citation": st.one_of(st.none(), absurd)}),
            max_size=20,
        ),
        "links": st.lists(card_links, max_size=20),
        "quick_replies": st.lists(
            st.fixed_dictionaries({"title": title, "payload": text}), max_size=8
        ),
        "sources": st.lists(
            st.fixed_dictionaries(
                {
                    "title": absurd,
                    "url": st.none(),
                    "where": absurd,
                    "reviewed_on": st.just("2026-11-24"),
                    "line": absurd,
                }
            ),
            max_size=5,
        ),
        "text": absurd,
    }
)


@settings(max_examples=150)
@given(st.lists(cards, min_size=1, max_size=2))
def test_no_card_is_too_large_or_loses_what_is_pressed(drawn: list[dict[str, Any]]) -> None:
    signed = [BUTTONS.sign(validate_card(card)) for card in drawn]
    sent = message(signed, "https://press.example.se")
    contents = [attachment["content"] for attachment in sent.get("attachments", [])]
    if not contents:
        assert sent["text"]
        return
    for card, content in zip(signed, contents, strict=True):
        assert faults(content) == []
        assert holds_all(card, content)
    assert sum(map(teams_cards.size, contents)) <= MAX_BYTES


def test_a_card_that_was_cut_says_so(facts: Facts) -> None:
    card = topic_card(facts, "statistics", "sv", SUMMER)
    assert "Svaret är förkortat." not in texts(adaptive_card(card))
    long = {**card, "rules": [{"text": "En regel. " * 500, "citation": None}] * 20}
    content = adaptive_card(long)
    assert "Svaret är förkortat." in texts(content)
    assert teams_cards.size(content) <= MAX_BYTES


def example_card() -> dict[str, Any]:
    """A made-up answer: the number is one of those kept for films, the address leads nowhere."""
    card = message_card("Ring eller mejla exempelenheten.", "sv")
    contacts = [
        ("phone", "Exempeljouren", "070-174 06 05", "tel:+46701740605"),
        ("mail", "Exempelenheten", "exempel@example.se", "mailto:exempel@example.se"),
    ]
    return {
        **card,
        "topic": "example",
        "title": "Ett exempel",
        "notices": ["Exempelenheten är bemannad nu, till klockan 16.00."],
        "contacts": [
            dict(zip(("kind", "label", "value", "href"), contact, strict=True))
            for contact in contacts
        ],
        "rules": [{"text": "Du behöver inte säga vem du är.", "citation": "1 § exempellagen"}],
        "links": [
            {
                "label": "En blankett",
                "url": "https://example.se/blankett",
                "where": None,
                "file": "Word, 42 kB",
            }
        ],
        "quick_replies": [
            {"title": "Ja, det finns", "payload": "signerat-1"},
            {"title": "Nej", "payload": "signerat-2"},
            {"title": "Vet inte", "payload": "signerat-3"},
        ],
        "sources": [
            {
                "title": "Exempelsidan",
                "url": None,
                "where": "här",
                "reviewed_on": "2026-11-24",
                "line": "Källa: Exempelsidan. Senast granskad 24 november 2026.",
            }
        ],
        "text": "ETT EXEMPEL\nRing eller mejla exempelenheten.",
        "address": "/svar/aaaaaaaaaa",
    }


def test_the_example_in_the_documentation_is_what_is_sent() -> None:
    content = adaptive_card(validate_card(example_card()), "https://press.example.se")
    written = (ROOT / "docs" / "examples" / "teams-card.json").read_text(encoding="utf-8")
    assert written == json.dumps(content, ensure_ascii=False, indent=2) + "\n"
