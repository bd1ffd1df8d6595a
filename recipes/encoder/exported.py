"""Reads the weights of an exported encoder back, so that training can go on from them.

What `export.py` rounded to 6 bits stays on its grid: a matrix that is not trained further is
written again as it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import numpy_helper

from engine.understanding.encoder.encoder import Heads
from recipes.encoder.e5_weights import E5
from recipes.encoder.export import unpacked
from recipes.encoder.network_training import FineTunedNetwork

_ATTENTION = ("query", "key", "value")
_MATRICES = ("attention_out", "expand", "contract")
_NORMS = ("attention_norm", "output_norm")


def read_weights(
    model: E5, directory: Path, names: Mapping[str, Sequence[str]]
) -> dict[str, np.ndarray]:
    """Float32 arrays by the names in `Network` of the encoder in `directory`.

    `model` is the one that it was once made of: its embeddings are not in the file as such. Heads
    are to tell apart `names`; what the encoder does not know of these has no weight yet.
    """
    path = directory / "encoder.onnx"
    states = {"state": _constants(path)["state_table"].astype(np.float32)}
    return states | read_layers(model, path) | _heads(Heads.load(directory), names)


def read_layers(model: E5, path: Path) -> dict[str, np.ndarray]:
    """Return the float32 arrays of an exported encoder's layers, by the names in `Network`."""
    constants = _constants(path)
    first = constants["positions"][0]
    state = {"token_type": first - model.tensors["emb.pos"][: model.config.hidden]}
    norms = ["embedding_norm"]
    for number in range(layers_in(path.parent, path.name)):
        prefix = f"layers.{number}."
        norms += [prefix + norm for norm in _NORMS]
        for name in _MATRICES:
            state[f"{prefix}{name}.weight"] = _matrix(constants, prefix + name)
            state[f"{prefix}{name}.bias"] = constants[f"{prefix}{name}.bias"]
        state |= _attention(constants, prefix, model.config.head_size)
    for norm in norms:
        state |= {f"{norm}.{part}": constants[f"{norm}.{part}"] for part in ("weight", "bias")}
    return {name: array.astype(np.float32) for name, array in state.items()}


def _constants(path: Path) -> dict[str, np.ndarray]:
    graph = onnx.load(path).graph
    return {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}


def layers_in(directory: Path, name: str = "encoder.onnx") -> int:
    """How many layers the encoder in `directory` has."""
    graph = onnx.load(directory / name).graph
    return sum(tensor.name.endswith(".output_norm.weight") for tensor in graph.initializer)


def with_layers(model: E5, layers: int) -> E5:
    """The model with its lowest layers alone; weights are read into them."""
    return model._replace(config=model.config._replace(layers=layers))


def only_layers(state: Mapping[str, np.ndarray], layers: Sequence[int]) -> dict[str, np.ndarray]:
    """The weights of a network that has these of the layers, numbered from 0, and no others."""
    places = {f"layers.{number}.": f"layers.{place}." for place, number in enumerate(layers)}
    chosen = {}
    for name, array in state.items():
        prefix = name[: name.index(".", len("layers.")) + 1] if name.startswith("layers.") else ""
        if not prefix or prefix in places:
            chosen[places.get(prefix, "") + name.removeprefix(prefix)] = array
    return chosen


def read_pieces(model: E5, directory: Path) -> list[int]:
    """Ids, sorted, of the pieces that the encoder in `directory` knows."""
    numbers = {piece: number for number, piece in reversed([*enumerate(model.pieces)])}
    lines = (directory / "pieces.tsv").read_text(encoding="utf-8").split("\n")[:-1]
    return [numbers[line.rsplit("\t", 1)[0]] for line in lines]


def half_way(
    tuned: FineTunedNetwork, begin: Mapping[str, np.ndarray], directory: Path
) -> FineTunedNetwork:
    """The mean of the weights before and after training on ("model soups", arXiv:2203.05482).

    What a head did not know before, in `directory`, has the weights that it has learnt.
    """
    state = {name: (begin[name] + array) / 2 for name, array in tuned.state.items()}
    for head, known in Heads.load(directory)._asdict().items():
        added = [row for row, name in enumerate(tuned.names[head]) if name not in known.names]
        for part in ("weight", "bias"):
            name = f"{head}_head.{part}"
            state[name][added] = tuned.state[name][added]
    return FineTunedNetwork(state, tuned.names)


def _matrix(constants: dict[str, np.ndarray], name: str) -> np.ndarray:
    """Shape (outputs, inputs)."""
    rounded = unpacked(constants[f"{name}.packed"]).T
    weights: np.ndarray = rounded * constants[f"{name}.scales"][:, None]
    return weights


def _attention(constants: dict[str, np.ndarray], prefix: str, width: int) -> dict[str, np.ndarray]:
    """The three maps that the graph has as one, the first of them without its scale."""
    weights = np.split(_matrix(constants, f"{prefix}attention"), len(_ATTENTION))
    biases = np.split(constants[f"{prefix}attention.bias"], len(_ATTENTION))
    state = {}
    for name, weight, bias in zip(_ATTENTION, weights, biases, strict=True):
        scale = width**0.5 if name == "query" else 1.0
        state[f"{prefix}{name}.weight"] = weight * scale
        state[f"{prefix}{name}.bias"] = bias * scale
    return state


def _heads(heads: Heads, names: Mapping[str, Sequence[str]]) -> dict[str, np.ndarray]:
    state = {}
    for name, head in heads._asdict().items():
        rows = {known: row for row, known in enumerate(head.names)}
        weight = np.zeros((len(names[name]), head.weight.shape[1]), np.float32)
        bias = np.full(len(names[name]), head.bias.min(), np.float32)
        for place, known in enumerate(names[name]):
            if known in rows:
                weight[place], bias[place] = head.weight[rows[known]], head.bias[rows[known]]
        state[f"{name}_head.weight"], state[f"{name}_head.bias"] = weight, bias
    return state
