"""Trains the recogniser through the API of spaCy: see build.py for why."""

import argparse
from pathlib import Path

from spacy.cli.train import train


def main() -> None:
    """Reads configuration, output folder and seed from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("config", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--seed", type=int, default=20)
    arguments = parser.parse_args()
    train(arguments.config, arguments.output, overrides={"training.seed": arguments.seed})


if __name__ == "__main__":
    main()
