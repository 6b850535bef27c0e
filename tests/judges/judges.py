"""Three ways to compute a case: the program tconv, ONNX Runtime, oneDNN. Arrays are in the case's own layout."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from cases import Case
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Arrays:
    input: Floats
    weights: Floats
    bias: Floats  # zeros where the case has none


class Refused(Exception):
    """A judge does not do this kind of layer."""


def channels_first(case: Case, array: Floats) -> Floats:
    return np.ascontiguousarray(np.moveaxis(array, -1, 1)) if case.channels_last else array


def own_layout(case: Case, array: Floats) -> Floats:
    return np.ascontiguousarray(np.moveaxis(array, 1, -1)) if case.channels_last else array


class Tconv:
    """`tconv run`: compiled once per case and accuracy (its cache keeps the library), run once per set of arrays."""

    def __init__(self, program: Path, target: str, accuracy: str, folder: Path) -> None:
        self.program, self.target, self.accuracy, self.folder = program, target, accuracy, folder

    def output(self, case: Case, arrays: Arrays) -> Floats:
        layer = self.folder / f"{case.name}.json"
        layer.write_text(case.layer_file(self.accuracy))
        command = [str(self.program), "run", str(layer), "--target", self.target, "--threads", "2"]
        files = {"input": arrays.input, "weights": arrays.weights} | ({"bias": arrays.bias} if case.bias else {})
        for option, array in files.items():
            path = self.folder / f"{case.name}.{option}.npy"
            np.save(path, array)
            command += [f"--{option}", str(path)]
        output = self.folder / f"{case.name}.output.npy"
        done = subprocess.run([*command, "--output", str(output)], capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(done.stderr.strip() or f"tconv run ended with {done.returncode}")
        result = np.load(output)
        for path in self.folder.glob(f"{case.name}.*"):
            path.unlink()
        return result


class OnnxRuntime:
    """A model of one ConvTranspose node."""

    name = "ONNX Runtime"

    def output(self, case: Case, arrays: Arrays) -> Floats:
        axes = case.axes
        node = onnx.helper.make_node(
            "ConvTranspose", ["x", "w", "b"], ["y"],
            group=case.groups,
            kernel_shape=[axis.kernel for axis in axes],
            strides=[axis.stride for axis in axes],
            dilations=[axis.dilation for axis in axes],
            pads=[axis.crop_begin for axis in axes] + [axis.crop_end for axis in axes],
            output_padding=[axis.output_padding for axis in axes])
        value = onnx.helper.make_tensor_value_info
        kind = onnx.TensorProto.FLOAT
        graph = onnx.helper.make_graph([node], case.name,
                                       [value(name, kind, None) for name in "xwb"], [value("y", kind, None)])
        model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 11)], ir_version=8)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 4
        session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
        feed = {"x": channels_first(case, arrays.input), "w": arrays.weights, "b": arrays.bias}
        return own_layout(case, session.run(None, feed)[0])


class OneDnn:
    """bench/contenders/onednn_peer.cpp, asked for values.

    Inside, oneDNN works on channels first: on channels last and on formats of its own choice, version 3.2 takes a path that is wrong
    for some 3-D layers (gan3d_l1 of the table: ONNX Runtime, oneDNN 3.13 and its own channels-first path agree).
    """

    name = "oneDNN"

    def __init__(self, program: Path, folder: Path) -> None:
        self.folder = folder
        self.process = subprocess.Popen([str(program)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def output(self, case: Case, arrays: Arrays) -> Floats:
        size = int(np.prod(case.output_shape))
        path = self.folder / f"{case.name}.floats"
        parts = [arrays.input, arrays.weights, *([arrays.bias] if case.bias else []), np.zeros(size, np.float32)]
        np.concatenate([part.ravel() for part in parts]).tofile(path)
        numbers = [case.batch, case.channels, case.filters, case.groups]
        text = " ".join(map(str, numbers)) + (" last" if case.channels_last else " first") + f" {int(case.bias)}"
        for axis in case.axes:
            end = axis.crop_end - axis.output_padding
            text += f" {axis.input} {axis.kernel} {axis.stride} {axis.dilation} {axis.crop_begin} {end}"
        try:
            self.ask(f"load {path} first {text}")
            self.ask("output")
            return np.fromfile(path, np.float32)[-size:].reshape(case.output_shape)
        finally:
            self.ask("release")
            path.unlink()

    def ask(self, line: str) -> None:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().strip()
        if not answer.startswith("ok") and line != "release":
            raise Refused(answer or "onednn_peer ended")

    def close(self) -> None:
        self.process.communicate()
