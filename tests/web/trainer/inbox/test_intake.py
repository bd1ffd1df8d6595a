"""What people write becomes messages to review, once each, ordered by what they would teach."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine.interfaces import CacheStats
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.tables import events
from tests.web.stores import NOW, asked_back, pressed, rows_of, say, user
from web.settings import SettingsError, settings_from_environment
from web.store.conversations import feedback
from web.store.conversations import history as conversations
from web.store.review import reviews
from web.store.review.review_queue import last_texts
from web.store.teaching import examples
from web.store.teaching.examples import TaughtExample
from web.store.trainer_tables import messages
from web.store.trainer_tables import reviews as reviews_table
from web.trainer.inbox.intake import take_in
from web.trainer.usefulness import Prediction, alike, corrects, taught_words, usefulness

LATER = NOW + timedelta(minutes=1)


async def test_a_message_is_taken_in_as_it_was_understood(store: AsyncEngine) -> None:
    bot = {"event": "bot", "text": "svar"}
    event = user("Hur många?", "statistics", 0.8, [("nlu_fallback", 0.2), ("press_contact", 0.1)])
    (id, _) = await say(store, "browser-a", NOW, event, bot)
    assert await take_in(store, LATER, share=0) == 1
    (row,) = await rows_of(store)
    assert (row["id"], row["conversation"], row["said_at"]) == (id, "browser-a", NOW.timestamp())
    assert (row["channel"], row["language"], row["text"]) == ("browser", "sv", "Hur många?")
    assert (row["intent"], row["likeliest"], row["confidence"]) == ("statistics", "statistics", 0.8)
    assert json.loads(row["ranking"]) == [["statistics", 0.8], ["press_contact", 0.1]]
    assert (row["chosen"], row["helped"], row["wants_second"]) == (None, None, False)
    assert (row["state"], row["label"]) == ("waiting", None)


async def test_taking_in_again_adds_nothing_and_takes_what_was_committed_late(
    store: AsyncEngine,
) -> None:
    await say(store, "browser-a", NOW, user("ett"))
    (missed,) = await say(store, "browser-b", NOW, user("två"))
    await say(store, "browser-c", NOW, user("tre"))
    async with store.begin() as connection:  # its transaction had not been committed
        row = (await connection.execute(sa.select(events).where(events.c.id == missed))).one()
        await connection.execute(sa.delete(events).where(events.c.id == missed))
    assert await take_in(store, LATER) == 2
    async with store.begin() as connection:
        await connection.execute(sa.insert(events).values(row._asdict()))
    assert await take_in(store, LATER) == 1
    assert await take_in(store, LATER) == 0
    assert [row["text"] for row in await rows_of(store)] == ["ett", "två", "tre"]


async def test_several_copies_take_in_at_once_without_doubles(store: AsyncEngine) -> None:
    for i in range(30):
        await say(store, f"browser-{i}", NOW, user(f"fråga {i}"))
    counts = await asyncio.gather(*(take_in(store, LATER) for _ in range(4)))
    assert sum(counts) == 30
    assert len(await rows_of(store)) == 30


async def test_a_long_backlog_is_taken_in_whole(store: AsyncEngine) -> None:
    old = NOW - timedelta(days=20)
    await say(store, "slack-a", old, *(user(f"fråga {i}") for i in range(700)))
    assert await take_in(store, NOW) == 700


async def test_a_statement_that_adds_messages_is_compiled_once_for_one_and_once_for_several(
    store: AsyncEngine,
) -> None:
    hits = []

    def note(connection: Any, cursor: Any, sql: str, values: Any, context: Any, many: bool) -> None:
        if sql.startswith("INSERT INTO messages"):
            hits.append(context.cache_hit)

    sa.event.listen(store.sync_engine, "before_cursor_execute", note)
    for count in (2, 1, 3, 1):
        await say(store, "browser-a", NOW, *(user(f"{count} {n}") for n in range(count)))
        assert await take_in(store, LATER) == count
    assert hits[-2:] == [CacheStats.CACHE_HIT] * 2
    assert len(await rows_of(store)) == 7


async def test_a_statement_is_hardly_another_one_for_every_number_of_messages(
    store: AsyncEngine,
) -> None:
    """A connection keeps its last hundred statements: one of 300 messages takes a megabyte."""
    seen: set[str] = set()
    sa.event.listen(store.sync_engine, "before_cursor_execute", lambda *given: seen.add(given[2]))
    for count in range(1, 41):
        said = (user(f"{count} {n}") for n in range(count))
        await say(store, f"browser-{count}", NOW, *said)
        assert await take_in(store, LATER) == count
    inserts = {sql for sql in seen if sql.startswith("INSERT INTO messages")}
    assert len(inserts) <= 11
    beginnings = Counter(sql[:60] for sql in seen if " IN (" in sql)
    assert beginnings and max(beginnings.values()) <= 7


async def test_a_button_is_no_message_but_says_what_was_meant(store: AsyncEngine) -> None:
    unsure = asked_back("beslut och siffror", [("public_records", 0.5), ("statistics", 0.4)])
    await say(store, "browser-a", NOW, unsure)
    await take_in(store, LATER)
    assert [row["chosen"] for row in await rows_of(store)] == [None]
    await say(store, "browser-a", NOW + timedelta(seconds=20), pressed("statistics"))
    await take_in(store, LATER)
    (row,) = await rows_of(store)
    assert (row["intent"], row["likeliest"]) == ("nlu_fallback", "public_records")
    assert (row["confidence"], row["chosen"]) == (0.5, "statistics")
    assert "asked_back" in row["reasons"]


async def test_a_choice_of_something_else_or_in_the_questions_about_a_case_is_none(
    store: AsyncEngine,
) -> None:
    unsure = asked_back("hm", [("statistics", 0.3)])
    await say(store, "browser-a", NOW, unsure, pressed("something_else", "Något annat"))
    await say(store, "browser-b", NOW, unsure, pressed("inform", "Ja, det finns"))
    await take_in(store, LATER)
    assert [row["chosen"] for row in await rows_of(store)] == [None, None]


@pytest.mark.parametrize(
    ("following", "corrected"),
    [
        (user("nej jag menade en intervju", "press_contact"), True),
        (user("nej", "deny"), True),
        (pressed("something_else", "Något annat"), True),
        (user("hur många barnbidrag betalades ut, handlingarna", "public_records"), True),
        (user("hur många barnbidrag betalades ut i Skåne", "statistics"), False),
        (user("kan jag få en intervju i morgon", "press_contact"), False),
        (user("tack", "thanks"), False),
    ],
)
async def test_a_topic_that_is_corrected_at_once_is_worth_a_look(
    store: AsyncEngine, following: dict[str, Any], corrected: bool
) -> None:
    await say(store, "browser-a", NOW, user("hur många barnbidrag betalades ut"))
    await take_in(store, LATER)
    before = (await rows_of(store))[0]["usefulness"]
    await say(store, "browser-a", NOW + timedelta(seconds=30), following)
    await take_in(store, LATER)
    row = (await rows_of(store))[0]
    assert ("corrected" in row["reasons"].split()) is corrected
    assert (row["usefulness"] > before) is corrected


async def test_what_comes_much_later_corrects_nothing(store: AsyncEngine) -> None:
    await say(store, "slack-a", NOW, user("hur många barnbidrag betalades ut"))
    await say(store, "slack-a", NOW + timedelta(hours=1), user("nej, det var allt", "deny"))
    await take_in(store, NOW + timedelta(hours=2))
    assert "corrected" not in (await rows_of(store))[0]["reasons"]


async def test_the_writers_word_on_the_answer_is_brought_up_to_date(store: AsyncEngine) -> None:
    await say(store, "browser-a", NOW, user("Hur många?"))
    assert await feedback.give(store, "browser-a", False, None, NOW)
    await say(store, "browser-b", NOW, user("Vem ringer jag?"))
    await take_in(store, LATER)
    first, second = await rows_of(store)
    assert (first["helped"], second["helped"]) == (False, None)
    assert first["usefulness"] > second["usefulness"] + 0.9
    assert await feedback.give(store, "browser-a", True, None, NOW)
    assert await feedback.give(store, "browser-b", False, None, NOW)
    await take_in(store, LATER)
    first, second = await rows_of(store)
    assert (first["helped"], second["helped"]) == (True, False)
    assert "thumbed_down" not in first["reasons"]
    assert "thumbed_down" in second["reasons"]


async def test_a_short_message_has_the_language_of_the_one_before(store: AsyncEngine) -> None:
    await say(store, "teams-a", NOW, user("Who can I call?", language="en", channel="teams"))
    await say(store, "teams-a", LATER, user("ok", "thanks", language=None, channel="teams"))
    await say(store, "browser-b", NOW, user("ok", "thanks", language=None))
    await take_in(store, NOW + timedelta(minutes=2))
    rows = await rows_of(store)
    assert [row["language"] for row in rows] == ["en", "en", "sv"]
    assert [row["channel"] for row in rows] == ["teams", "teams", "browser"]


async def test_the_same_words_again_teach_less(store: AsyncEngine) -> None:
    for name, text in (("a", "Vab, hur många?"), ("b", "vab hur många"), ("c", "Vab, vem?")):
        await say(store, f"browser-{name}", NOW, user(text, confidence=0.5))
    await take_in(store, LATER)
    first, again, other = await rows_of(store)
    assert again["usefulness"] < first["usefulness"] / 3
    assert other["usefulness"] == first["usefulness"]
    await reviews.give(store, first["id"], "anna", "right", "statistics", NOW)
    await say(store, "browser-d", NOW, user("VAB HUR MÅNGA", confidence=0.5))
    await take_in(store, LATER)
    assert (await rows_of(store))[3]["usefulness"] == again["usefulness"]


async def test_a_review_lowers_the_others_with_the_same_words_once(store: AsyncEngine) -> None:
    await say(store, "browser-a", NOW, user("Vab?", confidence=0.5))
    await say(store, "browser-b", NOW, user("vab", confidence=0.5))
    await take_in(store, LATER)
    first, second = await rows_of(store)
    await reviews.give(store, second["id"], "anna", "right", "statistics", NOW)
    assert (await rows_of(store))[0]["usefulness"] == first["usefulness"] / 4
    await reviews.undo(store, "anna", NOW)
    await reviews.give(store, second["id"], "anna", "right", "statistics", NOW)
    assert (await rows_of(store))[0]["usefulness"] == first["usefulness"] / 4


async def test_a_share_of_the_messages_goes_to_two_trainers(store: AsyncEngine) -> None:
    await say(store, "slack-a", NOW, *(user(f"fråga {i}") for i in range(400)))
    await take_in(store, NOW + timedelta(hours=1), share=20)
    count = sum(row["wants_second"] for row in await rows_of(store))
    assert 50 < count < 110


async def test_a_share_of_the_messages_is_set_aside_by_their_words(store: AsyncEngine) -> None:
    await say(store, "slack-a", NOW, *(user(f"fråga {i % 200}") for i in range(400)))
    await take_in(store, NOW + timedelta(hours=1), aside=10)
    rows = await rows_of(store)
    aside = [row["text"] for row in rows if row["held_out"]]
    assert 20 < len(aside) < 70
    # What is said again is set aside again: else it would be taught by its twin.
    assert not {row["text"] for row in rows if not row["held_out"]} & {*aside}


async def test_what_cannot_be_read_is_left_and_the_rest_is_taken_in(
    store: AsyncEngine, caplog: pytest.LogCaptureFixture
) -> None:
    broken = [
        {"event": "user", "text": "hemligt"},
        {**user("hemligt"), "parse_data": {"intent": None, "entities": []}},
        {**user("hemligt"), "parse_data": None},
    ]
    await say(store, "browser-a", NOW, *broken, user("Hur många?"))
    assert await take_in(store, LATER) == 1
    assert "could not be read" in caplog.text
    assert "hemligt" not in caplog.text


async def test_messages_and_reviews_go_with_their_conversation_and_with_age(
    store: AsyncEngine,
) -> None:
    await say(store, "browser-a", NOW, user("borta"), user("också"))
    await say(store, "browser-b", NOW - timedelta(days=91), user("gammalt"))
    await say(store, "browser-c", NOW, user("kvar"))
    await take_in(store, LATER, share=0)
    for row in await rows_of(store):
        await reviews.give(store, row["id"], "anna", "right", "statistics", NOW)
    assert await conversations.delete(store, "browser-a", NOW) == 4
    assert [row["text"] for row in await rows_of(store)] == ["gammalt", "kvar"]
    await conversations.clean(store, NOW, timedelta(days=90))
    (row,) = await rows_of(store)
    assert row["text"] == "kvar"
    async with store.connect() as connection:
        messages = (await connection.scalars(sa.select(reviews_table.c.message))).all()
    assert messages == [row["id"]]
    example = TaughtExample("kvar", "statistics", "sv", "anna", NOW.timestamp(), row["id"])
    await examples.add(store, example, NOW)
    document = await conversations.export(store, "browser-c", NOW)
    assert document is not None
    assert document["labels"] == [{"about": row["id"], "label": "statistics"}]
    assert document["examples"] == [{"about": row["id"], "text": "kvar", "label": "statistics"}]


async def test_what_is_written_late_to_a_deleted_conversation_is_not_taken_in(
    store: AsyncEngine,
) -> None:
    await conversations.delete(store, "browser-a", NOW)
    await say(store, "browser-a", NOW, user("sent"))
    assert await take_in(store, LATER) == 0
    # Even where it was taken in just before, it goes at the next cleaning.
    await say(store, "browser-b", NOW, user("hann före"))
    await take_in(store, LATER)
    async with store.begin() as connection:
        name = sa.update(messages).values(conversation="browser-a")
        await connection.execute(name)
    await conversations.clean(store, NOW, timedelta(days=90))
    assert await rows_of(store) == []


async def test_the_last_texts(store: AsyncEngine) -> None:
    await say(store, "browser-a", NOW - timedelta(days=3), asked_back("gammalt", [("deny", 0.3)]))
    await say(store, "browser-b", NOW, asked_back("hm?", [("deny", 0.3)], language="en"))
    await say(store, "browser-c", LATER, user("väder", "out_of_scope"), user("Hur många?"))
    await take_in(store, NOW + timedelta(minutes=5), share=0)
    rows = await rows_of(store)
    await reviews.give(store, rows[3]["id"], "anna", "right", "statistics", NOW)
    last = await last_texts(store, 2)
    assert [(m.text, m.language, m.label) for m in last] == [
        ("Hur många?", "sv", "statistics"),
        ("väder", "sv", None),
    ]


def prediction(
    confidence: float, *rest: float, intent: str = "statistics", text: str = "x"
) -> Prediction:
    ranking = tuple(("other", share) for share in rest)
    return Prediction(text, intent, confidence, ((intent, confidence), *ranking))


def test_what_is_less_certain_is_worth_more() -> None:
    values = [usefulness(prediction(c, 1 - c), ())[0] for c in (0.99, 0.9, 0.6, 0.5)]
    assert values == sorted(values)
    assert usefulness(prediction(0.5, 0.45), ())[1] == ["uncertain"]
    assert usefulness(prediction(0.99, 0.01), ())[1] == []


def test_two_wishes_that_are_both_certain_are_not_uncertain() -> None:
    two = "press_contact+statistics"
    sure = Prediction("x", two, 0.95, (("press_contact", 0.5), ("statistics", 0.49)))
    assert usefulness(sure, ())[0] < 0.2
    assert usefulness(Prediction("x", two, 0.61, sure.ranking), ())[0] > 0.7


def test_new_words_count_and_what_was_masked_does_not() -> None:
    vocabulary = {"hur", "många", "fick"}
    some = usefulness(prediction(1.0, text="hur många fick [namn] 2024"), vocabulary)
    new = usefulness(prediction(1.0, text="hur många fick zebrapenning, kvarkbidrag"), vocabulary)
    assert some == (0.0, [])
    assert new == (0.2, ["new_words"])


def test_the_words_that_are_taught_are_those_of_the_examples() -> None:
    taught = taught_words()
    assert {"sjukpenning", "siffror", "interview"} <= taught
    assert "nlu" not in taught


def test_alike_are_texts_with_the_same_words() -> None:
    assert alike("Hej,  du!") == alike("hej du") != alike("hej då")
    assert len(alike("")) == 16


def test_small_talk_is_never_corrected() -> None:
    assert not corrects(prediction(1.0, intent="greet"), "nej", "deny", 1.0)
    assert not corrects(prediction(1.0, intent="nlu_fallback"), "nej", "deny", 1.0)


@pytest.mark.parametrize("typed", ["101", "-1", "en femtedel"])
def test_a_share_that_is_none_is_refused(typed: str) -> None:
    settings = settings_from_environment({"SECRET_KEY": "x" * 32})
    assert (settings.second_opinion_share, settings.holdout_share) == (20, 10)
    with pytest.raises(SettingsError, match="SECOND_OPINION_SHARE"):
        settings_from_environment({"SECRET_KEY": "x" * 32, "SECOND_OPINION_SHARE": typed})
    with pytest.raises(SettingsError, match="HOLDOUT_SHARE"):
        settings_from_environment({"SECRET_KEY": "x" * 32, "HOLDOUT_SHARE": typed})
