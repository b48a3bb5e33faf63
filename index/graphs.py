"""Networks as graphs that onnxruntime runs: exported once, loaded in a moment.

The weights lie in a file of their own beside the graph, which onnxruntime maps instead of copying: that
halves the memory of a command that asks one question.
"""

import tempfile
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import onnx
    import torch

DATA_SUFFIX = ".data"
SMALLEST_EXTERNAL_BYTES = 1024
SCRATCH = "palermo-"


class Graph:
    """An exported graph, ready to run. Safe to use from several threads."""

    def __init__(self, path: Path, threads: int = 0) -> None:
        """
        Args:
            threads: That one run is spread over; 0 for as many as there are cores.
        """
        from onnxruntime import InferenceSession, SessionOptions

        options = SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        options.enable_cpu_mem_arena = False  # The arena keeps its high-water mark for good.
        self._session = InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def run(self, outputs: Sequence[str], inputs: Mapping[str, NDArray[np.int64]]) -> list[NDArray[np.float32]]:
        """Return the named outputs."""
        results: list[NDArray[np.float32]] = self._session.run(list(outputs), dict(inputs))
        return results


def export_network(
    network: "torch.nn.Module", path: Path, inputs: Sequence[str], outputs: Mapping[str, Mapping[int, str]]
) -> None:
    """Write a network's graph, and its weights beside it.

    Args:
        network: Takes (batch, length) int64 tensors.
        inputs: Their names, in order.
        outputs: Names, each with the names of its variable axes.

    Raises:
        OSError: The files cannot be written.
    """
    import onnx
    import torch

    example = torch.ones(2, 7, dtype=torch.long)
    axes = {0: "batch", 1: "length"}
    with tempfile.TemporaryDirectory(prefix=SCRATCH) as scratch, warnings.catch_warnings():
        # The exporter that needs no further package is called legacy; torch is bounded, and whoever
        # exports compares what comes out with the network itself.
        warnings.simplefilter("ignore")
        whole = Path(scratch) / "whole.onnx"
        torch.onnx.export(
            network.eval(),
            tuple(example for _ in inputs),
            str(whole),
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_axes={**dict.fromkeys(inputs, axes), **{name: dict(names) for name, names in outputs.items()}},
            opset_version=17,
            dynamo=False,
        )
        model = onnx.load(str(whole))
    _save(model, path)


def quantise(path: Path, target: Path) -> None:
    """Write a graph anew with the weights of its matrix products as 8-bit integers, a scale for each column.

    What goes in is rounded to 8 bits too, as it comes: on a CPU with instructions for it the products take less
    than half of the time. Whoever uses it measures what is lost.

    Raises:
        OSError: The files cannot be written.
    """
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    model = onnx.load(str(path))
    # Without this mark onnxruntime warns whoever builds an index that it has not prepared the graph itself.
    model.metadata_props.add(key="onnx.quant.pre_process", value="onnxruntime.quant")
    with tempfile.TemporaryDirectory(prefix=SCRATCH) as scratch:
        rounded = Path(scratch) / "rounded.onnx"
        quantize_dynamic(model, rounded, per_channel=True, weight_type=QuantType.QInt8, op_types_to_quantize=["MatMul"])
        _save(onnx.load(str(rounded)), target)


def _save(model: "onnx.ModelProto", path: Path) -> None:
    import onnx

    onnx.save_model(
        model,
        str(path),
        save_as_external_data=True,
        all_tensors_to_one_file=True,
        location=path.name + DATA_SUFFIX,
        size_threshold=SMALLEST_EXTERNAL_BYTES,
    )
