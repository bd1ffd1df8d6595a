"""Copies the trained model to where it is used, with its convolutions as onnxruntime reads them."""

import argparse
import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import spacy
from onnx import TensorProto, helper
from spacy.language import Language
from thinc.api import Model

from engine.privacy.names.fast_tok2vec import FILE
from recipes.encoder.graph import Graph

_EPSILON = 1e-8  # thinc's, in its layer normalisation
END = np.iinfo(np.int64).max


def export(source: Path, target: Path) -> None:
    """Saves the pipeline with an empty vocabulary: the strings seen in training stay behind."""
    nlp = spacy.load(source)
    shutil.rmtree(target, ignore_errors=True)
    nlp.to_disk(target)
    strings = set(spacy.blank("sv").vocab.strings) | set(nlp.get_pipe("ner").labels)
    content = json.dumps(sorted(strings), ensure_ascii=False, indent=0)
    (target / "vocab" / "strings.json").write_text(content, encoding="utf-8")
    onnx.save(convolutions(nlp), target / FILE)


def convolutions(nlp: Language) -> onnx.ModelProto:
    """The pipeline's tok2vec after its embeddings: a mixing layer, then one a word wider each."""
    tok2vec = nlp.get_pipe("tok2vec").model
    mixing, *widening = [layer for layer in tok2vec.walk() if layer.name == "maxout>>layernorm"]
    graph = Graph()
    hidden = _maxout(graph, "words", mixing, "mixing")
    # As thinc does it, the text stands between zeros that the layers then fill.
    padding = len(widening)
    hidden = padded(graph, hidden, padding)
    for number, layer in enumerate(widening):
        around = padded(graph, hidden, 1)
        window = [rows(graph, around, 0, -2), hidden, rows(graph, around, 2, END)]
        side_by_side = graph.node("Concat", window, axis=1)
        widened = _maxout(graph, side_by_side, layer, f"widening_{number}")
        hidden = graph.node("Add", [widened, hidden])
    vectors = rows(graph, hidden, padding, -padding)
    maxout = mixing.layers[0]
    words = helper.make_tensor_value_info(
        "words", TensorProto.FLOAT, ["words", maxout.get_dim("nI")]
    )
    return graph.finished("tok2vec", [words], {vectors: ["words", maxout.get_dim("nO")]})


def _maxout(graph: Graph, value: str, layer: Model, name: str) -> str:
    """A linear map, the greatest of its pieces, and layer normalisation."""
    maxout, norm = layer.layers
    weight, bias = maxout.get_param("W"), maxout.get_param("b")
    outputs, pieces, inputs = weight.shape
    matrix = graph.constant(f"{name}.weight", weight.reshape(-1, inputs).T)
    mapped = graph.node("Gemm", [value, matrix, graph.constant(f"{name}.bias", bias.reshape(-1))])
    apart = graph.node("Reshape", [mapped, graph.number([-1, outputs, pieces], np.int64)])
    greatest = graph.node("ReduceMax", [apart, graph.number([2], np.int64)], keepdims=0)
    scale = graph.constant(f"{name}.scale", norm.get_param("G"))
    shift = graph.constant(f"{name}.shift", norm.get_param("b"))
    return graph.node("LayerNormalization", [greatest, scale, shift], axis=-1, epsilon=_EPSILON)


def padded(graph: Graph, value: str, count: int) -> str:
    """The value with so many rows of zeros before and after."""
    return graph.node("Pad", [value, graph.number([count, 0, count, 0], np.int64)])


def rows(graph: Graph, value: str, start: int, end: int) -> str:
    """The rows from `start` to before `end`."""
    return graph.node("Slice", [value, *(graph.number([n], np.int64) for n in (start, end, 0))])


def main() -> None:
    """Reads the two paths from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    arguments = parser.parse_args()
    export(arguments.source, arguments.target)


if __name__ == "__main__":
    main()
