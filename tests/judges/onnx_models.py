"""Random ONNX models around a ConvTranspose, and what `tconv import` must make of them."""

import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

Array = NDArray[Any]

# What may follow: the operator, its attributes, the first opset where it is written so, and whether a layer takes it in.
ACTIVATIONS = [
    ("Relu", {}, 7, True), ("LeakyRelu", {"alpha": 0.2}, 7, True), ("LeakyRelu", {}, 7, False), ("Sigmoid", {}, 7, True),
    ("Tanh", {}, 7, True), ("Clip6", {}, 7, True), ("Clip5", {}, 7, False), ("Elu", {}, 7, True), ("Selu", {}, 7, True),
    ("Softplus", {}, 7, True), ("Softsign", {}, 7, True), ("HardSigmoid", {"alpha": 1 / 6}, 7, True),
    ("HardSigmoid", {}, 7, False), ("Exp", {}, 7, True), ("Gelu", {}, 20, True),
    ("Gelu", {"approximate": "tanh"}, 20, False), ("Mish", {}, 18, True), ("Softmax", {"axis": 1}, 13, True), ("Softmax", {}, 13, False),
    ("Neg", {}, 7, False),
]
CARRIERS = ["initializer", "typed field", "Constant", "Identity", "float16", "bfloat16", "external"]


@dataclass
class Case:
    """A model that is being built: values have running names."""

    number: int
    opset: int
    draw: random.Random
    nodes: list[Any] = field(default_factory=list)
    initializers: list[Any] = field(default_factory=list)
    outputs: list[str] = field(default_factory=list)
    folds: list[int] = field(default_factory=list)  # of each ConvTranspose, how many nodes
    input_shape: list[Any] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)  # of the input that it runs on
    external: bool = False
    sizes_are_known: bool = True
    count: int = 0
    channels: int = 0

    def name(self, prefix: str) -> str:
        self.count += 1
        return f"{prefix}{self.count}"

    def add(self, op_type: str, inputs: list[str], **attributes: Any) -> str:
        output = self.name("v")
        self.nodes.append(helper.make_node(op_type, inputs, [output], name=f"/m.{self.count}/{op_type}", **attributes))
        return output

    def constant(self, values: Array, carrier: str = "initializer") -> str:
        name = self.name("c")
        tensor = numpy_helper.from_array(values.astype(np.float32), name)
        if carrier == "typed field":
            tensor = helper.make_tensor(name, TensorProto.FLOAT, values.shape, values.astype(np.float32).ravel())
        if carrier == "Constant":
            return self.add("Constant", [], value=tensor)
        if carrier in ("float16", "bfloat16"):
            kind = TensorProto.FLOAT16 if carrier == "float16" else TensorProto.BFLOAT16
            tensor = helper.make_tensor(name, kind, values.shape, values.astype(np.float32).ravel())
        if carrier == "external":
            self.external = True
            tensor.doc_string = "external"
        self.initializers.append(tensor)
        if carrier in ("float16", "bfloat16"):
            return self.add("Cast", [name], to=TensorProto.FLOAT)
        if carrier == "Identity":
            return self.add("Identity", [self.add("Identity", [name])])
        return name


def numbers(case: Case, *shape: int) -> Array:
    """Of few bits: every type of weights holds them."""
    return np.random.default_rng(case.number * 1000 + case.count).integers(-16, 17, shape) / 16


def add_head(case: Case, value: str, rank: int) -> str:
    """What comes before, whose sizes only inference knows."""
    if case.draw.random() < 0.5:
        weights = case.constant(numbers(case, case.channels, case.channels, *[3] * rank))
        value = case.add("Conv", [value, weights], pads=[1] * (2 * rank), strides=[case.draw.choice([1, 2])] * rank)
    if case.draw.random() < 0.5:
        value = case.add("Relu", [value])
    return value


def add_conv_transpose(case: Case, value: str, rank: int) -> tuple[str, int]:
    draw = case.draw
    group = draw.choice([1, 1, 2])
    filters = group * draw.randint(1, 4)

    def each(choices: list[int]) -> list[int]:
        return [draw.choice(choices) for _ in range(rank)]

    kernel, strides, dilations = each([2, 3, 4]), each([1, 2, 3]), each([1, 1, 2])
    attributes: dict[str, Any] = {"strides": strides, "dilations": dilations, "group": group}
    if draw.random() < 0.3:
        attributes["auto_pad"] = draw.choice(["SAME_UPPER", "SAME_LOWER", "VALID"])
    elif draw.random() < 0.7:
        attributes["pads"] = each([0, 1]) + each([0, 1])
    if draw.random() < 0.3 and attributes.get("auto_pad", "VALID") == "VALID":
        attributes["output_padding"] = [draw.randrange(stride) for stride in strides]
    if draw.random() < 0.5:
        attributes["kernel_shape"] = kernel
    carriers = [c for c in CARRIERS if not (c == "bfloat16" and case.opset < 13 or c == "float16" and case.opset < 6)]
    weights = case.constant(numbers(case, case.channels, filters // group, *kernel), carriers[case.number % len(carriers)])
    inputs = [value, weights]
    if draw.random() < 0.4:
        inputs.append(case.constant(numbers(case, filters), draw.choice(["initializer", "Constant"])))
    case.channels = filters
    return case.add("ConvTranspose", inputs, **attributes), filters


def add_activation(case: Case, value: str, row: tuple[str, dict[str, Any], int, bool]) -> str:
    op_type, attributes = row[0], row[1]
    if not op_type.startswith("Clip"):
        return case.add(op_type, [value], **attributes)
    high = float(op_type[-1])
    if case.opset < 11:
        return case.add("Clip", [value], min=0.0, max=high)
    return case.add("Clip", [value, case.constant(np.array(0.0)), case.constant(np.array(high), "Constant")])


def add_followers(case: Case, value: str, filters: int, rank: int) -> str:
    """Nodes behind a ConvTranspose; what is folded ends at the first that cannot be."""
    draw = case.draw
    folded, open_ended = 0, True
    shape = [filters] + [1] * rank
    for _ in range(draw.randint(0, 2)):
        if draw.random() < 0.5:
            bias = case.constant(numbers(case, *draw.choice([shape, [1, *shape], []])), draw.choice(CARRIERS[:4]))
            value = case.add("Add", [value, bias] if draw.random() < 0.5 else [bias, value])
        else:
            parts = [numbers(case, filters), numbers(case, filters), numbers(case, filters), abs(numbers(case, filters)) + 0.5]
            value = case.add("BatchNormalization", [value, *map(case.constant, parts)], epsilon=1e-3)
        folded += open_ended
        if draw.random() < 0.15:
            case.outputs.append(value)  # read outside: what follows stays outside
            open_ended = False
    rows = [row for row in ACTIVATIONS if row[2] <= case.opset]
    row = rows[case.number % len(rows)]
    if draw.random() < 0.8:
        value = add_activation(case, value, row)
        folded += open_ended and row[3]
    case.folds.append(folded)
    return value


def random_case(seed: int, number: int) -> Case:
    """Opsets take turns. ONNX Runtime has none of the followers below opset 7: there the node is alone."""
    case = Case(number, 1 + number % 22, random.Random(seed * 1_000_003 + number))
    draw = case.draw
    rank = draw.choice([1, 2, 2, 2, 3])
    case.channels = 2 * draw.randint(1, 2)
    case.sizes = [draw.randint(1, 2), case.channels] + [draw.randint(4, 7) for _ in range(rank)]
    case.input_shape = list(case.sizes)
    if draw.random() < 0.3:
        case.sizes_are_known = False
        for axis in [0, *range(2, rank + 2)]:
            case.input_shape[axis] = f"size_{axis}"
    value = "x"
    if case.opset >= 7:
        value = add_head(case, value, rank)
    for _ in range(draw.choice([1, 1, 2]) if case.opset >= 7 else 1):
        value, filters = add_conv_transpose(case, value, rank)
        if case.opset >= 7:
            value = add_followers(case, value, filters, rank)
        else:
            case.folds.append(0)
        if filters % 2:
            break  # the next one may have two groups
    case.outputs.append(value)
    return case


def write_model(case: Case, file: Path) -> onnx.ModelProto:
    value = helper.make_tensor_value_info
    inputs = [value("x", TensorProto.FLOAT, case.input_shape)]
    ir_version = 3 if case.opset < 7 else 8 if case.opset < 20 else 10
    if ir_version < 4:  # where initializers are inputs too
        inputs += [value(tensor.name, tensor.data_type, list(tensor.dims)) for tensor in case.initializers]
    outputs = [value(name, TensorProto.FLOAT, [None] * len(case.sizes)) for name in dict.fromkeys(case.outputs)]
    graph = helper.make_graph(case.nodes, "judged", inputs, outputs, case.initializers)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", case.opset)], ir_version=ir_version)
    if case.external:
        onnx.save(model, file, save_as_external_data=True, location=file.stem + ".data", size_threshold=0)
    else:
        onnx.save(model, file)
    return onnx.load(file)
