"""Builds an ONNX graph node by node: the encoder's, and the name recogniser's convolutions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

ONNXRUNTIME = "com.microsoft"  # the domain of onnxruntime's own operators
_OPSET, _IR_VERSION = 20, 9


class Graph:
    """Collects the nodes and constants; values go by their names."""

    def __init__(self) -> None:
        self._nodes: list[onnx.NodeProto] = []
        self._constants: dict[str, onnx.TensorProto] = {}

    def constant(self, name: str, values: np.ndarray) -> str:
        """Name of a constant; one given before is used again."""
        if name not in self._constants:
            array = np.ascontiguousarray(values)
            self._constants[name] = numpy_helper.from_array(array, name)
        return name

    def number(self, value: Any, kind: type = np.float32) -> str:
        """Name of a small constant that holds this value."""
        return self.constant(f"{kind.__name__}_{value}".replace(" ", ""), np.array(value, kind))

    def node(self, kind: str, inputs: list[str], output: str = "", **attributes: Any) -> str:
        """Add a node with one output; its name."""
        outputs = [output or f"value_{len(self._nodes)}"]
        return self.split_node(kind, inputs, outputs, **attributes)[0]

    def split_node(
        self, kind: str, inputs: list[str], outputs: list[str], **attributes: Any
    ) -> list[str]:
        """Add a node with several outputs; their names."""
        self._nodes.append(
            helper.make_node(kind, inputs, outputs, f"{kind}_{len(self._nodes)}", **attributes)
        )
        return outputs

    def finished(
        self,
        name: str,
        sources: Sequence[onnx.ValueInfoProto],
        results: Mapping[str, Sequence[Any]],
    ) -> onnx.ModelProto:
        """The checked model; `results` are the shapes of the values that it gives, by name."""
        given = [
            helper.make_tensor_value_info(value, TensorProto.FLOAT, shape)
            for value, shape in results.items()
        ]
        constants = list(self._constants.values())
        graph = helper.make_graph(self._nodes, name, list(sources), given, constants)
        opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(ONNXRUNTIME, 1)]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=_IR_VERSION)
        onnx.checker.check_model(model)
        return model
