"""A card says all that the facts say of a topic, and nothing that they do not."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import combinations, groupby

import pytest

from desk.asked_hours import asked_time
from desk.cards import (
    LANGUAGES,
    CardError,
    contact_card,
    hours_card,
    message_card,
    question_card,
    topic_card,
    validate_card,
    with_lead,
    with_notice,
)
from desk.deadlines import Deadline, read_deadline
from desk.facts.model import Facts
from desk.hours import STOCKHOLM
from tests.press_page import PRESS_PHONE, fixed_facts

AUTUMN = datetime(2026, 11, 24, 10, 0, tzinfo=STOCKHOLM)


@pytest.fixture(scope="module")
def facts() -> Facts:
    """The facts, with hours that the moments in these tests go by."""
    return fixed_facts()


def press_card(facts: Facts, moment: str, language: str = "sv") -> dict:
    now = datetime.fromisoformat(moment).replace(tzinfo=STOCKHOLM)
    return topic_card(facts, "press_contact", language, now)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_topic_makes_a_valid_card_whose_text_holds_all_of_it(
    facts: Facts, language: str
) -> None:
    for topic in facts.topics:
        card = validate_card(topic_card(facts, topic, language, AUTUMN))
        assert card["title"].upper() in card["text"]
        assert card["lead"] in card["text"]
        for contact in card["contacts"]:
            assert contact["value"] in card["text"]
        for rule in card["rules"]:
            assert rule["text"] in card["text"]
        for link in card["links"]:
            assert (link["url"] or link["where"]) in card["text"]
        assert card["sources"]


def test_outside_the_summer_nothing_is_said_of_hours(facts: Facts) -> None:
    assert press_card(facts, "2027-08-18 10:00")["notices"] == []


def test_in_the_summer_it_says_whether_somebody_is_there(facts: Facts) -> None:
    assert press_card(facts, "2027-06-21 10:00")["notices"] == [
        "Presstjänsten är bemannad nu, till klockan 16.00.",
        "Mellan den 20 juni och den 17 augusti är presstjänsten bara bemannad vardagar "
        "klockan 8–16.",
    ]


def test_and_when_next_if_nobody_is(facts: Facts) -> None:
    assert press_card(facts, "2027-07-03 12:00")["notices"][0] == (
        "Presstjänsten är inte bemannad nu. Nästa gång är måndag 5 juli klockan 8.00."
    )
    assert press_card(facts, "2027-07-03 12:00", "en")["notices"][0] == (
        "The press service is not staffed now. It is next staffed on Monday 5 July at 08:00."
    )


def kinds(card: dict) -> list[str]:
    return [contact["kind"] for contact in card["contacts"]]


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=STOCKHOLM)


@pytest.mark.parametrize(
    ("deadline", "notice"),
    [
        ("2026-11-24 17:00", "Deadline i dag, tisdag 24 november, klockan 17.00: ring."),
        ("2026-11-25 17:00", "Deadline i morgon, onsdag 25 november, klockan 17.00: ring."),
        ("2026-11-26 09:00", "Deadline torsdag 26 november klockan 9.00: ring eller mejla."),
    ],
)
def test_what_the_words_say_to_do_first_leads_the_card_whatever_the_deadline(
    facts: Facts, deadline: str, notice: str
) -> None:
    now = at("2026-11-24 10:00")
    for topic in ("press_contact", "individual_case", "case_possible"):
        card = topic_card(facts, topic, "sv", now, deadline=at(deadline))
        assert kinds(card)[0] == "phone"
        assert card["notices"] == [notice]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_reaches_one_person_has_one_label_and_stands_together(
    facts: Facts, language: str
) -> None:
    now = AUTUMN
    ahead = [None, now + timedelta(hours=2), now + timedelta(days=3)]
    cards = [
        topic_card(facts, topic, language, now, deadline=deadline)
        for topic in facts.topics
        for deadline in ahead
    ]
    pairs = [*combinations(facts.questions, 1), ("ask/head_of_press_phone", "ask/unreachable")]
    pairs += [("ask/head_of_press_phone", "ask/press_mail"), ("ask/press_mail", "ask/other_ways")]
    cards += [question_card(facts, pair, language, now) for pair in pairs]
    for card in cards:
        labels = [contact["label"] for contact in card["contacts"]]
        assert len([label for label, _ in groupby(labels)]) == len(set(labels))
    phone, mail = facts.contacts["head_of_press_phone"], facts.contacts["head_of_press_mail"]
    assert phone.label == mail.label


def test_only_the_first_contact_is_moved_to_the_front(facts: Facts) -> None:
    now = at("2026-11-24 15:00")
    for topic in ("press_contact", "case_possible"):
        card = topic_card(facts, topic, "sv", now, deadline=now + timedelta(hours=1))
        others = [c for c in facts.topics[topic].contacts if c.name != "press_phone"]
        assert [c["value"] for c in card["contacts"]] == [
            PRESS_PHONE,
            *(contact.value for contact in others),
        ]


def test_a_later_one_says_in_summer_whether_anybody_is_there_then(facts: Facts) -> None:
    now, deadline = at("2027-06-28 15:00"), at("2027-07-03 12:00")
    card = topic_card(facts, "press_contact", "en", now, deadline=deadline)
    assert card["notices"][:2] == [
        "Deadline Saturday 3 July at 12:00: call or e-mail.",
        "The press service is not staffed then.",
    ]


def test_a_deadline_that_named_no_hour_or_is_now_shows_none(facts: Facts) -> None:
    now, deadline = at("2026-11-24 15:00"), at("2026-11-28 12:00")
    card = topic_card(facts, "press_contact", "sv", now, deadline=deadline, names_hour=False)
    assert card["notices"] == ["Deadline lördag 28 november: ring eller mejla."]
    card = topic_card(facts, "press_contact", "sv", now, deadline=now)
    assert card["notices"] == ["Deadline nu: ring."]


@pytest.mark.parametrize(
    ("language", "text", "notices"),
    [
        (
            "sv",
            "imorgon kl 6",
            ["Deadline i morgon, onsdag 25 november, klockan 6 eller 18: ring."],
        ),
        (
            "en",
            "imorgon kl 6",
            ["Deadline tomorrow, Wednesday 25 November, at 06:00 or 18:00: call."],
        ),
        (
            "sv",
            "fredag kl 3",
            ["Deadline fredag 27 november klockan 3 eller 15: ring eller mejla."],
        ),
        (
            "sv",
            "kl 6",
            ["Deadline i dag, tisdag 24 november, klockan 18 eller i morgon klockan 6: ring."],
        ),
        (
            "en",
            "at 6",
            ["Deadline today, Tuesday 24 November, at 18:00 or tomorrow at 06:00: call."],
        ),
        # past today, it is tomorrow's, and that is said
        ("sv", "kl 14", ["Deadline i morgon, onsdag 25 november, klockan 14.00: ring."]),
        ("en", "by 2 pm", ["Deadline tomorrow, Wednesday 25 November, at 14:00: call."]),
        ("sv", "helst före 14", ["Deadline i morgon, onsdag 25 november, klockan 14.00: ring."]),
        ("sv", "inom en timme", ["Deadline i dag, tisdag 24 november, klockan 16.00: ring."]),
        ("en", "within an hour", ["Deadline today, Tuesday 24 November, at 16:00: call."]),
        ("sv", "vi publicerar nu", ["Deadline nu: ring."]),
        ("en", "we publish now", ["Deadline now: call."]),
        # a day alone says what to do too
        ("sv", "idag", ["Deadline i dag, tisdag 24 november: ring."]),
        ("en", "today", ["Deadline today, Tuesday 24 November: call."]),
        ("sv", "i kväll", ["Deadline i kväll, tisdag 24 november: ring."]),
        ("en", "tonight", ["Deadline tonight, Tuesday 24 November: call."]),
        ("sv", "i eftermiddag", ["Deadline i eftermiddag, tisdag 24 november: ring."]),
        ("sv", "imorgon bitti", ["Deadline i morgon bitti, onsdag 25 november: ring."]),
        (
            "en",
            "tomorrow afternoon",
            ["Deadline tomorrow afternoon, Wednesday 25 November: call."],
        ),
        ("sv", "i morgon", ["Deadline i morgon, onsdag 25 november: ring."]),
        ("sv", "lämning julafton", ["Deadline torsdag 24 december: ring eller mejla."]),
        ("en", "by Christmas Eve", ["Deadline Thursday 24 December: call or e-mail."]),
        (
            "sv",
            "lämning fredag lunch",
            ["Deadline fredag 27 november klockan 12.00: ring eller mejla."],
        ),
        (
            "sv",
            "fredag halv sju",
            ["Deadline fredag 27 november klockan 6.30 eller 18.30: ring eller mejla."],
        ),
        (
            "sv",
            "publicerar kl 9",
            ["Deadline i dag, tisdag 24 november, klockan 21 eller i morgon klockan 9: ring."],
        ),
        (
            "en",
            "publicerar kl 9",
            ["Deadline today, Tuesday 24 November, at 21:00 or tomorrow at 09:00: call."],
        ),
        (
            "sv",
            "3 pm EST",
            [
                "Deadline i dag, tisdag 24 november, klockan 21.00: ring.",
                "15.00 EST är 21.00 svensk tid.",
            ],
        ),
        (
            "en",
            "deadline 15:00 GMT",
            [
                "Deadline today, Tuesday 24 November, at 16:00: call.",
                "15:00 GMT is 16:00 Swedish time.",
            ],
        ),
        ("sv", "imorgon 6.30", ["Deadline i morgon, onsdag 25 november, klockan 6.30: ring."]),
        ("sv", "på lördag", ["Deadline lördag 28 november: ring eller mejla."]),
        ("sv", "nu", ["Deadline nu: ring."]),
    ],
)
def test_what_a_deadline_leaves_open_or_converts_is_told(
    facts: Facts, language: str, text: str, notices: list[str]
) -> None:
    now = at("2026-11-24 15:00")
    deadline = read_deadline(text, now)
    card = topic_card(facts, "press_contact", language, now, deadline=deadline)
    assert validate_card(card)["notices"] == notices


def test_facts_without_the_words_for_it_name_the_earlier_hour(facts: Facts) -> None:
    newer = ("deadline_e", "deadline_day_")
    wording = {k: v for k, v in facts.wording.items() if not k.startswith(newer)}
    now = at("2026-11-24 15:00")
    deadline = Deadline(
        at("2026-11-25 06:00"), other=at("2026-11-25 18:00"), elsewhere=at("2026-11-25 06:00")
    )
    card = topic_card(
        replace(facts, wording=wording), "press_contact", "sv", now, deadline=deadline
    )
    assert card["notices"] == ["Deadline i morgon, onsdag 25 november, klockan 6.00: ring."]
    day = Deadline(at("2026-11-24 21:00"), names_hour=False, part="evening")
    card = topic_card(replace(facts, wording=wording), "press_contact", "sv", now, deadline=day)
    assert card["notices"] == ["Deadline i kväll, tisdag 24 november: ring eller mejla."]


def test_when_something_is_is_not_called_a_deadline(facts: Facts) -> None:
    now = at("2026-11-24 15:00")
    how = {"names_hour": False, "stated": False}
    for moment, language, notice in (
        ("2026-11-25 23:59", "sv", "Deadline i morgon, onsdag 25 november: ring."),
        ("2026-12-01 23:59", "sv", "Det gäller tisdag 1 december: ring eller mejla."),
        ("2026-12-01 23:59", "en", "It is about Tuesday 1 December: call or e-mail."),
    ):
        deadline = Deadline(at(moment), **how)
        card = topic_card(facts, "press_contact", language, now, deadline=deadline)
        assert card["notices"] == [notice]
    older = {k: v for k, v in facts.wording.items() if not k.startswith("date_")}
    deadline = Deadline(at("2026-12-01 23:59"), **how)
    card = topic_card(replace(facts, wording=older), "press_contact", "sv", now, deadline=deadline)
    assert card["notices"] == ["Deadline tisdag 1 december: ring eller mejla."]


@pytest.mark.parametrize("topic", ["statistics", "public_records"])
def test_a_topic_without_stated_hours_keeps_its_order_and_says_whom_to_ring_when_it_is_urgent(
    facts: Facts, topic: str
) -> None:
    now = at("2026-11-24 15:00")
    calm, later, urgent = (
        topic_card(facts, topic, "sv", now, deadline=deadline)
        for deadline in (None, now + timedelta(days=9), now + timedelta(hours=2))
    )
    assert calm == later
    assert urgent["contacts"] == calm["contacts"]
    assert calm["notices"] == []
    assert urgent["notices"] == [f"Brådskar det, ring pressjouren: {PRESS_PHONE}."]


def test_a_private_person_in_a_hurry_is_not_sent_to_the_press_line(facts: Facts) -> None:
    now = at("2026-11-24 15:00")
    assert topic_card(facts, "private_person", "sv", now, deadline=now)["notices"] == []


def test_a_benefit_leads_to_its_page_first_and_once(facts: Facts) -> None:
    subjects = ["föräldrapenning", "barnbidrag", "föräldrapenning"]
    card = topic_card(facts, "statistics", "sv", AUTUMN, subjects=subjects)
    assert [link["label"] for link in card["links"]] == [
        "Statistik om föräldrapenning",
        "Statistik och analys",
        "Statistikdatabasen",
    ]


def test_one_kind_of_contact_or_the_others_with_a_word(facts: Facts) -> None:
    mail = contact_card(facts, "press_contact", "mail", "sv", AUTUMN)
    assert set(kinds(mail)) == {"mail"}
    none = contact_card(facts, "statistics", "phone", "sv", AUTUMN)
    assert kinds(none) == ["mail"]
    assert "inget telefonnummer" in none["lead"]
    assert contact_card(facts, "newsletter", "phone", "sv", AUTUMN)["links"]


def test_hours_are_those_of_the_moment_or_the_only_ones_that_are_stated(facts: Facts) -> None:
    summer = hours_card(facts, "press_contact", "sv", at("2027-06-28 10:00"))
    assert summer["notices"][0] == "Presstjänsten är bemannad nu, till klockan 16.00."
    then = hours_card(facts, "press_contact", "sv", AUTUMN, at("2027-07-03 12:00"))
    assert then["notices"][0] == "Presstjänsten är inte bemannad då."
    autumn = hours_card(facts, "press_contact", "sv", AUTUMN)
    assert autumn["lead"] == (
        "Presstjänstens sida anger bara sommartider: 20 juni–17 augusti, vardagar 8–16."
    )
    assert autumn["notices"] == []
    none = hours_card(facts, "public_records", "sv", AUTUMN)
    assert "anger inga tider" in none["lead"]
    assert none["rules"]


def test_the_hours_of_the_time_that_is_asked_for_lead(facts: Facts) -> None:
    def card(text: str, now: datetime, language: str = "sv") -> dict:
        asked = asked_time(text, facts.hours["press"], now)
        return validate_card(
            hours_card(
                facts, "press_contact", language, now, moment=asked.moment, period=asked.period
            )
        )

    (period,) = facts.hours["press"].periods
    summer, july = card("oppettider press i sommar", AUTUMN), at("2027-07-01 10:00")
    assert summer["lead"] == period.text["sv"]
    assert summer["notices"] == []
    assert kinds(summer)[0] == "phone"
    assert card("holidays in July", AUTUMN, "en")["lead"] == period.text["en"]
    assert card("i sommar", july)["notices"] == [
        "Presstjänsten är bemannad nu, till klockan 16.00."
    ]
    saturday = card("är ni öppna lördag den 3 juli?", AUTUMN)
    rule = period.text["sv"][0].lower() + period.text["sv"][1:]
    assert saturday["lead"] == f"Nej, då är ingen där: {rule}"
    assert saturday["notices"] == []
    assert card("är ni där den 2 juli?", AUTUMN)["lead"] == f"Ja, då är någon där: {rule}"
    august = card("är ni öppna den 22 augusti?", july)
    assert august["lead"] == facts.wording["hours_unknown"]["sv"]


def test_the_source_of_hours_is_told_where_they_are(facts: Facts) -> None:
    (period,) = facts.hours["press"].periods
    older = replace(period, reviewed_on=date(2024, 1, 2))
    hours = replace(facts.hours["press"], periods=(older,))
    topics = {
        name: replace(topic, hours=hours) if topic.hours else topic
        for name, topic in facts.topics.items()
    }
    changed = replace(facts, topics=topics)
    told = hours_card(changed, "press_contact", "sv", AUTUMN, period=older)
    assert [source["reviewed_on"] for source in told["sources"]] == ["2024-01-02"]
    case = changed.topics["individual_case"]
    silent = topic_card(changed, "individual_case", "sv", AUTUMN)
    assert [source["reviewed_on"] for source in silent["sources"]] == [str(case.reviewed_on)]


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        ("2027-04-30 23:00", False),
        ("2027-05-01 00:00", True),
        ("2027-06-19 10:00", True),
        ("2027-06-21 10:00", False),  # a notice then
        ("2027-08-18 10:00", False),
        ("2026-11-25 10:00", False),
    ],
)
def test_the_summer_hours_are_a_rule_of_the_press_card_from_may_until_they_begin(
    facts: Facts, moment: str, told: bool
) -> None:
    (period,) = facts.hours["press"].periods
    card = press_card(facts, moment)
    assert (period.text["sv"] in [rule["text"] for rule in card["rules"]]) is told
    assert (period.text["sv"] in card["text"]) is (told or bool(card["notices"]))


def test_the_summer_hours_stay_a_rule_all_the_year_where_they_are_asked_for(facts: Facts) -> None:
    (period,) = facts.hours["press"].periods
    for language in LANGUAGES:
        card = topic_card(facts, "press_contact", language, AUTUMN, period=period)
        assert period.text[language] in [rule["text"] for rule in card["rules"]]
    for text in ("i sommar", "är ni öppna den 5 juli?", "när har ni öppet?", "i helgen?"):
        asked = asked_time(text, facts.hours["press"], AUTUMN)
        card = hours_card(facts, "press_contact", "sv", AUTUMN, asked.moment, asked.period)
        assert "20 juni" in card["text"]
        assert "8–16" in card["text"]
    case = topic_card(facts, "individual_case", "sv", AUTUMN, period=period)
    assert period.text["sv"] not in case["text"]


def test_after_the_last_summer_day_it_does_not_guess(facts: Facts) -> None:
    assert (
        press_card(facts, "2027-08-17 17:00")["notices"][0] == "Presstjänsten är inte bemannad nu."
    )


def test_a_law_is_cited_by_chapter_and_section(facts: Facts) -> None:
    card = topic_card(facts, "public_records", "sv", AUTUMN)
    citations = [rule["citation"] for rule in card["rules"]]
    assert "2 kap. 18 § tryckfrihetsförordningen" in citations
    assert [s["reviewed_on"] for s in card["sources"]] == [
        str(facts.sources[name].reviewed_on) for name in ("press_page", "law")
    ]


def test_text_names_a_place_once(facts: Facts) -> None:
    text = topic_card(facts, "statistics", "sv", AUTUMN)["text"]
    assert f"  {facts.links['statistics_front'].url}\n" in text
    assert "  forsakringskassan.se" not in text


def test_a_single_rule_is_a_sentence_and_several_are_a_list(facts: Facts) -> None:
    one = topic_card(facts, "press_contact", "sv", AUTUMN)
    (rule,) = one["rules"]
    assert f"\n{rule['text']}" in one["text"]
    several = topic_card(facts, "public_records", "sv", AUTUMN)
    assert all(f"\n- {rule['text']}" in several["text"] for rule in several["rules"])


def test_small_talk_is_a_card_too() -> None:
    card = validate_card(message_card("Hej.", "sv", [{"title": "Statistik", "payload": "/x"}]))
    assert card["text"] == "Hej."
    assert card["title"] is None


@pytest.mark.parametrize(
    "spoil",
    [
        lambda card: card.pop("lead"),
        lambda card: card.update(language="no"),
        lambda card: card.update(extra=1),
        lambda card: card["contacts"][0].update(href="javascript:alert(1)"),
        lambda card: card["links"].append(
            {"label": "x", "url": "http://x", "where": None, "file": None}
        ),
        lambda card: card["quick_replies"].append({"title": "x"}),
    ],
)
def test_what_breaks_the_schema_is_no_card(facts: Facts, spoil) -> None:
    card = copy.deepcopy(topic_card(facts, "press_contact", "sv", AUTUMN))
    spoil(card)
    with pytest.raises(CardError):
        validate_card(card)


def test_another_lead_or_a_notice_stands_in_the_text_too(facts: Facts) -> None:
    card = topic_card(facts, "press_contact", "sv", AUTUMN)
    led = validate_card(with_lead(card, "Mejla."))
    assert led["text"] == card["text"].replace(card["lead"], "Mejla.", 1)
    noticed = validate_card(with_notice(with_notice(card, "Andra."), "Första."))
    assert noticed["notices"] == ["Första.", "Andra."]
    assert f"{card['lead']}\nFörsta.\nAndra.\n" in noticed["text"]
    assert card == topic_card(facts, "press_contact", "sv", AUTUMN)


def test_a_lead_that_stands_twice_is_changed_as_a_lead_alone(facts: Facts) -> None:
    card = topic_card(facts, "press_contact", "sv", AUTUMN)
    twice = with_lead({**card, "rules": [{"text": card["lead"], "citation": None}]}, "Mejla.")
    assert f"\n\n{card['lead']}" in twice["text"]


def test_links_that_are_to_be_tried_first_stand_first_but_not_where_a_contact_was_asked_for(
    facts: Facts,
) -> None:
    card = topic_card(facts, "statistics", "sv", AUTUMN)
    link, contact = card["links"][0]["url"] or "", card["contacts"][0]["value"]
    assert card["links_first"]
    assert card["text"].index(link) < card["text"].index(contact)
    assert "links_first" not in contact_card(facts, "statistics", "mail", "sv", AUTUMN)
    assert "links_first" not in topic_card(facts, "individual_case", "sv", AUTUMN)
