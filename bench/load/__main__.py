"""Messages a second, ours and Rasa's default as both are served, in one run: `make load`.

Holdout texts in conversations of three, sent by a process of its own (generator.py). The
default answers at its own REST channel, for it has no web; ours at the engine, and through web as
a journalist reaches it. Both store in SQLite and run the same actions; the default asks for its
actions over HTTP, as Rasa does.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

from bench import RESULTS
from bench.load.generator import Load
from bench.load.load_figures import USERS, Figures, complaints, conversations, figures_of, table
from bench.servers import (
    PEER,
    PEER_PYTHON,
    Running,
    System,
    our_engine,
    our_stack,
    peer_env,
    rasas_default,
    running,
)
from contracts.labelled_messages import read_messages
from contracts.nlu_files import examples_in
from contracts.paths import DOMAIN, ROOT

RESULT = RESULTS / "load.json"
_ONE_IN = 5  # of the examples that the default learns from
_WARM_UP = 90  # messages before anything is measured: TensorFlow traces its graphs
# The share of answers that may be the press line, which a second question back becomes: after one
# epoch over few examples the default asks back often, which is as much work.
_MOST_FALLBACKS = 0.05
_MOST_FALLBACKS_OF_DEFAULT = 0.5


def measure(
    system: System, folder: Path, texts: Sequence[str], messages: int, seconds: float
) -> Figures:
    """Start the system, warm it up, and load it with each number of users.

    `messages` and `seconds` bound each number of users.
    """
    figures: Figures = {"load_average": os.getloadavg()[0], "users": {}}
    with running(system, folder) as server:
        server.until_ready()
        _send(system, 1, seconds, [[texts[0]]])
        figures["start_s"] = server.seconds()
        _send(system, max(USERS), seconds, conversations(texts, _WARM_UP, seed=0))
        for users in USERS:
            sent = conversations(texts, messages, seed=users)
            figures["users"][str(users)] = _phase(server, users, seconds, sent)
        figures["memory_mb_of"] = server.megabytes()
        figures["memory_mb"] = sum(figures["memory_mb_of"].values())
    return figures


def _phase(server: Running, users: int, seconds: float, sent: list[list[str]]) -> Figures:
    before = server.work()
    tally = _send(server.system, users, seconds, sent)
    after = server.work()
    return figures_of(tally, {name: used - before.get(name, 0.0) for name, used in after.items()})


def _send(system: System, users: int, seconds: float, sent: list[list[str]]) -> Figures:
    return send(Load(system.door, system.address, users, seconds, sent))


def send(load: Load) -> Figures:
    """What came of a load that a process of its own sent."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "bench.load.generator"],
        cwd=ROOT,
        input=json.dumps(asdict(load)),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    tally: Figures = json.loads(done.stdout.splitlines()[-1])
    return tally


def our_model() -> Path:
    """The model for the data at hand, trained if it is not there."""
    command = [sys.executable, "-m", "engine.training"]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return Path(done.stdout.strip().splitlines()[-1])


def default_model(epochs: int) -> Path:
    """The default's model after so many epochs, kept for the same examples and configuration.

    How fast it answers does not depend on the epochs, and fewer examples make it faster: it learns
    a vocabulary of its own from one in `_ONE_IN`, in minutes instead of half an hour.
    """
    config = (ROOT / "bench" / "rasa_default.yml").read_text()
    config = config.replace("epochs: 100", f"epochs: {epochs}")
    digest = hashlib.sha256(config.encode())
    for path in [DOMAIN, *sorted((ROOT / "data").rglob("*.yml"))]:
        digest.update(path.read_bytes())
    folder = RESULTS / f"load-default-{digest.hexdigest()[:12]}"
    if kept := sorted(folder.glob("*.tar.gz")):
        return kept[0]
    print(f"Rasa's default: training, epochs: {epochs} …", file=sys.stderr, flush=True)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.yml").write_text(config)
    _write_sample(folder / "data")
    result = folder / "trained.json"
    data = str(folder / "data")
    train = ["train", str(folder / "config.yml"), str(folder), str(result), data]
    subprocess.run(
        [str(PEER_PYTHON), "-W", "ignore", str(PEER / "measure.py"), *train],
        cwd=ROOT,
        env=peer_env(),
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return Path(json.loads(result.read_text())["model"])


def _write_sample(folder: Path) -> None:
    """The training data with one in `_ONE_IN` of each label's examples, as a folder of Rasa's."""
    texts: dict[str, list[str]] = {}
    for _, example in examples_in():
        texts.setdefault(example.label, []).append(example.text)
    intents = [
        {"intent": label, "examples": [{"text": text} for text in every[::_ONE_IN]]}
        for label, every in texts.items()
    ]
    folder.mkdir(exist_ok=True)
    # JSON is YAML, but Rasa looks for the key at the start of a line.
    (folder / "nlu.yml").write_text(f'version: "3.1"\nnlu: {json.dumps(intents)}\n')
    for path in (ROOT / "data").glob("*.yml"):
        shutil.copy(path, folder)


def main() -> int:
    """Measure, print the table and keep the figures; 1 if answers were not what they should be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=1, help="of the default's networks")
    parser.add_argument("--messages", type=int, default=600, help="sent by each number of users")
    parser.add_argument("--seconds", type=float, default=60, help="no conversation begins after")
    args = parser.parse_args()
    texts = [message.text for message in read_messages()]
    default, ours = default_model(args.epochs), our_model()
    systems: list[tuple[Callable[[Path], System], float]] = [
        (lambda folder: rasas_default(default, folder), _MOST_FALLBACKS_OF_DEFAULT),
        (lambda folder: our_engine(ours, folder), _MOST_FALLBACKS),
        (our_stack, _MOST_FALLBACKS),
    ]
    found: dict[str, Figures] = {}
    wrong: list[str] = []
    for make, most_fallbacks in systems:
        with tempfile.TemporaryDirectory() as folder:
            system = make(Path(folder))
            print(f"{system.name} …", file=sys.stderr, flush=True)
            figures = measure(system, Path(folder), texts, args.messages, args.seconds)
        found[system.name] = figures
        for users, phase in figures["users"].items():
            wrong += complaints(f"{system.name}, users: {users}", phase, most_fallbacks)
    RESULTS.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps(found, indent=2))
    averages = ", ".join(f"{figures['load_average']:.1f}" for figures in found.values())
    print(f"{table(found)}\n\nThe machine's load average before each: {averages}")
    for sentence in wrong:
        print(sentence, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
