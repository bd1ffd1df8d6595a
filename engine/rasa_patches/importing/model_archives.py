"""Packs a model without squeezing it, and unpacks it once, with tarfile's own filter for data.

`rasa/engine/storage/local_model_storage.py:216` squeezes a model as hard as gzip can: 4 s of each
training and 0.4 s of each start, for a sixth of its size, as most of it is weights.

`rasa/engine/storage/local_model_storage.py:126` unpacks with tarsafe, which reads the whole archive
to look for paths and links that lead outside and for devices, and then anew to unpack it: a quarter
of a second of each start. The filter refuses the same as each member comes, in the folder that Rasa
throws away if anything fails; without one Python 3.13 warns, and 3.14 chooses this one.
"""

from __future__ import annotations

import tarfile
from functools import partial

from tarsafe import TarSafe


def apply() -> None:
    """Let every TarSafe pack as it is, and refuse what is no plain data, as it is unpacked."""
    TarSafe.gzopen = staticmethod(partial(TarSafe.gzopen, compresslevel=0))
    TarSafe.extraction_filter = staticmethod(tarfile.data_filter)
    TarSafe._safetar_check = lambda archive, folder: None
