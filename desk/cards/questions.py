"""Makes cards of questions: the answer first, and little else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from desk.cards.card import Card, QuickReply, with_text
from desk.cards.notices import hours_notices
from desk.cards.parts import SourcedFact, card_contacts, card_link, card_sources
from desk.facts.model import Facts, Hours, Question
from desk.hours import staffing

MOST_QUESTIONS = 2
_PAGE = {"sv": ("sida", "sidor"), "en": ("page", "pages")}
# How the page's silence is told of, and how that of another thing beside it is.
_SILENT = (
    (
        re.compile(
            r"Presstjänstens sida säger (?P<how>inte|inget) (?P<what>[^.]+)\. (?P<ask>[^.]+\.)$"
        ),
        "Den säger inte heller {anything}{what}.",
    ),
    (
        re.compile(
            r"The press service's page (?P<how>does not say|says nothing) (?P<what>[^.]+)\."
            r" (?P<ask>[^.]+\.)$"
        ),
        "Nor does it say {anything}{what}.",
    ),
)
_OF_ALL_ELSE = ("om det", "about that")
_ANYTHING = {"inget": "något ", "says nothing": "anything "}
_SENTENCE_END = re.compile(r"[.?!]\s")
_THOUSANDS = {"sv": "\N{NO-BREAK SPACE}", "en": ","}


def question_card(
    facts: Facts,
    names: Sequence[str],
    language: str,
    now: datetime,
    *,
    pages: int | None = None,
    quick_replies: Sequence[QuickReply] = (),
    answers: Mapping[str, str] | None = None,
) -> Card:
    """The answers to one or two questions, with the contacts that help on.

    The rules that an answer rests on are not repeated: their laws are named as its source. The
    whole topic is a quick reply away. `pages` are those that the message names; `answers` stand
    in, by the questions' names, for those of the facts.

    Raises:
        KeyError: the facts have no such question, or no such language.
        ValueError: `names` is empty, or `now` has no time zone.
    """
    if not names:
        raise ValueError("there is nothing to answer")
    questions = [facts.questions[name] for name in dict.fromkeys(names)][:MOST_QUESTIONS]
    instead = answers or {}
    texts = [instead.get(q.name) or _answer(q, language, pages) for q in questions]
    lead = _joined(_without_contacts_said_before(questions, texts))
    rules = _each_once(rule for question in questions for rule in question.rules)
    contacts = _each_once(contact for question in questions for contact in question.contacts)
    links = _each_once(link for question in questions for link in question.links)
    all_hours = _each_once(question.hours for question in questions if question.hours)
    used: list[SourcedFact] = [*questions, *contacts, *links, *rules]
    used += [period for hours in all_hours if (period := staffing(hours, now).period)]
    citations = _each_once(rule.citation[language] for rule in rules if rule.citation)
    topic = questions[0].topic
    card: Card = {
        "type": "card",
        "version": 1,
        "language": language,
        "topic": topic if topic in facts.topics else None,
        "question": [question.name for question in questions],
        "title": None,
        "lead": lead,
        "notices": _notices(facts, all_hours, language, now, lead),
        "contacts": card_contacts(contacts, language),
        "rules": [],
        "links": [card_link(link, language) for link in links],
        "quick_replies": [*quick_replies, *_whole_topics(facts, questions, language)],
        "sources": list(card_sources(facts, used, language, citations))
        if all(question.tells_sources for question in questions)
        else [],
        "text": "",
    }
    return with_text(card)


def _without_contacts_said_before(
    questions: Sequence[Question], answers: Sequence[str]
) -> list[str]:
    """Return the answers but those that only give contacts that an answer before them gives."""
    kept: list[str] = []
    for question, answer in zip(questions, answers, strict=True):
        values = [contact.value for contact in question.contacts if contact.value in answer]
        is_one_sentence = not _SENTENCE_END.search(answer)
        if not (values and is_one_sentence and all(value in " ".join(kept) for value in values)):
            kept.append(answer)
    return kept


def _joined(answers: Sequence[str]) -> str:
    """The answers, one after the other; two of what the page is silent on name whom to ask once,
    and the page too."""
    if len(answers) == 2 and (rest := _also_silent(*answers)):
        return rest
    return " ".join(answers)


def _also_silent(first: str, second: str) -> str | None:
    """Both in one, where both say that the page says nothing, and whom to ask; else None."""
    for silent, as_well in _SILENT:
        one, two = silent.match(first), silent.match(second)
        if one and two:
            if two["what"] in _OF_ALL_ELSE:
                return first
            if one["what"] in _OF_ALL_ELSE:
                return second
            if one["ask"] == two["ask"]:
                said = as_well.format(anything=_ANYTHING.get(two["how"], ""), what=two["what"])
                return f"{first[: one.start('ask')]}{said} {two['ask']}"
    return None


def _answer(question: Question, language: str, pages: int | None) -> str:
    """The answer, computed for the pages that are asked about where copies cost something."""
    if pages is None or not (question.fee and question.answer_with_pages):
        return question.answer[language]
    price = question.fee.price(pages)
    free = question.answer_free_pages
    text = free if free and not price else question.answer_with_pages
    one, more = _PAGE[language]
    counted = f"{_number(pages, language)} {one if pages == 1 else more}"
    return text[language].format(pages=counted, price=_number(price, language))


def _number(number: int, language: str) -> str:
    """With the thousands set off: `1 030` with a space that does not break, `1,030`."""
    return f"{number:,}".replace(",", _THOUSANDS[language])


def _notices(
    facts: Facts, all_hours: Iterable[Hours], language: str, now: datetime, lead: str
) -> list[str]:
    """What holds right now, without what the answer has said."""
    return [
        notice
        for hours in all_hours
        for notice in hours_notices(facts, hours, language, now)
        if notice not in lead
    ]


def _whole_topics(facts: Facts, questions: Iterable[Question], language: str) -> list[QuickReply]:
    topics = _each_once(
        facts.topics[question.topic] for question in questions if question.topic in facts.topics
    )
    return [
        {"title": topic.more[language], "payload": f"/{topic.name}"}
        for topic in topics
        if topic.more
    ]


def _each_once[T](items: Iterable[T]) -> list[T]:
    once: list[T] = []
    for item in items:
        if item not in once:
            once.append(item)
    return once
