"""PyTorch: random settings of its constructors, and what it answers to them."""

import random
from typing import Any

import torch
from definition import Floats

Setting = dict[str, Any]  # a layer file's keys

NAME, VERSION = "PyTorch", torch.__version__
ACTIVATIONS: list[str] = []  # its layers have none
EXACT: set[str] = set()
CALL_KEYS = {"dialect", "type", "input_size", "batch", "output_size"}  # the others are the constructor's
torch.set_num_threads(1)

# What one of the two refuses and the other does not: the reason, and how its messages say it.
REFUSED_BY_IT_ALONE: dict[str, str] = {}
REFUSED_HERE_ALONE = {
    "an output of no cells": "has 1 element or more, not 0",
}


def random_setting(draw: random.Random, activation: str | None) -> Setting:
    rank = draw.choice([1, 1, 2, 2, 3])

    def each(choices: list[int]) -> Any:
        """One number for every axis, or a list."""
        return draw.choice(choices) if draw.random() < 0.25 else [draw.choice(choices) for _ in range(rank)]

    def listed(value: Any) -> list[int]:
        return value if isinstance(value, list) else [value] * rank

    groups = draw.choice([1, 1, 1, 2, 3])
    setting: Setting = {
        "dialect": "torch", "type": f"ConvTranspose{rank}d",
        "in_channels": groups * draw.randint(1, 3), "out_channels": groups * draw.randint(1, 3),
        "kernel_size": each([1, 2, 3, 4, 5]), "groups": groups, "bias": draw.random() < 0.5,
        "input_size": [draw.randint(1, 6) for _ in range(rank)], "batch": draw.randint(1, 2),
    }
    if draw.random() < 0.03:
        setting["groups"] += 1  # divides neither, as a rule
    if draw.random() < 0.85:
        setting["stride"] = each([1, 2, 3, 4, 5])
    if draw.random() < 0.6:
        setting["padding"] = each([0, 0, 1, 2, 3])
    if draw.random() < 0.5:
        setting["dilation"] = each([1, 2, 3])
    kernels, strides, dilations, paddings = (listed(setting.get(key, default)) for key, default in
                                             (("kernel_size", 1), ("stride", 1), ("dilation", 1), ("padding", 0)))
    if draw.random() < 0.5:
        setting["output_padding"] = [draw.randrange(max(stride, dilation) + (draw.random() < 0.05))
                                     for stride, dilation in zip(strides, dilations)]
    if draw.random() < 0.03:
        setting["padding"] = paddings = [-1] * rank
    if draw.random() < 0.35:
        least = [(size - 1) * stride + (kernel - 1) * dilation + 1 - 2 * padding for size, kernel, stride, dilation, padding
                 in zip(setting["input_size"], kernels, strides, dilations, paddings)]
        sizes = [max(1, size + draw.randrange(stride) + draw.choice([0] * 15 + [-1, 1])) for size, stride in zip(least, strides)]
        before = draw.choice([[], [], [setting["batch"], setting["out_channels"]], [7, 7], [7] if draw.random() < 0.1 else []])
        setting["output_size"] = before + sizes
    return setting


def input_shape(setting: Setting) -> tuple[int, ...]:
    return (setting["batch"], setting["in_channels"], *setting["input_size"])


def native_input(setting: Setting, x: Floats) -> Floats:
    """Channels first."""
    return x


def own_output(setting: Setting, y: Floats) -> Floats:
    return y


def native_weights(setting: Setting, w: Floats) -> Floats:
    """(channels, filters / groups, kernel...)."""
    return w


def layer_of(setting: Setting) -> tuple[Any, list[tuple[int, ...]]]:
    """The layer, and the shapes of its weights and bias."""
    arguments = {key: tuple(value) if isinstance(value, list) else value
                 for key, value in setting.items() if key not in CALL_KEYS}
    layer = getattr(torch.nn, setting["type"])(**arguments)
    return layer, [tuple(parameter.shape) for parameter in layer.parameters()]


@torch.no_grad()
def output(setting: Setting, layer: Any, x: Floats, parameters: list[Floats]) -> Floats:
    for parameter, value in zip(layer.parameters(), parameters):
        parameter.copy_(torch.from_numpy(value))
    return layer(torch.from_numpy(x), output_size=setting.get("output_size")).numpy()
