"""Says in Swedish what the parts and fields of the facts file are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from desk.facts.edit import Path

# In the order that the page shows them.
SECTIONS = {
    "contacts": "Kontakter",
    "links": "Länkar",
    "rules": "Regler",
    "fees": "Avgifter",
    "hours": "Bemanning",
    "topics": "Svar",
    "questions": "Frågor med svar",
    "not_stated": "Det som sidan inte säger",
    "letters": "Brev",
    "wording": "Ord runt uppgifterna",
    "sources": "Källor",
}
ONE_OF = {
    "contacts": "en kontakt",
    "links": "en länk",
    "rules": "en regel",
    "fees": "en avgift",
    "hours": "en bemanning",
    "topics": "ett svar",
    "questions": "en fråga med svar",
    "not_stated": "något som sidan inte säger",
    "letters": "ett brev",
    "wording": "ord runt uppgifterna",
    "sources": "en källa",
}

_FIELDS = {
    "answer": "Svar",
    "answer_free_pages": "Svar när sidorna inte kostar något",
    "answer_with_pages": "Svar när antalet sidor är sagt",
    "blanks": "Lucka när frågan inte säger det",
    "body": "Brevet",
    "subject": "Ämnesrad",
    "benefit": "förmån",
    "deadline": "tid för svar",
    "period": "period",
    "region": "region",
    "areas": "Sida när frågan nämner",
    "choice": "Text på knappen",
    "citation": "Lagrum",
    "closed_days": "Stängda dagar utöver helger",
    "closes": "Stänger",
    "contacts": "Kontakter, i ordning",
    "days": "Veckodagar",
    "fee": "Avgift",
    "file": "Fil",
    "first_price": "Kronor för första sidan utöver dem",
    "free_pages": "Sidor utan avgift",
    "from": "Första dag, månad-dag",
    "hours": "Bemanning",
    "kind": "Slag",
    "label": "Namn",
    "lead": "Svarets första mening",
    "line": "Rad under svaret",
    "links": "Länkar, i ordning",
    "more": "Text på knappen till hela svaret",
    "opens": "Öppnar",
    "page_price": "Kronor för varje sida därefter",
    "periods": "Period",
    "public_holidays": "Helgdagar",
    "repeats": "Återkommer",
    "reviewed_on": "Senast granskad",
    "rules": "Regler, i ordning",
    "steps": "Steg, i ordning",
    "size": "storlek",
    "source": "Källa",
    "tells_hours": "Säger alltid tiderna",
    "links_first": "Visar länkarna före kontakterna",
    "tells_sources": "Nämner källan",
    "text": "Text",
    "title": "Rubrik",
    "to": "Sista dag, månad-dag",
    "type": "slag",
    "url": "Webbadress",
    "value": "Nummer eller adress",
    "where": "Var den finns",
    "case_verdicts": "Svar om ett fall, rad för rad",
    "when": "när det har sagts",
    "question": "svar",
    "not_stated": "svar",
    "consent": "samtycke",
    "paper": "papper",
    "filled_in_by": "vem som har fyllt i",
    "signed_by": "vem som har skrivit under",
    "sent": "blanketten",
    "expired": "tiden har gått ut",
    "application": "ansökan",
    "decision": "beslut",
    "reconsideration": "omprövning",
    "court": "domstol",
    "person": "den försäkrade",
    "topic": "svar",
    "updated_on": "Källans eget datum",
    "version": "Filens version",
}
_YES_NO = {"yes": "ja", "no": "nej", "untold": "inte sagt"}
# The values of the decision table on one case.
ATTRIBUTE_VALUES: dict[str, dict[str, str]] = {
    "consent": {
        "written": "skriftligt",
        "oral": "muntligt",
        "promised": "lovat",
        "none": "saknas",
        "refused": "vägrat",
        "withdrawn": "tillbakadraget",
        "unknown": "inte känt",
    },
    "paper": {"agency_form": "myndighetens blankett", "other": "något annat"},
    "filled_in_by": {"both": "båda", "one": "bara en"},
    "signed_by": {"insured": "den försäkrade", "other": "någon annan"},
    "sent": {"received": "har kommit", "sent": "är skickad", "not_sent": "är inte skickad"},
    "expired": _YES_NO,
    "application": {"in": "har kommit in", "not_in": "har inte kommit in"},
    "decision": {"made": "fattat", "pending": "inte fattat", "unknown": "inte känt"},
    "reconsideration": {
        "untold": "inte sagt",
        "none": "ingen",
        "considered": "övervägs",
        "requested": "begärd",
        "ended": "klar",
        "taken_back": "tillbakadragen",
        "unknown": "inte känt",
    },
    "court": _YES_NO,
    "person": {"child": "ett barn", "dead": "har dött"},
}
# What a field is called where it is one of the fact itself, not of a part of it.
_OWN_FIELDS = {"to": "Till, namn på en mejladress"}
_LANGUAGES = {"sv": "svenska", "en": "engelska"}

_BRACES = (
    "Nummer, adresser och avgifter hämtas med namn inom klamrar, som {press_phone}, så att de "
    "bara står på ett ställe."
)
_HINTS = {
    "answer": _BRACES,
    "answer_with_pages": "{pages} blir antalet sidor, {price} vad de kostar.",
    "closed_days": "Dagar som 2027-06-24, med komma emellan.",
    "body": "{Klamrar} fyller boten i, [hakparenteser] journalisten. Den första luckan får frågan.",
    "from": "Som 06-20.",
    "to": "Som 08-17.",
    "opens": "Som 08:00.",
    "closes": "Som 16:00.",
    "size": "Som 42 kB.",
    "url": "Börjar med https://. Tom om källan inte ger någon adress.",
    "value": "Telefonnummer skrivs som 010-123 45 67.",
}
_LIST_HINT = "I den ordning de ska visas. Ett tomt val är ingen rad."

Choices = tuple[tuple[str, str], ...]  # what the file says, and that in words

CHOICES: dict[str, Choices] = {
    "kind": (("phone", "Telefon"), ("mail", "Mejl")),
    "public_holidays": (("closed", "Stängt"), ("open", "Öppet")),
    "repeats": (("yearly", "Varje år"),),
    "tells_hours": (("true", "Ja"), ("false", "Nej")),
    "links_first": (("true", "Ja"), ("false", "Nej")),
    "tells_sources": (("true", "Ja"), ("false", "Nej")),
}

# What is filled in when somebody adds a fact.
SKELETONS = {
    "contacts": """\
nytt:
  kind: phone
  label: {sv: "", en: ""}
  value: ""
  source: press_page
  reviewed_on: {today}
""",
    "links": """\
nytt:
  label: {sv: "", en: ""}
  url: https://
  source: press_page
  reviewed_on: {today}
""",
    "rules": """\
nytt:
  text:
    sv: ""
    en: ""
  source: press_page
  reviewed_on: {today}
""",
    "topics": """\
nytt:
  title: {sv: "", en: ""}
  lead:
    sv: ""
    en: ""
  source: press_page
  reviewed_on: {today}
  contacts: []
  rules: []
""",
    "questions": """\
nytt:
  topic: press_contact
  answer:
    sv: ""
    en: ""
  contacts: [press_phone]
  source: press_page
  reviewed_on: {today}
""",
    "not_stated": """\
nytt:
  topic: press_contact
  answer:
    sv: "Presstjänstens sida säger inte … Fråga presstjänsten."
    en: "The press service's page does not say … Ask the press service."
  contacts: [press_phone]
  source: press_page
  reviewed_on: {today}
""",
    "letters": """\
nytt:
  title: {sv: "Utkast: ", en: "Draft: "}
  lead:
    sv: ""
    en: ""
  to: press_mail
  subject: {sv: "", en: ""}
  body:
    sv: |-
      Hej,

      [vad det gäller]

      Vänliga hälsningar
      [ditt namn]
    en: |-
      Hello,

      [what it is about]

      Kind regards
      [your name]
  source: press_page
  reviewed_on: {today}
""",
    "sources": """\
nytt:
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
            own = _OWN_FIELDS.get(step) if not words else None
            words.append(own or _FIELDS.get(step) or _LANGUAGES.get(step) or step)
    return ", ".join(words)


def hint(path: Path, is_list_of_names: bool) -> str:
    """How a field within a fact is written, where that is not plain."""
    last = next((step for step in reversed(path) if step not in _LANGUAGES), "")
    if len(path) == 1 and last in _OWN_FIELDS:
        return ""
    return _HINTS.get(str(last), _LIST_HINT if is_list_of_names else "")


def place_words(path: Path, titles: Mapping[tuple[str, str], str]) -> tuple[str, str]:
    """The fact that a value belongs to, and the field: `Kontakter: Pressjouren` and `Namn`.

    `titles` are what facts are called, by their section and name.
    """
    first, *rest = path
    section = SECTIONS.get(str(first))
    if section is None or not rest:
        return field_words([first]), field_words(rest)
    title = titles.get((str(first), str(rest[0])))
    fact = f"{section}: {title}" if title and title != section else section
    return fact, field_words(rest[1:]) or "Text"
