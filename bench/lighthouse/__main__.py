"""Measures the chat page and the page of an answer with Lighthouse; fails below 98 points.

Lighthouse and what it needs are installed by make, of package-lock.json here.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

from bench import RESULTS
from bench.lighthouse.scores import (
    CATEGORIES,
    LighthouseScores,
    ReportError,
    complaints,
    scores_of,
    table,
)
from bench.servers import our_stack, running
from contracts.paths import ROOT
from dev.browser import find_chromium
from dev.node import find_node

INSTALLED = ROOT / "var" / "lighthouse"
REPORTS = RESULTS / "lighthouse"
# Lighthouse's own: a slow telephone on slow 4G, and a desktop on a wire.
DEVICES = {"phone": (), "desktop": ("--preset=desktop",)}
# An answer's page asks search engines to leave it alone, which is no fault of its.
SKIPPED = {"chat": (), "answer": ("--skip-audits=is-crawlable",)}
QUESTION = "Hur många fick sjukpenning i fjol?"
_NODE = 24  # Lighthouse 13 wants 22.19
_SECONDS = 180


def measure(page: str, device: str, url: str) -> LighthouseScores:
    """The scores of one page; the whole report is kept.

    Raises:
        ReportError: Lighthouse did not end well.
    """
    report = REPORTS / f"{page}-{device}.json"
    report.unlink(missing_ok=True)
    flags = ["--headless=new", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    command = [
        find_node(_NODE),
        str(INSTALLED / "node_modules" / "lighthouse" / "cli" / "index.js"),
        url,
        *("--output=json", f"--output-path={report}", "--quiet", "--no-enable-error-reporting"),
        f"--only-categories={','.join(CATEGORIES)}",
        f"--chrome-flags={' '.join(flags)}",
        *DEVICES[device],
        *SKIPPED[page],
    ]
    env = {**os.environ, "CHROME_PATH": find_chromium(whole=True) or ""}
    ended = subprocess.run(
        command, env=env, capture_output=True, text=True, timeout=_SECONDS, check=False
    )
    if not report.exists():
        raise ReportError(f"{page}, {device}: {ended.stderr.strip()[-500:] or 'no report'}")
    return scores_of(page, device, json.loads(report.read_text()))


def pages(address: str) -> dict[str, str]:
    """The pages that are measured, by name, of a bot at an address that is asked a question."""
    request = urllib.request.Request(
        f"{address}/api/messages",
        data=json.dumps({"text": QUESTION}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        cards = json.load(response)["messages"]
    (answer, *_) = [card["address"] for card in cards if card.get("address")]
    return {"chat": f"{address}/", "answer": f"{address}{answer}"}


def run(address: str) -> int:
    """Measure, print and keep; 1 if a page has too few points."""
    REPORTS.mkdir(parents=True, exist_ok=True)
    scores = []
    for page, url in pages(address).items():
        for device in DEVICES:
            print(f"{page}, {device} …", file=sys.stderr, flush=True)
            scores.append(measure(page, device, url))
    text = "\n".join([table(scores), *(f"\n{row}" for row in complaints(scores))])
    (REPORTS / "scores.md").write_text(text + "\n")
    print(text)
    return 1 if complaints(scores) else 0


def main() -> int:
    """Measure a bot that runs, or one that is started for it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", help="of a bot that runs (http://127.0.0.1:8080)")
    url = parser.parse_args().url
    try:
        if url:
            return run(url.rstrip("/"))
        with tempfile.TemporaryDirectory() as name, running(our_stack(Path(name)), Path(name)) as s:
            s.until_ready()
            return run(s.system.ready.removesuffix("/health"))
    except (ReportError, OSError, subprocess.TimeoutExpired) as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
