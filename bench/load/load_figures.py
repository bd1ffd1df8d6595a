"""What is sent under load, and the figures, complaints and table that come of it."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any

USERS = (1, 8)
TURNS = 3
Figures = dict[str, Any]
_PHASE_ROWS = (
    ("messages a second", "messages_s"),
    ("p50, ms", "p50_ms"),
    ("p95, ms", "p95_ms"),
    ("work a message, ms", "work_ms"),
)


def percentile(times: Sequence[float], share: float) -> float:
    """The smallest of the times that `share` of them do not exceed (nearest rank); NaN of none."""
    if not times:
        return math.nan
    return sorted(times)[max(0, math.ceil(share * len(times)) - 1)]


def conversations(texts: Sequence[str], messages: int, seed: int) -> list[list[str]]:
    """Three-turn conversations of so many messages, or up to two more, in an order of the seed's.

    Where there are fewer texts they come again, in another order.
    """
    chance = random.Random(seed)
    count = math.ceil(messages / TURNS)
    sent: list[str] = []
    while len(sent) < TURNS * count:
        sent += chance.sample(texts, len(texts))
    return [sent[TURNS * number : TURNS * (number + 1)] for number in range(count)]


def figures_of(tally: Figures, work: Mapping[str, float]) -> Figures:
    """The figures of a phase, of its tally and of the seconds of work of each process."""
    times = tally["times_ms"]
    each = {name: 1000 * used / len(times) if times else math.nan for name, used in work.items()}
    return {
        "messages_s": len(times) / tally["seconds"],
        "p50_ms": percentile(times, 0.50),
        "p95_ms": percentile(times, 0.95),
        "work_ms": sum(each.values()),
        "work_ms_of": each,
        "answers": tally["answers"],
    }


def complaints(name: str, phase: Figures, most_fallbacks: float) -> list[str]:
    """What was wrong with the answers of a phase, a sentence each.

    `most_fallbacks` is the share of the answers that may be the press line.
    """
    answers = phase["answers"]
    total = sum(answers.values())
    wrong = [f"{name}: {answers[kind]} {kind}" for kind in ("empty", "failed") if answers[kind]]
    if answers["fallback"] > total * most_fallbacks:
        wrong.append(f"{name}: {answers['fallback']} of {total} answers were the press line")
    if not total:
        wrong.append(f"{name}: no message was sent")
    return wrong


def table(systems: Mapping[str, Figures]) -> str:
    """Markdown, a column a system; the last column is the last system's ratio to the first."""
    rows: list[tuple[str, int, Callable[[Figures], float]]] = []
    for users in USERS:
        of = "1 user" if users == 1 else f"{users} users"
        rows += [(f"{title}, {of}", 1, _of_phase(users, key)) for title, key in _PHASE_ROWS]
    rows.append(("memory of all processes, MB", 0, lambda figures: float(figures["memory_mb"])))
    rows.append(("start to first answer, s", 1, lambda figures: float(figures["start_s"])))
    lines = [f"| | {' | '.join(systems)} | ratio |", "|---|" + "---:|" * (len(systems) + 1)]
    for title, digits, read in rows:
        values = [read(figures) for figures in systems.values()]
        cells = [f"{value:.{digits}f}" for value in values]
        ratio = f"{values[-1] / values[0]:.2f}" if values[0] else "–"
        lines.append(f"| {' | '.join([title, *cells, ratio])} |")
    return "\n".join(lines)


def _of_phase(users: int, key: str) -> Callable[[Figures], float]:
    return lambda figures: float(figures["users"][str(users)][key])
