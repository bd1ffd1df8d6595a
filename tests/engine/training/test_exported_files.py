"""What the trainers' pages export says the same to ruamel, to Rasa and to our own readers."""

from __future__ import annotations

import warnings
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from rasa.core.agent import Agent
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader
from ruamel.yaml import YAML

from contracts.labelled_messages import line_of, read_messages
from contracts.nlu_files import read_examples
from engine.evaluation.kept_stories.stories import AgentConversation, problems, read_stories
from engine.training.text_index import training_examples
from web.store.conversations.dialogue import StoredTurn, turns_of
from web.store.teaching.rasa_files import (
    holdout_tsv,
    nlu_yaml,
    one_line,
    stories_yaml,
    story_steps,
    without_markup,
)

ODD = [
    "- antal vab",
    "# inte en kommentar",
    "| > & * ! % @ `",
    "{}",
    "{a: b}",
    "a: b",
    "''",
    '"',
    "[x](y)",
    '[x]{"entity": "y"}',
    "[x][{}]",
    "[[x](y)](z)",
    "[namn] säger",
    "${HOME} ${PATH}",
    "!!python/object:os",
    "...",
    "---",
    "\\n \\u0000 \\\\u",
    "/statistics",
    "nlu:",
    "- intent: x",
    "å\u2028ä\x85ö\x0bü",
    "\ufeffhej",
    "a\x00b\x1bc",
    "\U0001f600 ok",
    "\ud800",
    "\uffff",
    "~",
]
texts = st.one_of(
    st.sampled_from(ODD), st.text(max_size=60), st.text("[](){}:-#/\\u0 ab", max_size=30)
)
clean = texts.map(one_line).map(without_markup).filter(bool)
rows = st.lists(
    st.tuples(
        st.sampled_from(["sv", "en", "no", "da"]),
        st.sampled_from(["statistics", "thanks", "press_contact+statistics"]),
        clean,
    ),
    unique=True,
    min_size=1,
    max_size=8,
)
often = settings(max_examples=100, suppress_health_check=list(HealthCheck))


@given(rows=rows)
@example(rows=[("sv", "thanks", without_markup(one_line(text))) for text in ODD if one_line(text)])
@often
def test_examples_read_back_the_same(rows: list[tuple[str, str, str]], tmp_path: Path) -> None:
    written = nlu_yaml(rows)
    (tmp_path / "reviewed.yml").write_text(written, encoding="utf-8")
    found = [
        (block["metadata"]["language"], block["intent"], line[2:])
        for block in YAML(typ="safe").load(written)["nlu"]
        for line in block["examples"].split("\n")[:-1]
    ]
    assert [tuple(example[:3]) for example in read_examples(written)] == found
    assert found == sorted(rows)
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)  # what Rasa cannot use it warns of, and skips
        messages = RasaYAMLReader().reads(written).training_examples
    assert [(m.get("intent"), m.get("text")) for m in messages] == [row[1:] for row in found]
    assert not any(m.get("entities") for m in messages)
    assert [m.get("metadata")["intent"]["language"] for m in messages] == [r[0] for r in found]
    assert [(e.label, e.text) for e in training_examples(tmp_path)] == [row[1:] for row in found]


@given(rows=rows)
@often
def test_the_order_of_what_is_exported_does_not_depend_on_the_order_that_it_came_in(
    rows: list[tuple[str, str, str]],
) -> None:
    assert nlu_yaml(reversed(rows)) == nlu_yaml(rows)


def test_no_examples_are_still_training_data() -> None:
    assert RasaYAMLReader().reads(nlu_yaml([])).training_examples == []


@given(rows=rows)
@often
def test_stories_and_messages_read_back_the_same(
    rows: list[tuple[str, str, str]], tmp_path: Path
) -> None:
    turns = [
        StoredTurn(i, 0.0, text, None, label, label, 1.0, 1, ["action_answer"], [], "case_form")
        for i, (_, label, text) in enumerate(rows)
    ]
    steps = story_steps(turns, [text for *_, text in rows], {}, [turn.id for turn in turns])
    written = stories_yaml([(text, steps) for *_, text in rows])
    (tmp_path / "reviewed.yml").write_text(written, encoding="utf-8")
    stories = read_stories(tmp_path)
    assert [story.name for story in stories] == sorted(text for *_, text in rows)
    for story in stories:
        assert [t.text for t in story.turns] == [text for *_, text in rows]
        assert [t.intent for t in story.turns] == [label for _, label, _ in rows]
        assert {(*t.actions, t.loop) for t in story.turns} == {("action_answer", "case_form")}
    lines = [line_of(label, language, text) for language, label, text in rows]
    (tmp_path / "reviewed.tsv").write_text(holdout_tsv(lines), encoding="utf-8")
    found = [(*tags, label, text) for label, tags, text in read_messages(tmp_path / "reviewed.tsv")]
    assert sorted(found) == sorted(rows)


def test_nothing_kept_is_no_file() -> None:
    assert (stories_yaml([]), holdout_tsv([])) == ("", "")


SAID = [
    "Kan ni kommentera varför en kvinna i Umeå fick avslag på sin sjukpenning?",
    "/check_case",
    "ja hon har skrivit på",
    "hur många fick avslag på sjukpenning i fjol?",
    "tack!",
]


async def test_a_story_made_of_a_conversation_holds_for_the_model_that_had_it(
    talking: Agent, tmp_path: Path
) -> None:
    conversation = AgentConversation(talking)
    for text in SAID:
        await conversation.say(text)
    _, _, tracker = await conversation.last_turn()
    turns = turns_of(enumerate(event.as_dict() for event in tracker.events))
    assert [turn.actions for turn in turns] == [["action_answer"]] * len(SAID)
    corrected = {turns[2].id: "bot_challenge", turns[3].id: "statistics"}
    as_it_was = await _problems_of(talking, tmp_path, turns, {})
    otherwise = await _problems_of(talking, tmp_path, turns, corrected)
    assert as_it_was == []
    # What was corrected is told, and it alone.
    assert [line for line in otherwise if "bot_challenge" not in line] == []
    assert otherwise


async def _problems_of(
    agent: Agent, folder: Path, turns: list[StoredTurn], labels: dict[int, str]
) -> list[str]:
    texts, acts = [turn.text for turn in turns], [turn.id for turn in turns]
    steps = story_steps(turns, texts, labels, acts)
    (folder / "reviewed.yml").write_text(stories_yaml([("ett samtal", steps)]), encoding="utf-8")
    (story,) = read_stories(folder)
    return await problems(agent, story)
