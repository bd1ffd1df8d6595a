"""One fact is changed, and nothing else in the file."""

from __future__ import annotations

import difflib
import re
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.facts.edit import (
    FactsTextError,
    all_values,
    fields,
    find,
    in_form,
    names_in,
    reviewed,
    with_block,
    with_fields,
    with_new,
)
from desk.facts.file import FACTS_FILE, parse_facts

FILE = FACTS_FILE.read_text(encoding="utf-8")
SECTIONS = (
    "sources", "contacts", "links", "rules", "fees", "hours", "wording", "topics", "questions",
    "not_stated", "letters",
)  # fmt: skip
VALUES = all_values(FILE)
FACTS = [(section, name) for section in SECTIONS for name in names_in(FILE, section)]

SMALL = """\
# överst
rules:
  first:   # om den första
    text:
      sv: 'En "mening".'   # kvar
      en: |
        Two
        lines.

    reviewed_on: 2025-06-19
    # hör till den första
  # hör till den andra
  second: {text: plain, reviewed_on: 2025-06-19}
topics:
  only:
    rules:
      - first
      - second
"""


def changed_lines(old: str, new: str) -> list[str]:
    diff = difflib.unified_diff(old.split("\n"), new.split("\n"), lineterm="", n=0)
    return [line for line in diff if not line.startswith(("---", "+++", "@@"))]


@cache
def neighbourhood(section: str, name: str) -> str:
    """A file of the fact between its neighbours, as they stand: the whole takes seconds to read."""
    lines = FILE.split("\n")
    first = lines.index(f"{section}:")
    ends = [n for n, line in enumerate(lines) if n > first and re.match(r"\S", line)]
    last = min(ends, default=len(lines))
    starts = [n for n in range(first + 1, last) if re.match(r"  \w+:", lines[n])]
    place = next(n for n, at in enumerate(starts) if lines[at].startswith(f"  {name}:"))
    before, after = starts[max(0, place - 1)], [*starts[place + 2 :], last][0]
    return in_form("\n".join([lines[first], *lines[before:after]]) + "\n")


@pytest.mark.parametrize(("section", "name"), FACTS)
def test_a_fact_put_back_as_it_was_leaves_the_file_as_it_was(section: str, name: str) -> None:
    file = neighbourhood(section, name)
    block = find(file, section, name)
    assert block is not None
    assert block.of(file).startswith(f"{name}:")
    assert with_block(file, section, name, block.of(file)) == file
    assert with_fields(file, section, name, {}) == file
    assert file.split("\n")[block.first_line - 1].strip().startswith(f"{name}:")


@pytest.mark.parametrize(("section", "name"), FACTS)
def test_a_review_changes_the_days_alone(section: str, name: str) -> None:
    file = neighbourhood(section, name)
    edited = reviewed(file, [(section, name)], "2027-02-03")
    lines = changed_lines(file, edited)
    assert all("reviewed_on: 20" in line for line in lines)
    assert bool(lines) == (section != "wording")
    assert in_form(edited) == edited


@pytest.mark.slow
def test_a_review_of_all_facts_changes_the_days_alone() -> None:
    edited = reviewed(FILE, FACTS, "2027-02-03")
    lines = changed_lines(FILE, edited)
    assert all("reviewed_on: 20" in line for line in lines)
    assert in_form(edited) == edited
    parse_facts(edited)


@pytest.mark.parametrize("section", SECTIONS)
def test_a_fact_of_the_whole_file_put_back_leaves_it_as_it_was(section: str) -> None:
    name = names_in(FILE, section)[-1]
    block = find(FILE, section, name)
    assert block is not None
    assert with_block(FILE, section, name, block.of(FILE)) == FILE


@settings(max_examples=50)
@given(st.sampled_from(FACTS), st.data())
def test_what_is_typed_in_a_field_is_what_the_file_then_says(
    fact: tuple[str, str], data: st.DataObject
) -> None:
    file = neighbourhood(*fact)
    field = data.draw(st.sampled_from([f for f in fields(file, *fact) if not f.is_list]))
    printable = st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), max_size=40)
    special = st.sampled_from(["null", "true", "12:30", "~", "- a", "a: b", "#", "", "'", '"', "é"])
    value = data.draw(printable | special)
    edited = with_fields(file, *fact, {field.path: value})
    assert all_values(edited) == {**all_values(file), field.path: value}
    # A letter stands on lines of its own, below its name.
    lines = field.value.count("\n")
    assert len(changed_lines(file, edited)) <= (lines + 3 if lines else 2)
    assert in_form(edited) == edited


def test_comments_quotes_and_order_stay() -> None:
    text, rules = ("rules", "first", "text", "sv"), ("topics", "only", "rules")
    edited = with_fields(SMALL, "rules", "first", {text: 'En "annan".'})
    assert changed_lines(SMALL, edited) == [
        """-      sv: 'En "mening".'   # kvar""",
        r"""+      sv: "En \"annan\"."  # kvar""",  # in the same column
    ]
    edited = with_fields(SMALL, "rules", "first", {("rules", "first", "text", "en"): "One line."})
    assert all_values(edited)["rules", "first", "text", "en"] == "One line."
    assert "# hör till den första" in edited
    edited = with_fields(SMALL, "topics", "only", {rules: "second, first"})
    assert all_values(edited)[rules] == "second, first"


@pytest.mark.parametrize("names", ["z", "x, y, z"])
def test_the_comment_after_a_list_stays(names: str) -> None:
    text = "a:\n  b:\n    l:\n      - x\n      - y\n  # om c\n  c:\n    l: [x]\n"
    edited = with_fields(text, "a", "b", {("a", "b", "l"): names})
    assert all_values(edited)["a", "b", "l"] == names
    assert "\n  # om c\n  c:\n" in edited


@pytest.mark.slow
def test_the_file_is_in_its_form() -> None:
    assert in_form(FILE) == FILE
    loose = FILE.replace("contacts: [press_phone, ", "contacts:   [ press_phone,", 1)
    assert loose != FILE
    assert in_form(loose) == FILE


def test_a_comment_goes_with_the_fact_that_it_is_indented_like() -> None:
    block = find(SMALL, "rules", "first")
    assert block is not None
    assert block.of(SMALL).endswith("# hör till den första")
    edited = with_block(SMALL, "rules", "first", "")
    assert "hör till den andra" in edited
    assert "hör till den första" not in edited
    assert names_in(edited, "rules") == ["second"]


def test_a_fact_on_one_line_is_changed_too() -> None:
    edited = with_fields(SMALL, "rules", "second", {("rules", "second", "text"): "a, b"})
    assert '  second: {text: "a, b", reviewed_on: 2025-06-19}\n' in edited


@pytest.mark.parametrize("end", ["", "\n", "\n\n# sist\n"])
def test_a_new_fact_comes_last_in_its_section(end: str) -> None:
    edited = with_new(SMALL.rstrip("\n") + end, "topics", "third:\n  rules: [first]\n")
    assert names_in(edited, "topics") == ["only", "third"]
    assert names_in(edited, "rules") == ["first", "second"]
    edited = with_new(SMALL, "rules", "third: {text: x}")
    assert edited.index("third") < edited.index("topics")


@pytest.mark.parametrize(
    "text", ["a: [", "a: {b: }}", "\t- a", "[" * 1000, "a: !!int x", "a: !!bool x"]
)
def test_what_is_no_yaml_is_refused(text: str) -> None:
    with pytest.raises(FactsTextError):
        find(text, "rules", "first")


@pytest.mark.parametrize("text", ["", "rules:", "rules: [a]", "- a", "rules: text", "1"])
def test_what_is_not_there_is_not_found(text: str) -> None:
    assert find(text, "rules", "first") is None
    assert ("rules", "first") not in all_values(text)
    with pytest.raises(FactsTextError):
        fields(text, "rules", "first")
    with pytest.raises(FactsTextError):
        with_block(text, "rules", "first", "x")
    with pytest.raises(FactsTextError):
        with_new(text, "rules", "x: y")


def test_a_fact_without_lines_of_its_own_is_left_alone() -> None:
    with pytest.raises(FactsTextError, match="egna rader"):
        find("rules: {first: {text: x}, second: {text: y}}\n", "rules", "first")


@pytest.mark.slow
def test_a_letter_stays_lines_below_its_name_when_a_line_is_changed() -> None:
    path = ("letters", "public_records", "body", "sv")
    body = VALUES[path].replace("Tack för hjälpen", "Hälsningar\n\n[din ort]")
    changed = with_fields(FILE, "letters", "public_records", {path: body})
    assert changed_lines(FILE, changed) == [
        "-        Tack för hjälpen",
        "+        Hälsningar",
        "+",
        "+        [din ort]",
    ]
    assert parse_facts(changed).letters["public_records"].body["sv"] == body


@pytest.mark.parametrize("body", ["En rad", " indrag\nrad", "rad \nrad", "rad\n", "rad\n\x85rad"])
def test_a_letter_that_cannot_stand_as_lines_is_kept_whole_all_the_same(body: str) -> None:
    path = ("letters", "public_records", "body", "sv")
    file = neighbourhood("letters", "public_records")
    changed = with_fields(file, "letters", "public_records", {path: body})
    assert all_values(changed)[path] == body
