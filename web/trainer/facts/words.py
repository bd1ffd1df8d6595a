"""Says in Swedish what the parts and fields of the facts file are."""

from __future__ import annotations

from collections.abc import Iterable

from desk.facts.edit import Path

# In the order that the page shows them.
SECTIONS = {
    "contacts": "Kontakter",
    "links": "Länkar",
    "rules": "Regler",
    "hours": "Bemanning",
    "topics": "Svar",
    "wording": "Ord runt uppgifterna",
    "sources": "Källor",
}
ONE_OF = {
    "contacts": "en kontakt",
    "links": "en länk",
    "rules": "en regel",
    "hours": "en bemanning",
    "topics": "ett svar",
    "wording": "ord runt uppgifterna",
    "sources": "en källa",
}

_FIELDS = {
    "areas": "Sida när frågan nämner",
    "choice": "Text på knappen",
    "citation": "Lagrum",
    "closed_days": "Stängda dagar utöver helger",
    "closes": "Stänger",
    "contacts": "Kontakter, i ordning",
    "days": "Veckodagar",
    "file": "Fil",
    "from": "Första dag, månad-dag",
    "hours": "Bemanning",
    "kind": "Slag",
    "label": "Namn",
    "lead": "Svarets första mening",
    "links": "Länkar, i ordning",
    "opens": "Öppnar",
    "periods": "Period",
    "public_holidays": "Helgdagar",
    "repeats": "Återkommer",
    "reviewed_on": "Senast granskad",
    "rules": "Regler, i ordning",
    "size": "storlek",
    "source": "Källa",
    "tells_hours": "Säger alltid tiderna",
    "text": "Text",
    "title": "Rubrik",
    "to": "Sista dag, månad-dag",
    "type": "slag",
    "url": "Webbadress",
    "value": "Nummer eller adress",
    "where": "Var den finns",
    "case_guide": "Val av svar om ett fall",
    "consent": "samtycke",
    "stage": "var ärendet är",
    "topic": "svar",
    "version": "Filens version",
}
_LANGUAGES = {"sv": "svenska", "en": "engelska"}

_HINTS = {
    "closed_days": "Dagar som 2027-06-24, med komma emellan.",
    "days": "mon, tue, wed, thu, fri, sat, sun: dagarna med komma emellan.",
    "from": "Som 06-20.",
    "to": "Som 08-17.",
    "opens": "Som 08:00.",
    "closes": "Som 16:00.",
    "size": "Som 42 kB.",
    "url": "Börjar med https://. Tom om källan inte ger någon adress.",
    "value": "Telefonnummer skrivs som 010-123 45 67.",
}
_LIST_HINT = "Namn med komma emellan, i den ordning de ska visas."

Choices = tuple[tuple[str, str], ...]  # what the file says, and that in words

CHOICES: dict[str, Choices] = {
    "kind": (("phone", "Telefon"), ("mail", "Mejl")),
    "public_holidays": (("closed", "Stängt"), ("open", "Öppet")),
    "repeats": (("yearly", "Varje år"),),
    "tells_hours": (("true", "Ja"), ("false", "Nej")),
}

# What is filled in when somebody adds a fact.
SKELETONS = {
    "contacts": """\
nytt_namn:
  kind: phone
  label: {sv: "", en: ""}
  value: ""
  source: press_page
  reviewed_on: {today}
""",
    "links": """\
nytt_namn:
  label: {sv: "", en: ""}
  url: https://
  source: press_page
  reviewed_on: {today}
""",
    "rules": """\
nytt_namn:
  text:
    sv: ""
    en: ""
  source: press_page
  reviewed_on: {today}
""",
    "topics": """\
nytt_namn:
  title: {sv: "", en: ""}
  lead:
    sv: ""
    en: ""
  source: press_page
  reviewed_on: {today}
  contacts: []
  rules: []
""",
    "sources": """\
nytt_namn:
  title: {sv: "", en: ""}
  url: ""
  where: {sv: "", en: ""}
  reviewed_on: {today}
""",
}


def skeleton(section: str, today: str) -> str:
    """The lines to fill in for a new fact."""
    return SKELETONS[section].replace("{today}", today)


def field_words(steps: Iterable[str | int]) -> str:
    """What a field within a fact is called: `Namn, svenska`, `Period 1, Öppnar`."""
    words: list[str] = []
    for step in steps:
        if isinstance(step, int):
            words[-1:] = [f"{words[-1]} {step + 1}"] if words else [str(step + 1)]
        else:
            words.append(_FIELDS.get(step) or _LANGUAGES.get(step) or step)
    return ", ".join(words)


def hint(step: str | int, is_list: bool) -> str:
    """How a field is written, where that is not plain."""
    return _HINTS.get(str(step), _LIST_HINT if is_list else "")


def place_words(path: Path) -> tuple[str, str]:
    """The fact that a value belongs to, and the field: `Kontakter, press_phone` and `Namn`."""
    first, *rest = path
    section = SECTIONS.get(str(first))
    if section is None or not rest:
        return field_words([first]), field_words(rest)
    return f"{section}, {rest[0]}", field_words(rest[1:]) or "Text"
