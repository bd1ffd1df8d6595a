"""The regular expressions of a package, for tests of what they cost."""

from __future__ import annotations

import importlib
import pkgutil
import re
from types import ModuleType


def patterns_of(package: ModuleType) -> dict[str, re.Pattern[str]]:
    """Those that stand in its modules, by module and name; one that several have counts once."""
    modules = [
        importlib.import_module(module.name)
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    ]
    names = {
        pattern: f"{module.__name__}.{name}"
        for module in modules
        for pattern, name in patterns_in(module).items()
    }
    return {name: pattern for pattern, name in names.items()}


def patterns_in(module: ModuleType) -> dict[re.Pattern[str], str]:
    """Return the patterns that stand in one module, with their names."""
    return {one: name for name, one in vars(module).items() if isinstance(one, re.Pattern)}
