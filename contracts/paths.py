"""Where things lie: in the repository, and what is written at run time."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def var_folder(env: Mapping[str, str] = os.environ) -> Path:
    """Where what is written at run time lies."""
    return Path(env.get("VAR_DIR") or ROOT / "var")


def default_database(env: Mapping[str, str] = os.environ) -> str:
    """The address of a single machine's database, where DATABASE_URL names no other."""
    return f"sqlite:///{var_folder(env) / 'conversations.db'}"


def last_good_facts(env: Mapping[str, str] = os.environ) -> Path:
    """The folder where the facts are kept that were good last."""
    return var_folder(env) / "last_good_facts"


def models_folder(env: Mapping[str, str] = os.environ) -> Path:
    """Where models lie: beside what is written at run time if the repository is read-only.

    A process hands its environment on to those that it starts.
    """
    if given := env.get("MODELS_DIR"):
        return Path(given)
    folder = ROOT / "models"
    return folder if os.access(folder, os.W_OK) else var_folder(env) / "models"


DOMAIN = ROOT / "domain.yml"
EXCHANGES = ROOT / "data" / "exchanges"
DRAFTS = ROOT / "data" / "drafts"
ANSWERS = ROOT / "data" / "answers"
NLU = ROOT / "data" / "nlu"
FACTS = ROOT / "facts" / "press_service.yml"
# Weights and lists that the recipes make and the engine reads.
ENCODER = ROOT / "engine" / "understanding" / "encoder"
NAMES = ROOT / "engine" / "privacy" / "names"

# What is measured against, and never learnt from.
EVALUATION = ROOT / "evaluation"
HOLDOUT = EVALUATION / "holdout" / "holdout.tsv"
LANGUAGE_SETS = EVALUATION / "languages"
KIND_SETS = EVALUATION / "kinds"
PRIVACY = EVALUATION / "privacy" / "messages.jsonl"
ODD_FORMS = EVALUATION / "privacy" / "odd_forms.jsonl"  # by a writer kept apart
LOWER_CASE = EVALUATION / "privacy" / "lower_case.jsonl"  # by two more
STORIES = EVALUATION / "stories"
DIALOGUES = EVALUATION / "dialogues"
HALF_SENTENCES = EVALUATION / "half_sentences"
DANGER = EVALUATION / "danger"
NEAR_MISSES = EVALUATION / "near_misses"
TOLD_OF_CASE = EVALUATION / "told_of_case"
TOLD_CASES = EVALUATION / "told_cases"
RUBRICS = EVALUATION / "rubrics"
QUESTIONS = EVALUATION / "questions"
FIGURES = EVALUATION / "figures.json"  # as `make evaluate` found them last
