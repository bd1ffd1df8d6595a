"""How well the bot's recipe does on CLINC150 and BANKING77: `make public`.

Each set's encoder has been made of its training part (encoders.py). How much each reader counts,
and by what a message is held for out of scope, is chosen on the validation part; then the test
part is read.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from pathlib import Path
from typing import NamedTuple

from bench.public.readers import PublicPart, Readers
from bench.public.sets import FOLDER, PublicSet, SetsError, read_sets
from bench.public.unlikeness import MEASURES, Way, ways

SHARES = (0.0, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 1.0)  # of the encoder
# What is to stay right in scope of the validation part when messages are held for outside.
IN_SCOPE = 0.96
_CLASS, _PROBABILITY, *_ = MEASURES
_TIMED = 300  # messages


class OutsideRule(NamedTuple):
    """What is more unlike than the threshold is held for out of scope."""

    way: Way
    threshold: float


def main() -> int:
    """Print what is chosen and what is reached; 1 if sets or encoders are not there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=Path, default=FOLDER, help="folder of the sets")
    parser.add_argument("--validation-only", action="store_true", help="leave the test part alone")
    options = parser.parse_args()
    try:
        sets = read_sets(options.sets)
    except SetsError as error:
        print(error, file=sys.stderr)
        return 1
    if lacking := [s for s in sets if not (s.encoder_folder / "encoder.onnx").exists()]:
        print(f"{lacking[0].encoder_folder} holds no encoder: make public", file=sys.stderr)
        return 1
    for public in sets:
        _measure(public, with_test=not options.validation_only)
    return 0


def _measure(public: PublicSet, *, with_test: bool) -> None:
    """Print what is chosen on the validation part, and what is reached on the test part."""
    print(f"\n{public.name}: {len(public.train)} rows learnt from\n\nvalidation, in scope")
    readers = Readers(public.train, public.encoder_folder)
    validation = PublicPart(readers, public.validation)
    share = _chosen_share(validation)
    decisions = _chosen_decisions(validation, share) if public.has_outside else {}
    _print_costs(public, readers, share)
    if not with_test:
        return
    print("\ntest, in scope")
    test = PublicPart(readers, public.test)
    for name, of in (("n-grams alone", 0.0), ("encoder alone", 1.0), (f"both, {share}", share)):
        print(_line(name, test.guesses(test.readings(of)).reached().in_scope))
    read = test.readings(share)
    for name, decision in decisions.items():
        reached = test.guesses(read, decision.way).reached(decision.threshold)
        print(_line(name, *reached))
    for name, *figures in public.published:
        print(_line(f"published: {name}", *(figure for figure in figures if figure)))


def _chosen_share(validation: PublicPart) -> float:
    """The encoder's share at which most of the validation part in scope is read right."""
    right = {}
    for share in SHARES:
        right[share] = validation.guesses(validation.readings(share)).reached().in_scope
        print(_line(f"encoder's share {share}", right[share]))
    return max(SHARES, key=lambda share: right[share].hits)


def _chosen_decisions(validation: PublicPart, share: float) -> dict[str, OutsideRule]:
    """Of the ways that leave IN_SCOPE right the one that holds most for outside that is; before
    it the class as it stands and the largest probability, as others have measured them."""
    print(f"\nvalidation, {IN_SCOPE} right in scope, outside held for it, and separation")
    read, found = validation.readings(share), {}
    for way in ways(read, validation.scope):
        guesses = validation.guesses(read, way)
        threshold = guesses.threshold(IN_SCOPE)
        found[way.name] = OutsideRule(way, threshold), guesses.reached(threshold).outside.hits
        print(_line(way.name, *guesses.reached(threshold)), f"{guesses.separation():.3f}")
    best = max(found, key=lambda name: found[name][1])
    as_it_stands = OutsideRule(found[_CLASS][0].way, 0.0)
    shown = {name: found[name][0] for name in (_CLASS, _PROBABILITY, best)}
    return {f"{_CLASS}, as it stands": as_it_stands, **shown}


def _print_costs(public: PublicSet, readers: Readers, share: float) -> None:
    files = sum(file.stat().st_size for file in public.encoder_folder.iterdir()) / 1e6
    times = []
    for row in public.validation[:: max(1, len(public.validation) // _TIMED)]:
        before = time.perf_counter()
        alone = PublicPart(readers, [row])
        alone.guesses(alone.readings(share))
        times.append(1000 * (time.perf_counter() - before))
    print(f"\nencoder {files:.1f} MB, regression {readers.megabytes:.1f} MB beside it, ", end="")
    print(f"{statistics.median(times):.1f} ms a message")


def _line(name: str, *figures: object) -> str:
    return f"{name:<52}" + "  ".join(f"{figure!s:<36}" for figure in figures)


if __name__ == "__main__":
    sys.exit(main())
