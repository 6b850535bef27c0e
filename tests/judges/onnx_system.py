"""ONNX Runtime: random settings of the operator ConvTranspose, and what it answers to them."""

import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import onnxruntime
from definition import Floats
from onnx import TensorProto, helper, parser

Setting = dict[str, Any]  # a layer file's keys

NAME, VERSION = "ONNX Runtime", onnxruntime.__version__
OPSET, IR_VERSION = 20, 9  # the first opset that has every activation below, and the form of its files
INPUTS = ["X", "W", "B"]
ATTRIBUTES = {"auto_pad", "dilations", "group", "kernel_shape", "output_padding", "output_shape", "pads", "strides"}

# The nodes behind a ConvTranspose whose output is V: each activation as ONNX writes it.
NODES = {
    "linear": ["Y = Identity (V)"],
    "relu": ["Y = Relu (V)"],
    "relu6": ["Low = Constant <value_float = 0.0> ()", "High = Constant <value_float = 6.0> ()", "Y = Clip (V, Low, High)"],
    "leaky_relu": ["Y = LeakyRelu <alpha = 0.2> (V)"],
    "sigmoid": ["Y = Sigmoid (V)"],
    "tanh": ["Y = Tanh (V)"],
    "elu": ["Y = Elu (V)"],
    "selu": ["Y = Selu (V)"],
    "softplus": ["Y = Softplus (V)"],
    "softsign": ["Y = Softsign (V)"],
    "hard_sigmoid": ["Y = HardSigmoid <alpha = 0.16666667> (V)"],
    "exponential": ["Y = Exp (V)"],
    "silu": ["S = Sigmoid (V)", "Y = Mul (V, S)"],
    "gelu": ["Y = Gelu (V)"],
    "mish": ["Y = Mish (V)"],
    "softmax": ["Y = Softmax <axis = 1> (V)"],
}
ACTIVATIONS = list(NODES)
EXACT = {"linear", "relu", "relu6"}  # of integers

# What one of the two refuses and the other does not: the reason, and how its messages say it.
REFUSED_BY_IT_ALONE = {
    "output_padding of a stride or more, below the dilation": "output_padding .* may be too large for stride",
    "output_shape of a stride or more beyond the full length, or with such an output_padding": "Explicit output_shape is inconsistent",
}
REFUSED_HERE_ALONE: dict[str, str] = {}


def random_setting(draw: random.Random, activation: str | None) -> Setting:
    rank = draw.choice([1, 1, 2, 2, 3])

    def each(choices: list[int]) -> list[int]:
        return [draw.choice(choices) for _ in range(rank)]

    group = draw.choice([1, 1, 1, 2, 3])
    channels, filters, kernel = group * draw.randint(1, 3), group * draw.randint(1, 3), each([1, 2, 3, 4, 5])
    setting: Setting = {
        "dialect": "onnx", "type": "ConvTranspose", "group": group, "batch": draw.randint(1, 2),
        "input_size": each([1, 2, 3, 4, 5, 6]), "B": draw.random() < 0.5,
    }
    if draw.random() < 0.2:
        setting["W"] = {"shape": [channels, filters // group, *kernel]}
    else:
        setting |= {"channels": channels, "filters": filters, "kernel_shape": kernel}
    strides, dilations = each([1, 2, 3, 4]), each([1, 1, 1, 2, 3])
    setting |= {name: value for name, value in (("strides", strides), ("dilations", dilations))
                if max(value) > 1 or draw.random() < 0.5}
    auto_pad = draw.choice(["NOTSET", "NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER"])
    if auto_pad != "NOTSET" or draw.random() < 0.5:
        setting["auto_pad"] = auto_pad
    if draw.random() < 0.5:
        tops = [max(pair) for pair in zip(strides, dilations)]
        setting["output_padding"] = [draw.randrange(top + (draw.random() < 0.05)) for top in tops]
    if auto_pad == "NOTSET" and draw.random() < 0.7 or draw.random() < 0.03:
        setting["pads"] = each([0, 0, 1, 2]) + each([0, 0, 1, 2, -1])
    if draw.random() < 0.35:
        shape = [max(1, (size - 1) * stride + (taps - 1) * dilation + 1 + draw.randint(-5, stride))
                 for size, taps, stride, dilation in zip(setting["input_size"], kernel, strides, dilations)]
        setting["output_shape"] = ([setting["batch"], filters] if draw.random() < 0.2 else []) + shape
    if activation:
        setting["activation"] = activation
    return setting


def weight_shape(setting: Setting) -> tuple[int, ...]:
    if "W" in setting:
        return tuple(setting["W"]["shape"])
    return (setting["channels"], setting["filters"] // setting["group"], *setting["kernel_shape"])


def input_shape(setting: Setting) -> tuple[int, ...]:
    return (setting["batch"], weight_shape(setting)[0], *setting["input_size"])


def native_input(setting: Setting, x: Floats) -> Floats:
    """Channels first."""
    return x


def own_output(setting: Setting, y: Floats) -> Floats:
    return y


def native_weights(setting: Setting, w: Floats) -> Floats:
    """(channels, filters / groups, kernel...)."""
    return w


@contextmanager
def reasons() -> Iterator[None]:
    """Refusals without what its messages put before the reason, which is longer than a record's message."""
    try:
        yield
    except Exception as error:  # of many kinds, none with a public name
        raise ValueError(re.split(r"Status Message: | was false\. ", str(error))[-1].strip()) from error


@reasons()
def layer_of(setting: Setting) -> tuple[Any, list[tuple[int, ...]]]:
    """A session, whose model states no sizes, and the shapes of its inputs W and B."""
    weights = weight_shape(setting)
    shapes = [weights, (weights[1] * setting["group"],)] if setting["B"] else [weights]
    names = INPUTS[:1 + len(shapes)]
    attributes = {name: value for name, value in setting.items() if name in ATTRIBUTES}
    nodes = [helper.make_node("ConvTranspose", names, ["V"], **attributes)]
    nodes += [parser.parse_node(text) for text in NODES[setting.get("activation", "linear")]]
    *inputs, y = (helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in [*names, "Y"])
    model = helper.make_model(helper.make_graph(nodes, "setting", inputs, [y]),
                              opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 4  # refusals come as exceptions
    return onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"]), shapes


@reasons()
def output(setting: Setting, layer: Any, x: Floats, parameters: list[Floats]) -> Floats:
    return np.asarray(layer.run(None, dict(zip(INPUTS, [x, *parameters])))[0])
