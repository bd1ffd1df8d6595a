"""Unpacks a model with tarfile's own filter for data, which tarsafe does not ask for.

`rasa/engine/storage/local_model_storage.py:126` unpacks with tarsafe, which refuses paths that
lead outside; without a filter Python 3.13 warns, and 3.14 chooses this one.
"""

from __future__ import annotations

import tarfile

from tarsafe import TarSafe


def apply() -> None:
    """Let every TarSafe refuse what is no plain data, too."""
    TarSafe.extraction_filter = staticmethod(tarfile.data_filter)
