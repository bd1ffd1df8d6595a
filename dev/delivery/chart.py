"""Renders the chart as Helm does, and holds it to Kubernetes' schemas.

It reads values as JSON, and prints the documents as JSON. It runs in `var/deploy`, where Helm's own
library and the schemas are.
"""

from __future__ import annotations

import json
import sys

import helm_python
import kubernetes_validate
import yaml

from contracts.paths import ROOT

CHART = ROOT / "deploy" / "helm"
# The oldest that Chart.yaml allows, and the latest whose schemas are here.
VERSIONS = ("1.29", "1.37")


def main() -> int:
    """0, or 1 and a line for each thing that is wrong."""
    values = json.load(sys.stdin)
    report = helm_python.lint(str(CHART), values, strict=True)
    try:
        files = helm_python.Chart.load(str(CHART)).render(values=values, name="press")
    except helm_python.HelmError as error:
        print(error, file=sys.stderr)
        return 1
    documents = [
        document for text in files.values() for document in yaml.safe_load_all(text) if document
    ]
    wrong = [*report["errors"]]
    for document in documents:
        if document["apiVersion"].startswith("monitoring.coreos.com/"):
            continue  # Prometheus' operator has its own, which no package carries
        for version in VERSIONS:
            try:
                kubernetes_validate.validate(document, version, strict=True)
            except kubernetes_validate.ValidationError as error:
                wrong.append(f"{document['kind']} {list(error.path)} ({version}): {error.message}")
    print(json.dumps(documents))
    print("\n".join(wrong), file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
