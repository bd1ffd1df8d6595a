"""The messages behind a figure of a comparison: every count, cell and bar leads here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from aiohttp import web

from contracts.comparison.case_figures import Case
from web import keys
from web.store.releases import candidates
from web.trainer.access.gate import needs
from web.trainer.access.pages import trainer_page
from web.trainer.access.people import Person
from web.trainer.access.refusals import Refusal
from web.trainer.comparison.flips import SOURCES, message_ids
from web.trainer.comparison.measures import BY_NAME, CANDIDATE, CURRENT, guess_of, tenth_of
from web.trainer.formats import percent
from web.trainer.labels import all_labels, title_of
from web.trainer.models.in_force import read_candidate
from web.trainer.query import number

MOST_CASES = 500
MODELS = {CANDIDATE: "Kandidaten", CURRENT: "Modellen innan"}


@dataclass(frozen=True)
class Slice:
    """Which messages an address asks for: a title, and whether each belongs, and is counted."""

    title: str
    belongs: Callable[[Case], bool]
    counted: Callable[[Case], bool]


@needs("reader")
async def page(request: web.Request, person: Person) -> web.StreamResponse:
    """The messages of a slice, those that are counted apart from the others."""
    candidate, figures = await read_candidate(request)
    if figures is None:
        raise Refusal("not_found")
    some = slice_of(request.query)
    if some is None:
        raise Refusal("not_found")
    members = [case for case in figures.cases if some.belongs(case)]
    real = await candidates.real_messages(request.app[keys.DATABASE], message_ids(figures))
    groups = []
    for words, is_in in (("Räknas", True), ("Räknas inte", False)):
        cases = [case for case in members if some.counted(case) == is_in]
        if cases:
            groups.append((words, len(cases), [_row(c, real) for c in cases[:MOST_CASES]]))
    return await trainer_page(
        request,
        person,
        "models/messages.html",
        candidate=candidate,
        title=some.title,
        groups=groups,
    )


def slice_of(query: Mapping[str, str]) -> Slice | None:
    """What an address asks for; None if it asks for nothing that there is.

    With `olart` only messages count that neither model has learnt.
    """
    some = _slice_of(query)
    if some is None or "olart" not in query:
        return some
    return Slice(
        f"{some.title}, av det som ingen har lärt den",
        lambda case: not case.taught and some.belongs(case),
        some.counted,
    )


def _slice_of(query: Mapping[str, str]) -> Slice | None:
    model = query.get("modell", CANDIDATE)
    if model not in MODELS:
        return None
    whose = MODELS[model]
    if measure := BY_NAME.get(query.get("matt", "")):
        return Slice(
            f"{whose}: {measure.words.lower()}",
            measure.belongs,
            lambda case: measure.hits(case, guess_of(case, model)),
        )
    tenth = number(query.get("tiondel", ""))
    if tenth is not None and tenth < 10:
        return Slice(
            f"{whose}: {tenth * 10}–{tenth * 10 + 10} % säker, och rätt",
            lambda case: _is_single(case) and tenth_of(guess_of(case, model)) == tenth,
            lambda case: guess_of(case, model).likeliest == case.label,
        )
    label, taken_for = query.get("etikett", ""), query.get("togs", "")
    if label in all_labels() and not taken_for:
        return Slice(
            f"{whose}: {title_of(label)}, rätt förstått",
            lambda case: case.label == label,
            lambda case: guess_of(case, model).likeliest == label,
        )
    if label in all_labels() and taken_for in all_labels():
        return Slice(
            f"{whose}: {title_of(label)} som togs för {title_of(taken_for)}",
            lambda case: case.label == label and guess_of(case, model).likeliest == taken_for,
            lambda case: True,
        )
    return None


def _is_single(case: Case) -> bool:
    return len(case.wishes) == 1


def _row(case: Case, real: dict[int, candidates.RealMessage]) -> dict[str, str | int | None]:
    message = real.get(case.id) if case.id is not None else None
    gone = "Meddelandet är raderat." if case.id is not None and message is None else ""
    return {
        "id": case.id if message else None,
        "text": message.text if message else case.text or gone,
        "label": title_of(case.label),
        "source": SOURCES[case.source] + (", lärt" if case.taught else ""),
        "before": _guess(case, CURRENT),
        "after": _guess(case, CANDIDATE),
    }


def _guess(case: Case, model: str) -> str:
    guess = guess_of(case, model)
    words = f"{title_of(guess.likeliest)} {percent(guess.confidence)}"
    if guess.acted == guess.likeliest:
        return words
    return f"{title_of(guess.acted)} ({words})"
