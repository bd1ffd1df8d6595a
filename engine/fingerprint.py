"""Names a model by what it is made from, so that one for the same is not trained twice."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from contracts.paths import NLU, ROOT, models_folder

# Every component that config.yml names, with the encoder's weights.
UNDERSTANDING = ROOT / "engine" / "understanding"
# What of the contracts it understands by.
CONTRACTS = ("conversation", "intents", "nlu_files", "placeholders")
# The packages that make a model, or that its parts are stored by.
PACKAGES = ("numpy", "onnxruntime", "rasa", "scikit-learn", "scipy", "spacy")


def code_part() -> str:
    """Eight hexadecimal digits that change with whatever a model is made from but its examples.

    A model is served by the code that it was trained with, and by the encoder: its domain and its
    rules name what the actions and the pipeline must know.
    """
    code = (p for p in UNDERSTANDING.rglob("*") if p.is_file() and p.suffix != ".pyc")
    settings = [ROOT / "config.yml", ROOT / "domain.yml", *(ROOT / "data").glob("*.yml")]
    agreed = [ROOT / "contracts" / f"{name}.py" for name in CONTRACTS]
    return _digest(
        ROOT, [*code, *settings, *agreed], [f"{name} {version(name)}" for name in PACKAGES]
    )


def data_part(nlu: Path = NLU) -> str:
    """Eight hexadecimal digits that change with the examples in a folder."""
    return _digest(nlu, nlu.rglob("*.yml"))


def model_path() -> Path:
    """Where the model for the current data and configuration lies, or will lie."""
    return models_folder() / f"presstjanst-{code_part()}-{data_part()}.tar.gz"


def _digest(folder: Path, files: Iterable[Path], words: Iterable[str] = ()) -> str:
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(str(path.relative_to(folder)).encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    for word in words:
        digest.update(word.encode())
    return digest.hexdigest()[:8]
