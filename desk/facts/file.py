"""Reads and checks the facts file, so that a wrong contact never reaches a journalist."""

from __future__ import annotations

import json
import os
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError, best_match
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from desk.facts import document as documents
from desk.facts.build import build
from desk.facts.model import Facts
from desk.facts.references import broken_references

_FACTS = Path(__file__).resolve().parents[2] / "facts"
FACTS_FILE = _FACTS / "press_service.yml"  # unless the environment names another
SCHEMA_FILE = _FACTS / "press_service.schema.json"


class FactsError(ValueError):
    """A facts file that may not be used; says where and why, in Swedish for its editor."""

    def __init__(self, file: Path, line: int | None, field: str, reason: str) -> None:
        self.file, self.line, self.field, self.reason = file, line, field, reason
        where = f"{file.name}, rad {line}" if line else file.name
        super().__init__(f"{where}, fältet {field}: {reason}" if field else f"{where}: {reason}")


def facts_file() -> Path:
    """The file that the environment names by `FACTS_FILE`, or ours."""
    return Path(os.environ.get("FACTS_FILE") or FACTS_FILE)


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

    The last few are kept: a change is looked at several times before it is released, and each
    reading takes half a second.

    Raises:
        FactsError: as for `load_facts`.
    """
    try:
        return _parse(text)
    except FactsError as error:
        raise FactsError(path, error.line, error.field, error.reason) from None


@lru_cache(maxsize=16)
def _parse(text: str) -> Facts:
    path = FACTS_FILE  # whichever file it is: the caller names it
    try:
        document = documents.kept(text)
        content = documents.plain(document)
    except MarkedYAMLError as error:
        mark = error.problem_mark
        reason = f"filen är inte giltig YAML ({error.problem or error.context})"
        raise FactsError(path, mark.line + 1 if mark else None, "", reason) from None
    except YAMLError as error:
        raise FactsError(path, None, "", f"filen är inte giltig YAML ({error})") from None
    except RecursionError:
        raise FactsError(path, None, "", "filen är inte giltig YAML (för många nivåer)") from None
    except (ValueError, LookupError) as error:  # a tag that the value does not fit: `!!int x`
        raise FactsError(path, None, "", f"filen är inte giltig YAML ({error})") from None
    broken = best_match(_validator().iter_errors(content))
    if broken is not None:
        raise _schema_error(path, document, broken)
    for where, reason in broken_references(content):
        raise FactsError(path, _line(document, where), _dotted(where), reason)
    return build(content)


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
