"""The layers that the judges look at: the benchmark's table, scaled down, and random ones."""

import csv
import json
import math
import random
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Axis:
    input: int
    kernel: int
    stride: int
    dilation: int
    crop_begin: int
    crop_end: int  # of the layer file: before output_padding
    output_padding: int

    @property
    def output(self) -> int:
        full = (self.input - 1) * self.stride + (self.kernel - 1) * self.dilation + 1
        return full - self.crop_begin - self.crop_end + self.output_padding


@dataclass(frozen=True)
class Case:
    name: str
    batch: int
    channels: int
    filters: int
    groups: int
    bias: bool
    channels_last: bool
    axes: tuple[Axis, ...]

    @property
    def weight_shape(self) -> tuple[int, ...]:
        return (self.channels, self.filters // self.groups, *(axis.kernel for axis in self.axes))

    @property
    def macs(self) -> int:
        """Multiply-adds, cropped ones included."""
        reach = math.prod(axis.input * axis.kernel for axis in self.axes)
        return self.batch * self.channels * self.filters // self.groups * reach

    def arrays_last(self, channels: int, spatial: list[int]) -> tuple[int, ...]:
        return (self.batch, *spatial, channels) if self.channels_last else (self.batch, channels, *spatial)

    @property
    def input_shape(self) -> tuple[int, ...]:
        return self.arrays_last(self.channels, [axis.input for axis in self.axes])

    @property
    def output_shape(self) -> tuple[int, ...]:
        return self.arrays_last(self.filters, [axis.output for axis in self.axes])

    def layer_file(self, accuracy: str) -> str:
        """The native layer file (interface.md, section 1)."""
        return json.dumps({
            "name": self.name,
            "channels": self.channels,
            "filters": self.filters,
            "kernel_size": [axis.kernel for axis in self.axes],
            "stride": [axis.stride for axis in self.axes],
            "dilation": [axis.dilation for axis in self.axes],
            "groups": self.groups,
            "crop": [[axis.crop_begin, axis.crop_end] for axis in self.axes],
            "output_padding": [axis.output_padding for axis in self.axes],
            "layout": "channels_last" if self.channels_last else "channels_first",
            "bias": self.bias,
            "input_size": [axis.input for axis in self.axes],
            "batch": self.batch,
            "accuracy": accuracy,
        })

    def __str__(self) -> str:
        return json.dumps(asdict(self))


# Spatial sizes of table layers are cut to this many multiply-adds, which take each program well under a second.
LARGEST = 100_000_000


def scaled_down(case: Case) -> Case:
    """The layer with smaller images and batches: channels, kernels, strides and crops stay."""
    batch = min(case.batch, 2)
    axes = case.axes
    while True:
        smaller = Case(case.name, batch, case.channels, case.filters, case.groups, case.bias, case.channels_last, axes)
        if smaller.macs <= LARGEST or all(axis.input <= 5 for axis in axes):
            return smaller
        axes = tuple(Axis(max(5, axis.input * 3 // 4) if axis.input > 5 else axis.input, *list(asdict(axis).values())[1:])
                     for axis in axes)


def table_cases(table: Path) -> list[Case]:
    """A row of the table is a case in channels last; every other one has a twin in channels first."""
    cases = []
    with table.open(newline="") as file:
        for number, row in enumerate(csv.DictReader(file)):
            rank = int(row["rank"])

            def per_axis(column: str) -> list[int]:
                numbers = [int(part) for part in row[column].split("x")]
                return numbers if len(numbers) == rank else numbers * rank

            columns = ["input", "kernel", "stride", "dilation", "crop_begin", "crop_end", "output_padding"]
            axes = tuple(Axis(*numbers) for numbers in zip(*(per_axis(column) for column in columns)))
            for channels_last in [True, False] if number % 2 == 0 else [True]:
                name = row["name"] + ("" if channels_last else "_first")
                cases.append(scaled_down(Case(name, int(row["batch"]), int(row["cin"]), int(row["cout"]), int(row["groups"]),
                                              True, channels_last, axes)))
    return cases


def random_axis(draw: random.Random, longest: int) -> Axis:
    kernel = draw.choice([1, 2, 2, 3, 3, 4, 4, 5, 6, 7])
    stride = draw.choice([1, 1, 2, 2, 2, 3, 4, 5])
    dilation = draw.choice([1, 1, 1, 2, 3])
    size = draw.randint(1, longest)
    full = (size - 1) * stride + (kernel - 1) * dilation + 1
    # ONNX Runtime takes an output padding below the stride only.
    padding = draw.randrange(stride) if draw.random() < 0.3 else 0
    begin = draw.randint(0, min(kernel, full - 1)) if draw.random() < 0.6 else 0
    end = draw.randint(0, min(kernel, full - 1 - begin)) if draw.random() < 0.6 else 0
    return Axis(size, kernel, stride, dilation, begin, end, padding)


def random_case(seed: int, number: int) -> Case:
    draw = random.Random(seed * 1_000_003 + number)
    rank = draw.choice([1, 1, 2, 2, 2, 3])
    groups = draw.choice([1, 1, 1, 1, 2, 3, 4])
    channels = groups * draw.choice([1, 2, 3, 4, 5, 7, 8, 16, 17, 24, 32])
    filters = groups * draw.choice([1, 2, 3, 4, 5, 8, 11, 16, 20, 32, 33])
    if draw.random() < 0.1:  # depthwise
        groups = channels = filters = draw.choice([3, 8, 16, 19, 48])
    axes = tuple(random_axis(draw, {1: 40, 2: 14, 3: 6}[rank]) for _ in range(rank))
    case = Case(f"random_{number}", draw.choice([1, 1, 1, 2, 3]), channels, filters, groups, draw.random() < 0.7,
                draw.random() < 0.6, axes)
    return case if case.macs <= LARGEST else scaled_down(case)


def random_cases(seed: int, count: int) -> list[Case]:
    return [random_case(seed, number) for number in range(count)]
