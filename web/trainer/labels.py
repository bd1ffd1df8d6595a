"""What the labels are called and mean in Swedish; which there are, domain.yml says."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from contracts.events import PRESS_LINE
from contracts.intents import (
    AFTER_AN_ANSWER,
    BOTH,
    FALLBACK,
    INFORM,
    OUT_OF_SCOPE,
    Intents,
    pair_of,
    read_intents,
)
from contracts.paths import DOMAIN

_TOPICS, _SMALL_TALK, _AFTER_AN_ANSWER = "Ärenden", "Småprat", "Efter ett svar"

LANGUAGE_NAMES = {"sv": "svenska", "en": "engelska", "no": "norska", "da": "danska"}


@dataclass(frozen=True)
class Label:
    """One label: its name in the domain, its Swedish title, what it means and what it is not."""

    name: str
    title: str
    means: str = ""
    but_not: str = ""


# As docs/intents.md has it, shortened.
_GUIDE = (
    Label(
        "press_contact",
        "Presstjänsten",
        "Presstjänsten: intervju, kommentar om regler eller om myndigheten, talesperson, telefon, "
        "mejl, tider, presschefen, pressmeddelanden och bilder.",
        "Kommentar om en persons ärende. En annan myndighets presstjänst.",
    ),
    Label(
        "individual_case",
        "Enskilt fall",
        "Myndighetens ord om en viss försäkrads ärende, namngiven eller beskriven. Samtycket, "
        "blanketten och reglerna för sådana kommentarer.",
        "Beslutet som handling. Hur många sådana fall. Skribentens eget ärende.",
    ),
    Label(
        "statistics",
        "Statistik",
        "Tal, serier, rapporter, datafiler, regionala siffror, publiceringsplanen.",
        "Någon som kommenterar talen. Handlingarna bakom dem.",
    ),
    Label(
        "public_records",
        "Offentlig handling",
        "Beslut, avtal, mejl, protokoll, diarielistor. Vart begäran skickas, avgift, sekretess, "
        "hur lång tid det tar.",
        "En färdig siffra.",
    ),
    Label(
        "private_person",
        "Privatperson",
        "Hjälp i sitt eget eller familjens ärende: utbetalningar, blanketter, inloggning, "
        "förmåner. Även en journalists egen förmån.",
        "Det en journalist frågar för någon annans räkning.",
    ),
    Label(
        "newsletter",
        "Nyhetsbrevet",
        "Nyhetsbrevet Statistik och analys.",
        "Pressmeddelanden med mejl.",
    ),
    Label(
        "human_handoff",
        "En människa",
        "En människa, utan annat ämne.",
        "Med ett ämne: ämnets etikett.",
    ),
    Label(
        OUT_OF_SCOPE,
        "Inget för oss",
        "Allt annat: andra myndigheter, väder, kod, påhopp, nonsens, försök att instruera boten.",
    ),
    Label("greet", "Hälsning", "En hälsning och inget annat.", "Följd av en fråga."),
    Label("goodbye", "Hej då", "Ett avsked och inget annat."),
    Label("thanks", "Tack", "Ett tack och inget annat."),
    Label("affirm", "Ja", "Ett ja och inget annat."),
    Label("deny", "Nej", "Ett nej och inget annat."),
    Label("bot_challenge", "Är du en bot?", "Om det är en bot, eller vem som svarar."),
    Label("help", "Vad kan du?", "Vad boten kan."),
    Label("ask_phone", "Numret till det", "Telefon till det nyss besvarade."),
    Label("ask_mail", "Mejlen till det", "Mejladress till det nyss besvarade."),
    Label("ask_in_writing", "Svaret i skrift", "Svaret i skrift."),
    Label("ask_open", "Öppet nu?", "Om någon svarar nu, eller då."),
    Label("ask_who_heads", "Vem är chef?", "Vem som är chef."),
    Label("ask_language", "Annat språk", "Svaret på engelska, eller på svenska."),
    Label("start_over", "Börja om", "Börja om."),
    Label("something_else", "Något annat", "Något annat än det som erbjöds."),
    Label(
        "check_case",
        "Pröva fallet",
        "Gå igenom om just det här fallet kan kommenteras.",
    ),
    Label("dont_know", "Vet inte", "Säga att den inte vet."),
    Label(
        "tell_case",
        "Hur fallet står till",
        "Säga om samtycket finns eller var ärendet är, som svar eller för att rätta.",
        "Ett fall som beskrivs i första meddelandet: Enskilt fall.",
    ),
    Label("choose_first", "Det första", "Det första av det som erbjöds."),
    Label("choose_second", "Det andra", "Det andra av det som erbjöds."),
    Label("choose_third", "Det tredje", "Det tredje av det som erbjöds."),
    Label("choose_last", "Det sista", "Det sista av det som erbjöds."),
    Label("repeat", "Samma igen", "Svaret igen, eller samma med en annan detalj."),
    Label("doubt", "Tvivlar eller pressar på", "Höra om svaret står sig: är du säker?"),
    Label("sum_up", "Vill ha en sammanfattning", "Få det som sagts i korthet."),
    Label("more", "Vill ha mer", "Få mer om det som svarades, inget annat: mer?"),
    Label("frustrated", "Blir inte förstådd", "Säga att boten inte förstår, utan eget ämne."),
)
_KNOWN = {label.name: label for label in _GUIDE}


@dataclass(frozen=True)
class Labels:
    """The labels that a message can have: single ones in the domain's order, and pairs."""

    single: tuple[Label, ...]
    pairs: frozenset[str]
    intents: Intents

    def __contains__(self, name: str) -> bool:
        return name in self.pairs or any(label.name == name for label in self.single)

    @property
    def paired(self) -> tuple[Label, ...]:
        """The labels that stand in some pair."""
        names = {name for pair in self.pairs for name in pair.split(BOTH)}
        return tuple(label for label in self.single if label.name in names)

    @property
    def numbered(self) -> tuple[Label, ...]:
        """The topics, which have keys of their own from 1; at most nine."""
        topics = [label for label in self.single if label.name in self.intents.routes]
        return tuple(topics[:9])

    def pair(self, one: str, other: str) -> str | None:
        """The label of two wishes; None when they cannot be wished for together."""
        name = pair_of(one, other)
        return name if name in self.pairs else None

    def grouped(self) -> list[tuple[str, list[Label]]]:
        """The single labels group by group."""
        groups = {
            _TOPICS: (*self.intents.routes, OUT_OF_SCOPE),
            _SMALL_TALK: self.intents.small_talk,
            _AFTER_AN_ANSWER: AFTER_AN_ANSWER,
        }
        return [
            (group, [label for label in self.single if label.name in names])
            for group, names in groups.items()
        ]


def is_topic(name: str) -> bool:
    """Whether it is something to turn to somebody about: a route, or two.

    A label that the domain had once counts as one.
    """
    small_talk = all_labels().intents.small_talk
    others = {FALLBACK, PRESS_LINE, OUT_OF_SCOPE, INFORM, *AFTER_AN_ANSWER, *small_talk}
    return not others & {*name.split(BOTH)}


def title_of(name: str) -> str:
    """The label in Swedish words, `a+b` as both."""
    if name == FALLBACK:
        return "Frågade tillbaka"
    if name == PRESS_LINE:
        return "Inget svar i tid"
    return " + ".join(_label(part).title for part in name.split(BOTH))


@cache
def all_labels(domain: Path = DOMAIN) -> Labels:
    """The labels of the domain, one that has no words here yet under its own name."""
    intents = read_intents(domain)
    single = tuple(_label(name) for name in intents.single if name != INFORM)
    return Labels(single, frozenset(intents.pairs), intents)


def _label(name: str) -> Label:
    return _KNOWN.get(name) or Label(name, name.replace("_", " ").capitalize())
