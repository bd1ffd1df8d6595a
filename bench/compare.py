"""Rasa's default pipeline and this one, on the same data in one run: `make bench`."""

from __future__ import annotations

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

from engine.draw import draw_confusion, draw_reliability

ROOT = Path(__file__).resolve().parent.parent
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
        [sys.executable, "-m", "engine.serve", "--model", model, "--port", str(port)],
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
    found: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, config in CONFIGS.items():
            print(f"{name}: training …", file=sys.stderr, flush=True)
            trained = measured("train", config, str(Path(folder, name)))
            print(f"{name}: scoring and starting …", file=sys.stderr, flush=True)
            found[name] = {
                **trained,
                **measured("score", trained["model"]),
                **start_server(trained["model"]),
            }
    for name, result in found.items():
        draw_confusion(result["names"], result["counts"], PICTURES / f"confusion-{name}.png")
    draw_reliability(
        {name: result["confidences"] for name, result in found.items()},
        PICTURES / "reliability.png",
    )
    print(table(found))


if __name__ == "__main__":
    main()
