"""Builds the facts of a document that keeps its schema and names nothing that is missing."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from desk.facts.fill_ins import WEEKDAYS, fill_in
from desk.facts.letters import build_letters
from desk.facts.model import (
    Contact,
    Facts,
    Fee,
    Hours,
    Link,
    Period,
    Question,
    Rule,
    Source,
    Text,
    Topic,
    VerdictRow,
)

# The sections that are asked for, and what the names of their questions begin with.
QUESTION_SECTIONS = {"questions": "ask", "not_stated": "not_stated"}
# The same by the field of a verdict that names one.
VERDICT_QUESTIONS = {"question": "ask", "not_stated": "not_stated"}


def _text(item: dict[str, Any], field: str) -> Text | None:
    return dict(item[field]) if field in item else None


def build(document: Any) -> Facts:
    """The facts, with what braces name put into their texts."""
    fill_in(document)
    day = date.fromisoformat
    sources = {
        name: Source(
            title=dict(s["title"]),
            url=s["url"],
            where=dict(s["where"]),
            reviewed_on=day(s["reviewed_on"]),
            updated_on=day(s["updated_on"]) if "updated_on" in s else None,
            line=_text(s, "line"),
        )
        for name, s in document["sources"].items()
    }
    contacts = {
        name: Contact(
            name, c["kind"], dict(c["label"]), c["value"], c["source"], day(c["reviewed_on"])
        )
        for name, c in document["contacts"].items()
    }
    links = {
        name: Link(
            name=name,
            label=dict(link["label"]),
            url=link["url"],
            where=_text(link, "where"),
            file_type=link.get("file", {}).get("type"),
            file_size=link.get("file", {}).get("size"),
            source=link["source"],
            reviewed_on=day(link["reviewed_on"]),
        )
        for name, link in document["links"].items()
    }
    rules = {
        name: Rule(name, dict(r["text"]), _text(r, "citation"), r["source"], day(r["reviewed_on"]))
        for name, r in document["rules"].items()
    }
    fees = {
        name: Fee(
            name=name,
            free_pages=int(f["free_pages"]),
            first_price=int(f["first_price"]),
            page_price=int(f["page_price"]),
            citation=_text(f, "citation"),
            source=f["source"],
            reviewed_on=day(f["reviewed_on"]),
        )
        for name, f in document["fees"].items()
    }
    hours = {
        name: Hours(
            periods=tuple(_period(p) for p in h["periods"]),
            closed_days=frozenset(day(d) for d in h["closed_days"]),
        )
        for name, h in document["hours"].items()
    }
    topics = {
        name: Topic(
            name=name,
            title=dict(t["title"]),
            choice=_text(t, "choice"),
            more=_text(t, "more"),
            lead=dict(t["lead"]),
            contacts=tuple(contacts[c] for c in t.get("contacts", [])),
            links=tuple(links[link] for link in t.get("links", [])),
            steps=tuple(rules[r] for r in t.get("steps", [])),
            rules=tuple(rules[r] for r in t.get("rules", [])),
            hours=hours[t["hours"]] if "hours" in t else None,
            tells_hours=t.get("tells_hours", False),
            links_first=t.get("links_first", False),
            areas={benefit: links[link] for benefit, link in t.get("areas", {}).items()},
            source=t["source"],
            reviewed_on=day(t["reviewed_on"]),
        )
        for name, t in document["topics"].items()
    }
    questions = {
        f"{kind}/{name}": Question(
            name=f"{kind}/{name}",
            topic=q["topic"],
            answer=dict(q["answer"]),
            answer_with_pages=_text(q, "answer_with_pages"),
            answer_free_pages=_text(q, "answer_free_pages"),
            fee=fees[q["fee"]] if "fee" in q else None,
            hours=hours[q["hours"]] if "hours" in q else None,
            contacts=tuple(contacts[c] for c in q.get("contacts", [])),
            links=tuple(links[link] for link in q.get("links", [])),
            rules=tuple(rules[r] for r in q.get("rules", [])),
            stated=section == "questions",
            tells_sources=q.get("tells_sources", True),
            supposes=q.get("supposes"),
            source=q["source"],
            reviewed_on=day(q["reviewed_on"]),
        )
        for section, kind in QUESTION_SECTIONS.items()
        for name, q in document[section].items()
    }
    wording = {name: dict(text) for name, text in document["wording"].items()}
    case_verdicts = tuple(
        VerdictRow(
            when={name: frozenset(values) for name, values in row["when"].items()},
            topic=topics.get(row.get("topic")),
            question=next(
                (
                    questions[f"{kind}/{row[field]}"]
                    for field, kind in VERDICT_QUESTIONS.items()
                    if field in row
                ),
                None,
            ),
        )
        for row in document["case_verdicts"]
    )
    return Facts(
        sources=sources,
        contacts=contacts,
        links=links,
        rules=rules,
        fees=fees,
        hours=hours,
        wording=wording,
        topics=topics,
        questions=questions,
        case_verdicts=case_verdicts,
        letters=build_letters(document, contacts, links, rules),
    )


def _period(period: Any) -> Period:
    return Period(
        first=month_and_day(period["from"]),
        last=month_and_day(period["to"]),
        days=frozenset(WEEKDAYS.index(d) for d in period["days"]),
        opens=time.fromisoformat(period["opens"]),
        closes=time.fromisoformat(period["closes"]),
        closed_on_public_holidays=period["public_holidays"] == "closed",
        text=dict(period["text"]),
        source=period["source"],
        reviewed_on=date.fromisoformat(period["reviewed_on"]),
    )


def month_and_day(text: str) -> tuple[int, int]:
    """The numbers of a day of the year: `06-20`."""
    month, day = text.split("-")
    return int(month), int(day)
