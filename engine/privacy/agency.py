"""What of the facts file is the agency's own, and so is no personal data."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from engine.privacy.numbers import national_digits


class AgencyContacts:
    """The agency's own numbers, addresses and names, from the facts file: always readable.

    Looked at again whenever the file has changed; an unreadable file leaves the last ones.
    """

    def __init__(self, facts_file: Path) -> None:
        self._file = facts_file
        self._stamp: int | None = None
        self._values: frozenset[str] = frozenset()

    def holds(self, text: str) -> bool:
        """Whether the text is one of them, in whatever form it is written."""
        self._refresh()
        return _comparable(text) in self._values

    def _refresh(self) -> None:
        try:
            stamp = self._file.stat().st_mtime_ns
            if stamp == self._stamp:
                return
            contacts = read_sections(self._file)["contacts"]
            values = set()
            for contact in contacts.values():
                values.add(_comparable(contact["value"]))
                # A person's contact is labelled with name and title: "Namn, presschef".
                names = [label.split(",")[0] for label in contact["label"].values() if "," in label]
                values.update(_comparable(part) for name in names for part in (name, *name.split()))
        except (OSError, YAMLError, KeyError, TypeError, AttributeError):
            return
        self._stamp, self._values = stamp, frozenset(values)


def read_sections(facts_file: Path) -> Mapping[str, Any]:
    """The sections of the facts as they are written; it is the desk that checks them.

    Raises:
        OSError, YAMLError: the file cannot be read.
    """
    sections: Mapping[str, Any] = YAML(typ="safe").load(facts_file.read_text(encoding="utf-8"))
    return sections


def _comparable(text: str) -> str:
    """Digits alone for a number, lower case without a genitive for the rest."""
    if not any(c.isalpha() for c in text):
        return national_digits(text)
    return text.strip().casefold()
