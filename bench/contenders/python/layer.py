"""The layer that a peer is asked to load, and its arrays, which are memory of the benchmark's (peer.h says how they lie there)."""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Iterable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


class Refused(Exception):
    """The system does not do this kind of layer."""


@dataclass(frozen=True)
class Axis:
    input: int
    kernel: int
    stride: int
    dilation: int
    crop_begin: int
    crop_end: int  # negative where the output goes on behind the last tap

    @property
    def output(self) -> int:
        return (self.input - 1) * self.stride + (self.kernel - 1) * self.dilation + 1 - self.crop_begin - self.crop_end

    @property
    def padding_end(self) -> int:
        """As frameworks state it: the crop at the end, 0 or more, from which output_padding is taken away."""
        return self.crop_begin if self._is_output_padding() else max(self.crop_end, 0)

    @property
    def output_padding(self) -> int:
        return self.padding_end - self.crop_end

    def _is_output_padding(self) -> bool:
        """Whether crops differ as far as output_padding may make them."""
        return 0 <= self.crop_begin - self.crop_end < max(self.stride, self.dilation)


@dataclass(frozen=True)
class Layer:
    batch: int
    channels: int
    filters: int
    groups: int
    channels_last: bool  # of input and output below
    axes: tuple[Axis, ...]
    input: Floats
    weights: Floats  # (channels, filters / groups, kernel...)
    bias: Floats | None
    output: Floats

    def each(self, member: str) -> list[int]:
        return [getattr(axis, member) for axis in self.axes]

    def input_first(self) -> Floats:
        """A copy, channels first."""
        return np.array(np.moveaxis(self.input, -1, 1) if self.channels_last else self.input, order="C")

    def input_last(self) -> Floats:
        """A copy, channels last."""
        return np.array(self.input if self.channels_last else np.moveaxis(self.input, 1, -1), order="C")

    def shape_first(self) -> tuple[int, ...]:
        return (self.batch, self.filters, *self.each("output"))

    def shape_last(self) -> tuple[int, ...]:
        return (self.batch, *self.each("output"), self.filters)

    def put_output(self, result: Floats, result_last: bool) -> None:
        if result_last and not self.channels_last:
            result = np.moveaxis(result, -1, 1)
        elif self.channels_last and not result_last:
            result = np.moveaxis(result, 1, -1)
        self.output[...] = result


def read_layer(file: str, words: Iterable[str]) -> Layer:
    """From the words behind FORMAT in a line `load`."""
    batch, channels, filters, groups, layout, bias, *rest = words
    numbers = [int(word) for word in rest]
    axes = tuple(Axis(*numbers[at:at + 6]) for at in range(0, len(numbers), 6))
    last = {"last": True, "first": False}[layout]

    def shape(count: int, sizes: list[int]) -> tuple[int, ...]:
        return (int(batch), *sizes, count) if last else (int(batch), count, *sizes)

    shapes = [shape(int(channels), [axis.input for axis in axes]),
              (int(channels), int(filters) // int(groups), *(axis.kernel for axis in axes)),
              (int(filters) if int(bias) else 0,),
              shape(int(filters), [axis.output for axis in axes])]
    arrays, place = [], 0
    memory = np.memmap(Path(file), np.float32, "r+")
    for array_shape in shapes:
        size = math.prod(array_shape)
        arrays.append(memory[place:place + size].reshape(array_shape))
        place += size
    return Layer(int(batch), int(channels), int(filters), int(groups), last, axes, arrays[0], arrays[1],
                 arrays[2] if int(bias) else None, arrays[3])
