"""Whether an answer begins with the facts' yes or no, with the other one, or with neither."""

from __future__ import annotations

import re

from actions.turn import ActionTurn

# "Duger fullmakten i stället?", "så nej alltså?": what is true is no yes to these.
_TURNED = re.compile(
    r"\b(?:nej|inte|ej|aldrig|ingen|inget|inga|istället|i stället|utan|eget|duger|slipp\w*|no|not"
    r"|never|without|own|instead)\b|n['’]t\b"
    r"|\b(?:för (?:alltid|evigt)|hur länge som helst|forever|for good|indefinitely)\b"
    r"|\bkontor|\boffice"  # which of them, the page does not say
    r"|\bapi\b|\bengelsk|\benglish|\blogga in|\blog ?in"  # nor this of what there is
)
_YES_OR_NO = re.compile(r"\b(?:ja eller nej|nej eller ja|yes or no)\b")
_YES = re.compile(r"^(?:Ja|Yes), ")
_OTHER = {"Ja, ": "Nej, ", "Nej, ": "Ja, ", "Yes, ": "No, ", "No, ": "Yes, "}
_YES_OR_NO_FIRST = re.compile("^(?:" + "|".join(_OTHER) + ")")
# A message of one question that neither yes nor no answers: "var finns databasen?".
_ASKS_WHAT = re.compile(
    r"^(?:(?:och|men|ok(?:ej)?|hej|då|så|jo|and|but|so|hi)[ ,!.]+){0,3}"
    r"(?:hur|vad|var|vart|vem|vilk\w+|när|where|what|who|which|when|how)\b[^,.;:!?\n]*\??\s*$"
)
# "Vem jag är måste jag väl säga?"
_CLAIMS = re.compile(r"\b(?:väl|(?:måste|behöver) (?:man|jag|vi|du)|(?:must|need to|have to) i)\b")
_CONFIRM = re.compile(
    r"\b(?:stämmer det(?! inte)|är det (?:sant|så|rätt|korrekt)(?! inte)|eller hur|va?(?=\?)"
    r"|väl(?=\?)|is (?:it|that|this) (?:true|right|correct|so)|right(?=\?))"
)
_NEGATION = re.compile(r"\b(?:inte|ej|aldrig|ingen|inget|inga|not|never|no|nobody)\b|n['’]t\b")
# Where "nej" answers somebody, or two things are set against each other.
_NO_CLAIM = re.compile(r"\b(?:nej|nä|men|istället|i stället|utan|duger|slipp\w*|instead|but)\b")


def without_yes(turn: ActionTurn, answers: dict[str, str]) -> dict[str, str]:
    """Those of the answers that begin with yes or no where that may be the wrong one: of a claim
    with a "not" in it that is to be confirmed with the other one, else without a yes."""
    text = _YES_OR_NO.sub("", turn.text.lower())
    asks_what = _ASKS_WHAT.search(text) and not _CLAIMS.search(text)
    if text.startswith("/") or not (asks_what or _TURNED.search(text)):
        return {}
    if asks_what:
        other = {name: without_stance(a) for name, a in answers.items()}
    elif _is_negated_claim(text):
        other = {name: _turned(a) for name, a in answers.items()}
    else:
        other = {name: _without(a) for name, a in answers.items()}
    return {name: answer for name, answer in other.items() if answer != answers[name]}


def without_stance(answer: str) -> str:
    """Return the answer without the yes or no that it begins with."""
    return _without(answer, _YES_OR_NO_FIRST)


def _without(answer: str, first: re.Pattern[str] = _YES) -> str:
    """The answer without its yes."""
    plain = first.sub("", answer)
    return plain[0].upper() + plain[1:]


def _turned(answer: str) -> str:
    """The answer with the other of yes and no; one that says yes to a "not" without its yes."""
    if _YES.match(answer) and _NEGATION.search(answer.partition(".")[0].lower()):
        return _without(answer)
    return _YES_OR_NO_FIRST.sub(lambda first: _OTHER[first[0]], answer)


def _is_negated_claim(text: str) -> bool:
    """Whether a message wants to hear whether something is not so: "aldrig, stämmer det?"."""
    claim = _CONFIRM.sub(" ", text)
    return claim != text and len(_NEGATION.findall(claim)) == 1 and not _NO_CLAIM.search(claim)
