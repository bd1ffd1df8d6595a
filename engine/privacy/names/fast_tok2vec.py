"""Runs the trained tok2vec's convolutions with onnxruntime, in a third of the time of thinc.

thinc packs every matrix anew for every message. The file that is read here comes from export.py.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from spacy.language import Language
from thinc.api import Model, Ragged, chain

FILE = "tok2vec.onnx"


def speed_up(nlp: Language, path: Path) -> None:
    """Replaces all of the pipeline's tok2vec but its embeddings; it can be trained no more.

    `path` computes of the embeddings `words`, shape (words, width of all attributes), the vectors,
    shape (words, width), that thinc computes.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(path), options, ["CPUExecutionProvider"])
    tok2vec: Any = nlp.get_pipe("tok2vec")
    extract, gather, look_up, *_ = tok2vec.model.get_ref("embed").layers
    dims = {"nO": tok2vec.model.get_dim("nO")}
    convolve: Model = Model("convolve", _convolve, dims=dims, attrs={"session": session})
    tok2vec.model = chain(extract, gather, look_up, convolve)


def _convolve(
    model: Model, words: Ragged, is_train: bool
) -> tuple[list[np.ndarray], Callable[..., Any]]:
    """The vectors of each text's words."""
    run = model.attrs["session"].run
    texts = np.split(words.dataXd, np.cumsum(words.lengths)[:-1])
    return [run(None, {"words": text})[0] for text in texts], _no_training


def _no_training(*_: Any) -> None:
    raise NotImplementedError("onnxruntime does not train")
