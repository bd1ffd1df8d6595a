"""Whether a message asks to be called, or written to: nobody is told of it from a chat."""

from __future__ import annotations

import re

_ME = r"(?:mig|mej|oss|me|us)"
_NOT_I = r"(?<!jag )(?<!vi )(?<!man )(?<!att )(?<!i )(?<!we )(?<!to )"
_YOU = r"(?:ni|du|de|dom|någon|nån)"
_TO_ME = rf"(?:\w+ ){{0,2}}?{_ME}\b"
_ASKED = re.compile(
    rf"\b(?:ringa?|kontakta|nå|mejla|maila|messa|smsa|sms:a) {_TO_ME}"
    rf"|\bringer {_YOU} {_TO_ME}|\b{_YOU} når {_TO_ME}"
    rf"|{_NOT_I}\bring(?:a|er)? (?:{_YOU} )?(?:upp|tillbaka)\b"
    r"|\bhöra? (?:\w+ )?av (?:er|dig|dej|sig)\b|\båterk(?:om|omma|oppla) (?:\w+ )?till\b"
    r"|\b(?:mitt|vårt) (?:mobil|telefon|direkt)?nummer är\b"
    r"|\b(?:min|vår) (?:mobil|mejl|mail)\w* är\b|\b(?:jag|vi) (?:nås|träffas) på\b"
    r"|(?:^|[.!?,;] ?|\b(?:please|just|and|or)\b |\b(?:can|could|will|would|to)\b (?:\w+ ){0,2}?)"
    rf"(?:call|ring|phone|text|e-?mail|contact|reach) {_ME}\b|\bget back to {_ME}\b"
    rf"|{_NOT_I}\bcall back\b|\bmy (?:\w+ )?number is\b"
)
# It was said, or is not wanted.
_NOT_ASKED = re.compile(
    r"\b(?:skulle|lova(?:de|t)|ringde|promised|called|behöver (?:inte|ej)|ring (?:inte|ej)"
    r"|do not|don['’]t)\b"
)


def wants_to_be_called(text: str) -> bool:
    """Whether the writer wants to be called or written to, or gives a number for it."""
    lower = text.lower()
    return bool(_ASKED.search(lower)) and not _NOT_ASKED.search(lower)
