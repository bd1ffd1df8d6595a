"""Faults of what is read: models and facts, while one is exchanged for another."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.scale.models import release, two_models
from bench.servers import Running
from contracts.paths import FACTS
from tests.faults.fault import Act, Fault, Preparation, to_part

# The engine looks for a release each second, and reads a model for two or three.
_MID_SWAP_SECONDS = 2.0


def in_a_swap(act: Act) -> Preparation:
    """Another model is released, and something is done while it is read."""

    @contextmanager
    def prepare(folder: Path) -> Iterator[Fault]:
        other = two_models(folder / "models")

        def swap(stack: Running) -> None:
            release(folder / "conversations.db", other.name)
            time.sleep(_MID_SWAP_SECONDS)
            act(stack)

        yield Fault(swap, env={"MODELS_DIR": str(other.parent)})

    return prepare


@contextmanager
def corrupt_model(folder: Path) -> Iterator[Fault]:
    """The model that is released is cut off, and the engine has to start anew."""
    other = two_models(folder / "models")
    kill = to_part("engine.serving", signal.SIGKILL)

    def damage(stack: Running) -> None:
        os.truncate(other, other.stat().st_size // 2)
        release(folder / "conversations.db", other.name)
        kill(stack)

    yield Fault(damage, env={"MODELS_DIR": str(other.parent)})


def corrupt_facts(act: Act) -> Preparation:
    """The facts are cut off and hold what is no text, and something else is done."""

    @contextmanager
    def prepare(folder: Path) -> Iterator[Fault]:
        facts = folder / "facts.yml"
        whole = FACTS.read_bytes()
        facts.write_bytes(whole)

        def damage(stack: Running) -> None:
            facts.write_bytes(whole[: len(whole) // 2] + b"\0\xff: [")
            act(stack)

        yield Fault(damage, env={"FACTS_FILE": str(facts)})

    return prepare
