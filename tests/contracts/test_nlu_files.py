"""Files of examples are read alike whether they are plain or not."""

from __future__ import annotations

import pytest

from contracts import nlu_files
from contracts.paths import NLU


def test_plain_files_are_read_as_yaml_reads_them(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted(NLU.rglob("*.yml"))]
    plain = [nlu_files.read_examples(text) for text in texts]
    assert all(nlu_files.plain_blocks(text) is not None for text in texts)
    monkeypatch.setattr(nlu_files, "plain_blocks", lambda _: None)
    assert [nlu_files.read_examples(text) for text in texts] == plain


@pytest.mark.parametrize(
    "line",
    [
        "    metadata: {language: true}",
        "    metadata: {language: 'en'}",
        "    metadata: {language: [en]}",
        "  # a remark",
        "    examples: >",
        "lookup: x",
    ],
)
def test_whatever_is_not_plain_is_left_to_yaml(line: str) -> None:
    block = "  - intent: thanks\n    examples: |\n      - tack\n"
    assert nlu_files.plain_blocks(f'version: "3.1"\nnlu:\n{block}') is not None
    assert nlu_files.plain_blocks(f'version: "3.1"\nnlu:\n{block}{line}\n') is None
