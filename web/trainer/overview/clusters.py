"""Asks the engine what people write about that the bot does not know yet."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from contracts.training import SMALLEST_GROUP, TextCluster
from web.engine_client import EngineClient, EngineDown
from web.trainer.overview.small_groups import PublicCount, public_count

# What is new to the engine takes longer: it goes on by itself, and knows it the next time.
_SECONDS = 2.0


@dataclass(frozen=True)
class MessageCluster:
    """Messages that resemble each other: their commonest words, how many they are, and which."""

    words: list[str]
    messages: PublicCount
    places: tuple[int, ...] = ()  # among the texts that were given


async def clusters_of(
    engine: EngineClient, texts: Sequence[tuple[str, str]]
) -> list[MessageCluster] | None:
    """Clusters of texts, each given after its conversation; None while the engine is down.

    A cluster is of at least five conversations: five messages of one writer are a group of one.
    """
    if len(texts) < SMALLEST_GROUP:
        return []
    try:
        async with asyncio.timeout(_SECONDS):
            body = {"texts": [text for _, text in texts]}
            status, answer = await engine.training("POST", "clusters", body)
    except (EngineDown, TimeoutError):
        return None
    if status != 200:
        return None
    clusters: list[TextCluster] = answer["clusters"]
    return [
        MessageCluster(
            cluster["words"], public_count(len(cluster["texts"])), tuple(cluster["texts"])
        )
        for cluster in clusters
        if len({texts[i][0] for i in cluster["texts"]}) >= SMALLEST_GROUP
    ]
