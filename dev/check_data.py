"""Checks the training examples: no duplicates, none that says two things, none kept for tests."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from engine.training.labelled_texts import Index, LabelledText, held_out, taught


def problems(messages: Iterable[LabelledText], examples: Iterable[LabelledText]) -> Iterator[str]:
    """One line for each thing that is wrong with the examples, given the messages for tests."""
    index = Index()
    for message in messages:
        index.add(message)
    for example in examples:
        here = f"{example.where}: {example.text!r}"
        for (_, label, where), same in index.close_to(example.text):
            if label is None:
                yield f"{here} står {'' if same else 'nästan likadant '}i {where}"
            elif same:
                yield f"{here} står också i {where}"
            elif label != example.label:
                yield f"{here} är nästan lika med ett exempel för {label} i {where}"
        index.add(example)


def main() -> int:
    """0 if nothing is wrong."""
    found = list(problems(held_out(), taught()))
    print("\n".join(found) or "Träningsexemplen är utan dubbletter och läckor.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
