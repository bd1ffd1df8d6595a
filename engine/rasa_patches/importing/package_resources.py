"""Stands in for pkg_resources, which left setuptools with version 82.

Rasa calls two functions of it: `resource_filename` (`shared/utils/validation.py:152`,
`shared/core/training_data/visualization.py:315`, `engine/recipes/default_recipe.py:1022`,
`telemetry.py:262`) and `get_distribution` (`engine/training/fingerprinting.py:40`). Python's own
importlib has both.
"""

from __future__ import annotations

import sys
from importlib.metadata import distribution
from importlib.resources import files
from types import ModuleType


def resource_filename(package: str, resource: str) -> str:
    """The path of a file in the package or beside the module of that name.

    Rasa writes one with a slash before it.
    """
    return str(files(package).joinpath(resource.lstrip("/")))


def apply() -> None:
    """Put the stand-in in place of pkg_resources, even of one that is installed.

    setuptools' own takes 0.3 s to import, and warns that it is deprecated.
    """
    stand_in = ModuleType("pkg_resources", __doc__)
    stand_in.resource_filename = resource_filename  # type: ignore[attr-defined]
    stand_in.get_distribution = distribution  # type: ignore[attr-defined]
    sys.modules["pkg_resources"] = stand_in
