"""Writes what a new label needs into the files of the repository, for an engineer: pure.

As CONTRIBUTING.md has it of a new intent that is answered from the facts: what it means, examples,
the domain with its pairs, a topic in the facts, and what the trainers' pages call it.
"""

from __future__ import annotations

import difflib
import json
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from ruamel.yaml import YAML

from contracts.intents import INFORM, intents_of, pair_of
from desk.facts import edit as facts_text
from desk.facts.edit import FactsTextError
from desk.facts.file import FactsError, parse_facts

GUIDE, DOMAIN, FACTS = "docs/intents.md", "domain.yml", "facts/press_service.yml"
LABELS = "web/trainer/labels.py"
FILES = (GUIDE, DOMAIN, FACTS, LABELS)
WRITER = "trainers"
_WIDTH = 80  # of a string in Python
_LAST_OF_THE_GUIDE = "| `out_of_scope` |"
_LAST_OF_THE_LABELS = "    Label(\n        OUT_OF_SCOPE,"


class DraftError(ValueError):
    """A draft that does not fit the files; says why in Swedish."""


@dataclass(frozen=True)
class Draft:
    """A label as a trainer describes it.

    `examples` are (language, text), `contacts` names of the facts. English words that were left
    out are the Swedish ones.
    """

    name: str
    title: str
    means: str
    but_not: str
    lead: str
    title_en: str
    lead_en: str
    contacts: tuple[str, ...]
    examples: tuple[tuple[str, str], ...]


def drafted(draft: Draft, files: Mapping[str, str], today: date) -> dict[str, str]:
    """The texts of the files that a label needs, by their paths; `files` are those of `FILES`.

    Raises:
        DraftError: the name is taken, or the facts would be broken.
    """
    changed = {
        GUIDE: _guide(files[GUIDE], draft),
        DOMAIN: _domain(files[DOMAIN], draft),
        FACTS: _facts(files[FACTS], draft, today),
        LABELS: _labels(files[LABELS], draft),
    }
    for language, rows in groupby(sorted(draft.examples), key=lambda row: row[0]):
        path = f"data/nlu/{language}/{draft.name}.yml"
        changed[path] = _examples(draft.name, language, [text for _, text in rows])
    return changed


def patch_of(draft: Draft, files: Mapping[str, str], today: date) -> str:
    """The same as a patch that `git apply` takes.

    Raises:
        DraftError: as of `drafted`.
    """
    parts = []
    for path, after in sorted(drafted(draft, files, today).items()):
        before, new = files.get(path, ""), after.splitlines(keepends=True)
        names = (f"a/{path}" if before else "/dev/null"), f"b/{path}"
        parts.append(f"diff --git a/{path} b/{path}\n")
        if not before:
            parts.append("new file mode 100644\n")
        parts += difflib.unified_diff(before.splitlines(keepends=True), new, *names)
    return "".join(parts)


def _guide(text: str, draft: Draft) -> str:
    row = f"| `{draft.name}` | {draft.means} | {draft.but_not} |".replace("|  |", "| |")
    return _before(text, _LAST_OF_THE_GUIDE, f"{row}\n")


def _domain(text: str, draft: Draft) -> str:
    intents = intents_of(YAML(typ="safe").load(text))
    if draft.name in (*intents.single, INFORM):
        raise DraftError(f"Det finns redan en etikett som heter {draft.name}.")
    last = f"  - {intents.routes[-1]}\n"
    text = text.replace(last, f"{last}  - {draft.name}\n", 1)
    pairs = [pair_of(draft.name, subject) for subject in intents.subjects]
    every = sorted({*intents.pairs, *pairs})
    listed = "".join(f"  - {pair}\n" for pair in intents.pairs)
    return text.replace(listed, "".join(f"  - {pair}\n" for pair in every), 1)


def _facts(text: str, draft: Draft, today: date) -> str:
    title, lead = _both(draft.title, draft.title_en), _both(draft.lead, draft.lead_en)
    more = _both(
        f"Visa allt om {draft.title.lower()}",
        f"Show everything on {(draft.title_en or draft.title).lower()}",
    )
    block = [
        f"{draft.name}:",
        f"  title: {title}",
        f"  choice: {title}",
        f"  more: {more}",
        f"  lead: {lead}",
        "  source: press_page",
        f"  reviewed_on: {today.isoformat()}",
        f"  contacts: [{', '.join(draft.contacts)}]",
    ]
    try:
        after = facts_text.in_form(facts_text.with_new(text, "topics", "\n".join(block)))
        parse_facts(after)
    except (FactsTextError, FactsError):
        raise DraftError("Svaret går inte att lägga in bland fakta. Korta texterna.") from None
    return after


def _labels(text: str, draft: Draft) -> str:
    strings = [draft.name, draft.title, draft.means, *([draft.but_not] if draft.but_not else [])]
    lines = [f"{line}\n" for words in strings for line in _python(words)]
    return _before(text, _LAST_OF_THE_LABELS, f"    Label(\n{''.join(lines)}    ),\n")


def _examples(name: str, language: str, texts: list[str]) -> str:
    said = "" if language == "sv" else f"language: {language}, "
    head = f'version: "3.1"\nnlu:\n  - intent: {name}\n    metadata: {{{said}writer: {WRITER}}}\n'
    return head + "    examples: |\n" + "".join(f"      - {text}\n" for text in texts)


def _before(text: str, mark: str, more: str) -> str:
    if mark not in text:
        raise DraftError("Filerna ser inte ut som de gjorde när det här skrevs.")
    return text.replace(mark, more + mark, 1)


def _both(swedish: str, english: str) -> str:
    words = (json.dumps(text, ensure_ascii=False) for text in (swedish, english or swedish))
    return "{{sv: {}, en: {}}}".format(*words)


def _python(words: str) -> list[str]:
    """A string as lines of an argument, none too long."""
    parts = textwrap.wrap(words, _WIDTH, drop_whitespace=False, break_on_hyphens=False)
    lines = [f"        {json.dumps(part, ensure_ascii=False)}" for part in parts]
    return [*lines[:-1], f"{lines[-1]},"]
