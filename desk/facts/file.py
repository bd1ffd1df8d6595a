"""Reads and checks the facts file, so that a wrong contact never reaches a journalist."""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Iterator
from datetime import date, time
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError, best_match
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from desk.facts.model import Contact, Facts, Hours, Link, Period, Rule, Source, Text, Topic

_FACTS = Path(__file__).resolve().parents[2] / "facts"
FACTS_FILE = _FACTS / "press_service.yml"  # unless the environment names another
SCHEMA_FILE = _FACTS / "press_service.schema.json"

CONSENTS = ("has", "lacks", "unknown")
STAGES = ("not_in", "investigated", "decided", "reconsidered", "unknown")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class FactsError(ValueError):
    """A facts file that may not be used; says where and why, in Swedish for its editor."""

    def __init__(self, file: Path, line: int | None, field: str, reason: str) -> None:
        self.file, self.line, self.field, self.reason = file, line, field, reason
        where = f"{file.name}, rad {line}" if line else file.name
        super().__init__(f"{where}, fältet {field}: {reason}" if field else f"{where}: {reason}")


def facts_file() -> Path:
    """The file that the environment names by `FACTS_FILE`, or ours."""
    return Path(os.environ.get("FACTS_FILE", FACTS_FILE))


def load_facts(path: Path | None = None) -> Facts:
    """Read, check and build the facts, of `facts_file` if no other file is named.

    Raises:
        FactsError: the file is missing, is not YAML, breaks its schema, or names
            something that it does not define.
    """
    path = path or facts_file()
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise FactsError(path, None, "", "filen finns inte") from None
    except (OSError, UnicodeDecodeError) as error:
        raise FactsError(path, None, "", f"filen går inte att läsa ({error})") from None
    return parse_facts(text, path)


def parse_facts(text: str, path: Path = FACTS_FILE) -> Facts:
    """Check and build the facts of a text that stands in the file `path`, or is to stand there.

    Raises:
        FactsError: as for `load_facts`.
    """
    yaml = YAML(typ="rt")
    # Dates stay as they are written: the schema checks their form, and JSON has no dates.
    yaml.constructor.add_constructor("tag:yaml.org,2002:timestamp", lambda _, node: node.value)
    try:
        document = yaml.load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark
        reason = f"filen är inte giltig YAML ({error.problem or error.context})"
        raise FactsError(path, mark.line + 1 if mark else None, "", reason) from None
    except YAMLError as error:
        raise FactsError(path, None, "", f"filen är inte giltig YAML ({error})") from None
    except RecursionError:
        raise FactsError(path, None, "", "filen är inte giltig YAML (för många nivåer)") from None
    broken = best_match(_validator().iter_errors(document))
    if broken is not None:
        raise _schema_error(path, document, broken)
    for where, reason in _broken_references(document):
        raise FactsError(path, _line(document, where), _dotted(where), reason)
    return _build(document)


@cache
def _validator() -> Draft202012Validator:
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    return Draft202012Validator(schema, format_checker=FormatChecker())


def _schema_error(path: Path, document: Any, error: ValidationError) -> FactsError:
    where: list[Any] = list(error.absolute_path)
    expected: Any = error.validator_value
    schema: Any = error.schema
    instance: Any = error.instance
    if error.validator == "required":
        missing = next(f for f in expected if f not in instance)
        return FactsError(path, _line(document, where), _dotted([*where, missing]), "fältet saknas")
    if error.validator == "additionalProperties":
        allowed = set(schema.get("properties", {}))
        where.append(next(f for f in instance if f not in allowed))
        return FactsError(path, _line(document, where), _dotted(where), "fältet är okänt")
    reasons = {
        "type": "fel slags värde, ska vara " + str(expected),
        "enum": f"{instance!r} är inte ett av de tillåtna värdena {expected}",
        "format": f"{instance!r} har fel form ({expected})",
        "pattern": f"{instance!r} har fel form",
        "minLength": "texten är tom",
        "maxLength": "texten är längre än tillåtet",
        "anyOf": f"{instance!r} är varken tom eller en adress som börjar med https://",
        "uniqueItems": "samma värde står två gånger",
    }
    reason = reasons.get(str(error.validator), error.message)
    return FactsError(path, _line(document, where), _dotted(where), reason)


def _line(document: Any, where: list[Any]) -> int | None:
    """The 1-based line of the deepest part of `where` that the file has."""
    node, line = document, None
    for step in where:
        marks = getattr(node, "lc", None)
        if marks is None or marks.data is None or step not in marks.data:
            break
        line = marks.data[step][0] + 1
        node = node[step]
    return line


def _dotted(where: list[Any]) -> str:
    return ".".join(str(step) for step in where)


def _broken_references(document: Any) -> Iterator[tuple[list[Any], str]]:
    """Names that are used but not defined, and dates that no year has."""
    for section in ("contacts", "links", "rules", "topics"):
        for name, item in document[section].items():
            if item["source"] not in document["sources"]:
                yield [section, name, "source"], f"källan {item['source']} finns inte"
    for name, hours in document["hours"].items():
        for i, period in enumerate(hours["periods"]):
            here = ["hours", name, "periods", i]
            if period["source"] not in document["sources"]:
                yield [*here, "source"], f"källan {period['source']} finns inte"
            for end in ("from", "to"):
                if not _exists(period[end]):
                    yield [*here, end], f"dagen {period[end]} finns inte"
            if period["opens"] >= period["closes"]:
                yield [*here, "closes"], "stängningen kommer inte efter öppningen"
    for name, topic in document["topics"].items():
        for section in ("contacts", "links", "rules"):
            for i, used in enumerate(topic.get(section, [])):
                if used not in document[section]:
                    yield ["topics", name, section, i], f"{used} finns inte under {section}"
        for benefit, used in topic.get("areas", {}).items():
            if used not in document["links"]:
                yield ["topics", name, "areas", benefit], f"{used} finns inte under links"
        if "hours" in topic and topic["hours"] not in document["hours"]:
            yield ["topics", name, "hours"], f"{topic['hours']} finns inte under hours"
    pairs: set[tuple[str, str]] = set()
    for i, answer in enumerate(document["case_guide"]):
        if answer["topic"] not in document["topics"]:
            yield ["case_guide", i, "topic"], f"{answer['topic']} finns inte under topics"
        for pair in itertools.product(answer["consent"], answer["stage"]):
            if pair in pairs:
                yield ["case_guide", i], f"{pair[0]} och {pair[1]} har redan ett svar"
            pairs.add(pair)
    for consent, stage in itertools.product(CONSENTS, STAGES):
        if (consent, stage) not in pairs:
            yield ["case_guide"], f"svar saknas för {consent} och {stage}"
    for name, text in document["wording"].items():
        for language, sentence in text.items():
            try:
                sentence.format(time="", date="", title="", later="", local="", zone="")
            except (KeyError, IndexError, ValueError):
                yield ["wording", name, language], "okänt eller oavslutat fält inom klamrar"


def _exists(monthday: str) -> bool:
    try:
        date(2024, *_monthday(monthday))
    except ValueError:
        return False
    return True


def _monthday(text: str) -> tuple[int, int]:
    month, day = text.split("-")
    return int(month), int(day)


def _text(item: dict[str, Any], field: str) -> Text | None:
    return dict(item[field]) if field in item else None


def _build(document: Any) -> Facts:
    day = date.fromisoformat
    sources = {
        name: Source(dict(s["title"]), s["url"], dict(s["where"]), day(s["reviewed_on"]))
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
            lead=dict(t["lead"]),
            contacts=tuple(contacts[c] for c in t.get("contacts", [])),
            links=tuple(links[link] for link in t.get("links", [])),
            rules=tuple(rules[r] for r in t.get("rules", [])),
            hours=hours[t["hours"]] if "hours" in t else None,
            tells_hours=t.get("tells_hours", False),
            areas={benefit: links[link] for benefit, link in t.get("areas", {}).items()},
            source=t["source"],
            reviewed_on=day(t["reviewed_on"]),
        )
        for name, t in document["topics"].items()
    }
    wording = {name: dict(text) for name, text in document["wording"].items()}
    case_guide = {
        pair: topics[answer["topic"]]
        for answer in document["case_guide"]
        for pair in itertools.product(answer["consent"], answer["stage"])
    }
    return Facts(sources, contacts, links, rules, hours, wording, topics, case_guide)


def _period(period: Any) -> Period:
    return Period(
        first=_monthday(period["from"]),
        last=_monthday(period["to"]),
        days=frozenset(WEEKDAYS.index(d) for d in period["days"]),
        opens=time.fromisoformat(period["opens"]),
        closes=time.fromisoformat(period["closes"]),
        closed_on_public_holidays=period["public_holidays"] == "closed",
        text=dict(period["text"]),
        source=period["source"],
        reviewed_on=date.fromisoformat(period["reviewed_on"]),
    )
