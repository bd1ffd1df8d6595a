"""Half of what the stack can carry, for half an hour: what grows, and what is lost: `make soak`.

Whole conversations by those who wrote the evaluation's, a trainer at work, and a swap of models
after a quarter of the time. Memory and open files are looked at every few seconds. It ends with 1
where something was lost or stored otherwise than it was shown, where a part's memory grew, or
where the number of its open files still grew in the last half.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from bench import RESULTS
from bench.load.__main__ import send
from bench.load.generator import Load
from bench.load.load_figures import conversations, percentile
from bench.scale.models import release, two_models
from bench.scale.slopes import Slope, slope_of
from bench.scale.visitors import PASSWORD, Journalists, Visits, train
from bench.servers import Running, module_of, our_stack, running
from contracts.dialogues import read_dialogues
from contracts.labelled_messages import read_messages
from contracts.paths import ROOT

MEASURING_SECONDS = 20.0
# Caches fill, pages are opened for the first time, and a model is exchanged, for which both are in
# memory: growth is looked for after this share.
WARM_SHARE = 0.4
# As many connections are opened as are needed at once, and kept: files rise in steps. What leaks
# goes on to the end.
FILES_WARM_SHARE = 0.5
SWAP_SHARE = 0.25
WINDOWS = 6
TRAINER = "soak"
_MB = 1024**2


@dataclass
class Samples:
    """What each part had at a time, in seconds from the start."""

    memory_mb: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    files: dict[str, list[tuple[float, float]]] = field(default_factory=dict)

    def take(self, stack: Running, at: float) -> None:
        """Look at each process of ours."""
        for process in stack.all():
            try:
                name = module_of(process.cmdline())
                memory, files = process.memory_info().rss / _MB, float(process.num_fds())
            except psutil.Error:
                continue
            self.memory_mb.setdefault(name, []).append((at, memory))
            self.files.setdefault(name, []).append((at, files))


def capacity(stack: Running) -> float:
    """Messages a second, by eight users who write as fast as they are answered."""
    texts = [message.text for message in read_messages()]
    sent = conversations(texts, 3000, seed=0)
    load = Load("web", stack.system.address, 8, MEASURING_SECONDS, sent)
    tally = send(load)
    return len(tally["times_ms"]) / float(tally["seconds"])


def add_trainer(env: Mapping[str, str]) -> None:
    """An account for the trainer at work."""
    subprocess.run(
        [sys.executable, "-m", "web.trainer", "account", "add", TRAINER, "--role", "releaser"],
        cwd=ROOT,
        env=dict(env),
        input=f"{PASSWORD}\n",
        text=True,
        check=True,
        capture_output=True,
    )


async def soak(
    stack: Running, seconds: float, rate: float, swap: tuple[Path, str]
) -> tuple[Visits, Samples, float]:
    """Have people write and work for so long; what came of it, and when it began.

    `swap` is the database and the model that is released in it.
    """
    address = stack.system.ready.removesuffix("/health")
    texts = [[turn.text for turn in dialogue.turns] for dialogue in read_dialogues()]
    journalists, samples = Journalists(address, texts, rate), Samples()
    began = time.monotonic()

    async def look() -> None:
        while True:
            samples.take(stack, time.monotonic() - began)
            await asyncio.sleep(max(1.0, seconds / 360))

    async def exchange() -> None:
        await asyncio.sleep(seconds * SWAP_SHARE)
        await asyncio.to_thread(release, *swap)

    started = time.time()
    beside = [asyncio.create_task(look()), asyncio.create_task(exchange())]
    beside.append(asyncio.create_task(train(address, TRAINER, journalists.visits)))
    try:
        await journalists.write(seconds)
        for task in beside:
            if task.done():
                task.result()  # one that failed says why
    finally:
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
    return journalists.visits, samples, started


def slopes(
    samples: Mapping[str, list[tuple[float, float]]], seconds: float, warm_share: float
) -> dict[str, Slope]:
    """The growth of each part after it has warmed up."""
    after = seconds * warm_share
    return {
        name: slope_of([sample for sample in taken if after <= sample[0] <= seconds])
        for name, taken in samples.items()
    }


def growing(memory: Mapping[str, Slope], files: Mapping[str, Slope]) -> list[str]:
    """A sentence for each part whose memory or open files grow."""
    what = {"its memory": memory, "the number of its open files": files}
    return [
        f"{part} grows: {name}"
        for name, found in what.items()
        for part, slope in found.items()
        if not slope.is_flat
    ]


def windows(visits: Visits, started: float, seconds: float) -> list[tuple[float, float, float]]:
    """p50, p95 and p99 in ms of each sixth of the time."""
    found = []
    for number in range(WINDOWS):
        begin = started + number * seconds / WINDOWS
        times = [1000 * t for at, t in visits.answered if begin <= at < begin + seconds / WINDOWS]
        found.append((percentile(times, 0.5), percentile(times, 0.95), percentile(times, 0.99)))
    return found


def draw(visits: Visits, samples: Samples, started: float, file: Path) -> None:
    """Memory, open files and times of answers over the minutes."""
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib import pyplot

    figure, (memory, files, times) = pyplot.subplots(3, 1, figsize=(8, 8), sharex=True)
    for axes, taken, label in (
        (memory, samples.memory_mb, "memory, MB"),
        (files, samples.files, "open files"),
    ):
        for name, values in taken.items():
            axes.plot([at / 60 for at, _ in values], [value for _, value in values], label=name)
        axes.set_ylabel(label)
        axes.set_ylim(bottom=0)
        axes.legend()
    minutes: dict[int, list[float]] = {}
    for at, took in visits.answered:
        minutes.setdefault(int((at - started) / 60), []).append(1000 * took)
    for share in (0.5, 0.95):
        points = [percentile(minutes[minute], share) for minute in sorted(minutes)]
        times.plot(sorted(minutes), points, label=f"p{share * 100:.0f}")
    times.set_ylabel("answers, ms")
    times.set_xlabel("minutes")
    times.set_ylim(bottom=0)
    times.legend()
    figure.tight_layout()
    figure.savefig(file, metadata={"Date": None})
    pyplot.close(figure)


def main() -> int:
    """Print the figures and keep them with their picture; 1 if it did not hold."""
    parser = argparse.ArgumentParser(prog="python -m bench.scale.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--picture", type=Path, help="where the picture is kept too")
    parser.add_argument("--rate", type=float, help="messages a second, instead of half of what is")
    args = parser.parse_args()
    seconds = 60 * args.minutes
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        other = two_models(folder / "models")
        system = our_stack(folder)
        system.env["MODELS_DIR"] = str(other.parent)
        with running(system, folder) as stack:
            stack.until_ready()
            add_trainer(system.env)
            most = capacity(stack)
            rate = args.rate or most / 2
            print(f"{most:.0f} messages a second at most, {rate:.1f} from now on", flush=True)
            swap = (folder / "conversations.db", other.name)
            visits, samples, started = asyncio.run(soak(stack, seconds, rate, swap))
    status = report(visits, samples, started, seconds, most, rate)
    if args.picture:
        shutil.copy(RESULTS / "soak.svg", args.picture)
    return status


def report(
    visits: Visits, samples: Samples, started: float, seconds: float, most: float, rate: float
) -> int:
    """Print what came of it and keep it under var/bench; 1 if it did not hold."""
    memory = slopes(samples.memory_mb, seconds, WARM_SHARE)
    files = slopes(samples.files, seconds, FILES_WARM_SHARE)
    print(f"\n{dict(visits.answers)} of {len(visits.answered)} answered", end="; ")
    print(f"not stored {visits.not_stored}, doubled {visits.doubled}")
    print(f"trainer: {visits.pages} pages, {visits.verdicts} verdicts", end=", ")
    print(f"{visits.pages_failed} failed; load average {os.getloadavg()[2]:.1f}\n")
    print("| part | memory, MB | MB an hour (95 %) | open files | files an hour (95 %) |")
    print("|---|---|---|---|---|")
    for name, slope in memory.items():
        first, last = samples.memory_mb[name][0][1], samples.memory_mb[name][-1][1]
        opened = [f"{samples.files[name][n][1]:.0f}" for n in (0, -1)]
        print(
            f"| {name} | {first:.0f} → {last:.0f} | {slope.an_hour:+.1f} ± {slope.margin:.1f} "
            f"| {' → '.join(opened)} | {files[name].an_hour:+.1f} ± {files[name].margin:.1f} |"
        )
    print("\n| sixth | p50, ms | p95, ms | p99, ms |\n|---|---|---|---|")
    found = windows(visits, started, seconds)
    for number, times in enumerate(found, 1):
        print(f"| {number} | {' | '.join(f'{time:.0f}' for time in times)} |")
    RESULTS.mkdir(parents=True, exist_ok=True)
    draw(visits, samples, started, RESULTS / "soak.svg")
    kept = {
        "seconds": seconds,
        "capacity": most,
        "rate": rate,
        "answers": visits.answers,
        "not_stored": visits.not_stored,
        "doubled": visits.doubled,
        "memory_mb_an_hour": memory,
        "files_an_hour": files,
        "p50_p95_p99_ms": found,
    }
    (RESULTS / "soak.json").write_text(json.dumps(kept, indent=2))
    lost = visits.answers["failed"] + visits.answers["empty"] + visits.answers["other than stored"]
    grew = growing(memory, files)
    for sentence in grew:
        print(sentence, file=sys.stderr)
    return int(bool(lost or visits.not_stored or visits.doubled or visits.pages_failed or grew))


if __name__ == "__main__":
    sys.exit(main())
