"""Drafts of the mails that a journalist can send: to the registry, the statistics unit, the press.

What the conversation says is filled in, what it is about in the writer's own words; everything
else stays a blank.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple
from urllib.parse import quote

from desk.cards import Card, CardLetter, topic_card, with_notice, with_text
from desk.dates import clock_time, weekday_date
from desk.deadlines import Deadline, is_urgent
from desk.facts.letters import PLACEHOLDER
from desk.facts.model import Contact, Facts, Letter, Text
from desk.hours import STOCKHOLM
from desk.periods import period_in
from desk.regions import regions_in
from desk.words import likeness

__all__ = ["letter_card", "period_in", "regions_in"]

_THAT = {"sv": " och att ", "en": " and that "}
_AND = {"sv": " och ", "en": " and "}
_AT = {"sv": " klockan ", "en": " at "}
_SENTENCE_END = re.compile(r"(?<=[.!?])[ ](?=\S)|\n")


class Manner(NamedTuple):
    """The manner of a draft: what it says, what is left out, how long and how friendly it is.

    `sentences` are in the writer's words, and so are `clauses`, which stand after *att*. `struck`
    are words for parts of the letter. `length` is -1 for the short body and 1 for a longer one,
    `tone` -1 for a blunt draft and 1 for a friendly one.
    """

    sentences: Sequence[str] = ()
    clauses: Sequence[str] = ()
    struck: Sequence[str] = ()
    length: int = 0
    tone: int = 0


def letter_card(
    facts: Facts,
    topic: str,
    language: str,
    now: datetime,
    *,
    benefits: Sequence[str] = (),
    regions: Sequence[str] = (),
    period: str | None = None,
    medium: str | None = None,
    form: str | None = None,
    deadline: Deadline | datetime | None = None,
    names_hour: bool = True,
    is_reminder: bool = False,
    to: Contact | None = None,
    manner: Manner = Manner(),  # noqa: B008  (it cannot be changed)
) -> Card:
    """The draft of a topic's mail, filled with what the question named.

    `regions` are as `regions_in` gives them: a card must not repeat what may be a person's name.
    `names_hour`, beside a bare moment, is false when the question named only the day of the
    deadline. An hour that may be two is left out of the draft, which others are to keep. With an
    urgent deadline the card says so, and gives the topic's phone beside the draft. `to` is whom it
    is to, if not whom the facts say.

    Raises:
        KeyError: the facts have no letter for the topic, or no such language.
        ValueError: `now` has no time zone.
    """
    letter = facts.letters[topic]
    if to:
        letter = replace(letter, to=to, title=_title_to(to, facts) or letter.title)
    if isinstance(deadline, datetime):
        deadline = Deadline(deadline, names_hour=names_hour)
    values = {
        "benefit": _AND[language].join(dict.fromkeys(benefits)),
        "region": _AND[language].join(regions),
        "period": period or "",
        "medium": _of_newsroom(medium, facts, language) if medium else "",
        "form": form or "",
        "deadline": _moment(deadline, now, language) if deadline else "",
        "matter": _matter(facts, manner, language),
    }
    card = _card_around(facts, letter, language, now, deadline, benefits)
    if is_reminder and {"reminder", "reminder_line"} <= facts.wording.keys():
        letter = _reminding(letter, facts)
    letter = _in_manner(letter, facts, manner)
    letter, not_found = _without(letter, manner.struck, language)
    drawn = with_text({**card, "letter": _draft(letter, language, values)})
    wording = facts.wording.get("letter_not_found")
    if not_found and wording:
        drawn = with_notice(drawn, wording[language].format(target=", ".join(not_found)))
    return drawn


def _matter(facts: Facts, manner: Manner, language: str) -> str:
    """The writer's own words as sentences, one after the other."""
    said = [_sentence(text) for text in manner.sentences]
    added = facts.wording.get("letter_added")
    if manner.clauses and added:
        joint = _THAT[language]
        said.append(added[language].format(clauses=joint.join(manner.clauses)))
    return " ".join(said)


def _sentence(text: str) -> str:
    text = text.strip()
    return f"{text[:1].upper()}{text[1:]}" + ("" if text.endswith((".", "?", "!")) else ".")


def _in_manner(letter: Letter, facts: Facts, manner: Manner) -> Letter:
    """The letter in its shorter body, or with what makes it longer, friendlier or blunter."""
    body = letter.short if manner.length < 0 and letter.short else letter.body
    first = ["letter_friendlier"] if manner.tone > 0 else []
    last = ["letter_longer"] if manner.length > 0 else []
    last += {1: ["letter_thanks"], -1: ["letter_blunter"]}.get(manner.tone, [])
    return replace(
        letter, body={name: _around(text, facts, name, first, last) for name, text in body.items()}
    )


def _around(
    body: str, facts: Facts, language: str, first: Sequence[str], last: Sequence[str]
) -> str:
    """A body with wordings after its greeting, and before its end."""
    greeting, *parts, end = body.strip().split("\n\n")
    worded = [
        [facts.wording[name][language] for name in names if name in facts.wording]
        for names in (first, last)
    ]
    if worded[0] and parts:
        parts[0] = parts[0][:1].upper() + parts[0][1:]
    return "\n\n".join([greeting, *worded[0], *parts, *worded[1], end])


def _without(letter: Letter, struck: Sequence[str], language: str) -> tuple[Letter, list[str]]:
    """The letter without the parts that are called so, and the words that call none of them."""
    body, subject, not_found = letter.body[language], letter.subject[language], []
    for words in struck:
        parts = _SENTENCE_END.split(body)
        scores = [likeness(words, f"{part} {_called(letter, part, language)}") for part in parts]
        best = max(scores, default=0)
        if not best:
            not_found.append(words)
            continue
        part = parts[scores.index(best)]
        body = re.sub(r"\n{3,}", "\n\n", body.replace(part, "", 1).replace("\n ", "\n"))
        body = re.sub(r"(?<=\S) {2,}", " ", body).strip()
        for field in PLACEHOLDER.findall(part):
            subject = re.sub(rf"[,:] [^,:]*{{{field}}}", "", subject)
    changed = replace(
        letter,
        body={**letter.body, language: body},
        subject={**letter.subject, language: subject},
    )
    return changed, not_found


def _called(letter: Letter, part: str, language: str) -> str:
    """Words that a part of the body is called by."""
    return " ".join(
        words[language] for begins, words in letter.called if part.startswith(begins[language])
    )


def _card_around(
    facts: Facts,
    letter: Letter,
    language: str,
    now: datetime,
    deadline: Deadline | None,
    benefits: Sequence[str],
) -> Card:
    """The card without its draft; the address to write to stands in the draft alone."""
    topic = facts.topics[letter.name]
    urgent = deadline is not None and is_urgent(deadline.moment, now)
    phones = [contact for contact in topic.contacts if contact.kind == "phone"]
    around = replace(
        topic,
        title=letter.title,
        lead=letter.lead,
        contacts=(*(phones[:1] if urgent else ()), letter.to),
        links=letter.links,
        steps=(),
        rules=letter.rules,
        hours=topic.hours if urgent else None,
        tells_hours=False,
        links_first=False,
        source=letter.source,
        reviewed_on=letter.reviewed_on,
    )
    drawn = replace(facts, topics={letter.name: around})
    card = topic_card(
        drawn,
        letter.name,
        language,
        now,
        deadline=deadline,
        subjects=benefits,
    )
    contacts = [contact for contact in card["contacts"] if contact["href"] != letter.to.href]
    return {**card, "contacts": contacts}


def _title_to(contact: Contact, facts: Facts) -> Text | None:
    """The title of a draft that is to somebody in particular, if the facts have one."""
    words = facts.wording.get("letter_to", {})
    return {name: text.format(label=contact.label[name]) for name, text in words.items()} or None


def _of_newsroom(medium: str, facts: Facts, language: str) -> str:
    """A medium that was named, after the blank for whose it is."""
    newsroom = facts.wording.get("newsroom")
    return f"[{newsroom[language]}], {medium}" if newsroom else medium


def _reminding(letter: Letter, facts: Facts) -> Letter:
    """The letter with what makes a reminder of it, below its greeting."""
    word, line = facts.wording["reminder"], facts.wording["reminder_line"]
    subject = {
        language: f"{word[language]}: {text[:1].lower()}{text[1:]}"
        for language, text in letter.subject.items()
    }
    body = {
        language: text.replace("\n\n", f"\n\n{line[language]}\n\n", 1)
        for language, text in letter.body.items()
    }
    return replace(letter, subject=subject, body=body)


def _draft(letter: Letter, language: str, values: dict[str, str]) -> CardLetter:
    subject = _filled(letter.subject[language], values, letter.blanks, language)
    body = _filled(letter.body[language].strip(), values, letter.blanks, language)
    address = letter.to.value
    draft: CardLetter = {
        "to": address,
        "subject": subject,
        "body": body,
        "href": _mailto(address, subject, body),
    }
    return {**draft, "own_words": True} if values["matter"] else draft


def _filled(text: str, values: dict[str, str], blanks: dict[str, Text], language: str) -> str:
    return PLACEHOLDER.sub(
        lambda field: values[field[1]] or f"[{blanks[field[1]][language]}]", text
    )


def _mailto(address: str, subject: str, body: str) -> str:
    """RFC 6068: percent-encoded UTF-8, and lines that end with CRLF."""
    lines = "\r\n".join(body.splitlines())
    query = f"subject={quote(subject, safe='')}&body={quote(lines, safe='')}"
    return f"mailto:{quote(address, safe='@')}?{query}"


def _moment(deadline: Deadline, now: datetime, language: str) -> str:
    """`fredag 27 november klockan 14.00`; the day alone where there is no one hour to name."""
    local = deadline.moment.astimezone(STOCKHOLM)
    day = weekday_date(local.date(), language)
    if not deadline.names_hour or deadline.other or deadline.moment <= now:
        return day
    return day + _AT[language] + clock_time(local.time(), language)
