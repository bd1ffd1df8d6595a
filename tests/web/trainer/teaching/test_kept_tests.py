"""Tests made of conversations: stories, messages, and the page of a conversation."""

from __future__ import annotations

import asyncio
import re
import sqlite3
import time
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from ruamel.yaml import YAML

from contracts.paths import STORIES
from tests.web.conftest import ClientMaker, StandInEngine, store
from tests.web.stores import say
from tests.web.trainer.conftest import csrf_of, hides, log_in, logged
from tests.web.trainer.inbox.test_inbox import as_another, doubtful, judge
from web import keys
from web.store.teaching import examples, kept_tests
from web.trainer.access.people import Person
from web.trainer.inbox.intake import take_in
from web.trainer.personal_data import suggest
from web.trainer.teaching.claims import notice_against
from web.trainer.teaching.examples import teach
from web.trainer.usefulness import alike

LIST = "/trana/tester"
MESSAGE = "Kan ni kommentera fallet [namn]?"
CONVERSATION = "browser-abc_123"


def user(text: str, intent: str, likeliest: str | None = None, **more: Any) -> dict[str, Any]:
    ranking = [{"name": likeliest or intent, "confidence": 0.87}]
    understood = {"name": intent, "confidence": 0.87}
    parse = {"intent": understood, "intent_ranking": ranking, "entities": []}
    return {"event": "user", "text": text, "parse_data": parse, "metadata": {}, **more}


def action(name: str) -> dict[str, Any]:
    return {"event": "action", "name": name}


def bot(text: str) -> dict[str, Any]:
    return {"event": "bot", "text": text, "data": {}, "metadata": {}}


LISTEN = action("action_listen")
EVENTS = [
    action("action_session_start"),
    {"event": "session_started"},
    LISTEN,
    user("hej", "greet"),
    action("action_answer"),
    bot("Hej."),
    LISTEN,
    # An hour later Rasa begins anew.
    action("action_session_start"),
    {"event": "session_started"},
    LISTEN,
    user(MESSAGE, "individual_case"),
    action("action_answer"),
    bot("ETT FALL\nRing oss."),
    LISTEN,
    user("/check_case", "check_case", metadata={"title": "Kan ni kommentera just mitt fall?"}),
    action("case_form"),
    {"event": "active_loop", "name": "case_form"},
    bot("Samtycke?"),
    LISTEN,
    user("det undrar jag med", "nlu_fallback", "dont_know"),
    action("action_ask_back"),
    bot("Samtycke?"),
    LISTEN,
    user("och mejlen då?", "ask_mail"),
    action("action_follow_up"),
    {"event": "active_loop", "name": None},
    bot("Mejlen"),
    LISTEN,
]


def ids(database: Path) -> list[int]:
    """Of the users' events, in order."""
    with sqlite3.connect(database) as connection:
        found = connection.execute("SELECT id FROM events WHERE type_name = 'user' ORDER BY id")
        numbers = [row[0] for row in found]
    connection.close()
    return numbers


async def settle(database: Path, number: int, label: str, language: str = "sv") -> None:
    """As the inbox does when a trainer has said what a message is.

    In a thread: the app, whose loop this is, may be about to store something.
    """
    await asyncio.to_thread(_settle, database, number, label, language)


def _settle(database: Path, number: int, label: str, language: str) -> None:
    row = {
        **{"id": number, "conversation": CONVERSATION, "channel": "browser"},
        **{"said_at": time.time()},  # what is old is deleted
        **{"language": language, "text": "x", "intent": "x", "likeliest": "x", "confidence": 0.5},
        **{"ranking": "[]", "wants_second": False, "usefulness": 0, "state": "settled"},
        "label": label,
    }
    with sqlite3.connect(database) as connection:
        names = ", ".join(row)
        values = ", ".join(f":{name}" for name in row)
        connection.execute(f"INSERT OR REPLACE INTO messages ({names}) VALUES ({values})", row)
    connection.close()


@pytest.fixture
async def trainer(client: TestClient, database: Path, engine: StandInEngine) -> TestClient:
    engine.masks = hides()
    await log_in(client)
    await store(database, CONVERSATION, *EVENTS)
    return client


async def get(client: TestClient, path: str) -> str:
    response = await client.get(path)
    assert response.status == 200, path
    return await response.text()


async def send(client: TestClient, path: str, **form: str) -> str:
    """What is shown once a form is dealt with."""
    csrf = csrf_of(await get(client, LIST))
    response = await client.post(path, data={"csrf": csrf, **form})
    assert response.status == 200
    return await response.text()


async def review(database: Path, **labels: str) -> None:
    """Settle what was written in the session as it was understood, but for what is named."""
    numbers = ids(database)
    written = {1: "individual_case", 3: "dont_know", 4: "ask_mail"}
    for place, label in written.items():
        await settle(database, numbers[place], labels.get(f"turn_{place}", label))


def fields_of(html: str) -> list[tuple[str, str]]:
    """What the form of a test sends, as it stands."""
    (form,) = re.findall(r'class="new-test">(.*?)</form>', html, re.DOTALL)
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)
    areas = re.findall(r'<textarea [^>]*name="([\w-]+)"[^>]*>([^<]*)</textarea>', form)
    ticks = re.findall(r'name="(acts|label-\d+)" value="(\w+)" checked', form)
    name = re.findall(r'<input id="name" name="(name)" value="([^"]*)"', form)
    return [(key, unescape(value)) for key, value in (*hidden, *areas, *ticks, *name)]


async def look(client: TestClient, path: str, **query: Any) -> str:
    """The page with the form of a test."""
    response = await client.get(f"{LIST}/{path}", params=query)
    assert response.status == 200
    return await response.text()


async def look_at_story(client: TestClient, message: int) -> str:
    return await look(client, "av-samtal", conversation=CONVERSATION, message=message)


async def post(client: TestClient, path: str, fields: list[tuple[str, str]]) -> str:
    response = await client.post(f"{LIST}/{path}", data=fields)
    assert response.status in (200, 422)
    return await response.text()


async def make_story(client: TestClient, message: int) -> str:
    """Look at the test of a conversation, and keep it as it stands."""
    return await post(client, "av-samtal", fields_of(await look_at_story(client, message)))


async def keep_message(client: TestClient, message: int) -> str:
    """Look at a message for tests, and keep it as it stands."""
    return await post(client, "holdout", fields_of(await look(client, "holdout", message=message)))


async def kept_numbers(client: TestClient) -> list[str]:
    """The numbers of the kept tests, as the list has them."""
    return re.findall(rf'action="{LIST}/(\d+)/ta-bort"', await get(client, LIST))


async def stories(client: TestClient) -> list[Any]:
    response = await client.get(f"{LIST}/reviewed.yml")
    content = YAML(typ="safe").load(await response.text())
    return content["stories"] if content else []


async def messages(client: TestClient) -> list[str]:
    return (await (await client.get(f"{LIST}/reviewed.tsv")).text()).splitlines()


async def test_a_story_says_what_was_understood_and_done_in_the_session(
    trainer: TestClient, database: Path
) -> None:
    await review(database)
    html = await make_story(trainer, ids(database)[2])
    assert "Samtalet är sparat som test" in html
    (story,) = await stories(trainer)
    assert story["story"] == suggest(MESSAGE)
    assert story["steps"] == [
        {"user": f"{suggest(MESSAGE)}\n", "intent": "individual_case"},
        {"action": "action_answer"},
        {"user": "/check_case\n", "intent": "check_case"},
        {"action": "case_form"},
        {"active_loop": "case_form"},
    ]
    assert (await logged(trainer))[-1][:2] == ("trainer", "test_story")


async def test_of_what_was_corrected_and_what_follows_only_the_intent_is_expected(
    trainer: TestClient, database: Path
) -> None:
    numbers = ids(database)
    await review(database)
    await make_story(trainer, numbers[4])
    (story,) = await stories(trainer)
    assert story["steps"][5:] == [
        {"user": "det undrar jag med\n", "intent": "dont_know", "only_intent": True},
        {"user": "och mejlen då?\n", "intent": "ask_mail", "only_intent": True},
    ]


async def test_what_was_settled_as_it_was_understood_changes_nothing(
    trainer: TestClient, database: Path
) -> None:
    numbers = ids(database)
    await review(database)
    await make_story(trainer, numbers[2])
    assert not any("only_intent" in step for step in (await stories(trainer))[0]["steps"])


async def test_the_same_story_is_kept_once_and_names_are_told_apart(
    trainer: TestClient, database: Path
) -> None:
    numbers = ids(database)
    await review(database)
    await make_story(trainer, numbers[1])
    assert "är redan ett test" in await make_story(trainer, numbers[1])
    await make_story(trainer, numbers[2])
    names = [story["story"] for story in await stories(trainer)]
    assert names == [suggest(MESSAGE), f"{suggest(MESSAGE)} (2)"]


@pytest.mark.parametrize(
    "form",
    [
        {"message": "99999"},
        {"message": "x"},
        {"message": "9" * 40},
        {"conversation": "browser-other"},
        {"conversation": ""},
    ],
)
async def test_what_is_not_there_makes_no_story(
    trainer: TestClient, database: Path, form: dict[str, str]
) -> None:
    fields = {"conversation": CONVERSATION, "message": str(ids(database)[1]), **form}
    assert "finns inte längre" in await send(trainer, f"{LIST}/av-samtal", **fields)
    assert await stories(trainer) == []


async def test_a_message_is_kept_with_invented_names_and_its_language(
    trainer: TestClient, database: Path, engine: StandInEngine
) -> None:
    number = ids(database)[1]
    await settle(database, number, "individual_case", "no")
    html = await keep_message(trainer, number)
    assert "Meddelandet är sparat som test för Enskilt fall." in html
    assert await messages(trainer) == [f"individual_case\tno\t{suggest(MESSAGE)}"]
    assert engine.received[-1]["text"] == suggest(MESSAGE)
    assert suggest(MESSAGE) in await get(trainer, LIST)


async def test_a_message_that_is_taught_is_not_kept_and_one_that_is_kept_is_not_taught(
    trainer: TestClient, database: Path, engine: StandInEngine
) -> None:
    assert trainer.app is not None

    def refuses(body: dict[str, Any]) -> dict[str, Any] | None:
        """As the engine, of texts that are wholly the same."""
        for text, label in body["taught"]:
            if text == body["text"]:
                reason = "known" if label else "holdout"
                return {"reason": reason, "where": "reviewed", "label": label, "text": text}
        return None

    engine.refuses = refuses
    person, number = Person("trainer", "trainer"), ids(database)[1]
    await review(database)
    assert await teach(trainer.app, person, MESSAGE, "individual_case", "sv") is None
    html = await keep_message(trainer, number)
    assert "Boten har redan lärt sig meningen" in html
    assert await messages(trainer) == []
    (row,), _ = await examples.page(trainer.app[keys.DATABASE], examples.ExampleFilters(), 0, 9)
    await send(trainer, f"/trana/exempel/{row[0]}/ta-bort")
    await keep_message(trainer, number)
    assert len(await messages(trainer)) == 1
    assert "Står redan bland testmeddelandena" in await keep_message(trainer, number)
    error = await teach(trainer.app, person, MESSAGE, "individual_case", "sv")
    assert error is not None and error.startswith("Står bland testmeddelandena")
    # Nor can the removal of either be undone once the other is there.
    assert "kom inte tillbaka" in await send(trainer, "/trana/exempel/angra")


async def test_a_message_that_is_gone_or_no_message_is_not_kept(
    trainer: TestClient, database: Path
) -> None:
    action_event = ids(database)[0] + 1
    for number in ("12345", "", str(action_event)):
        html = await send(trainer, f"{LIST}/holdout", message=number, label="thanks")
        assert "finns inte längre" in html
    assert await messages(trainer) == []


async def test_a_message_that_is_masked_whole_tries_nothing(
    trainer: TestClient, database: Path
) -> None:
    await store(database, "browser-b", user("[namn] [telefon]", "individual_case"))
    number = ids(database)[-1]
    await settle(database, number, "individual_case")
    assert "borttaget som personuppgifter" in await keep_message(trainer, number)
    assert await messages(trainer) == []


async def test_a_form_leads_back_to_where_it_came_from(trainer: TestClient, database: Path) -> None:
    csrf = csrf_of(await get(trainer, LIST))
    for till, place in {
        f"/trana/samtal/{CONVERSATION}": f"/trana/samtal/{CONVERSATION}",
        "/trana?intent=statistics": "/trana?intent=statistics",
        "https://example.org/trana": "/trana",
        "//example.org": "/trana",
        "": LIST,
    }.items():
        form = {"csrf": csrf, "message": "1", "label": "thanks", "till": till}
        for path in ("holdout", "av-samtal"):
            response = await trainer.post(f"{LIST}/{path}", data=form, allow_redirects=False)
            assert (response.status, response.headers["Location"]) == (303, place)


async def test_a_storys_new_name_names_nobody(
    trainer: TestClient, database: Path, engine: StandInEngine
) -> None:
    await review(database)
    await make_story(trainer, ids(database)[1])
    (number,) = await kept_numbers(trainer)
    fields = dict(fields_of(await get(trainer, f"{LIST}/{number}")))
    engine.masks = hides("Eva Karlsson")
    fields["name"] = "Eva Karlssons fall"
    html = await post(trainer, number, list(fields.items()))
    assert "kan peka ut någon: ”Eva Karlsson”" in html
    assert "Du skrev: <q>Eva Karlssons fall</q>" in html
    shown = dict(fields_of(html))
    assert "Eva Karlsson" not in shown["name"] and shown["name"].endswith("s fall")
    engine.masks = None
    assert "Motorn svarar inte" in await post(trainer, number, list(fields.items()))
    assert [story["story"] for story in await stories(trainer)] == [suggest(MESSAGE)]


async def test_a_kept_story_is_changed_unless_somebody_else_was_first(
    trainer: TestClient, database: Path
) -> None:
    await review(database)
    for message in ids(database)[1:3]:
        await make_story(trainer, message)
    first = min(await kept_numbers(trainer), key=int)
    html = await get(trainer, f"{LIST}/{first}")
    assert suggest(MESSAGE) in html
    assert "Ska förstås som <strong>Enskilt fall</strong>" in html
    before = dict(fields_of(html))
    same = await post(trainer, first, list(before.items()))
    assert "<h1>Tester</h1>" in same and "ändrat" not in same
    after = {**before, "name": " Ett: #namn\n ", "text-0": "Kan ni\nsäga något?"}
    html = await post(trainer, first, list(after.items()))
    assert "Testet är ändrat." in html
    assert (await logged(trainer))[-1][:2] == ("trainer", "test_changed")
    kept = {story["story"]: story["steps"] for story in await stories(trainer)}
    assert kept["Ett: #namn"] == [
        {"user": "Kan ni säga något?\n", "intent": "individual_case"},
        {"action": "action_answer"},
    ]
    html = await post(trainer, first, list({**before, "name": "Två"}.items()))
    assert "Någon annan har ändrat testet" in html
    now = dict(fields_of(html))
    assert now["name"] == "Ett: #namn"
    taken = f"{suggest(MESSAGE)} (2)"
    html = await post(trainer, first, list({**now, "name": taken}.items()))
    assert f"Ett annat test heter ”{taken}”" in html
    html = await post(trainer, first, list({**now, "name": " "}.items()))
    assert "ska ha ett namn" in html
    assert {story["story"] for story in await stories(trainer)} == {"Ett: #namn", taken}
    await send(trainer, f"{LIST}/{first}/ta-bort")
    assert "har tagits bort" in await post(trainer, first, list(now.items()))
    assert (await trainer.get(f"{LIST}/{first}")).status == 404


async def test_what_a_kept_story_claims_is_changed_where_a_review_says_otherwise(
    trainer: TestClient, database: Path
) -> None:
    await review(database)
    first = ids(database)[1]
    await make_story(trainer, ids(database)[2])
    with sqlite3.connect(database) as connection:
        connection.execute(
            "UPDATE messages SET text = ?, alike = ?, label = 'thanks' WHERE id = ?",
            [suggest(MESSAGE), alike(suggest(MESSAGE)), first],
        )
    connection.close()
    (number,) = await kept_numbers(trainer)
    assert f'<a href="{LIST}/{number}">Ändra testet</a>' in await get(trainer, LIST)
    html = await get(trainer, f"{LIST}/{number}")
    fields = fields_of(html)
    assert ("label-0", "individual_case") in fields
    assert "<strong>Tack</strong>, som en granskning säger" in html
    changed = [(key, "thanks" if key == "label-0" else value) for key, value in fields]
    await post(trainer, number, changed)
    # What the bot did rested on the other label, there and after it.
    assert (await stories(trainer))[0]["steps"] == [
        {"user": f"{suggest(MESSAGE)}\n", "intent": "thanks", "only_intent": True},
        {"user": "/check_case\n", "intent": "check_case", "only_intent": True},
    ]
    assert "säger emot testet" not in await get(trainer, LIST)
    # And of nothing else than a review says can it be made.
    fields = fields_of(await get(trainer, f"{LIST}/{number}"))
    await post(trainer, number, [*fields, ("label-0", "statistics")])
    assert (await stories(trainer))[0]["steps"][0]["intent"] == "thanks"


async def test_a_kept_message_is_changed_and_checked_as_a_new_one(
    trainer: TestClient, database: Path, engine: StandInEngine
) -> None:
    await review(database)
    await keep_message(trainer, ids(database)[4])
    (number,) = await kept_numbers(trainer)
    fields = dict(fields_of(await get(trainer, f"{LIST}/{number}")))
    assert fields["text-0"] == "och mejlen då?"
    flaw = {"reason": "unmasked", "where": "telefon", "label": None, "text": None}
    engine.refuses = lambda body: flaw if "070" in body["text"] else None
    wrong = {**fields, "text-0": "ring 070-174 06 05"}
    assert "Texten har ett telefonnummer i sig" in await post(trainer, number, list(wrong.items()))
    await post(trainer, number, list({**fields, "text-0": "och mejlen sen?"}.items()))
    # It does not stand in its own way.
    assert engine.received[-1]["text"] == "och mejlen sen?"
    assert engine.received[-1]["taught"] == []
    assert await messages(trainer) == ["ask_mail\tsv\toch mejlen sen?"]


async def test_a_removal_is_undone(trainer: TestClient, database: Path) -> None:
    await review(database)
    await make_story(trainer, ids(database)[1])
    (number,) = await kept_numbers(trainer)
    before = await stories(trainer)
    html = await send(trainer, f"{LIST}/{number}/ta-bort")
    assert "Testet är borttaget." in html and "Ångra" in html
    assert await stories(trainer) == []
    assert "redan borttaget" in await send(trainer, f"{LIST}/{number}/ta-bort")
    assert "Testet är tillbaka." in await send(trainer, f"{LIST}/angra")
    assert await stories(trainer) == before
    assert "inget att ångra" in await send(trainer, f"{LIST}/angra")


async def test_the_page_of_a_conversation_shows_each_turn_and_makes_tests(
    trainer: TestClient, database: Path
) -> None:
    numbers = ids(database)
    await settle(database, numbers[3], "dont_know")
    html = await get(trainer, f"/trana/samtal/{CONVERSATION}")
    for text in (
        MESSAGE,
        "Kan ni kommentera just mitt fall?",
        "Tryckte på en knapp",
        "Enskilt fall",
        "87 %",
        "Frågade tillbaka",
        "troligast Vet inte",
        "rättat till Vet inte",
        "Ring oss.",
        "Webben",
    ):
        assert text in html, text
    assert html.count('href="/trana/tester/av-samtal?') == 4
    # Of what nobody has reviewed no message for tests can be made.
    assert re.findall(r"Gör testmeddelande: ([^<]+)<", html) == ["Vet inte"]
    await review(database)
    link = re.findall(r'href="(/trana/tester/av-samtal[^"]+)"', html)[1]
    fields = fields_of(await get(trainer, unescape(link)))
    response = await trainer.post(f"{LIST}/av-samtal", data=fields)
    assert str(response.url).endswith(f"/trana/samtal/{CONVERSATION}")
    assert "Samtalet är sparat som test" in await response.text()


async def test_a_story_is_shown_turn_by_turn_before_it_is_kept(
    trainer: TestClient, database: Path
) -> None:
    await review(database)
    html = await look_at_story(trainer, ids(database)[4])
    assert suggest(MESSAGE) in html
    assert "en knapp: Kan ni kommentera just mitt fall?" in html
    for label in ("Enskilt fall", "Vet inte", "Mejlen till det"):
        assert f"Ska förstås som <strong>{label}</strong>, som ni har granskat" in html
    assert html.count("Kräv också att boten gör så här:") == 2
    # The bot asked back there, and what follows rests on it.
    assert html.count("Testet kräver bara att meddelandet förstås") == 2
    assert "action_" not in html
    assert await stories(trainer) == []


async def test_a_story_is_kept_as_it_was_edited(trainer: TestClient, database: Path) -> None:
    await review(database)
    number = ids(database)[2]
    fields = dict(fields_of(await look_at_story(trainer, number)))
    first, button = ids(database)[1:3]
    fields |= {f"text-{first}": "Kan ni säga\nnågot om fallet?", "name": "Ett fall"}
    fields["acts"] = str(button)
    await post(trainer, "av-samtal", list(fields.items()))
    (story,) = await stories(trainer)
    assert story["story"] == "Ett fall"
    assert story["steps"] == [
        {
            "user": "Kan ni säga något om fallet?\n",
            "intent": "individual_case",
            "only_intent": True,
        },
        {"user": "/check_case\n", "intent": "check_case"},
        {"action": "case_form"},
        {"active_loop": "case_form"},
    ]


async def test_a_text_that_may_not_be_kept_is_said_with_what_else_was_edited(
    trainer: TestClient, database: Path, engine: StandInEngine
) -> None:
    await review(database)
    first = ids(database)[1]
    fields = dict(fields_of(await look_at_story(trainer, first)))
    fields |= {f"text-{first}": "ring 070-174 06 05", "name": "Ett fall"}
    del fields["acts"]
    flaw = {"reason": "unmasked", "where": "telefon", "label": None, "text": None}
    engine.refuses = lambda body: flaw if "070" in body["text"] else None
    html = await post(trainer, "av-samtal", list(fields.items()))
    assert "Texten har ett telefonnummer i sig" in html
    assert await stories(trainer) == []
    again = dict(fields_of(html))
    assert (again[f"text-{first}"], again["name"]) == ("ring 070-174 06 05", "Ett fall")
    assert "acts" not in again


async def test_what_is_written_into_a_story_and_its_name_names_nobody(
    trainer: TestClient, database: Path, engine: StandInEngine
) -> None:
    await review(database)
    first = ids(database)[1]
    fields = dict(fields_of(await look_at_story(trainer, first)))
    fields |= {f"text-{first}": "Eva Karlsson fick avslag", "name": "Fallet Nils Öberg"}
    engine.masks = hides("Eva Karlsson", "Nils Öberg")
    html = await post(trainer, "av-samtal", list(fields.items()))
    assert "kan peka ut någon: ”Eva Karlsson”, ”Nils Öberg”" in unescape(html)
    assert await stories(trainer) == []
    shown = dict(fields_of(html))
    assert shown[f"text-{first}"].endswith(" fick avslag")
    assert "Eva Karlsson" not in shown[f"text-{first}"] and "Nils Öberg" not in shown["name"]
    typed = re.findall(r'name="(typed-[\w-]+)" value="([^"]*)"', html)
    assert [unescape(text) for _, text in typed] == [fields[f"text-{first}"], fields["name"]]
    again = [(key, value) for key, value in shown.items() if not key.startswith("typed")]
    engine.masks = hides()
    await post(trainer, "av-samtal", again)
    (story,) = await stories(trainer)
    assert (story["steps"][0]["user"].strip(), story["story"]) == (
        shown[f"text-{first}"],
        shown["name"],
    )
    # Who has read it may say that it points at nobody.
    engine.masks = hides("Eva Karlsson", "Nils Öberg")
    await post(trainer, "av-samtal", [*again, *typed, ("as_it_was", "1")])
    names = [story["story"] for story in await stories(trainer)]
    assert sorted(names) == sorted([shown["name"], "Fallet Nils Öberg"])
    engine.masks = None
    assert "Motorn svarar inte" in await post(trainer, "av-samtal", list(fields.items()))


async def test_what_is_written_into_a_message_for_tests_names_nobody(
    trainer: TestClient, database: Path, engine: StandInEngine
) -> None:
    await review(database)
    number = ids(database)[1]
    fields = dict(fields_of(await look(trainer, "holdout", message=number)))
    engine.masks = hides("Eva Karlsson")
    fields["text"] = "Eva Karlsson fick avslag"
    html = await post(trainer, "holdout", list(fields.items()))
    assert "kan peka ut någon: ”Eva Karlsson”" in html
    assert "Du skrev: <q>Eva Karlsson fick avslag</q>" in html
    assert await messages(trainer) == []
    (shown,) = re.findall(r"<textarea[^>]*>([^<]*)</textarea>", html)
    assert "Eva Karlsson" not in shown and shown.endswith("fick avslag")
    await post(trainer, "holdout", [*fields.items(), ("as_it_was", fields["text"])])
    assert await messages(trainer) == ["individual_case\tsv\tEva Karlsson fick avslag"]


@pytest.mark.parametrize("place", [1, 3])
async def test_of_what_is_not_reviewed_no_test_is_made(
    trainer: TestClient, database: Path, place: int
) -> None:
    number = ids(database)[place]
    await review(database)
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE messages SET state = 'waiting' WHERE id = ?", [number])
    connection.close()
    html = await look_at_story(trainer, ids(database)[4])
    assert "Ett meddelande är inte granskat än" in html
    assert f'href="/trana?visa=alla&amp;m={number}"' in html
    assert "disabled" in html
    assert "inte granskade än" in await make_story(trainer, ids(database)[4])
    assert "Inte granskat än" in await look(trainer, "holdout", message=number)
    await keep_message(trainer, number)
    assert (await stories(trainer), await messages(trainer)) == ([], [])


async def test_a_review_that_changed_meanwhile_is_read_again_first(
    trainer: TestClient, database: Path
) -> None:
    number = ids(database)[1]
    await review(database)
    story = fields_of(await look_at_story(trainer, number))
    message = fields_of(await look(trainer, "holdout", message=number))
    await settle(database, number, "statistics")
    for path, fields in (("av-samtal", story), ("holdout", message)):
        html = await post(trainer, path, fields)
        assert "medan sidan var öppen" in html
        assert "Ska förstås som <strong>Statistik</strong>" in html
    assert (await stories(trainer), await messages(trainer)) == ([], [])


async def test_a_later_review_against_a_test_is_told_on_the_list(
    trainer: TestClient, database: Path
) -> None:
    assert trainer.app is not None
    await review(database)
    numbers = ids(database)
    await make_story(trainer, numbers[4])
    await keep_message(trainer, numbers[4])
    words = {"text": "Och mejlen, då?", "alike": alike("och mejlen då?")}
    with sqlite3.connect(database) as connection:
        connection.execute(
            "UPDATE messages SET text = :text, alike = :alike WHERE id = :id",
            words | {"id": numbers[4]},
        )
    connection.close()
    assert "säger emot" not in await get(trainer, LIST)
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE messages SET label = 'thanks' WHERE id = ?", [numbers[4]])
    connection.close()
    html = await get(trainer, LIST)
    against = "”och mejlen då?” är Tack, men testet kräver Mejlen till det"
    assert html.count(against) == 2


async def test_whoever_settles_against_a_test_is_told_so(
    trainer: TestClient, database: Path
) -> None:
    assert trainer.app is not None
    await review(database)
    await make_story(trainer, ids(database)[1])
    app = trainer.app[keys.DATABASE]
    # The text is masked as it is stored, and has an invented name in the test.
    assert await notice_against(app, MESSAGE, "statistics") == (
        " Ett test säger annat: Enskilt fall. Se Tester."
    )
    assert await notice_against(app, MESSAGE, "individual_case") == ""
    assert await notice_against(app, "en annan fråga", "statistics") == ""
    otherwise = " kan NI kommentera fallet, [namn] !"
    assert "Enskilt fall" in await notice_against(app, otherwise, "statistics")
    assert await notice_against(app, "fallet", "statistics") == ""


async def test_whoever_contradicts_or_relabels_against_a_test_is_told_so(
    trainer: TestClient,
) -> None:
    assert trainer.app is not None
    database, now = trainer.app[keys.DATABASE], datetime.now(UTC)
    against = "Ett test säger annat: Tack. Se Tester."
    message, other = [
        (await say(database, f"browser-{text[:4]}", now, doubtful(text)))[0]
        for text in ("tack för det", "och det då")
    ]
    await take_in(database, now, 0)
    for text in ("Tack, för det!", "Och det då?"):
        await kept_tests.keep(
            database, kept_tests.kept_message("thanks", "sv", text, "anna", now), now
        )
    for one in (message, other):
        await judge(trainer, one, verdict="right", teach_right="on")
    (first, _), (second, _) = (await examples.page(database, examples.ExampleFilters(), 0, 9))[0]
    csrf = csrf_of(await get(trainer, LIST))
    many = {"csrf": csrf, "example": str(first), "label": "greet", "review": "on"}
    response = await trainer.post("/trana/exempel/markerade", data=many)
    assert against in await response.text()
    html = await get(trainer, f"/trana/exempel/{second}")
    (seen,) = re.findall(r'name="seen" value="([^"]*)"', html)
    form = {"text": "tack för det", "label": "greet", "language": "sv", "review": "on"}
    html = await send(trainer, f"/trana/exempel/{second}", **form, seen=seen)
    assert f"Exemplet är ändrat. {against}" in html
    await as_another(trainer, "bo")
    html = await send(trainer, f"/trana/meddelande/{message}/sag-emot", label="statistics")
    assert f"Sparat: Statistik. {against}" in html


async def test_a_conversation_that_is_gone_is_not_found(trainer: TestClient) -> None:
    assert (await trainer.get("/trana/samtal/browser-gone")).status == 404


async def test_readers_see_and_change_nothing(
    trainer: TestClient, make_client: ClientMaker, database: Path
) -> None:
    await review(database)
    await make_story(trainer, ids(database)[1])
    (number,) = await kept_numbers(trainer)
    reader = await make_client()
    await log_in(reader, "reader")
    for path in (LIST, f"/trana/samtal/{CONVERSATION}"):
        html = await get(reader, path)
        assert suggest(MESSAGE) in html or MESSAGE in html
        assert "/trana/tester/av-samtal" not in html
        assert "/trana/tester/" not in "".join(re.findall(r'<form[^>]*action="([^"]*)"', html))
    csrf = csrf_of(html)
    for path in ("av-samtal", "holdout", number, f"{number}/ta-bort", "angra"):
        assert (await reader.post(f"{LIST}/{path}", data={"csrf": csrf})).status == 403


async def test_the_texts_for_tests_lead_to_no_conversation(
    trainer: TestClient, database: Path
) -> None:
    assert trainer.app is not None
    number = ids(database)[1]
    await review(database)
    await make_story(trainer, number)
    await keep_message(trainer, number)
    for kind in (kept_tests.STORY, kept_tests.HOLDOUT):
        for _, test in await kept_tests.every(trainer.app[keys.DATABASE], kind):
            assert CONVERSATION not in test.name + test.content
            assert "[namn]" not in test.content


async def test_the_stories_that_come_with_the_bot_are_read_and_searched(
    trainer: TestClient,
) -> None:
    assert "/trana/tester/medfoljande" in await get(trainer, LIST)
    html = await get(trainer, f"{LIST}/medfoljande")
    total = sum(path.read_text().count("- story:") for path in STORIES.glob("*.yml"))
    assert f"{total} samtal, efter vad det första meddelandet gäller." in html
    assert "<details>" in html and "<details open>" not in html
    found = await get(trainer, f"{LIST}/medfoljande?sok=sjukersättning. PUBLICERAR kl 17")
    assert f"1 av {total} samtal." in found
    assert "Publicerar kl 17." in found and "→ Presstjänsten, boten svarar" in found
    assert "Svaret ska ha med:" in found and "”klockan 17”" in found
    assert "action_" not in html and "published at five" not in html
    assert "Inget samtal stämmer" in await get(trainer, f"{LIST}/medfoljande?sok=tulpaner i maj")
