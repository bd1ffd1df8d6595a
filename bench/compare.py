"""Rasa's default pipeline and this one, on the same data in one run: `make bench`."""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench import RESULTS
from bench.servers import PEER, PEER_PYTHON, our_engine, peer_env, rasas_default, running
from contracts.intents import read_intents
from contracts.labelled_messages import read_messages
from contracts.paths import HOLDOUT, ROOT
from engine.evaluation.outcomes import confusion, score
from engine.evaluation.plots import draw_confusion, draw_reliability
from engine.evaluation.readings import outcome_of

PICTURES = ROOT / "docs" / "images"
CONFIGS = {"default": "bench/rasa_default.yml", "ours": "config.yml"}
# name, key, digits
ROWS = [
    ("accuracy on the holdout", "accuracy", 3),
    ("of which traps", "trap_accuracy", 3),
    ("macro-F1", "macro_f1", 3),
    ("misroutes", "misroutes", 3),
    ("asked back", "asked_back", 3),
    ("out_of_scope given a contact", "out_of_scope_routed", 3),
    ("two wishes, both answered", "two_wishes_both", 3),
    ("calibration error", "calibration_error", 3),
    ("training, s", "train_s", 0),
    ("training, s of work", "train_cpu_s", 0),
    ("peak memory in training, MB", "train_peak_mb", 0),
    ("start to ready, s", "start_s", 1),
    ("memory when ready, MB", "ready_mb", 0),
    ("parse p50, ms", "parse_p50_ms", 1),
    ("parse p95, ms", "parse_p95_ms", 1),
]


def measured(name: str, task: str, *rest: str, texts: Sequence[str] = ()) -> dict[str, Any]:
    """What bench/peer/measure.py makes of a task, run by the Python of the configuration."""
    ours = ["-W", "ignore", "-m", "bench.measure"]
    default = ["-W", "ignore", str(PEER / "measure.py")]
    command = [sys.executable, *ours] if name == "ours" else [str(PEER_PYTHON), *default]
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "result.json"
        subprocess.run(
            [*command, task, *rest, str(result)],
            cwd=ROOT,
            env=None if name == "ours" else peer_env(),
            input=json.dumps(list(texts)),
            stdout=subprocess.DEVNULL,
            text=True,
            check=True,
        )
        figures: dict[str, Any] = json.loads(result.read_text())
    return figures


def scored(name: str, model: str) -> dict[str, Any]:
    """Scores on the holdout, what was confused with what, and parse times."""
    messages = list(read_messages())
    reading = measured(name, "read", model, texts=[m.text for m in messages])
    outcomes = [
        outcome_of(message.label, message.tags, read["acted"], read["ranking"])
        for message, read in zip(messages, reading.pop("readings"), strict=True)
    ]
    routes = frozenset(read_intents().routes)
    names, counts = confusion(outcomes)
    single = [o for o in outcomes if len(o.wishes) == 1]
    return {
        **reading,
        **vars(score(outcomes, routes)),
        "names": names,
        "counts": counts.tolist(),
        "confidences": [(o.confidence, o.likeliest == o.label) for o in single],
    }


def served(name: str, model: str) -> dict[str, float]:
    """Seconds from the start to a loaded model, and resident MB of Rasa's process then."""
    with tempfile.TemporaryDirectory() as folder:
        make, process = (
            (our_engine, "engine.serving") if name == "ours" else (rasas_default, "rasa")
        )
        with running(make(Path(model), Path(folder)), Path(folder)) as server:
            seconds = server.until_ready()
            return {"start_s": seconds, "ready_mb": server.megabytes()[process]}


def measured_once(name: str, epochs: int) -> dict[str, Any]:
    """All figures of one configuration; the default's are kept, for it takes an hour to train.

    They hold for the same examples, configuration and holdout. `epochs` is how long its neural
    networks train.
    """
    config = (ROOT / CONFIGS[name]).read_text().replace("epochs: 100", f"epochs: {epochs}")
    digest = hashlib.sha256(config.encode())
    for path in [HOLDOUT, *sorted((ROOT / "data" / "nlu").rglob("*.yml"))]:
        digest.update(path.read_bytes())
    kept = RESULTS / f"{name}-{digest.hexdigest()[:12]}.json"
    if name == "ours" or not kept.exists():
        with tempfile.TemporaryDirectory() as folder:
            print(f"{name}: training …", file=sys.stderr, flush=True)
            (Path(folder) / "config.yml").write_text(config)
            trained = measured(name, "train", str(Path(folder) / "config.yml"), folder)
            print(f"{name}: scoring and starting …", file=sys.stderr, flush=True)
            model = trained["model"]
            found = {**trained, **scored(name, model), **served(name, model)}
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(found))
    result: dict[str, Any] = json.loads(kept.read_text())
    return result


def table(found: dict[str, dict[str, Any]]) -> str:
    """Markdown, with the ratio of ours to the default."""
    lines = ["| | Rasa's default | ours | ratio |", "|---|---:|---:|---:|"]
    for name, key, digits in ROWS:
        default, ours = (found[c][key] for c in CONFIGS)
        ratio = f"{ours / default:.2f}" if default else "–"
        lines.append(f"| {name} | {default:.{digits}f} | {ours:.{digits}f} | {ratio} |")
    return "\n".join(lines)


def main() -> None:
    """Train, score, start and draw both; print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=100, help="of the default's networks")
    args = parser.parse_args()
    found = {name: measured_once(name, args.epochs) for name in CONFIGS}
    for name, result in found.items():
        draw_confusion(result["names"], result["counts"], PICTURES / f"confusion-{name}.png")
    draw_reliability(
        {name: result["confidences"] for name, result in found.items()},
        PICTURES / "reliability.png",
    )
    print(f"{args.epochs} epochs\n\n{table(found)}")


if __name__ == "__main__":
    main()
