"""Copies the trained model to where it is used."""

import argparse
import json
import shutil
from pathlib import Path

import spacy


def export(source: Path, target: Path) -> None:
    """Saves the pipeline with an empty vocabulary: the strings seen in training stay behind."""
    nlp = spacy.load(source)
    shutil.rmtree(target, ignore_errors=True)
    nlp.to_disk(target)
    strings = set(spacy.blank("sv").vocab.strings) | set(nlp.get_pipe("ner").labels)
    content = json.dumps(sorted(strings), ensure_ascii=False, indent=0)
    (target / "vocab" / "strings.json").write_text(content, encoding="utf-8")


def main() -> None:
    """Reads the two paths from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    arguments = parser.parse_args()
    export(arguments.source, arguments.target)


if __name__ == "__main__":
    main()
