"""Persons that a message names, and of whom the page says nothing."""

from __future__ import annotations

import re

from actions.turn import ActionTurn
from contracts.intents import PRESS

DEPUTY = "not_stated/deputy"  # the page names the head of press, and nobody else
_NAMES_HEAD = re.compile(r"press|anders|sims")
_HEAD = re.compile(r"presschef|head of press|anders|sims")
_WRITER = re.compile(r"\b(?:jag heter|mitt namn|heter jag|här är|my name|i am|i'm|this is)\b")
_SOMEBODY = "§"
# "Söker §", "numret till §", "har ni §s mejl?", "är § presstalesperson?"
_SOUGHT = re.compile(
    r"\b(?:söker|nå|når|tag i|prata med|tala med|kontakta"
    r"|(?:\w*numret?|\w*nummer|\w*mejl\w*|adress\w*|telefon\w*|mobil\w*) till"
    r"|reach|contact|speak (?:to|with)|talk to|(?:number|phone|e-?mail|address) (?:of|for|to))"
    r" (?:\w+ )?§"
    r"|§(?:s|'s|’s)? (?:\w+ )?"
    r"(?:\w*nummer|telefon\w*|mejl\w*|mail\w*|mobil\w*|number|phone|e-?mail)\b"
    r"|\b(?:är|jobbar|finns|is|does) §[^.?!]*?\b(?:\w*talesperson\w*|presstjänst\w*|anställd\w*"
    r"|kvar|hos er|spokes\w*|with you|work\w*)\b"
)


def names_another(turn: ActionTurn) -> bool:
    """Whether a person is named, and neither the head of press nor the writer."""
    text = turn.text.lower()
    return bool(turn.entities("person")) and not (_NAMES_HEAD.search(text) or _WRITER.search(text))


def seeks_another(turn: ActionTurn) -> bool:
    """Whether a person whom the page does not name is to be reached, and nothing else is asked."""
    text = turn.text.lower()
    if turn.intent != PRESS or turn.asks or turn.wants_letter or _WRITER.search(text):
        return False
    for person in turn.entities("person"):
        if not _HEAD.search(person.lower()):
            text = text.replace(person.lower().rstrip("s"), _SOMEBODY)
    return DEPUTY in turn.facts.questions and bool(_SOUGHT.search(text))


def is_still_of_another(turn: ActionTurn) -> bool:
    """Whether somebody was sought before of whom the page says nothing, and nobody is named now."""
    texts = (turn.text, turn.text_before or "")
    return DEPUTY in turn.questions and not any(_HEAD.search(text.lower()) for text in texts)
