"""What is stored holds nothing that points at a person, and a store that fails says so."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    BotUttered,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException

from contracts.paths import ROOT
from engine.privacy.agency import AgencyContacts
from engine.privacy.event_masking import MaskedEvent
from engine.privacy.masking import Masker
from engine.serving.storage import event_rows
from engine.serving.storage.tracker_store import MaskingTrackerStore
from engine.understanding.masker import make_masker
from tests.engine.known_names import KnownNames
from tests.press_page import HEAD, HEAD_PHONE, PRESS_MAIL, PRESS_PHONE, international

SECRETS = ("Amina Warsame", "Aminas", "850312-1234", "070-123 45 67", "amina@exempel.se")
TEXT = (
    "Min intervjuperson Amina Warsame, 850312-1234, fick nej. Ring 070-123 45 67 eller mejla "
    "amina@exempel.se."
)


@pytest.fixture(scope="module")
def masker() -> Masker:
    return make_masker()


@pytest.fixture
def address(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'conversations.db'}"


StoreMaker = Callable[..., MaskingTrackerStore]


@pytest.fixture
async def store_of(masker: Masker) -> AsyncIterator[StoreMaker]:
    """Makes stores, and closes them after the test."""
    made: list[MaskingTrackerStore] = []

    def make(address: str, masker: Masker = masker) -> MaskingTrackerStore:
        made.append(MaskingTrackerStore(Domain.empty(), host=address, masker=masker))
        return made[-1]

    yield make
    for store in made:
        await store.close()


@pytest.fixture
def store(store_of: StoreMaker, address: str) -> MaskingTrackerStore:
    return store_of(address)


def conversation() -> DialogueStateTracker:
    tracker = DialogueStateTracker("browser-1", [])
    entity = {"entity": "person", "value": "Amina Warsame", "start": 19, "end": 32}
    parse_data = {
        "text": TEXT,
        "intent": {"name": "individual_case", "confidence": 0.9},
        "entities": [entity],
        "text_tokens": [(0, 3)],
    }
    tracker.update(
        UserUttered(
            TEXT,
            intent=parse_data["intent"],
            entities=[entity],
            parse_data=parse_data,
            input_channel="browser",
            metadata={"title": "om Amina Warsame"},
        )
    )
    tracker.update(SlotSet("about", "Amina Warsame"))
    tracker.update(ActionExecuted("action_answer"))
    tracker.update(BotUttered("Det gäller Amina Warsame.", {"custom": {"lead": "Amina Warsame"}}))
    return tracker


async def test_no_table_holds_what_was_written_about_a_person(
    store: MaskingTrackerStore, tmp_path: Path
) -> None:
    await store.save(conversation())
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("conversations.db*"))
    for secret in SECRETS:
        assert secret.encode() not in stored
        assert json.dumps(secret).encode() not in stored
    for kind in ("namn", "personnummer", "telefon", "e-post"):
        assert f"[{kind}]".encode() in stored


async def test_a_name_of_two_letters_is_masked_where_it_is_an_entity_too(
    address: str, store_of: StoreMaker
) -> None:
    text = "Fallet Bo Ek, vad gäller?"
    tracker = DialogueStateTracker("browser-1", [])
    bo = {"entity": "person", "value": "Bo", "start": 7, "end": 9}
    short = Masker(KnownNames((7, 9)), AgencyContacts(ROOT / "facts/press_service.yml"))
    tracker.update(UserUttered(text, entities=[bo], parse_data={"text": text, "entities": [bo]}))
    store = store_of(address, short)
    await store.save(tracker)
    read = await store.retrieve("browser-1")
    assert read is not None
    stored = read.events[0]
    assert [entity["value"] for entity in stored.entities] == ["[namn]"]


async def test_the_conversation_in_memory_keeps_the_original_for_the_turn(
    store: MaskingTrackerStore,
) -> None:
    tracker = conversation()
    await store.save(tracker)
    assert tracker.events[0].text == TEXT


async def test_the_next_turn_reads_what_was_stored_and_masks_it_no_more(
    store: MaskingTrackerStore,
) -> None:
    await store.save(conversation())
    tracker = await store.retrieve("browser-1")
    assert tracker is not None
    assert tracker.events[0].text.startswith("Min intervjuperson [namn], [personnummer]")
    assert tracker.events[0].intent["name"] == "individual_case"
    tracker.update(ActionExecuted("action_listen"))
    await store.save(tracker)
    again = await store.retrieve("browser-1")
    assert again is not None
    assert [type(e).__name__ for e in again.events] == [type(e).__name__ for e in tracker.events]


def test_a_database_that_cannot_be_reached_stops_the_start_without_its_password(
    store_of: StoreMaker,
) -> None:
    for address in (
        "postgresql://u:hemligt@127.0.0.1:9/x",
        "sqlite:////proc/finns-inte/x.db",
        "nonsense://u:hemligt@x",
        "",
    ):
        with pytest.raises(RasaException) as caught:
            store_of(address)
        assert "hemligt" not in str(caught.value)
        assert "\n" not in str(caught.value)


async def test_a_database_that_fails_in_flight_is_told_of_and_raises_nothing(
    store: MaskingTrackerStore, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with sqlite3.connect(tmp_path / "conversations.db") as connection:
        connection.execute("DROP TABLE events")
    with caplog.at_level(logging.DEBUG):
        await store.save(conversation())
        assert store.failing
        assert await store.retrieve("browser-1") is None
    assert "Warsame" not in caplog.text
    connection.close()


async def test_a_turn_writes_what_is_new_once_and_nothing_again(
    store: MaskingTrackerStore, tmp_path: Path
) -> None:
    tracker = conversation()
    await store.save(tracker)
    await store.save(tracker)
    tracker.update(ActionExecuted("action_listen"))
    await store.save(tracker)
    with sqlite3.connect(tmp_path / "conversations.db") as connection:
        rows = connection.execute("SELECT type_name FROM events ORDER BY id").fetchall()
    connection.close()
    assert [name for (name,) in rows] == ["user", "slot", "action", "bot", "action"]


async def test_a_conversation_that_was_not_read_here_is_not_written_twice(
    store: MaskingTrackerStore,
) -> None:
    await store.save(conversation())
    elsewhere = conversation()  # the same, as another process may have it
    elsewhere.update(ActionExecuted("action_listen"))
    await store.save(elsewhere)
    stored = await store.retrieve("browser-1")
    assert stored is not None
    types = [event.type_name for event in stored.events]
    assert types == ["user", "slot", "action", "bot", "action"]


async def test_the_session_is_read_and_the_whole_conversation_where_it_is_wanted(
    store: MaskingTrackerStore,
) -> None:
    tracker = conversation()
    tracker.update(SessionStarted(timestamp=tracker.events[-1].timestamp + 1))
    tracker.update(UserUttered("hej", timestamp=tracker.events[-1].timestamp + 1))
    await store.save(tracker)
    session = await store.retrieve("browser-1")
    whole = await store.retrieve_full_tracker("browser-1")
    assert session is not None and whole is not None
    assert [event.type_name for event in session.events] == ["session_started", "user"]
    assert len(whole.events) == 6
    session.update(ActionExecuted("action_listen"))
    await store.save(session)
    whole = await store.retrieve_full_tracker("browser-1")
    assert whole is not None
    assert len(whole.events) == 7
    assert list(await store.keys()) == ["browser-1"]


async def test_a_clock_that_was_set_back_costs_no_memory_of_the_conversation(
    store: MaskingTrackerStore,
) -> None:
    tracker = conversation()
    now = tracker.events[-1].timestamp
    tracker.update(SessionStarted(timestamp=now + 3600))
    tracker.update(UserUttered("hej", timestamp=now + 3601))
    await store.save(tracker)
    session = await store.retrieve("browser-1")
    assert session is not None
    session.update(UserUttered("hej igen", timestamp=now))
    await store.save(session)
    session = await store.retrieve("browser-1")
    assert session is not None
    texts = [event.text for event in session.events if isinstance(event, UserUttered)]
    assert texts == ["hej", "hej igen"]


async def test_a_conversation_that_failed_to_be_stored_is_stored_with_the_next_save(
    store: MaskingTrackerStore, tmp_path: Path
) -> None:
    tracker = conversation()
    with sqlite3.connect(tmp_path / "conversations.db") as connection:
        connection.execute("ALTER TABLE events RENAME TO elsewhere")
        await store.save(tracker)
        assert store.failing
        connection.execute("ALTER TABLE elsewhere RENAME TO events")
    connection.close()
    await store.save(tracker)
    stored = await store.retrieve("browser-1")
    assert not store.failing
    assert stored is not None
    assert len(stored.events) == 4


async def test_what_is_read_ahead_is_what_the_turn_reads_once(store: MaskingTrackerStore) -> None:
    await store.prefetch("browser-1")
    assert await store.retrieve("browser-1") is None
    await store.save(conversation())
    await store.prefetch("browser-1")
    ahead = await store.retrieve("browser-1")
    again = await store.retrieve("browser-1")
    assert ahead is not None and again is not None
    assert ahead is not again
    assert list(ahead.events) == list(again.events)
    ahead.update(ActionExecuted("action_listen"))
    await store.save(ahead)
    whole = await store.retrieve("browser-1")
    assert whole is not None
    assert len(whole.events) == len(again.events) + 1


async def test_nobody_can_pass_a_text_off_as_masked(
    store: MaskingTrackerStore, tmp_path: Path
) -> None:
    tracker = DialogueStateTracker("browser-1", [])
    marks = {"masked": True, "_masked": True}
    tracker.update(UserUttered(TEXT, parse_data={"text": TEXT, **marks}, metadata=marks))
    await store.save(tracker)
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("conversations.db*"))
    assert not [secret for secret in SECRETS if secret.encode() in stored]


def test_only_what_the_masker_made_becomes_a_row() -> None:
    data = {"event": "user", "text": TEXT, "timestamp": 1.0}
    with pytest.raises(TypeError):
        MaskedEvent("user", data)
    with pytest.raises(TypeError):
        MaskedEvent("user", data, object())
    with pytest.raises(TypeError):

        class ForgedEvent(MaskedEvent):
            pass

    class Alike:
        type_name = "user"

    alike = Alike()
    alike.data = data  # type: ignore[attr-defined]
    for forged in (alike, data, UserUttered(TEXT)):
        with pytest.raises(TypeError, match="not masked"):
            event_rows.row_of("browser-1", forged)  # type: ignore[arg-type]


async def test_names_are_looked_for_once_a_message(store: MaskingTrackerStore) -> None:
    names = KnownNames((19, 32))
    masker = Masker(names, AgencyContacts(ROOT / "facts" / "press_service.yml"))
    masker.look(TEXT)  # as the pipeline does
    store._masker = masker
    await store.save(conversation())
    assert names.texts == [TEXT]
    await store.save(conversation())
    assert masker.find(TEXT) and names.texts == [TEXT, TEXT]


def test_the_agencys_own_contacts_stay_readable(masker: Masker) -> None:
    text = (
        f"Jag ringde {PRESS_PHONE}, {PRESS_PHONE.replace('-', '').replace(' ', '')} och "
        f"{international(PRESS_PHONE)}, mejlade {PRESS_MAIL} och sökte {HEAD} på "
        f"{HEAD_PHONE.replace('-', '\N{NON-BREAKING HYPHEN}')}."
    )
    assert masker.mask(text) == text


def test_the_agencys_contacts_follow_the_facts_file(tmp_path: Path) -> None:
    facts = tmp_path / "facts.yml"
    facts.write_text('contacts: {x: {value: "08-123 456 78", label: {sv: "Växeln"}}}')
    masker = Masker(KnownNames(), AgencyContacts(facts))
    assert masker.mask("ring 08-123 456 78") == "ring 08-123 456 78"
    assert masker.mask("ring 08-123 456 79") == "ring [telefon]"
