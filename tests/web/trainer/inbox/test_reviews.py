"""What trainers say of messages: one opinion each, two where wanted, undone, disputed, settled."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.web.stores import NOW, rows_of, say, user
from web.store.conversations import history
from web.store.people import accounts
from web.store.review import agreement, disputes, reviews, skips
from web.store.review import review_queue as messages
from web.store.review.agreement import cohens_kappa
from web.store.review.objections import object_to
from web.store.review.review_queue import MessageFilters
from web.store.review.reviews import NotNow, outcome
from web.store.teaching import examples
from web.store.teaching.examples import ExampleFilters, TaughtExample
from web.store.trainer_tables import audit
from web.store.trainer_tables import messages as table
from web.store.trainer_tables import reviews as reviews_table
from web.store.trainer_tables import skips as skips_table
from web.trainer.inbox.intake import take_in

LATER = NOW + timedelta(minutes=1)


async def make(database: AsyncEngine, *texts: str, share: int = 0, **more: Any) -> list[int]:
    """Messages that wait; the first is the most useful."""
    for i, text in enumerate(texts):
        event = user(text, confidence=0.5 + i / 100, **more)
        await say(database, f"browser-{text}", NOW, event)
    await take_in(database, LATER, share=share)
    return [row["id"] for row in await rows_of(database)]


async def state_of(database: AsyncEngine, message: int) -> tuple[str, str | None]:
    row = await messages.read(database, message)
    assert row
    return row.state, row.label


async def queue(database: AsyncEngine, person: str, **more: Any) -> list[str]:
    rows = await messages.find(database, person, MessageFilters(**more), LATER)
    return [row.text for row in rows]


async def test_a_verdict_settles_a_message_and_is_noted_without_its_label(
    store: AsyncEngine,
) -> None:
    (one,) = await make(store, "ett")
    result = await reviews.give(store, one, "anna", "intent", "press_contact", NOW)
    assert result == ("settled", "press_contact") == await state_of(store, one)
    assert await queue(store, "anna") == []
    assert await queue(store, "bo", show="reviewed") == ["ett"]
    async with store.connect() as connection:
        lines = (await connection.execute(sa.select(audit.c.person, audit.c.about))).all()
    assert lines == [("anna", f"meddelande {one}")]


async def test_the_second_opinion_is_anothers_and_settles_what_they_agree_on(
    store: AsyncEngine,
) -> None:
    one, _ = await make(store, "ett", "två", share=100)
    result = await reviews.give(store, one, "anna", "right", "statistics", NOW)
    assert result == ("second", None)
    assert await queue(store, "anna") == ["två"]
    assert await queue(store, "bo") == ["ett", "två"]
    with pytest.raises(NotNow, match="again"):
        await reviews.give(store, one, "anna", "right", "statistics", NOW)
    result = await reviews.give(store, one, "bo", "right", "statistics", NOW)
    assert result == ("settled", "statistics")
    with pytest.raises(NotNow, match="taken"):
        await reviews.give(store, one, "cia", "right", "statistics", NOW)


async def test_two_who_differ_are_settled_by_somebody_and_opened_again(store: AsyncEngine) -> None:
    (one,) = await make(store, "ett", share=100)
    await reviews.give(store, one, "anna", "intent", "statistics", NOW)
    result = await reviews.give(store, one, "bo", "intent", "press_contact", NOW)
    assert result == ("disputed", None)
    assert await queue(store, "cia") == []
    (dispute,) = await disputes.waiting(store, 10)
    assert dispute.opinions == [("intent", "press_contact"), ("intent", "statistics")]
    assert await disputes.count_waiting(store) == 1
    await disputes.settle(store, one, "cia", "statistics", NOW)
    assert await state_of(store, one) == ("settled", "statistics")
    with pytest.raises(NotNow, match="taken"):
        await disputes.settle(store, one, "anna", "press_contact", NOW)
    with pytest.raises(NotNow, match="settled"):
        await reviews.undo(store, "bo", NOW, one)
    assert await disputes.was_settled(store, one)
    await disputes.reopen(store, one, "cia", NOW)
    assert await state_of(store, one) == ("disputed", None)
    with pytest.raises(NotNow):
        await disputes.reopen(store, one, "cia", NOW)


async def test_one_of_those_who_differ_leaves_it_to_others_where_there_are_any(
    store: AsyncEngine,
) -> None:
    one, two = await make(store, "ett", "två", share=100)
    for message in (one, two):
        await reviews.give(store, message, "anna@x", "intent", "statistics", NOW)
        await reviews.give(store, message, "bo", "intent", "press_contact", NOW)
    async with store.begin() as connection:
        await accounts.add(connection, "bo", "trainer", "", NOW)
        await accounts.add(connection, "rut", "reader", "", NOW)
    await disputes.settle(store, one, "bo", None, NOW)
    async with store.begin() as connection:
        await accounts.add(connection, "cia", "releaser", "", NOW)
    for person in ("anna@x", "bo"):
        assert not await disputes.may_settle(store, two, person, is_releaser=False)
        with pytest.raises(NotNow, match="party"):
            await disputes.settle(store, two, person, "statistics", NOW)
    assert await state_of(store, two) == ("disputed", None)
    assert await disputes.may_settle(store, two, "bo", is_releaser=True)
    await disputes.settle(store, two, "dan@x", "statistics", NOW)
    assert await state_of(store, two) == ("settled", "statistics")


async def test_undo_steps_past_what_was_settled_to_what_can_be_taken_back(
    store: AsyncEngine,
) -> None:
    one, two = await make(store, "ett", "två", share=100)
    await reviews.give(store, two, "anna", "intent", "statistics", NOW)
    later = NOW + timedelta(seconds=1)
    await reviews.give(store, one, "anna", "intent", "statistics", later)
    await reviews.give(store, one, "bo", "intent", "press_contact", later)
    await disputes.settle(store, one, "cia", "statistics", later)
    assert await reviews.undo(store, "anna", later) == (two, False, 0)
    assert await reviews.undo(store, "anna", later) is None
    assert await state_of(store, one) == ("settled", "statistics")


async def test_what_is_settled_can_be_contradicted_and_is_disputed_then(
    store: AsyncEngine,
) -> None:
    (one,) = await make(store, "ett")
    await reviews.give(store, one, "anna", "right", "statistics", NOW)
    with pytest.raises(NotNow, match="same"):
        await object_to(store, one, "bo", "statistics", NOW)
    assert await object_to(store, one, "bo", "press_contact", NOW) == ("disputed", False)
    (dispute,) = await disputes.waiting(store, 10)
    assert dispute.opinions == [("intent", "press_contact"), ("right", "statistics")]
    with pytest.raises(NotNow, match="taken"):
        await object_to(store, one, "cia", "individual_case", NOW)
    assert await reviews.undo(store, "bo", NOW) == (one, False, 0)
    assert await state_of(store, one) == ("settled", "statistics")


async def test_a_settled_dispute_is_contradicted_by_a_third_and_by_one_of_the_two(
    store: AsyncEngine,
) -> None:
    (one,) = await make(store, "ett", share=100)
    await reviews.give(store, one, "anna", "intent", "statistics", NOW)
    await reviews.give(store, one, "bo", "intent", "press_contact", NOW)
    for person in ("cia", "bo"):
        await disputes.settle(store, one, "dan", "statistics", NOW)
        assert (await object_to(store, one, person, "individual_case", NOW))[0] == "disputed"
    (dispute,) = await disputes.waiting(store, 10)
    assert [label for _, label in dispute.opinions] == ["individual_case"] * 2 + ["statistics"]
    # Who contradicts has seen what the others said: that is no agreement, and no lack of it.
    assert (await agreement.read(store)).pairs == 1


async def test_who_alone_has_reviewed_changes_what_it_is_settled_as(store: AsyncEngine) -> None:
    (one,) = await make(store, "ett")
    await reviews.give(store, one, "anna", "right", "statistics", NOW)
    assert await object_to(store, one, "anna", "press_contact", NOW) == ("settled", False)
    assert await state_of(store, one) == ("settled", "press_contact")
    assert await reviews.of(store, one, "anna") == ("intent", "press_contact")


async def test_an_example_goes_with_what_its_message_was_settled_as(store: AsyncEngine) -> None:
    (one,) = await make(store, "ett", share=100)
    example = TaughtExample("ett", "statistics", "sv", "bo", NOW.timestamp(), one)
    with pytest.raises(NotNow, match="changed"):
        await examples.add(store, example, NOW)
    await reviews.give(store, one, "anna", "right", "statistics", NOW)
    await reviews.give(store, one, "bo", "right", "statistics", NOW)
    assert await examples.add(store, example, NOW)
    assert not await examples.add(store, replace(example, text="ett till"), NOW)
    # Not whose it is, but what it is made of.
    assert await reviews.undo(store, "anna", NOW) == (one, True, 0)
    assert await examples.count(store) == 0


async def test_an_example_outlives_its_message_and_leads_to_none(store: AsyncEngine) -> None:
    (one,) = await make(store, "ett")
    await reviews.give(store, one, "anna", "right", "statistics", NOW)
    example = TaughtExample("ett", "statistics", "sv", "anna", NOW.timestamp(), one)
    await examples.add(store, example, NOW)
    await history.delete(store, "browser-ett", NOW)
    ((number, kept),), _ = await examples.page(store, ExampleFilters(), 0, 10)
    assert kept == replace(example, message=None)
    after = replace(kept, label="press_contact")
    assert await examples.change(store, number, kept, after, NOW) == "changed"
    with pytest.raises(NotNow, match="gone"):
        await examples.add(store, replace(example, text="ett till"), NOW)


@pytest.mark.parametrize(("others", "outcome"), [(False, "changed"), (True, "disputed")])
async def test_another_label_of_an_example_asks_for_its_review(
    store: AsyncEngine, others: bool, outcome: str
) -> None:
    (one,) = await make(store, "ett", share=100 if others else 0)
    await reviews.give(store, one, "anna", "right", "statistics", NOW)
    if others:
        await reviews.give(store, one, "bo", "right", "statistics", NOW)
    await examples.add(
        store, TaughtExample("ett", "statistics", "sv", "anna", NOW.timestamp(), one), NOW
    )
    ((number, before),), _ = await examples.page(store, ExampleFilters(), 0, 10)
    reworded = replace(before, text="ett till")
    assert await examples.change(store, number, before, reworded, NOW) == "changed"
    after = replace(reworded, label="press_contact")
    assert await examples.change(store, number, reworded, after, NOW) == "asks"
    assert await examples.read(store, number) == reworded
    result = await examples.change(store, number, reworded, after, NOW, with_review=True)
    assert result == outcome
    if others:
        assert await examples.read(store, number) is None
        assert await state_of(store, one) == ("disputed", None)
    else:
        assert await examples.read(store, number) == after
        assert await state_of(store, one) == ("settled", "press_contact")


async def test_only_what_was_disputed_can_be_opened_again(store: AsyncEngine) -> None:
    (one,) = await make(store, "ett")
    await reviews.give(store, one, "anna", "right", "statistics", NOW)
    with pytest.raises(NotNow):
        await disputes.reopen(store, one, "bo", NOW)
    with pytest.raises(NotNow, match="gone"):
        await disputes.reopen(store, 4711, "bo", NOW)


async def test_one_who_is_unsure_asks_another(store: AsyncEngine) -> None:
    one, two = await make(store, "ett", "två")
    assert await reviews.give(store, one, "anna", "unsure", None, NOW) == ("second", None)
    assert await queue(store, "anna") == ["två"]
    result = await reviews.give(store, one, "bo", "intent", "statistics", NOW)
    assert result == ("settled", "statistics")
    await reviews.give(store, two, "anna", "unsure", None, NOW)
    assert await reviews.give(store, two, "bo", "unsure", None, NOW) == ("disputed", None)


async def test_what_one_skips_waits_for_the_others_and_for_tomorrow(store: AsyncEngine) -> None:
    one, _ = await make(store, "ett", "två")
    await skips.skip(store, one, "anna", LATER)
    await skips.skip(store, one, "anna", LATER)
    assert await queue(store, "anna") == ["två"]
    assert await queue(store, "bo") == ["ett", "två"]
    assert await state_of(store, one) == ("waiting", None)
    tomorrow = LATER + timedelta(days=1)
    assert len(await messages.find(store, "anna", MessageFilters(), tomorrow)) == 2
    result = await reviews.give(store, one, "anna", "right", "statistics", LATER)
    assert result == ("settled", "statistics")


async def test_undo_takes_back_a_skip_in_its_turn(store: AsyncEngine) -> None:
    one, two, three = await make(store, "ett", "två", "tre")
    for seconds, message in enumerate((one, two, three)):
        at = LATER + timedelta(seconds=seconds)
        if message == two:
            await reviews.give(store, message, "anna", "right", "statistics", at)
        else:
            await skips.skip(store, message, "anna", at)
    for message in (three, two, one):
        assert await reviews.undo(store, "anna", LATER) == (message, False, 0)
    assert await reviews.undo(store, "anna", LATER) is None
    await skips.skip(store, one, "anna", LATER - timedelta(days=1))
    assert await reviews.undo(store, "anna", LATER) is None


async def test_a_skip_goes_with_its_message(store: AsyncEngine) -> None:
    (one,) = await make(store, "ett")
    await skips.skip(store, one, "anna", LATER)
    await history.delete(store, "browser-ett", LATER)
    async with store.connect() as connection:
        assert (await connection.execute(sa.select(skips_table))).all() == []


async def test_what_is_discarded_leaves_the_queue_and_can_be_reviewed_by_another(
    store: AsyncEngine,
) -> None:
    (one,) = await make(store, "ett")
    assert await reviews.give(store, one, "anna", "discard", None, NOW) == ("discarded", None)
    assert await queue(store, "bo") == []
    assert await queue(store, "bo", show="reviewed") == []
    assert await queue(store, "bo", show="discarded") == ["ett"]
    result = await reviews.give(store, one, "bo", "right", "statistics", NOW)
    assert result == ("settled", "statistics")


async def test_undo_goes_back_step_by_step_through_ones_own(store: AsyncEngine) -> None:
    one, two, three = await make(store, "ett", "två", "tre")
    for seconds, (message, person) in enumerate([(one, "anna"), (two, "anna"), (three, "bo")]):
        at = NOW + timedelta(seconds=seconds)
        await reviews.give(store, message, person, "right", "statistics", at)
    assert await reviews.undo(store, "anna", NOW) == (two, False, 0)
    assert await state_of(store, two) == ("waiting", None)
    assert await reviews.undo(store, "anna", NOW) == (one, False, 0)
    assert await reviews.undo(store, "anna", NOW) is None
    assert await state_of(store, three) == ("settled", "statistics")
    assert await reviews.undo(store, "anna", NOW, three) is None
    assert await queue(store, "anna") == ["ett", "två"]


async def test_what_was_said_at_once_of_the_same_words_is_undone_at_once(
    store: AsyncEngine,
) -> None:
    one, two, other = await make(store, "ett", "Ett!", "två")
    for message in (one, two, other):
        await reviews.give(store, message, "anna", "right", "statistics", NOW)
    assert await reviews.undo(store, "anna", NOW) == (other, False, 0)
    await reviews.give(store, other, "bo", "right", "statistics", NOW)
    assert await reviews.undo(store, "anna", NOW) == (one, False, 1)
    assert await reviews.undo(store, "anna", NOW) is None
    assert await state_of(store, two) == ("waiting", None)
    assert await state_of(store, other) == ("settled", "statistics")


async def test_an_undone_first_opinion_leaves_the_second(store: AsyncEngine) -> None:
    (one,) = await make(store, "ett", share=100)
    await reviews.give(store, one, "anna", "right", "statistics", NOW)
    await reviews.give(store, one, "bo", "intent", "press_contact", NOW)
    await reviews.undo(store, "anna", NOW)
    assert await state_of(store, one) == ("second", None)
    result = await reviews.give(store, one, "anna", "intent", "press_contact", NOW)
    assert result == ("settled", "press_contact")


async def test_many_at_once_give_a_message_one_opinion(store: AsyncEngine) -> None:
    (one,) = await make(store, "ett")
    labels = ["statistics", "press_contact"] * 4
    results = await asyncio.gather(
        *(
            reviews.give(store, one, f"tränare {i}", "intent", label, NOW)
            for i, label in enumerate(labels)
        ),
        return_exceptions=True,
    )
    assert (
        sorted(str(result) for result in results if isinstance(result, Exception)) == ["taken"] * 7
    )
    ((state, label),) = [result for result in results if not isinstance(result, BaseException)]
    assert (state, label) == await state_of(store, one)
    async with store.connect() as connection:
        count = sa.select(sa.func.count()).select_from(reviews_table)
        assert await connection.scalar(count) == 1


async def test_a_message_that_is_deleted_meanwhile_takes_no_verdict(store: AsyncEngine) -> None:
    with pytest.raises(NotNow, match="gone"):
        await reviews.give(store, 4711, "anna", "right", "statistics", NOW)


async def test_what_one_has_open_is_seen_by_others_who_are_told_so_for_a_while(
    store: AsyncEngine,
) -> None:
    one, _ = await make(store, "ett", "två")
    assert await messages.open_for(store, one, "anna", LATER)
    assert not await messages.open_for(store, one, "bo", LATER)
    assert await queue(store, "anna") == ["ett", "två"] == await queue(store, "bo")
    row = await messages.read(store, one)
    assert row
    assert messages.open_by_another(row, "bo", LATER) == "anna"
    assert messages.open_by_another(row, "anna", LATER) is None
    assert messages.open_by_another(row, "bo", LATER + timedelta(minutes=6)) is None
    assert await messages.open_for(store, one, "bo", LATER + timedelta(minutes=6))


async def test_two_who_open_at_once_get_different_messages(store: AsyncEngine) -> None:
    (one,) = await make(store, "ett")
    results = await asyncio.gather(
        *(messages.open_for(store, one, f"tränare {i}", LATER) for i in range(6))
    )
    assert results.count(True) == 1


async def test_a_second_opinion_does_not_wait_for_the_first_to_let_go(store: AsyncEngine) -> None:
    (one,) = await make(store, "ett", share=100)
    await messages.open_for(store, one, "anna", LATER)
    await reviews.give(store, one, "anna", "right", "statistics", LATER)
    assert await queue(store, "bo") == ["ett"]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"channel": "slack"}, ["b"]),
        ({"intent": "press_contact"}, ["c"]),
        ({"least": 0.7}, ["c", "d"]),
        ({"most": 0.6}, ["a", "b"]),
        ({"least": 0.6, "most": 0.9}, ["b", "c"]),
        ({"language": "en"}, ["d"]),
        ({"helped": "none"}, ["a", "b", "c", "d"]),
        ({"helped": "up"}, []),
        ({"text": "SKÅNE"}, ["a"]),
        ({"text": "100 %"}, ["b"]),
        ({"text": "_"}, []),
        ({"first": NOW + timedelta(hours=1)}, ["c", "d"]),
        ({"last": NOW + timedelta(hours=1)}, ["a", "b"]),
        ({"show": "all"}, ["a", "b", "c", "d"]),
        ({"outcome": "answered"}, ["a", "b", "c", "d"]),
        ({"outcome": "unclear"}, []),
        # Up to an hour, and between three hours and five.
        ({"waited": (0, 1 / 24)}, ["d"]),
        ({"waited": (3 / 24, 5 / 24)}, ["a", "b"]),
        ({"waited": (1, 7)}, []),
        ({"show": "reviewed"}, []),
        ({"show": "mine"}, []),
        ({"newest": True}, ["d", "c", "b", "a"]),
    ],
)
async def test_filters_narrow_the_list_down(
    store: AsyncEngine, filters: dict[str, Any], expected: list[str]
) -> None:
    events = [
        ("a", NOW, user("a Hur många i Skåne?", "statistics", 0.5)),
        ("b", NOW + timedelta(minutes=1), user("b 100 %", "statistics", 0.6, channel="slack")),
        ("c", NOW + timedelta(hours=2), user("c vem", "press_contact", 0.8)),
        ("d", NOW + timedelta(hours=3), user("d who", "statistics", 0.95, language="en")),
    ]
    for name, at, event in events:
        await say(store, name, at, event)
    await take_in(store, NOW + timedelta(hours=4), share=0)
    rows = await messages.find(store, "anna", MessageFilters(**filters), NOW + timedelta(hours=4))
    # New words count too, so the order by usefulness is not that of the confidence alone.
    names = [row.text[0] for row in rows]
    assert (names if "newest" in filters else sorted(names)) == expected
    count = await messages.count(store, "anna", MessageFilters(**filters), NOW + timedelta(hours=4))
    assert count == len(expected)


async def test_the_list_is_read_page_by_page_without_gaps_or_doubles(store: AsyncEngine) -> None:
    await say(store, "slack-a", NOW, *(user(f"fråga {i}", confidence=0.5) for i in range(25)))
    await take_in(store, LATER, share=0)
    for newest in (False, True):
        pages: list[int] = []
        after, filters = None, MessageFilters(newest=newest)
        for _ in itertools.repeat(None, 5):
            rows = await messages.find(store, "anna", filters, LATER, after, 10)
            pages += [row.id for row in rows]
            if not rows:
                break
            after = messages.place_of(rows[-1], filters)
        assert len(pages) == len(set(pages)) == 25
        assert pages == sorted(pages, reverse=True) or not newest


async def test_agreement_rests_on_what_two_have_labelled(store: AsyncEngine) -> None:
    ids = await make(store, *"abcdef", share=100)
    first = ["statistics", "statistics", "press_contact", "press_contact", None, "statistics"]
    second = ["statistics", "press_contact", "press_contact", "press_contact", "statistics", None]
    for message, one, other in zip(ids, first, second, strict=True):
        await reviews.give(store, message, "anna", "intent" if one else "unsure", one, NOW)
        if other:
            await reviews.give(store, message, "bo", "intent", other, NOW)
    figures = await agreement.read(store)
    assert (figures.pairs, figures.same) == (4, 3)
    assert figures.kappa == pytest.approx(0.5)
    # Of the four that both have labelled, one is mixed up.
    by_label = {row.label: row for row in figures.labels}
    statistics, press = by_label["statistics"], by_label["press_contact"]
    assert (statistics.both, statistics.either) == (1, 2)
    assert (press.both, press.either) == (2, 3)
    assert statistics.kappa == press.kappa == pytest.approx(0.5)
    (pair,) = figures.label_pairs
    assert (pair.one, pair.other, pair.mixed_up, pair.either) == (
        "press_contact",
        "statistics",
        1,
        4,
    )
    assert pair.kappa == pytest.approx(0.5)
    trainers = [(row.person, row.same, row.pairs) for row in figures.trainers]
    assert trainers == [("anna", 3, 4), ("bo", 3, 4)]
    (together,) = figures.trainer_pairs
    assert (together.one, together.other, together.same, together.pairs) == ("anna", "bo", 3, 4)
    assert together.kappa == pytest.approx(0.5)
    # And each of the counts leads to its messages.
    for filters, there in (
        ({"agreed": "same"}, "acd"),
        ({"agreed": "any"}, "abcd"),
        ({"agreed": "same", "labels_given": ("press_contact",)}, "cd"),
        ({"agreed": "any", "labels_given": ("statistics",)}, "ab"),
        ({"agreed": "other", "labels_given": ("press_contact", "statistics")}, "b"),
        ({"agreed": "other", "labels_given": ("press_contact", "thanks")}, ""),
    ):
        assert sorted(await queue(store, "cia", show="all", **filters)) == list(there), filters


async def test_agreement_of_two_labels_and_of_two_trainers_leaves_out_the_others(
    store: AsyncEngine,
) -> None:
    said = [
        ("anna", "a", "bo", "a"),
        ("bo", "a", "anna", "b"),
        ("cia", "b", "anna", "b"),
        ("anna", "b", "cia", "c"),
        ("bo", "c", "cia", "c"),
        ("bo", "d", "cia", "d"),
    ]
    ids = await make(store, *"uvxyzw", share=100)
    for message, (one, label, other, another) in zip(ids, said, strict=True):
        await reviews.give(store, message, one, "intent", label, NOW)
        await reviews.give(store, message, other, "intent", another, NOW)
    figures = await agreement.read(store)
    rows = {(row.one, row.other): row for row in figures.label_pairs}
    assert list(rows) == [("a", "b"), ("b", "c")]
    # a a, a b, b b, b c: of four, c is neither. 2/4 the same; by chance 2/4*1/4 + 2/4*2/4.
    assert (rows["a", "b"].mixed_up, rows["a", "b"].either) == (1, 4)
    assert rows["a", "b"].kappa == pytest.approx((1 / 2 - 3 / 8) / (1 - 3 / 8))
    people = {(row.one, row.other): (row.same, row.pairs) for row in figures.trainer_pairs}
    assert people == {("anna", "bo"): (1, 2), ("anna", "cia"): (1, 2), ("bo", "cia"): (2, 2)}
    # Whoever was first: anna said a and b where bo said a and a.
    assert figures.trainer_pairs[0].kappa == pytest.approx(0.0)


def test_kappa_is_cohens() -> None:
    # Cohen 1960, as often told: 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no.
    pairs = {("y", "y"): 20, ("y", "n"): 5, ("n", "y"): 10, ("n", "n"): 15}
    assert cohens_kappa(pairs) == pytest.approx(0.4)
    assert cohens_kappa({("a", "a"): 3, ("b", "b"): 3}) == pytest.approx(1.0)
    assert cohens_kappa({("a", "b"): 3, ("b", "a"): 3}) == pytest.approx(-1.0)
    assert cohens_kappa({("a", "a"): 9}) is None
    assert cohens_kappa({}) is None


@pytest.mark.parametrize(
    ("wants_second", "opinions", "state"),
    [
        (False, [], ("waiting", None)),
        (False, [("right", "a")], ("settled", "a")),
        (True, [("right", "a")], ("second", None)),
        (True, [("right", "a"), ("intent", "a")], ("settled", "a")),
        (False, [("right", "a"), ("intent", "b")], ("disputed", None)),
        (False, [("unsure", None)], ("second", None)),
        (True, [("unsure", None), ("intent", "a")], ("settled", "a")),
        (False, [("unsure", None), ("unsure", None)], ("disputed", None)),
        (True, [("discard", None)], ("discarded", None)),
        (True, [("intent", "a"), ("discard", None)], ("settled", "a")),
        (False, [("unsure", None), ("discard", None)], ("discarded", None)),
    ],
)
def test_what_opinions_come_to(
    wants_second: bool, opinions: list[Any], state: tuple[str, str | None]
) -> None:
    assert outcome(wants_second, opinions) == state
    assert outcome(wants_second, opinions[::-1]) == state


async def test_reviews_since_a_moment_are_counted(store: AsyncEngine) -> None:
    one, two = await make(store, "ett", "två")
    await reviews.give(store, one, "anna", "discard", None, NOW - timedelta(days=1))
    await reviews.give(store, two, "anna", "discard", None, NOW)
    assert await reviews.count_since(store, "anna", NOW - timedelta(hours=1)) == 1
    assert await reviews.of(store, two, "anna") == ("discard", None)
    assert await reviews.of(store, two, "bo") is None


async def test_a_verdict_goes_on_when_the_table_has_an_opened_message_elsewhere(
    store: AsyncEngine,
) -> None:
    """The keeping is a courtesy: whoever has the page open may still answer."""
    (one,) = await make(store, "ett")
    await messages.open_for(store, one, "anna", LATER)
    result = await reviews.give(store, one, "bo", "right", "statistics", LATER)
    assert result == ("settled", "statistics")
    async with store.connect() as connection:
        opened_by = await connection.scalar(sa.select(table.c.opened_by))
    assert opened_by is None
