"""What Lighthouse's report of a page says: points of each category, and what is lacking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
LEAST_POINTS = 98


class ReportError(RuntimeError):
    """Why a page has no points."""


@dataclass(frozen=True)
class LighthouseScores:
    """Points from 0 to 100 by category, and by category what took some, the heaviest first."""

    page: str
    device: str
    points: Mapping[str, int]
    lacking: Mapping[str, Sequence[str]]


def scores_of(page: str, device: str, report: Mapping[str, Any]) -> LighthouseScores:
    """The scores in a report.

    Raises:
        ReportError: the page could not be measured, or not all of it.
    """
    if error := report.get("runtimeError"):
        raise ReportError(f"{page}, {device}: {error['message']}")
    points, lacking = {}, {}
    for name in CATEGORIES:
        category = report["categories"][name]
        if category["score"] is None:
            raise ReportError(f"{page}, {device}: {name} was not measured")
        points[name] = round(100 * category["score"])
        lacking[name] = _lacking(category["auditRefs"], report["audits"])
    return LighthouseScores(page, device, points, lacking)


def _lacking(refs: Sequence[Mapping[str, Any]], audits: Mapping[str, Any]) -> list[str]:
    lost = []
    for ref in refs:
        audit = audits[ref["id"]]
        if ref["weight"] and audit["score"] is not None and audit["score"] < 1:
            shown = f" ({audit['displayValue']})" if audit.get("displayValue") else ""
            lost.append((ref["weight"] * (1 - audit["score"]), audit["title"] + shown))
    return [words for _, words in sorted(lost, key=lambda row: -row[0])]


def table(scores: Sequence[LighthouseScores]) -> str:
    """The points as a Markdown table."""
    lines = [f"| page | device | {' | '.join(CATEGORIES)} |", "|---|---|" + "---:|" * 4]
    for row in scores:
        cells = " | ".join(str(row.points[name]) for name in CATEGORIES)
        lines.append(f"| {row.page} | {row.device} | {cells} |")
    return "\n".join(lines)


def complaints(scores: Sequence[LighthouseScores]) -> list[str]:
    """A sentence for each category with fewer points than `LEAST_POINTS`, with what took them."""
    return [
        f"{row.page}, {row.device}: {name} has {row.points[name]} of {LEAST_POINTS} points. "
        f"Lacking: {'; '.join(row.lacking[name]) or 'nothing that it names'}"
        for row in scores
        for name in CATEGORIES
        if row.points[name] < LEAST_POINTS
    ]
