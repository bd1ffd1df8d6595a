"""A draft of a label is all that a new intent needs: applied, the repository is whole."""

from __future__ import annotations

import ast
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from contracts.intents import problems_of, read_intents
from contracts.nlu_files import examples_in
from contracts.paths import ROOT
from desk.facts.file import load_facts
from web.trainer.labels import all_labels
from web.trainer.topics.draft import (
    DOMAIN,
    FACTS,
    FILES,
    GUIDE,
    LABELS,
    Draft,
    DraftError,
    patch_of,
)

TODAY = date(2026, 11, 27)
DRAFT = Draft(
    name="job_fair",
    title="Jobbmässan",
    means="Var och när Försäkringskassan står på jobbmässor, hur man får en monter bredvid, "
    'och vem som svarar om "mässan" för en tidning i närheten',
    but_not="lediga jobb",
    lead="Ring pressjouren om mässan.",
    title_en="The job fair",
    lead_en="",
    contacts=("press_phone", "press_mail"),
    examples=(
        ("sv", "var står ni på mässan?"),
        ("sv", "monter på jobbmässan"),
        ("en", "which stand do you have at the fair?"),
    ),
)


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return {file: (ROOT / file).read_text(encoding="utf-8") for file in FILES}


@pytest.fixture(scope="module")
def applied(files: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the repository once git has applied the patch."""
    root = tmp_path_factory.mktemp("repository")
    for file in FILES:
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / file, root / file)
    git = ["git", "-C", str(root), "apply", "--whitespace=error", "-"]
    subprocess.run(git, input=patch_of(DRAFT, files, TODAY), text=True, check=True)
    return root


def test_the_domain_lacks_nothing(applied: Path) -> None:
    intents = read_intents(applied / DOMAIN)
    assert intents.routes == (*all_labels().intents.routes, "job_fair")
    assert "job_fair+statistics" in intents.pairs
    domain = YAML(typ="safe").load((applied / DOMAIN).read_text(encoding="utf-8"))
    assert list(problems_of(domain, load_facts(applied / FACTS).topics)) == []


def test_it_is_answered_from_the_facts(applied: Path) -> None:
    topic = load_facts(applied / FACTS).topics["job_fair"]
    assert topic.title == {"sv": "Jobbmässan", "en": "The job fair"}
    # Words that nobody has translated are there to be.
    assert topic.lead == {"sv": DRAFT.lead, "en": DRAFT.lead}
    assert [contact.name for contact in topic.contacts] == ["press_phone", "press_mail"]
    assert topic.reviewed_on == TODAY


def test_it_has_its_examples_with_their_writer_in_each_language(applied: Path) -> None:
    found = [example for _, example in examples_in(applied / "data")]
    assert {(e.language, e.text) for e in found} == set(DRAFT.examples)
    assert {(e.label, e.writer) for e in found} == {("job_fair", "trainers")}


def test_it_is_explained_in_the_guide_and_on_the_pages(applied: Path) -> None:
    guide = (applied / GUIDE).read_text(encoding="utf-8")
    assert f"| `job_fair` | {DRAFT.means} | lediga jobb |\n| `out_of_scope` |" in guide
    source = (applied / LABELS).read_text(encoding="utf-8")
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    labels = [[ast.literal_eval(a) for a in c.args] for c in calls if _is_label(c, "job_fair")]
    assert labels == [["job_fair", "Jobbmässan", DRAFT.means, "lediga jobb"]]
    assert max(map(len, source.splitlines())) <= 100


def _is_label(call: ast.Call, name: str) -> bool:
    first = call.args[0] if call.args else None
    return isinstance(first, ast.Constant) and first.value == name


def test_a_name_that_is_taken_is_refused(files: dict[str, str]) -> None:
    with pytest.raises(DraftError, match="Det finns redan en etikett som heter statistics"):
        patch_of(replace(DRAFT, name="statistics"), files, TODAY)


def test_what_the_facts_cannot_hold_is_refused(files: dict[str, str]) -> None:
    with pytest.raises(DraftError, match="bland fakta"):
        patch_of(replace(DRAFT, contacts=("nobody",)), files, TODAY)


def test_files_of_another_form_are_refused(files: dict[str, str]) -> None:
    with pytest.raises(DraftError, match="ser inte ut"):
        patch_of(DRAFT, {**files, GUIDE: "# Something else\n"}, TODAY)
