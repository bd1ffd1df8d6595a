"""What the bot is taught: out of messages and by hand, checked, corrected, removed, undone."""

from __future__ import annotations

import asyncio
import logging
import re
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from aiohttp.test_utils import TestClient

from tests.web.conftest import ClientMaker, StandInEngine
from tests.web.stores import say, user
from tests.web.trainer.conftest import csrf_of, hides, log_in, logged
from web import keys
from web.store.conversations import history
from web.store.review import review_queue, reviews
from web.store.teaching import examples, kept_tests
from web.store.trainer_tables import examples as table
from web.store.trainer_tables import messages
from web.trainer.access.people import Person
from web.trainer.inbox.intake import take_in
from web.trainer.personal_data import suggest
from web.trainer.teaching.examples import teach

LIST = "/trana/exempel"
TEXT = "Hur många tulpaner delades ut i Vimmerby?"
PERSON = Person("trainer", "trainer")


async def texts(client: TestClient) -> list[str]:
    assert client.app is not None
    rows, _ = await examples.page(client.app[keys.DATABASE], examples.ExampleFilters(), 0, 100)
    return [example.text for _, example in rows]


async def taught(client: TestClient, text: str = TEXT, label: str = "statistics") -> int:
    """The number of a new example."""
    assert client.app is not None
    assert await teach(client.app, PERSON, text, label, "sv") is None
    rows, _ = await examples.page(client.app[keys.DATABASE], examples.ExampleFilters(), 0, 1)
    return rows[0][0]


async def get(client: TestClient, path: str) -> str:
    response = await client.get(path)
    assert response.status == 200, path
    return await response.text()


async def send(client: TestClient, path: str, status: int = 200, **form: str) -> str:
    """What comes of a form, once redirects are followed."""
    csrf = csrf_of(await get(client, LIST))
    response = await client.post(path, data={"csrf": csrf, **form})
    assert response.status == status
    return await response.text()


async def rows(client: TestClient, which: sa.Table) -> list[Any]:
    assert client.app is not None
    async with client.app[keys.DATABASE].connect() as connection:
        return list(await connection.execute(sa.select(which)))


def base_of(html: str) -> str:
    match = re.search(r'name="seen" value="([^"]*)"', html)
    assert match
    return match[1]


@pytest.fixture
async def trainer(client: TestClient, engine: StandInEngine) -> TestClient:
    engine.masks = hides()
    await log_in(client)
    return client


async def test_a_message_becomes_an_example_with_invented_names(
    trainer: TestClient, engine: StandInEngine
) -> None:
    masked = "Kan ni kommentera fallet [namn]?\nRing [telefon], [personnummer]."
    assert await teach(trainer.app, PERSON, masked, "individual_case", "sv") is None  # type: ignore[arg-type]
    (text,) = await texts(trainer)
    assert text == suggest(masked)
    assert not re.search(r"[\[\]\n]", text)
    assert text.startswith("Kan ni kommentera fallet ")
    assert engine.received[-1] == {
        "text": text,
        "label": "individual_case",
        "language": "sv",
        "taught": [],
        "stories": [],
    }
    assert [(who, what) for who, what, _ in await logged(trainer)][-1] == (
        "trainer",
        "example_added",
    )
    assert "Enskilt fall" in await get(trainer, LIST)


async def test_the_check_knows_what_was_taught_and_what_is_kept_for_tests(
    trainer: TestClient, engine: StandInEngine
) -> None:
    await taught(trainer)
    assert trainer.app is not None
    now = datetime.now(UTC)
    test = kept_tests.kept_message("thanks", "sv", "tack för tulpanerna", "trainer", now)
    await kept_tests.keep(trainer.app[keys.DATABASE], test, now)
    await taught(trainer, "hej", "greet")
    assert engine.received[-1]["taught"] == [[TEXT, "statistics"], ["tack för tulpanerna", None]]


async def test_the_check_of_what_is_new_knows_what_trainers_stories_say(
    trainer: TestClient, engine: StandInEngine
) -> None:
    assert trainer.app is not None
    steps = "- user: |\n    hur många tulpaner?\n- user: |\n    /statistics\n"
    test = kept_tests.KeptTest(kept_tests.STORY, "ett", steps, "trainer", 0)
    number = await taught(trainer, "hur många tulpaner?")
    await kept_tests.keep(trainer.app[keys.DATABASE], test, datetime.now(UTC))
    await taught(trainer, "hur många rosor?")
    assert engine.received[-1]["stories"] == ["hur många tulpaner?"]
    # It was taught before the story was made, and may be mended and put back.
    await send(trainer, f"{LIST}/{number}/ta-bort")
    await send(trainer, f"{LIST}/angra")
    assert engine.received[-1]["text"] == "hur många tulpaner?"
    assert engine.received[-1]["stories"] == []


async def test_the_check_knows_what_was_set_aside(
    trainer: TestClient, engine: StandInEngine
) -> None:
    row = {
        **{"id": 1, "conversation": "browser-1", "said_at": datetime.now(UTC).timestamp()},
        **{"channel": "browser", "language": "sv", "text": "[namn] är sjuk", "intent": "greet"},
        **{"likeliest": "greet", "confidence": 0.9, "ranking": "[]", "wants_second": False},
        **{"usefulness": 1, "state": "settled", "label": "individual_case", "held_out": True},
    }
    assert trainer.app is not None
    async with trainer.app[keys.DATABASE].begin() as connection:
        await connection.execute(sa.insert(messages).values(row))
    await taught(trainer)
    assert engine.received[-1]["taught"] == [[suggest("[namn] är sjuk"), None]]


async def test_what_goes_against_a_sure_bot_is_asked_once_more(
    trainer: TestClient, engine: StandInEngine
) -> None:
    engine.reads = ("statistics", 0.993)
    form = {"text": "hur många är sjuka", "label": "press_contact", "language": "sv"}
    html = await send(trainer, f"{LIST}/nytt", 422, **form)
    assert "Boten är 99 % säker på Statistik. Ändå?" in html
    assert "hur många är sjuka</textarea>" in html
    assert await texts(trainer) == []
    html = await send(trainer, f"{LIST}/nytt", **form, anyway="1")
    assert "Exemplet för Presstjänsten är sparat." in html
    assert await texts(trainer) == ["hur många är sjuka"]


async def test_what_points_at_nobody_and_goes_against_a_sure_bot_is_saved_by_two_presses(
    trainer: TestClient, engine: StandInEngine
) -> None:
    engine.masks, engine.reads = hides("publiceringsplan 2026"), ("statistics", 0.993)
    text = "var finns er publiceringsplan 2026"
    form = {"text": "var finns er Anna", "label": "press_contact", "language": "sv"}
    html = await send(trainer, f"{LIST}/nytt", 422, **form, as_it_was=text)
    assert "Ändå?" in html
    field = re.search(r'name="(points_at_nobody)" value="([^"]*)"', html)
    assert field and field[2] == text
    form |= {"anyway": "1", field[1]: field[2]}
    # Of other words nobody has said that.
    await send(trainer, f"{LIST}/nytt", 422, **{**form, "text": f"{text}?"})
    assert await texts(trainer) == []
    await send(trainer, f"{LIST}/nytt", **{**form, "text": text})
    assert await texts(trainer) == [text]


@pytest.mark.parametrize(
    ("label", "reads"),
    [
        ("statistics", ("statistics", 0.99)),
        ("press_contact+statistics", ("statistics", 0.99)),
        ("press_contact", ("statistics", 0.94)),
        # Said first it looks like something else.
        ("ask_mail", ("press_contact", 0.99)),
    ],
)
async def test_what_goes_against_nothing_sure_is_saved_at_once(
    trainer: TestClient, engine: StandInEngine, label: str, reads: tuple[str, float]
) -> None:
    engine.reads = reads
    await send(trainer, f"{LIST}/nytt", text="hur många", label=label, language="sv")
    assert await texts(trainer) == ["hur många"]


async def test_a_change_of_label_against_a_sure_bot_is_asked_once_more(
    trainer: TestClient, engine: StandInEngine
) -> None:
    number = await taught(trainer)
    engine.reads = ("statistics", 0.99)
    address = f"{LIST}/{number}"
    form = {"text": TEXT, "label": "thanks", "language": "sv"}
    html = await send(trainer, address, 422, **form, seen=base_of(await get(trainer, address)))
    assert "Ändå?" in html
    await send(trainer, address, **form, seen=base_of(html), anyway="1")
    assert "Tack" in await get(trainer, LIST)


REFUSALS = [
    (
        {"reason": "known", "where": "reviewed", "label": "statistics", "text": "Samma"},
        "Finns redan bland exemplen: ”Samma”",
    ),
    (
        {"reason": "known", "where": "data/nlu/sv/x.yml", "label": "statistics", "text": "Samma"},
        "Finns redan bland grundexemplen: ”Samma”",
    ),
    (
        {"reason": "contradicts", "where": "reviewed", "label": "thanks", "text": "Nästan"},
        "Säger emot exemplen: där är nästan samma mening märkt Tack: ”Nästan”",
    ),
    (
        {"reason": "holdout", "where": "x.tsv", "label": None, "text": None},
        "Står bland testmeddelandena",
    ),
    ({"reason": "unmasked", "where": "[namn]", "label": None, "text": None}, "Byt ut [namn]"),
    (
        {"reason": "unmasked", "where": "telefon", "label": None, "text": None},
        "ett telefonnummer i sig",
    ),
    ({"reason": "empty", "where": "", "label": None, "text": None}, "Skriv en text."),
    ({"reason": "too_long", "where": "", "label": None, "text": None}, "högst 2 000 tecken"),
    ({"reason": "markup", "where": "", "label": None, "text": None}, "som kod"),
    ({"reason": "unknown_label", "where": "", "label": None, "text": None}, "Välj en etikett"),
    ({"reason": "of the future", "where": "", "label": None, "text": None}, "Motorn svarar inte"),
]


@pytest.mark.parametrize(("refusal", "sentence"), REFUSALS)
async def test_each_refusal_is_said_by_the_field_and_nothing_typed_is_lost(
    trainer: TestClient, engine: StandInEngine, refusal: dict[str, Any], sentence: str
) -> None:
    engine.refuses = lambda body: refusal
    html = await send(
        trainer, f"{LIST}/nytt", 422, text=TEXT, label="public_records", language="en"
    )
    assert sentence in re.search(r'id="text-error">([^<]*)<', html)[1]  # type: ignore[index]
    assert f">{TEXT}</textarea>" in html
    assert 'value="public_records" selected' in html
    assert 'value="en" selected' in html
    assert await texts(trainer) == []


@pytest.mark.parametrize("status", [500, 401])
async def test_nothing_is_taught_while_the_engine_cannot_check(
    trainer: TestClient, engine: StandInEngine, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    engine.status = status
    error = await teach(trainer.app, PERSON, TEXT, "statistics", "sv")  # type: ignore[arg-type]
    assert error is not None and error.startswith("Motorn svarar inte")
    assert await texts(trainer) == []
    assert "tulpaner" not in caplog.text


@pytest.mark.parametrize("text", ["[adress]", "[namn], [telefon]."])
async def test_a_message_that_is_masked_whole_teaches_nothing(
    trainer: TestClient, text: str
) -> None:
    error = await teach(trainer.app, PERSON, text, "statistics", "sv")  # type: ignore[arg-type]
    assert error == "Allt i meddelandet är borttaget som personuppgifter."
    assert await texts(trainer) == []


async def test_a_long_text_and_odd_characters_come_through_the_form(trainer: TestClient) -> None:
    text = "å" * 1990 + "\r\n\u2028- [x](y)"
    await send(trainer, f"{LIST}/nytt", text=text, label="statistics", language="sv")
    assert await texts(trainer) == ["å" * 1990 + " - [x](y)"]


WITH_A_NAME = "Kerstin Lundgren i Borås fick avslag, kommentar?"


async def test_a_name_that_is_typed_is_shown_with_an_invented_one_before_it_is_saved(
    trainer: TestClient, engine: StandInEngine
) -> None:
    engine.masks = hides("Kerstin Lundgren")
    form = {"text": WITH_A_NAME, "label": "individual_case", "language": "sv"}
    html = await send(trainer, f"{LIST}/nytt", 422, **form)
    assert "något som kan peka ut någon: ”Kerstin Lundgren”" in html
    assert await texts(trainer) == []
    suggestion = re.search(r"<textarea[^>]*>([^<]*)</textarea>", html)
    assert suggestion and suggestion[1].endswith("i Borås fick avslag, kommentar?")
    assert "Kerstin Lundgren" not in suggestion[1]
    # What was invented is masked too, and may be saved.
    invented = suggestion[1].removesuffix(" i Borås fick avslag, kommentar?")
    engine.masks = hides("Kerstin Lundgren", invented)
    await send(trainer, f"{LIST}/nytt", **{**form, "text": suggestion[1]})
    assert await texts(trainer) == [suggestion[1]]


async def test_what_points_at_nobody_is_saved_as_it_was_typed_once_somebody_says_so(
    trainer: TestClient, engine: StandInEngine
) -> None:
    engine.masks = hides("publiceringsplan 2026")
    text = "var finns er publiceringsplan 2026"
    form = {"text": text, "label": "statistics", "language": "sv"}
    html = await send(trainer, f"{LIST}/nytt", 422, **form)
    assert f'name="as_it_was" value="{text}"' in html
    form |= {"text": "något annat", "as_it_was": text}
    await send(trainer, f"{LIST}/nytt", **form)
    assert await texts(trainer) == [text]


async def test_a_name_in_a_changed_example_is_found_as_well(
    trainer: TestClient, engine: StandInEngine
) -> None:
    number = await taught(trainer)
    engine.masks = hides("Kerstin Lundgren")
    form = {"seen": base_of(await get(trainer, f"{LIST}/{number}")), "language": "sv"}
    form |= {"text": WITH_A_NAME, "label": "statistics"}
    html = await send(trainer, f"{LIST}/{number}", 422, **form)
    assert "”Kerstin Lundgren”" in html
    assert await texts(trainer) == [TEXT]


async def test_nothing_is_saved_while_the_engine_does_not_mask(
    trainer: TestClient, engine: StandInEngine
) -> None:
    engine.masks = None
    form = {"text": TEXT, "label": "statistics", "language": "sv"}
    html = await send(trainer, f"{LIST}/nytt", 422, **form)
    assert "Motorn svarar inte just nu" in html and f">{TEXT}</textarea>" in html
    assert await texts(trainer) == []


async def test_an_example_is_changed(trainer: TestClient, engine: StandInEngine) -> None:
    number = await taught(trainer)
    await taught(trainer, "hej", "greet")
    form = await get(trainer, f"{LIST}/{number}")
    changed = {"text": "Antalet tulpaner?", "label": "public_records", "language": "no"}
    html = await send(trainer, f"{LIST}/{number}", seen=base_of(form), **changed)
    assert "Exemplet är ändrat." in html
    assert "Antalet tulpaner?" in html and "norska" in html
    # It is not compared with itself.
    assert engine.received[-1]["taught"] == [["hej", "greet"]]
    assert (await logged(trainer))[-1][1:] == ("example_changed", f"public_records, nr {number}")


async def test_a_change_to_what_another_example_says_is_refused(trainer: TestClient) -> None:
    await taught(trainer, "hej", "greet")
    number = await taught(trainer)
    form = await get(trainer, f"{LIST}/{number}")
    html = await send(
        trainer,
        f"{LIST}/{number}",
        422,
        **{"seen": base_of(form), "text": "hej", "label": "greet", "language": "sv"},
    )
    assert "Finns redan bland exemplen" in html
    assert sorted(await texts(trainer)) == sorted(["hej", TEXT])


async def test_another_label_asks_whether_the_review_is_changed_as_well(
    trainer: TestClient,
) -> None:
    assert trainer.app is not None
    database, now = trainer.app[keys.DATABASE], datetime.now(UTC)
    await say(database, "browser-a", now, user(TEXT, "statistics"))
    await take_in(database, now, share=0)
    ((message, *_),) = await rows(trainer, messages)
    await reviews.give(database, message, "trainer", "right", "statistics", now)
    assert await teach(trainer.app, PERSON, TEXT, "statistics", "sv", message) is None
    ((number, *_),) = await rows(trainer, table)
    assert f"m={message}" in await get(trainer, LIST)
    form = await get(trainer, f"{LIST}/{number}")
    assert "Ändra även granskningen" in form
    changed = {"text": TEXT, "label": "out_of_scope", "language": "sv", "seen": base_of(form)}
    html = await send(trainer, f"{LIST}/{number}", 422, **changed)
    assert "Ändra även granskningen, eller välj den etiketten igen." in html
    assert 'value="out_of_scope" selected' in html
    assert await examples.texts_with_labels(database) == [(TEXT, "statistics")]
    html = await send(trainer, f"{LIST}/{number}", **changed, review="on")
    assert "Exemplet är ändrat." in html
    assert await examples.texts_with_labels(database) == [(TEXT, "out_of_scope")]
    stored = await review_queue.read(database, message)
    assert stored and stored.label == "out_of_scope"
    inbox = await get(trainer, f"/trana?m={message}")
    assert "Du sade: <strong>Inget för oss</strong>" in inbox


async def test_what_is_put_back_agrees_with_what_its_message_has_come_to(
    trainer: TestClient,
) -> None:
    assert trainer.app is not None
    database, now = trainer.app[keys.DATABASE], datetime.now(UTC)
    await say(database, "browser-a", now, user(TEXT, "statistics"))
    await take_in(database, now, share=0)
    ((message, *_),) = await rows(trainer, messages)
    await reviews.give(database, message, "trainer", "right", "statistics", now)
    await teach(trainer.app, PERSON, TEXT, "statistics", "sv", message)
    ((number, *_),) = await rows(trainer, table)
    await send(trainer, f"{LIST}/{number}/ta-bort")
    await reviews.undo(database, "trainer", now)
    html = await send(trainer, f"{LIST}/angra")
    assert "Exemplet kom inte tillbaka. Granskningen av meddelandet säger något annat nu." in html
    await history.delete(database, "browser-a", now)
    assert "Exemplet är tillbaka." in await send(trainer, f"{LIST}/angra")
    ((_, *values),) = await rows(trainer, table)
    assert values[-1] is None


async def test_two_trainers_do_not_overwrite_each_other(
    make_client: ClientMaker, trainer: TestClient
) -> None:
    number = await taught(trainer)
    other = await make_client()
    await log_in(other, name="bodil")
    forms = [await get(client, f"{LIST}/{number}") for client in (trainer, other)]
    mine = {"text": "Mina tulpaner?", "label": "statistics", "language": "sv"}
    theirs = {"text": "Deras tulpaner?", "label": "thanks", "language": "sv"}
    await send(other, f"{LIST}/{number}", seen=base_of(forms[1]), **theirs)
    html = await send(trainer, f"{LIST}/{number}", 422, seen=base_of(forms[0]), **mine)
    assert "Någon annan har ändrat exemplet" in html
    assert "Deras tulpaner?" in html and ">Mina tulpaner?</textarea>" in html
    assert await texts(trainer) == ["Deras tulpaner?"]
    # Having seen theirs, mine may be saved.
    await send(trainer, f"{LIST}/{number}", seen=base_of(html), **mine)
    assert await texts(trainer) == ["Mina tulpaner?"]


async def test_of_two_that_save_at_once_one_is_told(
    trainer: TestClient, make_client: ClientMaker
) -> None:
    number = await taught(trainer)
    other = await make_client()
    await log_in(other, name="bodil")
    forms = [await get(client, f"{LIST}/{number}") for client in (trainer, other)]
    tokens = [csrf_of(form) for form in forms]
    answers = await asyncio.gather(
        *(
            client.post(
                f"{LIST}/{number}",
                data={
                    **{"csrf": csrf, "seen": base_of(form), "language": "sv"},
                    **{"text": f"Tulpaner för {i}?", "label": "statistics"},
                },
                allow_redirects=False,
            )
            for i, (client, csrf, form) in enumerate(
                zip((trainer, other), tokens, forms, strict=True)
            )
        )
    )
    assert sorted(answer.status for answer in answers) == [303, 422]


async def test_a_change_of_what_was_removed_can_be_saved_as_new(trainer: TestClient) -> None:
    number = await taught(trainer)
    form = await get(trainer, f"{LIST}/{number}")
    await send(trainer, f"{LIST}/{number}/ta-bort")
    changed = {"text": "Nya tulpaner?", "label": "statistics", "language": "sv"}
    html = await send(trainer, f"{LIST}/{number}", 422, seen=base_of(form), **changed)
    assert "har tagits bort" in html
    assert f'action="{LIST}/nytt"' in html
    await send(trainer, f"{LIST}/nytt", **changed)
    assert await texts(trainer) == ["Nya tulpaner?"]
    assert (await trainer.get(f"{LIST}/{number}")).status == 404


async def test_a_removal_is_undone_with_who_and_when_as_before(
    make_client: ClientMaker, trainer: TestClient
) -> None:
    number = await taught(trainer)
    (before,) = (await examples.page(trainer.app[keys.DATABASE], examples.ExampleFilters(), 0, 9))[
        0
    ]  # type: ignore[index]
    other = await make_client()
    await log_in(other, name="bodil")
    html = await send(other, f"{LIST}/{number}/ta-bort", here="etikett=statistics&x=y")
    assert "Exemplet är borttaget." in html and "Ångra" in html
    assert await texts(trainer) == []
    html = await send(other, f"{LIST}/angra")
    assert "Exemplet är tillbaka." in html
    (after,) = (await examples.page(trainer.app[keys.DATABASE], examples.ExampleFilters(), 0, 9))[0]  # type: ignore[index]
    assert after[1] == before[1]
    assert [(who, what) for who, what, _ in await logged(trainer)][-2:] == [
        ("bodil", "example_removed"),
        ("bodil", "example_restored"),
    ]
    assert "inget att ångra" in await send(other, f"{LIST}/angra")


async def test_an_undo_that_would_contradict_is_refused(
    trainer: TestClient, engine: StandInEngine
) -> None:
    number = await taught(trainer)
    await send(trainer, f"{LIST}/{number}/ta-bort")
    engine.refuses = lambda body: {
        **{"reason": "contradicts", "where": "reviewed", "label": "thanks", "text": "x"}
    }
    assert "Exemplet kom inte tillbaka. Säger emot" in await send(trainer, f"{LIST}/angra")
    engine.refuses = lambda body: None
    assert "Exemplet är tillbaka." in await send(trainer, f"{LIST}/angra")


async def test_what_is_removed_twice_is_said(trainer: TestClient) -> None:
    number = await taught(trainer)
    await send(trainer, f"{LIST}/{number}/ta-bort")
    assert "redan borttaget" in await send(trainer, f"{LIST}/{number}/ta-bort")


async def test_the_list_is_narrowed_down_by_its_address(trainer: TestClient) -> None:
    assert trainer.app is not None
    await taught(trainer, "hej 100 % tulpan", "greet")
    await taught(trainer, "tack", "thanks")
    bodil = Person("bodil", "trainer")
    await teach(trainer.app, bodil, "number of tulips", "statistics", "en")
    for query, expected in {
        "etikett=greet": ["hej 100 % tulpan"],
        "sprak=en": ["number of tulips"],
        "vem=bodil": ["number of tulips"],
        "vem=trainer&text=%25": ["hej 100 % tulpan"],
        "text=TUL": ["hej 100 % tulpan", "number of tulips"],
        "etikett=greet&sprak=en": [],
        "sida=0": ["hej 100 % tulpan", "tack", "number of tulips"],
        "sida=99999999999": ["hej 100 % tulpan", "tack", "number of tulips"],
    }.items():
        html = await get(trainer, f"{LIST}?{query}")
        match = re.findall(r'<span lang="\w\w">([^<]*)</span>', html)
        assert sorted(match) == sorted(expected), query
        choices = html[html.index('id="sprak"') : html.index('id="vem"')]
        assert re.findall(r'value="(\w+)"', choices) == ["sv", "en"], "those that are taught"


async def test_long_lists_have_pages(trainer: TestClient) -> None:
    assert trainer.app is not None
    for i in range(51):
        await teach(trainer.app, PERSON, f"tulpan {i}", "statistics", "sv")
    first = await get(trainer, f"{LIST}?etikett=statistics")
    assert first.count("<li>\n<div>") == 50
    assert "etikett=statistics&amp;sida=2" in first
    second = await get(trainer, f"{LIST}?etikett=statistics&sida=2")
    assert "tulpan 0<" in second and "sida=1" in second


async def test_readers_see_and_change_nothing(
    client: TestClient, make_client: ClientMaker, trainer: TestClient
) -> None:
    number = await taught(trainer)
    reader = await make_client()
    await log_in(reader, "reader")
    html = await get(reader, LIST)
    assert TEXT in html and "Ta bort" not in html and "nytt" not in html
    csrf = csrf_of(html)
    for path in (f"{number}", f"{number}/ta-bort", "nytt", "angra"):
        response = await reader.post(f"{LIST}/{path}", data={"csrf": csrf})
        assert response.status == 403
    assert await texts(trainer) == [TEXT]


async def test_the_file_to_download_is_what_is_trained(trainer: TestClient) -> None:
    await taught(trainer)
    response = await trainer.get(f"{LIST}/reviewed.yml")
    assert response.headers["Content-Disposition"] == 'attachment; filename="reviewed.yml"'
    assert trainer.app is not None
    assert await response.text() == await examples.as_yaml(trainer.app[keys.DATABASE])


async def test_nothing_that_is_taught_is_logged(
    trainer: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "web")
    number = await taught(trainer)
    await send(trainer, f"{LIST}/{number}/ta-bort")
    assert "tulpan" not in "".join(r.getMessage() for r in caplog.records if r.name[:3] == "web")
    assert not [about for *_, about in await logged(trainer) if "tulpan" in about]
