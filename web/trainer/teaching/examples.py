"""What the bot is taught beside data/nlu: out of messages, listed, removed and exported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

from aiohttp import web

from web import keys
from web.addresses import encode, url_for
from web.store.review import review_queue as messages
from web.store.review.reviews import NotNow
from web.store.teaching import examples
from web.store.teaching.examples import ExampleFilters, TaughtExample
from web.store.teaching.rasa_files import one_line, without_markup
from web.trainer import personal_data
from web.trainer.access.gate import needs
from web.trainer.access.pages import flash, redirect, session_values, trainer_page
from web.trainer.access.people import Person
from web.trainer.formats import iso_time, long_time
from web.trainer.invented_names import is_all_masked
from web.trainer.labels import LANGUAGE_NAMES, all_labels, title_of
from web.trainer.models import taught
from web.trainer.models.in_force import read_last
from web.trainer.personal_data import suggest
from web.trainer.query import Query
from web.trainer.query import page as page_number
from web.trainer.removed_examples import REMOVED, keep_removed, take_removed
from web.trainer.teaching.text_check import CANNOT_CHECK, why_not_taught

ROWS = 50
# A text of 2,000 characters, each of six or more when it comes in a form.
MAX_TEXT_FORM_BYTES = 64_000
TAKEN = "Finns redan bland exemplen."
ALL_MASKED = "Allt i meddelandet är borttaget som personuppgifter."
_NOT_SETTLED = {
    "gone": "Meddelandet är raderat.",
    "changed": "Granskningen av meddelandet säger något annat nu.",
}
_FILTERS = {"etikett": "label", "sprak": "language", "vem": "person", "text": "text"}


async def teach(
    app: web.Application,
    person: Person,
    text: str,
    label: str,
    language: str,
    message: int | None = None,
    words: str | None = None,
) -> str | None:
    """Make a message an example of `label`, with invented names; else say in Swedish why not.

    `words` is how a trainer wants it taught, if not as it is suggested.
    """
    suggestion = suggest(text)
    if words is None or one_line(words) == suggestion:
        if is_all_masked(text):
            return ALL_MASKED
        return await add(app, example_of(person, suggestion, label, language, message))
    words = without_markup(one_line(words))
    found = await personal_data.find(app[keys.ENGINE], words)
    if found is None:
        return CANNOT_CHECK
    if found.words:
        what = personal_data.in_words(found.words)
        return f"Texten har något som kan peka ut någon: {what}. Byt ut det mot något påhittat."
    return await add(app, example_of(person, words, label, language, message))


async def add(app: web.Application, example: TaughtExample, by: Person | None = None) -> str | None:
    """Add an example, or put one back, `by` whom; else say in Swedish why not."""
    error = await why_not_taught(
        app, example.text, example.label, example.language, is_new=by is None
    )
    if error:
        return error
    database, now, name = app[keys.DATABASE], datetime.now(UTC), by.name if by else None
    try:
        is_new = await examples.add(database, example, now, name)
    except NotNow as not_now:
        return _NOT_SETTLED[not_now.why]
    return None if is_new else TAKEN


def example_of(
    person: Person, text: str, label: str, language: str, message: int | None = None
) -> TaughtExample:
    """An example of this moment; in a language that is not known it counts as Swedish."""
    language = language if language in LANGUAGE_NAMES else "sv"
    now = datetime.now(UTC).timestamp()
    return TaughtExample(text, label, language, person.name, now, message)


@needs("reader")
async def listing(request: web.Request, person: Person) -> web.StreamResponse:
    """The examples that pass the filters of the address, the latest first, in pages."""
    database = request.app[keys.DATABASE]
    fields = Query(request.query, _FILTERS).values
    filters = ExampleFilters(**{_FILTERS[name]: value or None for name, value in fields.items()})
    number = page_number(request.query.get("sida", ""))
    rows, total = await examples.page(database, filters, (number - 1) * ROWS, ROWS)
    session = await session_values(request)
    candidate, figures = await read_last(database)
    return await trainer_page(
        request,
        person,
        "teaching/examples.html",
        doubted=len(await taught.doubted(database, figures)) if figures else 0,
        candidate=candidate,
        rows=rows,
        total=total if _may_count(person, filters) else None,
        ticked="alla" in request.query,
        tick_all=tick_all(request, {**fields, "sida": number} if number > 1 else fields),
        everything=await examples.count(database),
        new=await examples.count_new(database),
        people=await examples.people(database),
        taught_languages=_with(await examples.languages(database), fields["sprak"]),
        values=fields,
        here=encode({**fields, "sida": number} if number > 1 else fields),
        number=number,
        newer=_address(request, fields, number - 1) if number > 1 else None,
        older=_address(request, fields, number + 1) if number * ROWS < total else None,
        removed=session.get(REMOVED) if "borttaget" in request.query else None,
        long_time=long_time,
        iso_time=iso_time,
        **choices(),
    )


@needs("trainer")
async def remove(request: web.Request, person: Person) -> web.StreamResponse:
    """Remove an example; the session keeps it, to be put back."""
    number, database = number_of(request), request.app[keys.DATABASE]
    removed = await examples.remove(database, number, person.name, datetime.now(UTC))
    here = here_of(str((await request.post()).get("here", "")))
    if removed is None:
        await flash(request, "Exemplet var redan borttaget.")
        return redirect(request, "examples", query=here)
    await keep_removed(request, [removed])
    await flash(request, "Exemplet är borttaget.")
    return redirect(request, "examples", query={**here, "borttaget": 1})


@needs("trainer")
async def put_back(request: web.Request, person: Person) -> web.StreamResponse:
    """Teach what was removed last again; what is refused by now can be tried once more."""
    removed = await take_removed(request)
    errors = {}
    for example in removed:
        stored = example.message and await messages.read(
            request.app[keys.DATABASE], example.message
        )
        # Where that is deleted the example stays.
        again = example if stored else replace(example, message=None)
        if error := await add(request.app, again, person):
            errors[example] = error
    await flash(request, _put_back_in_words(len(removed), list(errors.values())))
    if errors:
        await keep_removed(request, list(errors))
    return redirect(request, "examples")


def _put_back_in_words(count: int, errors: Sequence[str]) -> str:
    if not count:
        return "Det finns inget att ångra."
    if not errors:
        return "Exemplet är tillbaka." if count == 1 else f"{count} exempel är tillbaka."
    if count == 1:
        return f"Exemplet kom inte tillbaka. {errors[0]}"
    return f"{count - len(errors)} av {count} exempel är tillbaka. Ett annat: {errors[0]}"


@needs("reader")
async def download(request: web.Request, person: Person) -> web.StreamResponse:
    """All of them, as the file that is exported to data/nlu."""
    return as_file(await examples.as_yaml(request.app[keys.DATABASE]), "reviewed.yml")


def as_file(text: str, name: str) -> web.Response:
    """A response that the browser saves as a plain text file called `name`."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return web.Response(text=text, content_type="text/plain", headers=headers)


def as_patch(patch: str, name: str) -> web.Response:
    """The same of a patch, under how it is applied: git passes over what stands above it."""
    how = f"Förs in med: git apply {name}\nKontrolleras sedan med: make check\n\n"
    return as_file(f"{how}{patch}" if patch else "", name)


def choices() -> dict[str, Any]:
    """The labels and languages to choose among, for a template."""
    labels = all_labels()
    return {
        "groups": labels.grouped(),
        "pairs": sorted(labels.pairs, key=title_of),
        "languages": LANGUAGE_NAMES,
        "title_of": title_of,
    }


def number_of(request: web.Request) -> int:
    """The example or test that the address names, by its number."""
    return int(request.match_info["number"])


def here_of(query: str) -> dict[str, str]:
    """The filters and the page of a list, out of the query that a form carries."""
    values = {name: value[0] for name, value in parse_qs(query).items()}
    return {name: values[name] for name in (*_FILTERS, "sida") if name in values}


def tick_all(request: web.Request, query: Mapping[str, object]) -> str:
    """This page's address with all its examples ticked, or with none where they are (`alla`)."""
    encoded = encode({**query, "alla": "" if "alla" in request.query else 1})
    return f"{request.path}?{encoded}" if encoded else request.path


def _may_count(person: Person, filters: ExampleFilters) -> bool:
    """Whether somebody may see how many there are: how much one has taught is theirs to see."""
    return filters.person in (None, person.name) or person.may("releaser")


def _with(languages: Sequence[str], choice: str) -> Sequence[str]:
    return languages if not choice or choice in languages else [*languages, choice]


def _address(request: web.Request, fields: dict[str, str], number: int) -> str:
    return url_for(request.app, "examples", query={**fields, "sida": number})
