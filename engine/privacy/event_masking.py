"""Masks the events of a conversation before they are stored."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from prometheus_client import Counter
from rasa.shared.core.events import Event, UserUttered

from contracts.placeholders import placeholder
from contracts.watching.metrics import REGISTRY
from engine.privacy.masking import Masker, mask_echoes, replace_spans
from engine.privacy.spans import Span

_KEY = object()
MASKED = Counter(
    "press_masked_total", "Pieces of personal data that were masked", ["kind"], registry=REGISTRY
)


class MaskedEvent:
    """An event of Rasa as a dict without personal data: only `mask_events` makes one.

    What takes a MaskedEvent and nothing else cannot be given a text that nobody has masked.
    """

    __slots__ = ("data", "type_name")

    def __init__(self, type_name: str, data: dict[str, Any], key: object = None) -> None:
        """Take the parts of an event.

        Raises:
            TypeError: the caller is not `mask_events`.
        """
        if key is not _KEY:
            raise TypeError("only mask_events makes a MaskedEvent")
        self.type_name = type_name
        self.data = data

    def __init_subclass__(cls) -> None:
        raise TypeError("MaskedEvent has no kinds: one might do without the key")


def mask_events(events: Iterable[Event], masker: Masker) -> list[MaskedEvent]:
    """The events in their order; what a user's text tells of a person is masked in all of them.

    Only texts that are new to the store may be among them: the answers to a text stand beside it.
    """
    events = list(events)
    secrets: dict[str, str] = {}
    spans_of: dict[int, list[Span]] = {}
    for number, event in enumerate(events):
        if isinstance(event, UserUttered):
            text = event.text or ""
            spans_of[number] = masker.find(text)
            for start, end, kind in spans_of[number]:
                MASKED.labels(kind).inc()
                secrets[text[start:end]] = placeholder(kind)
    return [
        MaskedEvent(event.type_name, _masked_data(event, secrets, spans_of.get(number)), _KEY)
        for number, event in enumerate(events)
    ]


def _masked_data(event: Event, secrets: dict[str, str], spans: list[Span] | None) -> dict[str, Any]:
    """The event as Rasa stores it; `spans` are where personal data stands in a user's text."""
    data: dict[str, Any] = event.as_dict()
    if spans is None:
        return dict(mask_echoes(data, secrets)) if secrets else data
    entities = data["parse_data"].get("entities") or []
    if spans:
        entities = [_without_place(entity, spans) for entity in entities]
    text = replace_spans(data["text"] or "", spans)
    # Offsets into a text that is gone.
    parse_data = {k: v for k, v in data["parse_data"].items() if k != "text_tokens"}
    parse_data |= {"text": text, "entities": entities}
    masked_data = {**data, "text": text, "parse_data": parse_data}
    return dict(mask_echoes(masked_data, secrets)) if secrets else masked_data


def _without_place(entity: dict[str, Any], spans: list[Span]) -> dict[str, Any]:
    """The entity without offsets; a person's name, however short, as its placeholder."""
    value = entity.get("value")
    place = (entity.get("start"), entity.get("end"))
    if entity.get("entity") == "person":
        inside = [span.kind for span in spans if (span.start, span.end) == place]
        value = placeholder(inside[0]) if inside else value
    rest = {key: item for key, item in entity.items() if key not in ("start", "end")}
    return {**rest, "value": value}
