"""The chart is valid, locks its pods up, and lets each reach what it needs and no more."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from functools import cache
from itertools import chain
from typing import Any

import pytest
from ruamel.yaml import YAML

from contracts.paths import ROOT
from engine.serving.metrics import UNDER_WAY
from tests.deploy.tools import TOOLS, needs_tools
from tests.test_docs import documented_settings

CHART = ROOT / "deploy" / "helm"
TEMPLATES = "\n".join(path.read_text() for path in sorted((CHART / "templates").iterdir()))
EVERYTHING = {
    "ingress": {"enabled": True, "host": "press.example.se", "className": "nginx"},
    "metrics": {"port": 9100, "podMonitor": True},
    "traces": {"endpoint": "http://collector.monitoring:4318"},
    "engine": {"targetMessages": 4},
    "network": {"ingress": [{"namespaceSelector": {}}]},
}
LITTLE = {
    "autoscaling": False,
    "storage": {"existingClaim": "mine"},
    "image": {"digest": f"sha256:{'0' * 64}"},
    "network": {"vendors": False},
}
Documents = list[dict[str, Any]]


def run(values: dict[str, Any]) -> subprocess.CompletedProcess[str]:
    command = [str(TOOLS / "python"), "-m", "dev.delivery.chart"]
    return subprocess.run(
        command, cwd=ROOT, input=json.dumps(values), capture_output=True, text=True
    )


def render(values: dict[str, Any]) -> Documents:
    documents: Documents = json.loads(rendered(json.dumps(values)))
    return documents


@cache
def rendered(values: str) -> str:
    """The documents that JSON of values gives: each of them takes a second or two."""
    result = run(json.loads(values))
    assert result.returncode == 0, result.stderr
    return result.stdout


def of_kind(documents: Documents, kind: str) -> dict[str, dict[str, Any]]:
    """By the part that they are of."""
    label = "app.kubernetes.io/component"
    return {d["metadata"]["labels"][label]: d for d in documents if d["kind"] == kind}


def pods(documents: Documents) -> dict[str, dict[str, Any]]:
    owners = {**of_kind(documents, "Deployment"), **of_kind(documents, "Job")}
    return {part: owner["spec"]["template"] for part, owner in owners.items()}


@pytest.fixture
def everything() -> Documents:
    return render(EVERYTHING)


def test_every_value_that_is_used_has_a_default() -> None:
    values = YAML(typ="safe").load(CHART / "values.yaml")
    for path in re.findall(r"\.Values\.([\w.]+)", TEMPLATES):
        place = values
        for name in path.split("."):
            assert name in place, path
            place = place[name]


def settings_of_the_chart() -> set[str]:
    """What pods are given: by the templates, and by values that are there to be filled in."""
    values = YAML(typ="safe").load(CHART / "values.yaml")
    names = set(re.findall(r'"([A-Z][A-Z_]+)"|name: ([A-Z_]+)$', TEMPLATES, re.MULTILINE))
    return {*filter(None, chain(*names)), *values["settings"], *values["webSettings"]}


def test_every_setting_that_is_given_is_told_of() -> None:
    assert settings_of_the_chart() <= documented_settings()


def test_the_chart_has_the_programs_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    chart = YAML(typ="safe").load(CHART / "Chart.yaml")
    assert chart["version"] == chart["appVersion"] == project["version"]


@needs_tools
@pytest.mark.parametrize("values", [{}, EVERYTHING, LITTLE], ids=["default", "all", "little"])
def test_kubernetes_takes_what_is_rendered(values: dict[str, Any]) -> None:
    parts = {"engine", "training", "web"}
    documents = render(values)
    assert set(of_kind(documents, "Deployment")) == set(of_kind(documents, "Service")) == parts


@needs_tools
def test_what_kubernetes_would_refuse_is_found() -> None:
    assert "maxReplicas" in run({"web": {"maxReplicas": "six"}}).stderr


@needs_tools
def test_no_pod_may_do_more_than_answer(everything: Documents) -> None:
    for part, pod in pods(everything).items():
        spec, (container,) = pod["spec"], pod["spec"]["containers"]
        assert spec["securityContext"]["runAsNonRoot"], part
        assert spec["automountServiceAccountToken"] is False
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert container["resources"]["limits"]["memory"]


@needs_tools
def test_secrets_come_by_reference_and_to_those_who_need_them(everything: Documents) -> None:
    for part, pod in pods(everything).items():
        env = pod["spec"]["containers"][0]["env"]
        for entry in env:
            if re.search("KEY|TOKEN|SECRET|PASSWORD|DATABASE|REDIS|SMTP", entry["name"]):
                assert "secretKeyRef" in entry["valueFrom"], entry["name"]
        names = {entry["name"] for entry in env}
        assert ("SECRET_KEY" in names) == (part in ("web", "migration")), part
        assert {"SLACK_BOT_TOKEN", "SMTP_URL"} <= names or part != "web"
        assert not {"SLACK_BOT_TOKEN", "SMTP_URL"} & names or part == "web"


@needs_tools
def test_each_part_is_asked_whether_it_lives_and_whether_it_is_ready(everything: Documents) -> None:
    for part, deployment in of_kind(everything, "Deployment").items():
        (container,) = deployment["spec"]["template"]["spec"]["containers"]
        for probe, path in (("livenessProbe", "live"), ("readinessProbe", "ready")):
            assert container[probe]["httpGet"] == {"path": f"/health/{path}", "port": "http"}, part


def ways_out(policies: dict[str, dict[str, Any]], part: str) -> list[int]:
    return sorted(
        port["port"] for rule in policies[part]["spec"]["egress"] for port in rule["ports"]
    )


@needs_tools
def test_where_traces_are_sent_there_is_a_way_to_them(everything: Documents) -> None:
    without = of_kind(render({}), "NetworkPolicy")
    for part in ("engine", "training", "web"):
        policies = of_kind(everything, "NetworkPolicy")
        assert ways_out(policies, part) == sorted([*ways_out(without, part), 4318])


@needs_tools
@pytest.mark.parametrize("port", [465, 587])
def test_where_questions_go_by_mail_web_alone_has_a_way_to_the_server(port: int) -> None:
    without = of_kind(render({}), "NetworkPolicy")
    settings = {"HANDOFF_MAIL_TO": "press@example.se", "HANDOFF_MAIL_FROM": "bot@example.se"}
    values = {"webSettings": settings, "network": {"mail": {"port": port}}}
    policies = of_kind(render(values), "NetworkPolicy")
    for part, ways in policies.items():
        opened = sorted([*ways_out(without, part), *([port] if part == "web" else [])])
        assert ways_out(policies, part) == opened, ways


@needs_tools
def test_web_alone_reaches_the_engines_which_reach_nothing_outside() -> None:
    documents = render({})
    policies = of_kind(documents, "NetworkPolicy")
    assert set(policies) == set(pods(documents))
    for part in ("engine", "training"):
        (at_5005,) = [
            rule
            for rule in policies[part]["spec"]["ingress"]
            if {"port": 5005, "protocol": "TCP"} in rule["ports"]
        ]
        (peer,) = at_5005["from"]
        assert peer["podSelector"]["matchLabels"]["app.kubernetes.io/component"] == "web"
        assert ways_out(policies, part) == [53, 53, 5432, 6379]


@needs_tools
def test_web_has_a_way_out_to_vendors_alone_and_none_where_there_are_none() -> None:
    for values, ways in ((EVERYTHING, 1), (LITTLE, 0)):
        rules = of_kind(render(values), "NetworkPolicy")["web"]["spec"]["egress"]
        outside = [peer for rule in rules for peer in rule.get("to", []) if "ipBlock" in peer]
        assert len(outside) == ways
        assert all("10.0.0.0/8" in peer["ipBlock"]["except"] for peer in outside)


@needs_tools
def test_selectors_find_their_pods(everything: Documents) -> None:
    labels = {part: pod["metadata"]["labels"] for part, pod in pods(everything).items()}
    for document in everything:
        part = document["metadata"]["labels"]["app.kubernetes.io/component"]
        spec = document.get("spec", {})
        selector = spec.get("podSelector", spec.get("selector"))
        if selector:
            wanted = selector.get("matchLabels", selector)
            assert wanted.items() <= labels[part].items(), document["kind"]


@needs_tools
def test_the_autoscaler_counts_copies_where_it_is_and_the_values_do_where_it_is_not() -> None:
    for values, scaled in ((EVERYTHING, True), (LITTLE, False)):
        documents = render(values)
        scalers = of_kind(documents, "HorizontalPodAutoscaler")
        assert set(scalers) == ({"engine", "web"} if scaled else set())
        for part in ("engine", "web"):
            assert ("replicas" in of_kind(documents, "Deployment")[part]["spec"]) != scaled
            assert part in of_kind(documents, "PodDisruptionBudget")
    assert of_kind(documents, "Deployment")["training"]["spec"]["replicas"] == 1


@needs_tools
def test_engines_are_not_counted_by_a_queue_that_nobody_reads() -> None:
    assert "metrics.port" in run({"engine": {"targetMessages": 4}}).stderr


@needs_tools
def test_prometheus_operator_finds_each_part_under_the_names_that_the_alerts_ask_for(
    everything: Documents,
) -> None:
    monitors = of_kind(everything, "PodMonitor")
    assert set(monitors) == {"engine", "training", "web"}
    assert not of_kind(render({"metrics": {"podMonitor": True}}), "PodMonitor")
    for part, monitor in monitors.items():
        (endpoint,) = monitor["spec"]["podMetricsEndpoints"]
        (container,) = pods(everything)[part]["spec"]["containers"]
        assert endpoint["port"] in [port["name"] for port in container["ports"]]
        names = {label["targetLabel"]: label["replacement"] for label in endpoint["relabelings"]}
        assert names == {"job": "presstjanst", "process": part}


@needs_tools
def test_the_adapter_gives_the_autoscaler_what_it_asks_for(everything: Documents) -> None:
    metrics = of_kind(everything, "HorizontalPodAutoscaler")["engine"]["spec"]["metrics"]
    (asked,) = [metric["pods"]["metric"]["name"] for metric in metrics if metric["type"] == "Pods"]
    adapter = YAML(typ="safe").load(ROOT / "deploy" / "monitoring" / "adapter.yml")
    (rule,) = adapter["rules"]["custom"]
    assert rule["name"]["as"] == asked
    assert rule["seriesQuery"].startswith(f"{UNDER_WAY._name}{{")
