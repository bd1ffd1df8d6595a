"""What the labels are called and mean in Swedish; which there are, domain.yml says."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from contracts.paths import ROOT

ASKED_BACK = "nlu_fallback"
OUT_OF_SCOPE = "out_of_scope"
# The answer of a button, which nobody writes.
_NEVER_WRITTEN = "inform"

TOPICS, SMALL_TALK, AFTER_AN_ANSWER = "Ärenden", "Småprat", "Efter ett svar"

LANGUAGES = {"sv": "svenska", "en": "engelska", "no": "norska", "da": "danska"}


@dataclass(frozen=True)
class Label:
    """One label: its name in the domain, its Swedish title, what it means and what it is not."""

    name: str
    title: str
    group: str
    means: str = ""
    but_not: str = ""


# As docs/intents.md has it, shortened.
_GUIDE = (
    Label(
        "press_contact",
        "Presstjänsten",
        TOPICS,
        "Presstjänsten: intervju, kommentar om regler eller om myndigheten, talesperson, telefon, "
        "mejl, tider, presschefen, pressmeddelanden och bilder.",
        "Kommentar om en persons ärende. En annan myndighets presstjänst.",
    ),
    Label(
        "individual_case",
        "Enskilt fall",
        TOPICS,
        "Myndighetens ord om en viss försäkrads ärende, namngiven eller beskriven. Samtycket, "
        "blanketten och reglerna för sådana kommentarer.",
        "Beslutet som handling. Hur många sådana fall. Skribentens eget ärende.",
    ),
    Label(
        "statistics",
        "Statistik",
        TOPICS,
        "Tal, serier, rapporter, datafiler, regionala siffror, publiceringsplanen.",
        "Någon som kommenterar talen. Handlingarna bakom dem.",
    ),
    Label(
        "public_records",
        "Offentlig handling",
        TOPICS,
        "Beslut, avtal, mejl, protokoll, diarielistor. Vart begäran skickas, avgift, sekretess, "
        "hur lång tid det tar.",
        "En färdig siffra.",
    ),
    Label(
        "private_person",
        "Privatperson",
        TOPICS,
        "Hjälp i sitt eget eller familjens ärende: utbetalningar, blanketter, inloggning, "
        "förmåner. Även en journalists egen förmån.",
        "Det en journalist frågar för någon annans räkning.",
    ),
    Label(
        "newsletter",
        "Nyhetsbrevet",
        TOPICS,
        "Nyhetsbrevet Statistik och analys.",
        "Pressmeddelanden med mejl.",
    ),
    Label(
        "human_handoff",
        "En människa",
        TOPICS,
        "En människa, utan annat ämne.",
        "Med ett ämne: ämnets etikett.",
    ),
    Label(
        OUT_OF_SCOPE,
        "Inget för oss",
        TOPICS,
        "Allt annat: andra myndigheter, väder, kod, påhopp, nonsens, försök att instruera boten.",
    ),
    Label("greet", "Hälsning", SMALL_TALK, "En hälsning och inget annat.", "Följd av en fråga."),
    Label("goodbye", "Hej då", SMALL_TALK, "Ett avsked och inget annat."),
    Label("thanks", "Tack", SMALL_TALK, "Ett tack och inget annat."),
    Label("affirm", "Ja", SMALL_TALK, "Ett ja och inget annat."),
    Label("deny", "Nej", SMALL_TALK, "Ett nej och inget annat."),
    Label("bot_challenge", "Är du en bot?", SMALL_TALK, "Om det är en bot, eller vem som svarar."),
    Label("help", "Vad kan du?", SMALL_TALK, "Vad boten kan."),
    Label("ask_phone", "Numret till det", AFTER_AN_ANSWER, "Telefon till det nyss besvarade."),
    Label("ask_mail", "Mejlen till det", AFTER_AN_ANSWER, "Mejladress till det nyss besvarade."),
    Label("ask_in_writing", "Svaret i skrift", AFTER_AN_ANSWER, "Svaret i skrift."),
    Label("ask_open", "Öppet nu?", AFTER_AN_ANSWER, "Om någon svarar nu, eller då."),
    Label("ask_who_heads", "Vem är chef?", AFTER_AN_ANSWER, "Vem som är chef."),
    Label("ask_language", "Annat språk", AFTER_AN_ANSWER, "Svaret på engelska, eller på svenska."),
    Label("start_over", "Börja om", AFTER_AN_ANSWER, "Börja om."),
    Label("something_else", "Något annat", AFTER_AN_ANSWER, "Något annat än det som erbjöds."),
    Label(
        "check_case",
        "Pröva fallet",
        AFTER_AN_ANSWER,
        "Gå igenom om just det här fallet kan kommenteras.",
    ),
    Label("dont_know", "Vet inte", AFTER_AN_ANSWER, "Säga att den inte vet."),
)
_KNOWN = {label.name: label for label in _GUIDE}


@dataclass(frozen=True)
class Labels:
    """The labels that a message can have: single ones in the domain's order, and pairs."""

    single: tuple[Label, ...]
    pairs: frozenset[str]

    def __contains__(self, name: str) -> bool:
        return name in self.pairs or any(label.name == name for label in self.single)

    @property
    def paired(self) -> tuple[Label, ...]:
        """The labels that stand in some pair."""
        names = {name for pair in self.pairs for name in pair.split("+")}
        return tuple(label for label in self.single if label.name in names)

    @property
    def numbered(self) -> tuple[Label, ...]:
        """The topics, which have keys of their own from 1; at most nine."""
        topics = [label for label in self.single if is_topic(label.name)]
        return tuple(topics[:9])

    def pair(self, one: str, other: str) -> str | None:
        """The label of two wishes; None when they cannot be wished for together."""
        name = "+".join(sorted((one, other)))
        return name if name in self.pairs else None

    def grouped(self) -> list[tuple[str, list[Label]]]:
        """The single labels group by group."""
        groups = (TOPICS, SMALL_TALK, AFTER_AN_ANSWER)
        return [(group, [x for x in self.single if x.group == group]) for group in groups]


def is_topic(name: str) -> bool:
    """Whether it is something to turn to somebody about: no small talk, and in scope."""
    parts = [_label(part) for part in name.split("+")]
    outside = (ASKED_BACK, OUT_OF_SCOPE, _NEVER_WRITTEN)
    return all(part.group == TOPICS and part.name not in outside for part in parts)


def title_of(name: str) -> str:
    """The label in Swedish words, `a+b` as both."""
    if name == ASKED_BACK:
        return "Frågade tillbaka"
    titles = [_label(part).title for part in name.split("+")]
    return " + ".join(titles)


@cache
def all_labels(domain: Path = ROOT / "domain.yml") -> Labels:
    """The labels of the domain, one that has no words here yet under its own name."""
    intents = YAML(typ="safe").load(domain)["intents"]
    # One with settings is a mapping with its name as the only key.
    names = [next(iter(intent)) if isinstance(intent, dict) else intent for intent in intents]
    single = [name for name in names if "+" not in name and name != _NEVER_WRITTEN]
    return Labels(
        tuple(_label(name) for name in single), frozenset(name for name in names if "+" in name)
    )


def _label(name: str) -> Label:
    return _KNOWN.get(name) or Label(name, name.replace("_", " ").capitalize(), TOPICS)
