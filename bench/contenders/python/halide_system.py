"""Halide's own autoschedulers on the algorithm as it is written down: a convolution over the input with zeros between its elements.

The format is the autoscheduler's name, and of Adams2019 the width of its search behind a colon.
"""

import os
from importlib.metadata import version
from pathlib import Path

import halide as hl
import numpy as np
from layer import Layer
from loaded import Loaded


def algorithm(layer: Layer, x: hl.ImageParam, w: hl.ImageParam, b: hl.ImageParam) -> hl.Func:
    """Halide counts from the innermost dimension: x (channel, spatial from the last axis to the first, batch), w (filter of the group,
    channel, kernel from the last axis to the first)."""
    axes = layer.axes[::-1]
    c, f, n = hl.Var("c"), hl.Var("f"), hl.Var("n")
    places = [hl.Var(f"o{number}") for number in range(len(axes))]
    per_group, filters = layer.channels // layer.groups, layer.filters // layer.groups

    holds_input, index = None, []
    for place, axis in zip(places, axes):
        on_axis = (place % axis.stride == 0) & (place >= 0) & (place < axis.input * axis.stride)
        holds_input = on_axis if holds_input is None else holds_input & on_axis
        index.append(hl.clamp(place // axis.stride, 0, axis.input - 1))
    spread, total, y = hl.Func("spread"), hl.Func("total"), hl.Func("y")
    spread[(c, *places, n)] = hl.select(holds_input, x[(c, *index, n)], 0.0)

    r = hl.RDom([(0, per_group), *((0, axis.kernel) for axis in axes)])
    taps = [r[1 + number] for number in range(len(axes))]
    at = [place + axis.crop_begin - tap * axis.dilation for place, axis, tap in zip(places, axes, taps)]
    channel, filter_of_group = (r[0], f) if layer.groups == 1 else (f // filters * per_group + r[0], f % filters)
    total[(f, *places, n)] = b[f]
    total[(f, *places, n)] += spread[(channel, *at, n)] * w[(filter_of_group, channel, *taps)]
    y[(f, *places, n)] = total[(f, *places, n)]
    return y


def load(layer: Layer, format: str, threads: int) -> Loaded:
    scheduler, _, beam = format.partition(":")
    os.environ["HL_NUM_THREADS"] = str(threads)
    hl.load_plugin(str(next(Path(hl.__file__).parent.glob(f"lib*/libautoschedule_{scheduler.lower()}.so"))))
    bias = layer.bias if layer.bias is not None else np.zeros(layer.filters, np.float32)
    arrays = [layer.input_last(), np.ascontiguousarray(np.moveaxis(layer.weights, (0, 1), (-2, -1))), bias.copy()]
    result = np.zeros(layer.shape_last(), np.float32)
    inputs = [hl.ImageParam(hl.Float(32), array.ndim, name) for array, name in zip(arrays, "xwb")]
    y = algorithm(layer, *inputs)
    for parameter, array in zip(inputs, arrays):
        for dimension, extent in enumerate(reversed(array.shape)):
            parameter.dim(dimension).set_bounds(0, extent).set_estimate(0, extent)
    y.set_estimates([(0, extent) for extent in reversed(result.shape)])

    target = hl.get_jit_target_from_environment().with_feature(hl.TargetFeature.NoAsserts)
    pipeline = hl.Pipeline(y)
    parameters = {"parallelism": str(threads)} | ({"beam_size": beam} if beam else {})
    pipeline.apply_autoscheduler(target, hl.AutoschedulerParams(scheduler, parameters))
    call = pipeline.compile_to_callable(inputs, target)
    arguments = [hl.Buffer(array) for array in [*arrays, result]]
    return Loaded(lambda: call(*arguments), lambda: result, True, f"halide {version('halide')}", arrays)
