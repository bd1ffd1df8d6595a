"""The dashboard and the alerts ask for what is served, and a real Prometheus understands them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from prometheus_client import generate_latest
from rasa.shared.core.events import UserUttered
from ruamel.yaml import YAML

from contracts.paths import ROOT
from contracts.watching.metrics import ERRORS, PART_SECONDS, REGISTRY
from engine.privacy.event_masking import mask_events
from engine.serving.metrics import UNDER_WAY
from engine.understanding.masker import make_masker
from tests.web.conftest import (
    StandInEngine,
    client,
    database,
    engine,
    make_client,
)

__all__ = ["client", "database", "engine", "make_client"]  # fixtures

FOLDER = ROOT / "deploy" / "monitoring"
PROMETHEUS, PROMTOOL = shutil.which("prometheus"), shutil.which("promtool")
needs_prometheus = pytest.mark.skipif(
    not (PROMETHEUS and PROMTOOL),
    reason="Debian's packages prometheus and promtool are not installed",
)
# What the engine alone serves, while it runs.
OF_THE_ENGINE = {"press_model", "press_spool_turns", "press_store_failing"}
WITH_REDIS = {"press_redis_down"}


def dashboard() -> dict[str, Any]:
    document: dict[str, Any] = json.loads((FOLDER / "dashboard.json").read_text())
    return document


def queries() -> list[str]:
    return [target["expr"] for panel in dashboard()["panels"] for target in panel["targets"]]


def alerts() -> list[dict[str, Any]]:
    (group,) = YAML(typ="safe").load(FOLDER / "alerts.yml")["groups"]
    rules: list[dict[str, Any]] = group["rules"]
    return rules


@pytest.fixture
async def served(client: TestClient, engine: StandInEngine) -> str:
    """What is served once something has happened."""
    PART_SECONDS.labels("understand").observe(0.02)
    ERRORS.labels("web.engine_client").inc()
    UNDER_WAY.set(0)
    mask_events([UserUttered("850312-1231")], make_masker())
    await client.post("/api/messages", json={"text": "hej"})
    await client.post("/api/messages", json={"text": ""})
    engine.status = 500
    await client.post("/api/messages", json={"text": "hej"})
    return generate_latest(REGISTRY).decode()


async def test_every_metric_that_is_asked_for_is_served_and_told_of(served: str) -> None:
    asked = {
        name
        for query in (*queries(), *(alert["expr"] for alert in alerts()))
        for name in re.findall(r"\b(?:press|process)_\w+", query)
    }
    names = set(re.findall(r"^([a-z_]+)", served, re.MULTILINE)) | OF_THE_ENGINE | WITH_REDIS
    assert asked <= names
    told = (ROOT / "docs" / "running.md").read_text()
    ours = {re.sub(r"_bucket$", "", name) for name in asked if name.startswith("press_")}
    assert not {name for name in ours if f"`{name}`" not in told}


def test_every_alert_says_what_to_do() -> None:
    for alert in alerts():
        assert alert["labels"]["severity"] in ("page", "ticket")
        assert set(alert["annotations"]) == {"summary", "description"}


def test_the_panels_are_whole() -> None:
    panels = dashboard()["panels"]
    places = [(p["gridPos"]["x"], p["gridPos"]["y"]) for p in panels]
    assert len({p["id"] for p in panels}) == len(set(places)) == len(panels)
    assert all(p["datasource"] == {"type": "prometheus", "uid": "${source}"} for p in panels)


def promtool(*arguments: str | Path) -> None:
    result = subprocess.run(
        [str(PROMTOOL), *map(str, arguments)], capture_output=True, text=True, cwd=ROOT
    )
    assert result.returncode == 0, result.stdout + result.stderr


@needs_prometheus
def test_the_alerts_fire_when_they_should_and_only_then() -> None:
    promtool("check", "config", FOLDER / "prometheus.yml")
    promtool("test", "rules", ROOT / "tests" / "deploy" / "alerts_test.yml")


@pytest.fixture
def prometheus(served: str, tmp_path: Path, unused_tcp_port: int) -> Iterator[str]:
    """A real one that has read what is served, twice a minute apart."""
    now, lines = int(time.time()), []
    for line in served.splitlines():
        if line.startswith("#"):
            continue
        series, value = line.rsplit(" ", 1)
        name, _, labels = series.rstrip("}").partition("{")
        inside = ",".join(filter(None, (labels, 'job="presstjanst"', 'process="web"')))
        lines += [f"{name}{{{inside}}} {value} {now - ago}" for ago in (60, 0)]
    text = tmp_path / "metrics.txt"
    text.write_text("\n".join(lines) + "\n# EOF\n")
    promtool("tsdb", "create-blocks-from", "openmetrics", text, tmp_path / "data")
    config = tmp_path / "prometheus.yml"
    config.write_text(f"rule_files: [{FOLDER / 'alerts.yml'}]\n")
    server = subprocess.Popen(
        [
            str(PROMETHEUS),
            f"--config.file={config}",
            f"--storage.tsdb.path={tmp_path / 'data'}",
            f"--web.listen-address=127.0.0.1:{unused_tcp_port}",
        ],
        stderr=subprocess.PIPE,
        text=True,
    )
    assert server.stderr is not None
    for line in server.stderr:
        if "ready to receive web requests" in line:
            break
    yield f"http://127.0.0.1:{unused_tcp_port}/api/v1"
    server.terminate()
    server.communicate()


def ask(address: str, path: str, **query: str) -> Any:
    url = f"{address}/{path}?{urllib.parse.urlencode(query)}"
    with urllib.request.urlopen(url) as response:
        answer = json.load(response)
    assert answer["status"] == "success"
    return answer["data"]


@needs_prometheus
async def test_a_real_prometheus_answers_every_panel(prometheus: str) -> None:
    (group,) = ask(prometheus, "rules")["groups"]
    assert [rule["name"] for rule in group["rules"]] == [alert["alert"] for alert in alerts()]
    empty = [query for query in queries() if not ask(prometheus, "query", query=query)["result"]]
    assert empty == ["max(press_spool_turns)", "press_model", "max(press_redis_down)"]


@needs_prometheus
async def test_a_real_prometheus_answers_what_the_adapter_asks_for_the_autoscaler(
    prometheus: str,
) -> None:
    (rule,) = YAML(typ="safe").load(FOLDER / "adapter.yml")["rules"]["custom"]
    query = rule["metricsQuery"]
    for name, value in (
        ("GroupBy", "process"),
        ("Series", rule["seriesQuery"].partition("{")[0]),
        ("LabelMatchers", 'job="presstjanst"'),
    ):
        query = query.replace(f"<<.{name}>>", value)
    (found,) = ask(prometheus, "query", query=query)["result"]
    assert found["value"][1] == "0"
