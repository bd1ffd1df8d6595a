"""Looks an event's class up by its name.

`rasa/shared/core/events.py:374`, Event.resolve_by_type, walks through all classes of events for
each event of a conversation that is read, and for each that an action returns.
"""

from __future__ import annotations

from rasa.shared.core.events import Event
from rasa.shared.utils.common import all_subclasses


def apply() -> None:
    """Make the table of classes once; a name that is not in it is left to Rasa."""
    resolve = Event.resolve_by_type
    # The first of a name counts, as in Rasa.
    kinds: dict[str, type[Event]] = {}
    for kind in all_subclasses(Event):
        kinds.setdefault(kind.type_name, kind)

    def resolve_by_type(type_name: str, default: type[Event] | None = None) -> type[Event] | None:
        kind = kinds.get(type_name)
        return kind if kind is not None else resolve(type_name, default)

    Event.resolve_by_type = staticmethod(resolve_by_type)
