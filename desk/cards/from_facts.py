"""Makes the cards of topics, contacts and hours, and the choices between topics."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from desk.cards.card import Card, CardRule, QuickReply, with_text
from desk.cards.notices import deadline_notices, hours_answer, hours_notices, urgent_notices
from desk.cards.parts import SourcedFact, card_contacts, card_link, card_rule, card_sources
from desk.deadlines import Deadline
from desk.facts.model import Facts, Period, Topic
from desk.hours import STOCKHOLM, is_near


def topic_card(
    facts: Facts,
    topic: str,
    language: str,
    now: datetime,
    quick_replies: Sequence[QuickReply] = (),
    *,
    deadline: Deadline | datetime | None = None,
    names_hour: bool = True,
    subjects: Sequence[str] = (),
    period: Period | None = None,
    is_brief: bool = False,
) -> Card:
    """The answer to a topic of the facts.

    With a deadline, a topic whose hours are stated somewhere leads with the phone, as the words
    about the deadline do; `names_hour`, beside a bare moment, is false when the question named
    only the day.
    `subjects` are benefits that the question names: their areas' links come first. `period` is
    one with stated hours that the question names: a topic that tells its hours tells those at any
    time of the year, and others as they draw near. A brief card leaves out the steps, rules and
    links, which another has given.

    Raises:
        KeyError: the facts have no such topic, or no such language.
        ValueError: `now` has no time zone.
    """
    entry = facts.topics[topic]
    if is_brief:
        entry = replace(entry, steps=(), rules=(), links=())
    areas = {entry.areas[s].name: entry.areas[s] for s in subjects if s in entry.areas}
    entry = replace(entry, links=(*areas.values(), *entry.links))
    hours = entry.hours
    if isinstance(deadline, datetime):
        deadline = Deadline(deadline, names_hour=names_hour)
    if deadline and hours:
        leading = [contact for contact in entry.contacts if contact.kind == "phone"][:1]
        others = [contact for contact in entry.contacts if contact not in leading]
        entry = replace(entry, contacts=(*leading, *others))
        notices = list(deadline_notices(facts, hours, language, now, deadline))
    elif hours:
        notices = list(hours_notices(facts, hours, language, now))
    elif deadline:
        notices = list(urgent_notices(facts, entry, language, now, deadline))
    else:
        notices = []
    return _card(facts, entry, language, now, notices, quick_replies, period)


def contact_card(facts: Facts, topic: str, kind: str, language: str, now: datetime) -> Card:
    """The contacts of one kind, `phone` or `mail`, of a topic that was answered before.

    Says so where the topic has none, and gives those that it has.

    Raises:
        KeyError: the facts have no such topic, or no such language.
    """
    entry = facts.topics[topic]
    contacts = tuple(contact for contact in entry.contacts if contact.kind == kind)
    lead = entry.lead if contacts else facts.wording[f"no_{kind}"]
    if not entry.contacts:
        return topic_card(facts, topic, language, now)
    links = () if contacts else entry.links
    short = replace(
        entry,
        contacts=contacts or entry.contacts,
        lead=lead,
        steps=(),
        rules=(),
        links=links,
        links_first=False,
    )
    return _card(facts, short, language, now, [], ())


def hours_card(
    facts: Facts,
    topic: str,
    language: str,
    now: datetime,
    moment: datetime | None = None,
    period: Period | None = None,
) -> Card:
    """Whether a topic's contacts are staffed now, or at a moment to come, as far as is known.

    With a period that was asked for (`desk.asked_hours`), the answer to that leads: whether
    somebody is there at `moment`, or what holds in the period.

    Raises:
        KeyError: the facts have no such topic, or no such language.
    """
    entry = facts.topics[topic]
    at = moment or now
    if entry.hours is None:
        lead = facts.wording["hours_none"] if entry.contacts else entry.lead
        return _card(facts, replace(entry, lead=lead), language, now, [], ())
    notices = list(hours_notices(facts, entry.hours, language, at, then=moment is not None))
    lead = entry.lead
    if period and moment and notices:
        lead, notices = {language: hours_answer(facts, entry.hours, language, moment)}, []
    elif period:
        lead, text = period.text, period.text[language]
        notices = [notice for notice in notices if notice != text] if text in notices else []
    elif not notices:
        lead = facts.wording["hours_unknown"]
    short = replace(entry, lead=lead, steps=(), rules=(), links=(), tells_hours=False)
    return _card(facts, short, language, now, notices, ())


def first_choices(facts: Facts, language: str) -> list[QuickReply]:
    """The choices of a page that is read before anything is said: each names its language too."""
    payload = json.dumps({"language": language})
    return [{**r, "payload": f"{r['payload']}{payload}"} for r in choices(facts, language)]


def choices(facts: Facts, language: str) -> list[QuickReply]:
    """What is offered to somebody who has asked nothing yet: the topics that have a choice."""
    return [
        {"title": topic.choice[language], "payload": f"/{topic.name}"}
        for topic in facts.topics.values()
        if topic.choice
    ]


def _card(
    facts: Facts,
    topic: Topic,
    language: str,
    now: datetime,
    notices: list[str],
    quick_replies: Sequence[QuickReply],
    asked_for: Period | None = None,
) -> Card:
    periods = topic.hours.periods if topic.hours and topic.tells_hours else ()
    told = (p for p in periods if p == asked_for or is_near(p, now.astimezone(STOCKHOLM).date()))
    hours = [period.text[language] for period in told]
    card: Card = {
        "type": "card",
        "version": 1,
        "language": language,
        "topic": topic.name,
        "title": topic.title[language],
        "lead": topic.lead[language],
        "notices": notices,
        "contacts": card_contacts(topic.contacts, language),
        "rules": [
            *(card_rule(rule, language) for rule in topic.rules),
            *(CardRule(text=text, citation=None) for text in hours if text not in notices),
        ],
        "links": [card_link(link, language) for link in topic.links],
        "quick_replies": list(quick_replies),
        "sources": [],
        "text": "",
    }
    spoken = {card["lead"], *notices, *hours}
    periods = (
        tuple(p for p in topic.hours.periods if p.text[language] in spoken) if topic.hours else ()
    )
    if topic.links_first and topic.links:
        card["links_first"] = True
    if topic.steps:
        card["steps"] = [rule.text[language] for rule in topic.steps]
    used: list[SourcedFact] = [
        topic,
        *topic.contacts,
        *topic.steps,
        *topic.rules,
        *topic.links,
        *periods,
    ]
    return with_text({**card, "sources": list(card_sources(facts, used, language))})
