"""Runs every step of project.yml; spaCy's own command line breaks with click 8.2 and later."""

from pathlib import Path

from spacy.cli.project.run import project_run


def main() -> None:
    """Runs the steps whose inputs have changed."""
    project_run(Path(__file__).parent, "all")


if __name__ == "__main__":
    main()
