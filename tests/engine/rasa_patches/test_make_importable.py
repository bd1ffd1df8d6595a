"""Rasa starts on this Python without TensorFlow, and does otherwise what it did."""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import pty
import re
import subprocess
import sys
import tarfile
import warnings
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy
import packaging.version
import pytest
import rasa
import rasa.shared.utils.validation as validation
import sanic
from rasa.core.brokers.broker import EventBroker
from rasa.core.channels import BUILTIN_CHANNELS, console, rest
from rasa.core.run import create_http_input_channels
from rasa.core.tracker_store import InMemoryTrackerStore, TrackerStore
from rasa.engine.graph import GraphModelConfiguration, GraphSchema
from rasa.engine.recipes.default_components import DEFAULT_COMPONENTS
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.nlu.featurizers.sparse_featurizer import count_vectors_featurizer
from rasa.shared.core.domain import Domain
from rasa.shared.data import TrainingType
from rasa.shared.exceptions import InvalidConfigException, YamlException
from rasa.utils import plotting
from rasa.utils.tensorflow import model_data

from engine import rasa_patches
from engine.rasa_patches.importing import dask_get, package_resources, rasa_version, unavailable
from engine.rasa_patches.importing.rasa_version import RasaVersionError
from engine.rasa_patches.importing.unavailable import UnavailableClass, UnavailableError

ROOT = Path(__file__).resolve().parents[3]
IMPORTS = """
import sys, warnings
warnings.simplefilter("error")
import engine
for module in ("rasa.core.agent", "rasa.model_training", "rasa.core.run", "rasa.server",
               "rasa.nlu.test", "rasa.core.test", "rasa.validator", "rasa.cli.shell",
               "rasa.__main__"):
    __import__(module)
import json
import os
print(json.dumps(sorted(sys.modules)))
"""


# A patch names what it is about by file and line of the Rasa that `rasa_version` allows.
PLACE = re.compile(r"([\w/]+\.py):([\d,-]+)")
PATCHES = [
    path
    for path in sorted(Path(rasa_patches.__file__).parent.rglob("*.py"))
    if "def apply(" in path.read_text(encoding="utf-8")
]


@pytest.mark.parametrize("path", PATCHES, ids=lambda path: path.stem)
def test_a_patch_names_the_lines_of_rasa_that_it_is_about(path: Path) -> None:
    packages = Path(rasa.__file__).parents[1]
    places = PLACE.findall(path.read_text(encoding="utf-8"))
    assert places
    for name, lines in places:
        (file,) = {f for folder in ("", "rasa") if (f := packages / folder / name).exists()}
        last = max(map(int, re.findall(r"\d+", lines)))
        assert last <= len(file.read_text(encoding="utf-8").splitlines()), (name, last)


def test_rasa_is_imported_whole_without_tensorflow_or_a_warning() -> None:
    done = subprocess.run(
        [sys.executable, "-c", IMPORTS], cwd=ROOT, capture_output=True, text=True, check=True
    )
    modules = json.loads(done.stdout)
    assert "rasa.core.channels.rest" in modules
    packages = {module.partition(".")[0] for module in modules}
    assert packages.isdisjoint({"tensorflow", "keras", "transformers", "setuptools"})
    # Asked for at their first use.
    assert packages.isdisjoint({"sklearn", "matplotlib"})


def test_an_engine_that_serves_imports_neither_other_servers_nor_what_draws_in_terminals() -> None:
    code = (
        "import json, sys, engine.serving.__main__\n"
        "from engine.local_actions import LocalActions\n"
        "LocalActions('actions')\n"
        "print(json.dumps(sorted(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    packages = {module.partition(".")[0] for module in json.loads(done.stdout)}
    assert {"rasa", "rasa_sdk", "actions"} <= packages
    unneeded = {"sanic", "grpc", "opentelemetry", "questionary", "prompt_toolkit", "sklearn"}
    # And what deploy/vex.yml says of skops holds.
    assert packages.isdisjoint({*unneeded, "skops"})


def test_what_is_imported_late_is_there_when_it_is_used() -> None:
    featurizer = count_vectors_featurizer.CountVectorizer(ngram_range=(2, 2))
    assert type(featurizer).__module__ == "sklearn.feature_extraction.text"
    assert featurizer.build_analyzer()("ett två tre") == ["ett två", "två tre"]
    parts = model_data.train_test_split([1, 2, 3, 4], test_size=1, random_state=0)
    assert [len(part) for part in parts] == [3, 1]
    assert plotting.matplotlib.get_backend()
    assert plotting.FormatStrFormatter("%d")(3.0) == "3"
    assert isinstance(rest.Blueprint("rest"), sanic.Blueprint)
    assert rest.response.json({"status": "ok"}).body == b'{"status":"ok"}'
    assert console.Style([("text", "bold")]).style_rules == [("text", "bold")]


@pytest.mark.parametrize(
    ("name", "kind", "link"),
    [
        ("../beside", tarfile.REGTYPE, ""),
        ("link", tarfile.SYMTYPE, "/etc/passwd"),
        ("link", tarfile.LNKTYPE, "../beside"),
        ("disk", tarfile.BLKTYPE, ""),
    ],
)
def test_a_model_that_leads_outside_is_not_unpacked(
    name: str, kind: bytes, link: str, tmp_path: Path
) -> None:
    model, inside = tmp_path / "model.tar.gz", tmp_path / "storage"
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, link
    with tarfile.open(model, "w:gz") as archive:
        archive.addfile(member)
    inside.mkdir()
    with pytest.raises(tarfile.FilterError):
        LocalModelStorage.from_model_archive(inside, model)
    assert not list(inside.iterdir())


def test_a_model_is_packed_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "made").mkdir()
    storage = LocalModelStorage.create(tmp_path / "made")
    model = tmp_path / "model.tar.gz"
    with storage.write_to(Resource("numbers")) as folder:
        folder.joinpath("zeros").write_bytes(bytes(100_000))
    nothing = GraphSchema({})
    made = GraphModelConfiguration(nothing, nothing, TrainingType.NLU, None, None, None, None)
    storage.create_model_package(model, made, Domain.empty())
    assert model.stat().st_size > 100_000
    (tmp_path / "read").mkdir()
    read, _ = LocalModelStorage.from_model_archive(tmp_path / "read", model)
    with read.read_from(Resource("numbers")) as folder:
        assert folder.joinpath("zeros").read_bytes() == bytes(100_000)


def test_what_is_left_out_is_not_installed_or_is_rasas() -> None:
    for module in unavailable.modules():
        if not module.startswith("rasa."):
            with pytest.raises(PackageNotFoundError):
                version(module.partition(".")[0].replace("_", "-"))


def test_every_module_left_out_is_one_that_rasa_has_with_that_name_in_it() -> None:
    rasa_folder = Path(validation.__file__).parents[2]
    for module, names in unavailable.modules().items():
        if module.startswith("rasa."):
            source = rasa_folder.joinpath(*module.split(".")[1:]).with_suffix(".py").read_text()
            assert all(f"class {name}(" in source for name in names), module


def test_a_component_that_is_left_out_is_refused_by_name() -> None:
    with pytest.raises(InvalidConfigException, match="DIETClassifier"):
        DefaultV1Recipe._from_registry("DIETClassifier")


def test_every_component_of_rasa_that_is_not_left_out_is_registered() -> None:
    kept = [kind for kind in DEFAULT_COMPONENTS if not issubclass(kind, UnavailableClass)]
    assert len(kept) == len(DEFAULT_COMPONENTS) - 6
    assert all(DefaultV1Recipe._from_registry(kind.__name__).types for kind in kept)


def test_rasas_channels_have_the_names_that_they_had() -> None:
    names = (
        "botframework callback cmdline facebook hangouts mattermost rasa rest rocketchat slack "
        "socketio telegram twilio twilio_voice webexteams"
    )
    assert " ".join(sorted(BUILTIN_CHANNELS)) == names


def test_a_channel_that_is_left_out_says_so(tmp_path: Path) -> None:
    credentials = tmp_path / "credentials.yml"
    credentials.write_text("slack:\n  slack_token: x\n")
    with pytest.raises(UnavailableError, match="SlackInput is left out"):
        create_http_input_channels(None, str(credentials))


async def test_stores_and_brokers_are_made_as_before() -> None:
    assert isinstance(TrackerStore.create(None, Domain.empty()), InMemoryTrackerStore)
    assert await EventBroker.create(None) is None


def test_another_rasa_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    rasa_version.check()
    monkeypatch.setattr(rasa_version, "version", lambda package: "3.6.22")
    with pytest.raises(RasaVersionError, match=r"Rasa 3\.6\.22 är installerat"):
        rasa_version.check()


@pytest.mark.parametrize("given", ["3.1", "2.0", "4.0"])
def test_a_files_version_is_judged_as_before(given: str) -> None:
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        accepted = validation.validate_training_data_format_version({"version": given}, "a.yml")
    assert accepted == (given != "4.0")
    assert len(warned) == (given != "3.1")


def test_a_file_whose_version_is_none_is_refused() -> None:
    with pytest.raises(packaging.version.InvalidVersion):
        validation.validate_training_data_format_version({"version": "abc"}, "a.yml")


def test_training_data_is_checked_against_rasas_schema() -> None:
    schema = "shared/nlu/training_data/schemas/nlu.yml"
    validation.validate_yaml_schema("nlu:\n- intent: greet\n  examples: |\n    - hej\n", schema)
    with pytest.raises(YamlException):
        validation.validate_yaml_schema("nlu:\n- intention: greet\n", schema)


def test_files_lie_beside_a_module_and_in_a_package() -> None:
    in_package = package_resources.resource_filename("rasa.shared.nlu", "constants.py")
    assert Path(in_package).is_file()
    beside = package_resources.resource_filename("rasa.shared.nlu.constants", "constants.py")
    assert Path(beside) == Path(in_package)
    template = "rasa.shared.core.training_data.visualization", "/visualization.html"
    assert Path(package_resources.resource_filename(*template)).is_file()


def test_the_version_of_a_package_is_the_installed_one() -> None:
    resources = importlib.import_module("pkg_resources")
    assert resources.get_distribution("scikit-learn").version == version("scikit-learn")


def test_numpys_warning_is_numpys_own() -> None:
    assert numpy.VisibleDeprecationWarning is numpy.exceptions.VisibleDeprecationWarning


def test_a_graph_runs_each_node_that_is_needed_once_and_none_else() -> None:
    ran = []

    def node(name):
        def run(*inputs):
            ran.append(name)
            return name, [value for _, value in inputs]

        return run

    graph = {
        "given": ("given", 7),
        "left": (node("left"), "given"),
        "right": (node("right"), "given", "left"),
        "both": (node("both"), "left", "right", "left"),
        "unneeded": (node("unneeded"), "given"),
    }
    (both, left) = dask_get.get(graph, ["both", "left"])
    assert both == ("both", [[7], [7, [7]], [7]])
    assert left == ("left", [7])
    assert sorted(ran) == ["both", "left", "right"]


def test_what_a_graph_lacks_is_handed_on_by_its_name() -> None:
    assert dask_get.get({"node": (lambda need: need, "missing")}, ["node"]) == ("missing",)


def test_what_is_written_lies_under_var_and_no_bar_is_drawn_in_a_file(tmp_path: Path) -> None:
    program = """
import engine, os
from rasa.engine.caching import LocalTrainingCache
import matplotlib, tqdm
print(LocalTrainingCache._get_cache_location(), matplotlib.get_configdir(), sep="\\n")
list(tqdm.tqdm(range(3)))
"""
    settings = {"RASA_CACHE_DIRECTORY", "MPLCONFIGDIR", "TQDM_DISABLE"}
    env = {name: value for name, value in os.environ.items() if name not in settings}
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**env, "VAR_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == [str(tmp_path / "rasa"), str(tmp_path / "matplotlib")]
    assert done.stderr == ""


@pytest.mark.parametrize("terminal", [True, False])
def test_a_progress_bar_is_drawn_on_terminals_alone(terminal: bool) -> None:
    code = "import engine; from tqdm import tqdm; list(tqdm([1], disable=False))"
    outside, inside = pty.openpty() if terminal else os.pipe()
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, stderr=inside, check=True)
    os.close(inside)
    shown = b""
    with contextlib.suppress(OSError):  # Linux says so of a terminal that was closed
        while part := os.read(outside, 1024):
            shown += part
    os.close(outside)
    assert bool(shown) == terminal
