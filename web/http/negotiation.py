"""What a caller would rather have, by the weights of a header such as Accept (RFC 9110, 12.4.2)."""

from __future__ import annotations

from collections.abc import Collection


def weights_of(header: str) -> dict[str, float]:
    """What the header names, in lower case, each with its weight from 0 to 1; 1 where none is said.

    What is no weight is 0.
    """
    weights: dict[str, float] = {}
    for part in header.lower().split(","):
        name, *parameters = (word.strip() for word in part.split(";"))
        weight = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip() == "q":
                weight = _weight(value.strip())
        if name:
            weights[name] = weight
    return weights


def preferred_of(header: str, known: Collection[str]) -> str | None:
    """Which of the known the header weighs highest, the first of equals.

    What stands after a hyphen is left out: `en-GB` is `en`. None where it names none of them.
    """
    best, best_weight = None, 0.0
    for name, weight in weights_of(header).items():
        short = name.split("-")[0]
        if short in known and weight > best_weight:
            best, best_weight = short, weight
    return best


def _weight(text: str) -> float:
    digits = text.replace(".", "", 1)
    is_one = digits.isascii() and digits.isdigit() and len(text) <= len("0.000")
    return min(float(text), 1.0) if is_one else 0.0
