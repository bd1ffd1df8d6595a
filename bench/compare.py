"""Rasa's default pipeline and this one, on the same data in one run: `make bench`."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import psutil

from contracts.paths import HOLDOUT, ROOT
from engine.evaluation.plots import draw_confusion, draw_reliability

PICTURES = ROOT / "docs" / "images"
KEPT = ROOT / "var" / "bench"
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


def measured(task: str, *rest: str) -> dict[str, Any]:
    """The child's JSON."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "bench.measure", task, *rest],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def start_server(model: str) -> dict[str, float]:
    """Seconds from the start to a loaded model, and resident MB then."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    token = secrets.token_urlsafe(8)
    env = {
        **os.environ,
        "ENGINE_TOKEN": token,
        "ACTIONS_URL": "http://127.0.0.1:9",
        "DATABASE_URL": "sqlite://",
    }
    before = time.perf_counter()
    server = subprocess.Popen(
        [sys.executable, "-m", "engine.serving", "--model", model, "--port", str(port)],
        cwd=ROOT,
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while server.poll() is None:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/status?token={token}").close()
                break
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.1)
        seconds = time.perf_counter() - before
        megabytes = psutil.Process(server.pid).memory_info().rss / 1024**2
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()
    return {"start_s": seconds, "ready_mb": megabytes}


def measured_once(name: str, epochs: int) -> dict[str, Any]:
    """All figures of one configuration; the default's are kept, for it takes an hour to train.

    They hold for the same examples, configuration and holdout. `epochs` is how long its neural
    networks train.
    """
    config = (ROOT / CONFIGS[name]).read_text().replace("epochs: 100", f"epochs: {epochs}")
    digest = hashlib.sha256(config.encode())
    for path in [HOLDOUT, *sorted((ROOT / "data" / "nlu").rglob("*.yml"))]:
        digest.update(path.read_bytes())
    kept = KEPT / f"{name}-{digest.hexdigest()[:12]}.json"
    if name == "ours" or not kept.exists():
        with tempfile.TemporaryDirectory() as folder:
            print(f"{name}: training …", file=sys.stderr, flush=True)
            (Path(folder) / "config.yml").write_text(config)
            trained = measured("train", str(Path(folder) / "config.yml"), folder)
            print(f"{name}: scoring and starting …", file=sys.stderr, flush=True)
            model = trained["model"]
            found = {**trained, **measured("score", model), **start_server(model)}
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
