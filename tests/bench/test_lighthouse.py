"""What is read of Lighthouse's report, and what fails."""

from __future__ import annotations

from typing import Any

import pytest

from bench.lighthouse.scores import CATEGORIES, ReportError, complaints, scores_of, table


def report(**changed: float | None) -> dict[str, Any]:
    """A report of a page with all points, but for the categories that are changed."""
    points = {name: changed.get(name.replace("-", "_"), 1.0) for name in CATEGORIES}
    refs = [{"id": "heavy", "weight": 7}, {"id": "light", "weight": 3}, {"id": "told", "weight": 0}]
    return {
        "categories": {n: {"score": score, "auditRefs": refs} for n, score in points.items()},
        "audits": {
            "light": {"title": "Images have names", "score": 0.5},
            "heavy": {"title": "Paints late", "score": 0.4, "displayValue": "4.1 s"},
            "told": {"title": "Only told", "score": 0},
        },
    }


def test_the_points_stand_in_the_table_by_page_and_device() -> None:
    scores = scores_of("chat", "phone", report(performance=0.975, seo=0.5))
    assert table([scores]).splitlines() == [
        "| page | device | performance | accessibility | best-practices | seo |",
        "|---|---|---:|---:|---:|---:|",
        "| chat | phone | 98 | 100 | 100 | 50 |",
    ]


def test_98_points_are_enough_and_97_say_what_took_them_the_heaviest_first() -> None:
    assert complaints([scores_of("chat", "phone", report(performance=0.98))]) == []
    assert complaints([scores_of("chat", "phone", report(accessibility=0.97))]) == [
        "chat, phone: accessibility has 97 of 98 points. "
        "Lacking: Paints late (4.1 s); Images have names"
    ]


def test_a_page_that_was_not_measured_is_no_page_with_points() -> None:
    with pytest.raises(ReportError, match="seo was not measured"):
        scores_of("chat", "phone", report(seo=None))
    error = {"runtimeError": {"message": "The page did not load."}}
    with pytest.raises(ReportError, match=r"chat, phone: The page did not load\."):
        scores_of("chat", "phone", {**report(), **error})
