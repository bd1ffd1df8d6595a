"""Comparisons of two models as the engine makes them, for the tests of the pages."""

from __future__ import annotations

from typing import Any

OLD = "presstjanst-0000aaaa-00000000.tar.gz"
NEW = "candidate-0000aaaa-11111111.tar.gz"
NEWER = "candidate-0000aaaa-22222222.tar.gz"


def model(name: str, accuracy: float, **changed: Any) -> dict[str, Any]:
    """What one model reaches."""
    scores = {
        **{"accuracy": accuracy, "trap_accuracy": 0.8, "macro_f1": 0.9, "misroutes": 0.01},
        **{"asked_back": 0.04, "out_of_scope_routed": 0.0, "two_wishes_both": None},
        **{"one_wish_two_contacts": 0.0, "calibration_error": 0.03},
    }
    found = {
        "model": name,
        "scores": scores,
        "misrouted": 1,
        "intents": [
            {"intent": "press_contact", "precision": 1, "recall": 1, "f1": accuracy, "count": 7},
            {"intent": "statistics", "precision": 1, "recall": 1, "f1": 0.9, "count": 5},
        ],
        "confusion": {"names": ["press_contact", "statistics"], "counts": [[6, 1], [0, 5]]},
        "reliability": [
            {"from": 0.6, "to": 0.7, "count": 2, "confidence": 0.66, "accuracy": 0.5},
            {"from": 0.9, "to": 1.0, "count": 10, "confidence": 0.98, "accuracy": 1.0},
        ],
        "stories_passed": 2,
    }
    return {**found, **changed}


def figures(**changed: Any) -> dict[str, Any]:
    """A candidate that is a little better than the model that answers."""
    found = {
        "candidate": model(NEW, 0.97),
        "current": model(OLD, 0.95),
        "asked": {"labelled": 12, "kept": 3, "stories": 2, "messages": 9},
        "flips": [
            {
                **{"source": "holdout", "text": "Vem svarar på <siffror>?", "kind": "better"},
                **{"label": "statistics", "before": "nlu_fallback", "after": "statistics"},
            },
        ],
        "broken": [],
        "mended": [],
        "misrouted": [],
        "forbidden": [],
    }
    return {**found, **changed}


def flip(message: int, kind: str = "changed", label: str | None = None) -> dict[str, Any]:
    """A real message that gets another answer."""
    said = {"label": label, "before": "statistics", "after": "press_contact", "kind": kind}
    return {"source": "message", "id": message, **said}


BROKEN = {
    "name": "statistik och sedan tack",
    "file": "statistics.yml",
    "differences": [
        {"turn": 2, "text": "tack", "what": "intent", "got": "greet", "wanted": "thanks"},
    ],
}
