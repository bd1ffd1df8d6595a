"""Runs every step of project.yml; spaCy's own command line breaks with click 8.2 and later."""

import os
from pathlib import Path

from spacy.cli.project.run import project_run


def main() -> None:
    """Runs the steps whose inputs have changed."""
    os.environ["PYTHONPATH"] = str(Path(__file__).resolve().parents[2])
    project_run(Path(__file__).parent, "all")


if __name__ == "__main__":
    main()
