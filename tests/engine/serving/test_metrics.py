"""The engine tells which model answers and what its store does, and counts what it masks."""

from __future__ import annotations

import logging
import time

from rasa.shared.core.events import UserUttered

from contracts.watching.metrics import REGISTRY
from engine.privacy.event_masking import mask_events
from engine.understanding.masker import make_masker

from .conftest import ClientMaker


async def test_the_model_and_the_store_are_told_while_it_serves(make_client: ClientMaker) -> None:
    client = await make_client()
    model = {"model": "presstjanst-0000aaaa-0000bbbb.tar.gz"}
    assert REGISTRY.get_sample_value("press_model", model) == 1
    assert REGISTRY.get_sample_value("press_store_failing", {"act": "read"}) == 0
    assert REGISTRY.get_sample_value("press_store_failing", {"act": "save"}) == 1
    assert REGISTRY.get_sample_value("press_spool_turns") == 3
    await client.close()
    assert REGISTRY.get_sample_value("press_model", model) is None


async def test_webs_page_of_the_state_is_told_what_waits_and_failed(
    make_client: ClientMaker,
) -> None:
    before = time.time()
    client = await make_client()
    logging.getLogger("engine.serving.prov").error("hemligt")
    async with client.get("/webhooks/state") as response:
        told = await response.json()
    assert told["spooled"] == 3
    assert before <= told["started"] <= time.time()
    assert told["errors"]["engine.serving.prov"][0] == 1
    assert "hemligt" not in str(told)


def test_what_is_masked_is_counted_by_kind() -> None:
    def count(kind: str) -> float:
        return REGISTRY.get_sample_value("press_masked_total", {"kind": kind}) or 0.0

    before = count("personnummer"), count("telefon")
    mask_events([UserUttered("850312-1231, ring 070-123 45 67")], make_masker())
    assert (count("personnummer"), count("telefon")) == (before[0] + 1, before[1] + 1)
