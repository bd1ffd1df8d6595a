"""The facts as journalists see them, and all of them in lists."""

from __future__ import annotations

from datetime import datetime

from aiohttp import web

from desk.cards import LANGUAGES, topic_card
from desk.facts.model import Facts
from desk.hours import local_now
from web import keys
from web.trainer.access.gate import needs
from web.trainer.access.pages import trainer_page
from web.trainer.access.people import Person
from web.trainer.facts.fact_words import SECTIONS, SKELETONS
from web.trainer.facts.facts_release import digest_now
from web.trainer.facts.listing import fact_rows, of_topic, over_a_year


@needs("reader")
async def page(request: web.Request, person: Person) -> web.StreamResponse:
    """Every answer, drawn as in the chat, with what it is made of; and all facts in lists."""
    live = request.app[keys.FACTS]
    facts, now = live.current(), local_now()
    all_facts = fact_rows(facts)
    old = over_a_year(all_facts, now.date())
    return await trainer_page(
        request,
        person,
        "facts/facts.html",
        error=live.error,
        base=digest_now(live.path),
        answers=[_answer(facts, name, now) for name in facts.topics],
        old=old,
        is_old=set(old),
        sections=[
            (section, words, [fact for fact in all_facts if fact.section == section])
            for section, words in SECTIONS.items()
        ],
        may_add=set(SKELETONS),
    )


def _answer(facts: Facts, name: str, now: datetime) -> dict[str, object]:
    cards = [topic_card(facts, name, language, now) for language in LANGUAGES]
    return {
        "name": name,
        "title": facts.topics[name].title["sv"],
        "cards": cards,
        "facts": of_topic(facts.topics[name], facts),
    }
