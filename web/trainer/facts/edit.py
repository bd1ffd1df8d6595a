"""A change of the facts file as a form carries it, and what it makes of the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from multidict import MultiMapping

from desk.facts import edit as facts_text
from desk.facts.edit import FactsTextError, Field, Path
from desk.facts.file import FactsError, parse_facts
from desk.facts.model import Facts
from web.trainer.facts.fact_words import SECTIONS, field_words, place_words

_NOT_YAML = "Texten går inte att läsa. Se efter att indrag, kolon, klamrar och citattecken stämmer."
_FIELD = "f."  # before the names of a form's fields that stand for values


@dataclass(frozen=True)
class EditFault:
    """Why a change cannot be made: the field and the line of what was typed, where known."""

    reason: str
    field: str = ""  # the form's own name of it
    line: int | None = None


@dataclass(frozen=True)
class Edit:
    """What somebody wants to change.

    `kind` is `fact` (other lines for one), `new` (one more), `whole` (the file) or `reviewed`
    (today's date for some). `text` is the lines, or the file; `facts` are `section/name`.
    """

    kind: str
    section: str = ""
    name: str = ""
    text: str = ""
    facts: tuple[str, ...] = ()
    as_text: bool = False  # typed as lines rather than field by field
    with_day: bool = False  # the fact gets today's date too
    today: str = ""

    def applied(self, file: str) -> str:
        """The file with the change.

        Raises:
            FactsTextError: the change does not fit the file.
        """
        if self.kind == "whole":
            return self.text.rstrip("\n") + "\n"
        if self.kind == "new":
            return facts_text.with_new(file, self.section, self.text)
        if self.kind == "fact":
            return facts_text.with_block(file, self.section, self.name, self.text)
        facts = (fact.partition("/") for fact in self.facts)
        return facts_text.reviewed(
            file, ((section, name) for section, _, name in facts), self.today
        )

    def fields(self) -> list[Field]:
        """The values of the fact as it was typed.

        Raises:
            FactsTextError: the lines are no YAML, or hold no fact of this name.
        """
        return facts_text.fields(f"{self.section}:\n" + _nested(self.text), self.section, self.name)

    def hidden_fields(self) -> list[tuple[str, str]]:
        """The form's fields that carry the change on."""
        own = {"slag": self.kind, "del": self.section, "namn": self.name, "text": self.text}
        own |= {"som": "text"} if self.as_text else {}
        own |= {"granskad": "ja"} if self.with_day else {}
        return [*own.items(), *(("fakta", fact) for fact in self.facts)]


def edit_of(form: MultiMapping[Any], facts: list[str], today: str) -> Edit | None:
    """The change that a form carries; None if it is none of ours.

    Values typed field by field are put into the lines that the form carries with them; those of a
    list come one by one.
    """
    text = _string(form.get("text")).replace("\r\n", "\n")
    edit = Edit(
        kind=_string(form.get("slag")),
        section=_string(form.get("del")),
        name=_string(form.get("namn")),
        text=text,
        facts=tuple(dict.fromkeys(facts)),
        as_text=form.get("som") == "text",
        with_day=form.get("granskad") == "ja",
        today=today,
    )
    if edit.kind not in ("fact", "new", "whole", "reviewed"):
        return None
    if edit.kind in ("fact", "new") and edit.section not in SECTIONS:
        return None
    values = {
        key: ", ".join(text for value in form.getall(key) if (text := _string(value)).strip())
        for key in form
        if key.startswith(_FIELD)
    }
    return _with_values(edit, values) if edit.kind == "fact" and values else edit


def edit_of_fact(file: str, section: str, name: str) -> Edit | None:
    """A change of a fact that changes nothing yet; None if there is no such fact.

    Raises:
        FactsTextError: the file is no YAML, or the fact has no lines of its own.
    """
    block = facts_text.find(file, section, name)
    return Edit("fact", section, name, block.of(file)) if block else None


def field_name(path: Path) -> str:
    """What a value's field in the form is called."""
    return _FIELD + ".".join(str(step) for step in path[2:])


def check(edit: Edit, file: str) -> tuple[str, Facts] | EditFault:
    """The file with the change, in its form, and its facts; or why not.

    The checks are those of the file itself.
    """
    try:
        text = edit.applied(file)
    except FactsTextError as error:
        return EditFault(_sentence(str(error)))
    try:
        parse_facts(text)
        text = facts_text.in_form(text)
        return text, parse_facts(text)
    except FactsError as error:
        return _error_in_form(error, edit, file)


def _error_in_form(error: FactsError, edit: Edit, file: str) -> EditFault:
    """An error of the file, told as one of what was typed where it is."""
    steps: Path = tuple(int(s) if s.isdigit() else s for s in error.field.split(".") if s)
    line = _line_in_form(edit, file, error.line)
    if edit.kind == "fact" and steps[:2] == (edit.section, edit.name) and steps[2:]:
        reason = f"{field_words(steps[2:])}: {error.reason}"
        return EditFault(_sentence(reason), field_name(steps), line)
    if not error.field and edit.kind in ("fact", "new"):
        return EditFault(_NOT_YAML, line=line)
    if not steps:
        return EditFault(_sentence(error.reason), line=line)
    place = ", ".join(filter(None, place_words(steps, {})))
    return EditFault(_sentence(f"{place}: {error.reason}"), line=line)


def _line_in_form(edit: Edit, file: str, line: int | None) -> int | None:
    """The line of what was typed that a line of the changed file is; None if it is another's."""
    if line is None or edit.kind == "whole":
        return line
    first = _first_line(edit, file)
    lines = edit.text.strip("\n").count("\n") + 1
    return line - first + 1 if first <= line < first + lines else None


def _first_line(edit: Edit, file: str) -> int:
    if edit.kind == "new":
        last = facts_text.find(file, edit.section, facts_text.names_in(file, edit.section)[-1])
        return last.last_line + 1 if last else 1
    block = facts_text.find(file, edit.section, edit.name) if edit.kind == "fact" else None
    return block.first_line if block else 1


def _with_values(edit: Edit, values: Mapping[str, str]) -> Edit:
    try:
        changes = {}
        for field in edit.fields():
            in_form = _lines if "\n" in field.value else _one_line
            value = values.get(field_name(field.path))
            if value is not None and in_form(value) != in_form(field.value):
                changes[field.path] = in_form(value)
        text = f"{edit.section}:\n" + _nested(edit.text)
        text = facts_text.with_fields(text, edit.section, edit.name, changes)
        if edit.with_day:
            text = facts_text.reviewed(text, [(edit.section, edit.name)], edit.today)
        block = facts_text.find(text, edit.section, edit.name)
    except FactsTextError:
        return edit
    return replace(edit, text=block.of(text)) if block else edit


def _nested(text: str) -> str:
    return "".join(f"  {line}\n" for line in text.split("\n"))


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


def _one_line(value: object) -> str:
    return " ".join(_string(value).split())


def _lines(value: str) -> str:
    """A text of several lines, without space at their ends."""
    lines = value.replace("\r\n", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def _sentence(words: str) -> str:
    words = words[:1].upper() + words[1:]
    return words if words.endswith((".", "?")) else f"{words}."
