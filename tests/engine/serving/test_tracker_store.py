"""What is stored holds nothing that points at a person, and a store that fails says so."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException

from contracts.paths import ROOT
from engine.privacy.masker import make_masker
from engine.privacy.masking import AgencyContacts, Masker
from engine.serving.tracker_store import MaskingTrackerStore, StoreState

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


@pytest.fixture(autouse=True)
def made() -> Iterator[list[MaskingTrackerStore]]:
    """The stores that the test makes, closed after it."""
    _made.clear()
    yield _made
    for store in _made:
        store.engine.dispose()


_made: list[MaskingTrackerStore] = []


def store_of(address: str, masker: Masker) -> MaskingTrackerStore:
    _made.append(MaskingTrackerStore(Domain.empty(), host=address, masker=masker))
    return _made[-1]


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


@pytest.mark.asyncio
async def test_no_table_holds_what_was_written_about_a_person(
    address: str, masker: Masker, tmp_path: Path
) -> None:
    await store_of(address, masker).save(conversation())
    stored = (tmp_path / "conversations.db").read_bytes()
    for secret in SECRETS:
        assert secret.encode() not in stored
        assert json.dumps(secret).encode() not in stored
    for kind in ("namn", "personnummer", "telefon", "e-post"):
        assert f"[{kind}]".encode() in stored


@pytest.mark.asyncio
async def test_a_name_of_two_letters_is_masked_where_it_is_an_entity_too(
    address: str, masker: Masker
) -> None:
    text = "Fallet Bo Ek, vad gäller?"
    tracker = DialogueStateTracker("browser-1", [])
    bo = {"entity": "person", "value": "Bo", "start": 7, "end": 9}
    short = Masker(lambda _: [(7, 9, "person")], AgencyContacts(ROOT / "facts/press_service.yml"))
    tracker.update(UserUttered(text, entities=[bo], parse_data={"text": text, "entities": [bo]}))
    store = store_of(address, short)
    await store.save(tracker)
    stored = (await store.retrieve("browser-1")).events[0]
    assert [entity["value"] for entity in stored.entities] == ["[namn]"]


@pytest.mark.asyncio
async def test_the_conversation_in_memory_keeps_the_original_for_the_turn(
    address: str, masker: Masker
) -> None:
    tracker = conversation()
    await store_of(address, masker).save(tracker)
    assert tracker.events[0].text == TEXT


@pytest.mark.asyncio
async def test_the_next_turn_reads_what_was_stored_and_masks_it_no_more(
    address: str, masker: Masker
) -> None:
    store = store_of(address, masker)
    await store.save(conversation())
    tracker = await store.retrieve("browser-1")
    assert tracker is not None
    assert tracker.events[0].text.startswith("Min intervjuperson [namn], [personnummer]")
    assert tracker.events[0].intent["name"] == "individual_case"
    tracker.update(ActionExecuted("action_listen"))
    await store.save(tracker)
    again = await store.retrieve("browser-1")
    assert [type(e).__name__ for e in again.events] == [type(e).__name__ for e in tracker.events]


def test_a_database_that_cannot_be_reached_stops_the_start_without_its_password(
    masker: Masker, tmp_path: Path
) -> None:
    for address in (
        "postgresql://u:hemligt@127.0.0.1:9/x",
        "sqlite:////proc/finns-inte/x.db",
        "nonsense://u:hemligt@x",
        "",
    ):
        with pytest.raises(RasaException) as caught:
            store_of(address, masker)
        assert "hemligt" not in str(caught.value)
        assert "\n" not in str(caught.value)


@pytest.mark.asyncio
async def test_a_database_that_fails_in_flight_is_told_of_and_raises_nothing(
    address: str, masker: Masker, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = store_of(address, masker)
    with sqlite3.connect(tmp_path / "conversations.db") as connection:
        connection.execute("DROP TABLE events")
    with caplog.at_level(logging.DEBUG):
        await store.save(conversation())
        assert StoreState.failing
        assert await store.retrieve("browser-1") is None
    assert "Warsame" not in caplog.text
    connection.close()
    StoreState.failing = False


def test_the_agencys_own_contacts_stay_readable(masker: Masker) -> None:
    text = (
        "Jag ringde 010-116 98 88, 0101169888 och +46 10 116 98 88, mejlade "
        "press@forsakringskassan.se och sökte Anders Sims på 070‑143 87 12."
    )
    assert masker.mask(text) == text


def test_the_agencys_contacts_follow_the_facts_file(tmp_path: Path) -> None:
    facts = tmp_path / "facts.yml"
    facts.write_text('contacts: {x: {value: "08-123 456 78", label: {sv: "Växeln"}}}')
    masker = Masker(lambda _: [], AgencyContacts(facts))
    assert masker.mask("ring 08-123 456 78") == "ring 08-123 456 78"
    assert masker.mask("ring 08-123 456 79") == "ring [telefon]"
