"""Says of most values that keep a JSON schema that they do, in a tenth of jsonschema's time.

A value that keeps its schema may be refused here, where jsonschema knows better; one that breaks
it is never let through. So whoever asks lets jsonschema speak of what is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from jsonschema import FormatChecker

Check = Callable[[Any], bool]
_FORMATS = FormatChecker()
_TYPES: dict[str, type] = {
    "string": str,
    "null": type(None),
    "object": dict,
    "array": list,
    "boolean": bool,
}
# Keywords that refuse nothing, and one that is read with `properties`.
_SILENT = frozenset(("$schema", "title", "description", "additionalProperties"))


class UnknownKeywordError(ValueError):
    """The schema has a keyword that is not known here."""


def compile_check(schema: Mapping[str, Any]) -> Check:
    """Whether a value keeps the schema for certain, as a function of the value.

    Raises:
        UnknownKeywordError: the schema says more than can be checked here.
    """
    checks = [_check(keyword, schema) for keyword in schema if keyword not in _SILENT]
    if "additionalProperties" in schema and "properties" not in schema:
        raise UnknownKeywordError("additionalProperties")
    if len(checks) == 1:
        return checks[0]
    return lambda value: all(check(value) for check in checks)


def _check(keyword: str, schema: Mapping[str, Any]) -> Check:
    wanted = schema[keyword]
    match keyword:
        case "type":
            return _has_type(wanted)
        case "const":
            return _is_one_of([wanted])
        case "enum":
            return _is_one_of(wanted)
        case "minLength":
            return lambda value: not isinstance(value, str) or len(value) >= wanted
        case "maxLength":
            return lambda value: not isinstance(value, str) or len(value) <= wanted
        case "minItems":
            return lambda value: not isinstance(value, list) or len(value) >= wanted
        case "uniqueItems":
            return lambda value: not isinstance(value, list) or _all_differ(value)
        case "maxItems":
            return lambda value: not isinstance(value, list) or len(value) <= wanted
        case "pattern":
            search = re.compile(wanted).search
            return lambda value: not isinstance(value, str) or bool(search(value))
        case "format":
            return lambda value: _FORMATS.conforms(value, wanted)
        case "items":
            check = compile_check(wanted)
            return lambda value: not isinstance(value, list) or all(map(check, value))
        case "required":
            names = frozenset(wanted)
            return lambda value: not isinstance(value, dict) or names <= value.keys()
        case "properties":
            return _has_properties(wanted, schema.get("additionalProperties", True))
    raise UnknownKeywordError(keyword)


def _has_type(wanted: str | list[str]) -> Check:
    names = [wanted] if isinstance(wanted, str) else wanted
    if unknown := [name for name in names if name not in _TYPES]:
        raise UnknownKeywordError(f"type: {unknown}")
    types = tuple(_TYPES[name] for name in names)
    return lambda value: isinstance(value, types)


def _all_differ(values: list[Any]) -> bool:
    """Of texts alone: whatever else there is, jsonschema knows better."""
    return all(type(value) is str for value in values) and len(set(values)) == len(values)


def _is_one_of(wanted: list[Any]) -> Check:
    """Of the same type too: 1 and true are equal in Python, and not in JSON."""
    return lambda value: any(type(value) is type(one) and value == one for one in wanted)


def _has_properties(schemas: Mapping[str, Any], additional: object) -> Check:
    if not isinstance(additional, bool):
        raise UnknownKeywordError("additionalProperties")
    checks = {name: compile_check(schema) for name, schema in schemas.items()}

    def check(value: Any) -> bool:
        if not isinstance(value, dict):
            return True
        for name, part in value.items():
            of_part = checks.get(name)
            if not (additional if of_part is None else of_part(part)):
                return False
        return True

    return check
