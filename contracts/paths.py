"""Where things lie in the repository."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOMAIN = ROOT / "domain.yml"
NLU = ROOT / "data" / "nlu"
MODELS = ROOT / "models"
# Weights and lists that the recipes make and the engine reads.
ENCODER = ROOT / "engine" / "understanding" / "encoder"
NAMES = ROOT / "engine" / "privacy" / "names"

# What is measured against, and never learnt from.
EVALUATION = ROOT / "evaluation"
HOLDOUT = EVALUATION / "holdout" / "holdout.tsv"
LANGUAGES = EVALUATION / "languages"
PRIVACY = EVALUATION / "privacy" / "messages.jsonl"
STORIES = EVALUATION / "stories"
