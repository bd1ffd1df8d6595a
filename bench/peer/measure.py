"""Trains a configuration and reads messages with a model, in whichever Python it is run by.

The peer's Python runs it by its path, ours through bench/measure.py: it imports Rasa alone.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import resource
import sys
import time
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.model_training import train
from rasa.utils.log_utils import configure_structlog

REPEATS = 3


def train_model(config: str, folder: Path, data: str = "data") -> dict[str, Any]:
    """Train from nothing; seconds by the clock and of both cores' work, and peak memory in MB."""
    before = time.perf_counter(), time.process_time()
    result = train("domain.yml", config, data, output=str(folder), force_training=True)
    return {
        "model": result.model,
        "train_s": time.perf_counter() - before[0],
        "train_cpu_s": time.process_time() - before[1],
        "train_peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def read_texts(model: str, texts: list[str]) -> dict[str, Any]:
    """What the model makes of each text, and parse times in ms on one core.

    A reading has the intent acted on (`acted`) and the names and confidences of all (`ranking`).
    """
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    agent = Agent.load(model)
    return asyncio.run(_read(agent, texts))


async def _read(agent: Agent, texts: list[str]) -> dict[str, Any]:
    readings = [_reading(await agent.parse_message(text)) for text in texts]
    times = []
    for text in texts * REPEATS:
        before = time.perf_counter()
        await agent.parse_message(text)
        times.append((time.perf_counter() - before) * 1000)
    times.sort()
    return {
        "readings": readings,
        "parse_p50_ms": times[len(times) // 2],
        "parse_p95_ms": times[int(len(times) * 0.95)],
    }


def _reading(parsed: Any) -> dict[str, Any]:
    ranking = [{"name": i["name"], "confidence": i["confidence"]} for i in parsed["intent_ranking"]]
    return {"acted": parsed["intent"]["name"], "ranking": ranking}


def main() -> None:
    """`train CONFIG FOLDER RESULT DATA`, or `read MODEL RESULT` with a JSON list of texts on stdin.

    The figures are written as JSON to the file RESULT: Rasa prints to stdout as well. The domain
    is that of the working folder, and so is DATA where it is left out.
    """
    logging.basicConfig(level=logging.WARNING)
    configure_structlog(logging.WARNING)
    task, source, *rest = sys.argv[1:]
    if task == "train":
        folder, result, *data = rest
        figures = train_model(source, Path(folder), *data)
    else:
        result = rest[0]
        figures = read_texts(source, json.load(sys.stdin))
    Path(result).write_text(json.dumps(figures))


if __name__ == "__main__":
    main()
