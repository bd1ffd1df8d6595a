"""Every measured text is known, so that nothing is learnt from it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from contracts import dialogues
from contracts.paths import DANGER, DIALOGUES, HALF_SENTENCES, RUBRICS, TOLD_CASES


@pytest.mark.parametrize("folder", [DIALOGUES, HALF_SENTENCES, DANGER, TOLD_CASES, RUBRICS])
def test_every_message_of_a_measured_conversation_is_known(folder: Path) -> None:
    files = [path.read_text(encoding="utf-8") for path in folder.glob("*.jsonl")]
    rows = [json.loads(line) for text in files for line in text.splitlines()]
    written = {turn["text"] for row in rows for turn in row["turns"]}
    assert written
    assert {text for at, text in dialogues.texts() if at == folder} == written
