"""Run by each Python of a stack as it starts: the limits that `PATIENT` names are a minute.

They are so from where their modules are made: functions have them as defaults.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import CodeType, ModuleType
from typing import override

_LIMITS = [name.rpartition(".") for name in os.environ.get("PATIENT", "").split()]


class _PatientLoader(SourceFileLoader):
    @override
    def get_code(self, fullname: str) -> CodeType:
        source = self.get_source(fullname)
        assert source is not None
        for module, _, limit in _LIMITS:
            if module == fullname:
                source, found = re.subn(rf"(?m)^{limit} = .*", f"{limit} = 60.0", source)
                assert found == 1, f"{module} has no {limit}"
        return compile(source, self.path, "exec", dont_inherit=True)


class _PatientFinder:
    @staticmethod
    def find_spec(
        name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if all(module != name for module, *_ in _LIMITS):
            return None
        spec = PathFinder.find_spec(name, path)
        if spec and spec.origin:
            spec.loader = _PatientLoader(name, spec.origin)
        return spec


sys.meta_path.insert(0, _PatientFinder)
