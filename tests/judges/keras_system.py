"""Keras: random settings of its constructors, and what it answers to them.

On JAX, which is the lightest of the backends that give what Keras means: TensorFlow is far larger, and refuses settings that Keras itself
takes (semantics.md, section 2); the one on PyTorch warns that its results are others for some settings.
"""

import os
import random
import warnings
from typing import Any

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_PLATFORMS"] = "cpu"
# Compiled quickly; and without the pass that ends the process ("Window dimensions do not match RHS shape") for some 3-D layers.
os.environ["XLA_FLAGS"] = "--xla_backend_optimization_level=0 --xla_disable_hlo_passes=algsimp"

import jax  # noqa: E402: reads the variables above
import keras  # noqa: E402: reads the variables above
import numpy as np  # noqa: E402
from definition import Floats  # noqa: E402

warnings.simplefilter("ignore")  # softmax of one filter

Setting = dict[str, Any]  # a layer file's keys

NAME, VERSION = "Keras", f"{keras.__version__} on JAX"
ACTIVATIONS = ["linear", "relu", "relu6", "leaky_relu", "elu", "selu", "softplus", "softsign", "tanh", "sigmoid", "hard_sigmoid",
               "exponential", "softmax", "silu", "swish", "gelu", "mish"]
EXACT = {"linear", "relu", "relu6"}  # of integers
CALL_KEYS = {"dialect", "type", "channels", "input_size", "batch"}  # the others are the constructor's

# What one of the two refuses and the other does not: the reason, and how its messages say it.
REFUSED_BY_IT_ALONE: dict[str, str] = {}
REFUSED_HERE_ALONE = {
    "softmax under channels_first, which is along an axis of the image": "softmax.* under channels_first",
    "an output of no cells": "would have 0 elements",
}


def random_setting(draw: random.Random, activation: str | None) -> Setting:
    rank = draw.choice([1, 1, 2, 2, 3])

    def each(choices: list[int]) -> Any:
        """One number for every axis, or a list."""
        return draw.choice(choices) if draw.random() < 0.25 else [draw.choice(choices) for _ in range(rank)]

    def listed(value: Any) -> list[int]:
        return value if isinstance(value, list) else [value] * rank

    setting: Setting = {
        "dialect": "keras", "type": draw.choice([f"Conv{rank}DTranspose", f"layer_conv_{rank}d_transpose"]),
        "filters": draw.randint(1, 4), "kernel_size": each([1, 2, 3, 4, 5]), "use_bias": draw.random() < 0.6,
        "channels": draw.randint(1, 4), "input_size": [draw.randint(1, 6) for _ in range(rank)], "batch": draw.randint(1, 2),
        "padding": draw.choice(["valid", "same", "same", "SAME", "Valid"]),
        "activation": activation,
    }
    if draw.random() < 0.7:
        setting["data_format"] = draw.choice(["channels_last", "channels_first", None])
    if draw.random() < 0.75:
        setting["strides"] = each([1, 2, 3, 4, 5])
    strides = listed(setting.get("strides", 1))
    if draw.random() < (0.6 if max(strides) == 1 else 0.05):
        setting["dilation_rate"] = each([1, 2, 3])
    if draw.random() < 0.5:
        setting["output_padding"] = [draw.randrange(stride + (draw.random() < 0.05)) for stride in strides]
    if draw.random() < 0.02:
        setting["padding"] = "causal"
    return setting


def is_channels_first(setting: Setting) -> bool:
    return setting.get("data_format") == "channels_first"


def input_shape(setting: Setting) -> tuple[int, ...]:
    n, c, sizes = setting["batch"], setting["channels"], setting["input_size"]
    return (n, c, *sizes) if is_channels_first(setting) else (n, *sizes, c)


def native_input(setting: Setting, x: Floats) -> Floats:
    """Channels first."""
    return x if is_channels_first(setting) else np.moveaxis(x, -1, 1)


def own_output(setting: Setting, y: Floats) -> Floats:
    return y if is_channels_first(setting) else np.moveaxis(y, 1, -1)


def native_weights(setting: Setting, w: Floats) -> Floats:
    """(channels, filters / groups, kernel...)."""
    return np.moveaxis(w, (-1, -2), (0, 1))


def layer_of(setting: Setting) -> tuple[Any, list[tuple[int, ...]]]:
    """The layer, and the shapes of its weights and bias."""
    rank = len(setting["input_size"])
    arguments = {key: value for key, value in setting.items() if key not in CALL_KEYS}
    # Zeros of numpy: JAX would compile its own for every shape.
    zeros = {key: lambda shape, dtype=None: np.zeros(shape, np.float32) for key in ("kernel_initializer", "bias_initializer")}
    layer = getattr(keras.layers, f"Conv{rank}DTranspose")(**arguments, **zeros)
    layer.build(input_shape(setting))
    return layer, [tuple(weight.shape) for weight in layer.weights]


def output(setting: Setting, layer: Any, x: Floats, parameters: list[Floats]) -> Floats:
    y, _ = jax.jit(lambda x, parameters: layer.stateless_call(parameters, [], x))(x, parameters)  # compiled once, not by operation
    y = np.asarray(y)
    stated = layer.compute_output_shape(x.shape)
    if y.shape != tuple(stated):
        raise AssertionError(f"Keras states {list(stated)} and gives {list(y.shape)}")
    return y
