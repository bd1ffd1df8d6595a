"""Measures one configuration, in a process of its own: trained, scored, timed."""

from __future__ import annotations

import asyncio
import json
import os
import resource
import sys
import time
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.model_training import train

from contracts.labelled_messages import read_messages
from engine.evaluation.outcomes import confusion, score
from engine.evaluation.readings import outcomes_of, routes_of
from engine.logs import only_warnings
from engine.rasa_patches import make_quicker

REPEATS = 3


def train_model(config: str, folder: Path) -> dict[str, Any]:
    """Train from nothing; seconds by the clock and of both cores' work, and peak memory in MB."""
    before = time.perf_counter(), time.process_time()
    result = train("domain.yml", config, "data", output=str(folder), force_training=True)
    return {
        "model": result.model,
        "train_s": time.perf_counter() - before[0],
        "train_cpu_s": time.process_time() - before[1],
        "train_peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def score_model(model: str) -> dict[str, Any]:
    """Scores on the holdout, and parse times in ms on one core, as the engine is served."""
    make_quicker()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    agent = Agent.load(model)
    messages = list(read_messages())
    outcomes = asyncio.run(outcomes_of(agent, messages))
    times = sorted(_parse_times(agent, [text for _, _, text in messages]))
    names, counts = confusion(outcomes)
    single = [o for o in outcomes if len(o.wishes) == 1]
    return {
        **vars(score(outcomes, routes_of(agent.domain))),
        "parse_p50_ms": times[len(times) // 2],
        "parse_p95_ms": times[int(len(times) * 0.95)],
        "names": names,
        "counts": counts.tolist(),
        "confidences": [(o.confidence, o.likeliest == o.label) for o in single],
    }


def _parse_times(agent: Agent, texts: list[str]) -> list[float]:
    async def measure() -> list[float]:
        found = []
        for text in texts * REPEATS:
            before = time.perf_counter()
            await agent.parse_message(text)
            found.append((time.perf_counter() - before) * 1000)
        return found

    return asyncio.run(measure())


def main() -> None:
    """`train CONFIG FOLDER` or `score MODEL`; prints JSON as the last line."""
    only_warnings()
    task, *rest = sys.argv[1:]
    found = train_model(rest[0], Path(rest[1])) if task == "train" else score_model(rest[0])
    print(json.dumps(found))


if __name__ == "__main__":
    main()
