"""What a layer computes by the definition (semantics.md, section 1), in numpy, on integers that make every sum exact."""

import re
from itertools import product
from math import prod

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


def integers(shape: tuple[int, ...], which: int) -> Floats:
    """Integers of -2 to 2, mixed by a multiplicative hash. tests/dialects/records_test.cpp has the same: records hold no inputs."""
    index = np.arange(prod(shape), dtype=np.uint64) + np.uint64(1 + 1_000_003 * which)
    mixed = (index * np.uint64(2_654_435_761) % np.uint64(2**32)) >> np.uint64(16)
    return ((mixed % np.uint64(5)).astype(np.float32) - np.float32(2)).reshape(shape)


def output_by_definition(key: str, x: Floats, w: Floats, bias: Floats | None) -> Floats:
    """Of the sizes and crops that a problem's key says, before its activation. x is (n, c, ...), w is (c, f / groups, k...)."""
    axes = [dict(zip("iksdbo", map(int, part))) for part in re.findall(r"i(\d+)k(\d+)s(\d+)d(\d+)b(-?\d+)o(\d+)", key)]
    groups = int(re.findall(r",g(\d+),", key)[0])
    x = x.reshape(x.shape[0], groups, -1, *x.shape[2:])
    w = w.reshape(groups, -1, *w.shape[1:])
    lengths = [(axis["i"] - 1) * axis["s"] + (axis["k"] - 1) * axis["d"] + 1 for axis in axes]
    full = np.zeros((x.shape[0], groups, w.shape[2], *lengths), np.float32)
    for taps in product(*(range(axis["k"]) for axis in axes)):
        reached = tuple(slice(tap * axis["d"], tap * axis["d"] + (axis["i"] - 1) * axis["s"] + 1, axis["s"])
                        for tap, axis in zip(taps, axes))
        full[(..., *reached)] += np.einsum("ngc...,gcm->ngm...", x, w[(..., *taps)])
    full = full.reshape(x.shape[0], -1, *lengths)
    output = np.zeros((*full.shape[:2], *(axis["o"] for axis in axes)), np.float32)
    kept = [range(max(0, -axis["b"]), min(axis["o"], length - axis["b"])) for axis, length in zip(axes, lengths)]
    if all(len(cells) for cells in kept):
        to = tuple(slice(cells.start, cells.stop) for cells in kept)
        of = tuple(slice(cells.start + axis["b"], cells.stop + axis["b"]) for cells, axis in zip(kept, axes))
        output[(..., *to)] = full[(..., *of)]
    return output if bias is None else output + bias.reshape(-1, *[1] * len(axes))
