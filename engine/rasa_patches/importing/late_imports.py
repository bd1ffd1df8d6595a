"""Imports scikit-learn, matplotlib and others when they are first used, and not with Rasa.

Four modules that every process of Rasa imports name them at their head, for training, testing and
drawing alone: `nlu/classifiers/logistic_regression_classifier.py:5`,
`nlu/featurizers/sparse_featurizer/count_vectors_featurizer.py:9`, `utils/plotting.py:8-9` and
`utils/tensorflow/model_data.py:21`. An engine that serves would hold 90 MB for nothing, and start
a second later. What they name is replaced by what fetches it at its first call or attribute.

So are a Redis client, which portalocker imports for a lock that nobody here uses
(`portalocker/__init__.py`), spaCy's commands (`spacy/__init__.py:18`), what draws menus in a
terminal (`core/channels/console.py:18-20`), and Sanic, which serves Rasa's own API and which
`core/utils.py:16`, `utils/endpoints.py:6`, the channels and rasa-sdk (`plugin.py:5`) name.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

_SANIC = {
    "sanic": ["Blueprint", "Sanic", "response"],
    "sanic.exceptions": ["SanicException"],
    "sanic.request": ["Request"],
    "sanic.response": ["HTTPResponse", "ResponseStream"],
}
_LATE: dict[str, dict[str, list[str]]] = {
    "rasa.nlu.classifiers.logistic_regression_classifier": {
        "sklearn.linear_model": ["LogisticRegression"]
    },
    "rasa.nlu.featurizers.sparse_featurizer.count_vectors_featurizer": {
        "sklearn.feature_extraction.text": ["CountVectorizer"]
    },
    "rasa.utils.tensorflow.model_data": {"sklearn.model_selection": ["train_test_split"]},
    "portalocker": {"portalocker.redis": ["RedisLock"]},
    "spacy": {"spacy.cli.info": ["info"]},
    "rasa.core.channels.console": {"questionary": ["Question"], "prompt_toolkit.styles": ["Style"]},
    "rasa.core.channels.callback": _SANIC,
    "rasa.core.channels.channel": _SANIC,
    "rasa.core.channels.rasa_chat": _SANIC,
    "rasa.core.channels.rest": _SANIC,
    "rasa.core.utils": _SANIC,
    "rasa.utils.endpoints": _SANIC,
    "rasa_sdk.plugin": _SANIC,
    "rasa.utils.plotting": {"matplotlib": [], "matplotlib.ticker": ["FormatStrFormatter"]},
}


def apply() -> None:
    """Let these modules, if they are imported from now on, import the libraries late."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())


class _LateModule(ModuleType):
    """Stands for a module; an attribute that is asked for is the module's own."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(import_module(self.__name__), name)


class _LateName:
    """Stands for a class, function or module in a module, to be called or asked."""

    def __init__(self, module: str, name: str) -> None:
        self._module, self._name = module, name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._meant()(*args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self._meant(), name)

    def _meant(self) -> Any:
        return getattr(import_module(self._module), self._name)


class _Finder(MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Any = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname not in _LATE:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec and spec.loader:
            spec.loader = _Loader(spec.loader, _LATE[fullname])
        return spec


class _Loader(Loader):
    """Runs a module's code while stand-ins are in the place of what it imports."""

    def __init__(self, loader: Loader, late: dict[str, list[str]]) -> None:
        self._loader, self._late = loader, late

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        with _stand_ins(self._late):
            self._loader.exec_module(module)


@contextmanager
def _stand_ins(late: dict[str, list[str]]) -> Iterator[None]:
    """Those that are imported already stay as they are."""
    missing = [name for name in late if name not in sys.modules]
    for name in missing:
        sys.modules[name] = _LateModule(name)
        for attribute in late[name]:
            setattr(sys.modules[name], attribute, _LateName(name, attribute))
    try:
        yield
    finally:
        for name in missing:
            del sys.modules[name]
