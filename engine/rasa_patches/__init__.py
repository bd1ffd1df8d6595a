"""What this project changes in Rasa 3.6.21, one file a patch.

Rasa Open Source ended at 3.6.21, made for Python 3.10, TensorFlow 2.12 and packages of 2023.
`make_importable` lets it run on today's Python without TensorFlow, and must run before `rasa` is
imported: `engine/__init__.py` calls it. `make_quicker` saves time for each message of a process
that serves, and must run after the last training in it. `make_trainings` is for our own
trainings, `make_commands` for Rasa's own commands; both read the training data quickly.
"""

from __future__ import annotations

from importlib.util import find_spec


def make_importable() -> None:
    """Prepare this process for `import rasa`; calling it again changes nothing.

    The recipes for weights run where Rasa is not installed: there is nothing to prepare then.

    Raises:
        RasaVersionError: the installed Rasa is not the one that the patches were written for.
    """
    if find_spec("rasa") is None:
        return
    from engine.rasa_patches.importing import (
        dask_get,
        deprecations,
        late_imports,
        model_archives,
        numpy_warning,
        package_resources,
        packaging_version,
        progress_bars,
        rasa_version,
        unavailable,
    )

    rasa_version.check()
    for patch in (
        unavailable,
        late_imports,
        dask_get,
        packaging_version,
        numpy_warning,
        package_resources,
        model_archives,
        deprecations,
        progress_bars,
    ):
        patch.apply()


def make_quicker() -> None:
    """Apply the patches that save time for each message; training in this process must be over."""
    # These import Rasa, which takes seconds.
    from engine.rasa_patches.quicker import (
        action_results,
        empty_domain,
        event_types,
        feature_copies,
        graph_runner,
        log_copies,
        rule_search,
        slot_copies,
    )

    for patch in (
        action_results,
        empty_domain,
        event_types,
        feature_copies,
        graph_runner,
        log_copies,
        rule_search,
        slot_copies,
    ):
        patch.apply()


def make_reading_quick() -> None:
    """Read the training data once, and by YAML only what is not plain."""
    from engine.rasa_patches.reading import examples_once, plain_files, quick_schema

    for patch in (examples_once, plain_files, quick_schema):
        patch.apply()


def make_trainings() -> None:
    """Save time in each training of this process, whose components are all fitted anew."""
    from engine.rasa_patches.quicker import feature_copies
    from engine.rasa_patches.training import duplicates, light_merges, no_cache

    make_reading_quick()
    for patch in (duplicates, feature_copies, light_merges, no_cache):
        patch.apply()


def make_commands() -> None:
    """Let `rasa …` run on this Python, with the actions of this repository and its test stories."""
    # These import Rasa, which takes seconds.
    from engine.rasa_patches.commands import (
        actions_module,
        component_code,
        sanic_run,
        story_turns,
        telemetry_file,
    )

    make_reading_quick()
    for patch in (actions_module, component_code, sanic_run, story_turns, telemetry_file):
        patch.apply()
