"""Compares the layers of the ONNX dialect with ONNX Runtime, over random settings of every attribute.

tconv says what a layer file means (layer_keys: sizes and crops); the definition, in numpy, makes outputs of that on small integers,
which are exact; ONNX Runtime's must have the same shape and be equal. What only one of the two takes is counted by reason, and
fails where the reason is not a known one.
"""

import argparse
import json
import random
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from definition import Floats, output_by_definition
from programs import layer_keys

Setting = dict[str, Any]  # a layer file's keys: attributes, and those of interface.md, section 1

# What ONNX Runtime refuses and ONNX's text does not, as its messages say it.
STRICTER = {
    "output_padding of a stride or more, below the dilation": "output_padding .* may be too large for stride",
    "output_shape of a stride or more beyond the full length, or with such an output_padding": "Explicit output_shape is inconsistent",
}


def random_setting(seed: int, number: int) -> Setting:
    draw = random.Random(seed * 1_000_003 + number)
    rank = draw.choice([1, 1, 2, 2, 3])

    def each(choices: list[int]) -> list[int]:
        return [draw.choice(choices) for _ in range(rank)]

    group = draw.choice([1, 1, 1, 2, 3])
    setting: Setting = {
        "channels": group * draw.randint(1, 3), "filters": group * draw.randint(1, 3), "group": group,
        "batch": draw.randint(1, 2), "input_size": each([1, 2, 3, 4, 5, 6]), "kernel_shape": each([1, 2, 3, 4, 5]),
        "strides": each([1, 2, 3, 4]), "dilations": each([1, 1, 1, 2, 3]), "B": draw.random() < 0.5,
        "auto_pad": draw.choice(["NOTSET", "NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER"]),
    }
    if draw.random() < 0.5:
        tops = [max(pair) for pair in zip(setting["strides"], setting["dilations"])]
        setting["output_padding"] = [draw.randrange(top + (draw.random() < 0.05)) for top in tops]
    if setting["auto_pad"] == "NOTSET" and draw.random() < 0.7 or draw.random() < 0.03:
        setting["pads"] = each([0, 0, 1, 2]) + each([0, 0, 1, 2, -1])
    if draw.random() < 0.35:
        full = [(size - 1) * stride + (kernel - 1) * dilation + 1 for size, kernel, stride, dilation in
                zip(*(setting[name] for name in ("input_size", "kernel_shape", "strides", "dilations")))]
        shape = [max(1, length + draw.randint(-5, stride)) for length, stride in zip(full, setting["strides"])]
        setting["output_shape"] = ([setting["batch"], setting["filters"]] if draw.random() < 0.2 else []) + shape
    return setting


def arrays_of(setting: Setting, number: int) -> dict[str, Floats]:
    """Integers of -2 to 2: the sums are exact in any order."""
    generator = np.random.default_rng(number)
    shapes = {"X": (setting["batch"], setting["channels"], *setting["input_size"]),
              "W": (setting["channels"], setting["filters"] // setting["group"], *setting["kernel_shape"])}
    if setting["B"]:
        shapes["B"] = (setting["filters"],)
    return {name: generator.integers(-2, 3, shape).astype(np.float32) for name, shape in shapes.items()}


def onnxruntime_output(setting: Setting, arrays: dict[str, Floats]) -> Floats:
    attributes = {name: value for name, value in setting.items()
                  if name not in ("channels", "filters", "batch", "input_size", "B")}
    value, kind = onnx.helper.make_tensor_value_info, onnx.TensorProto.FLOAT
    node = onnx.helper.make_node("ConvTranspose", list(arrays), ["Y"], **attributes)
    graph = onnx.helper.make_graph([node], "setting", [value(name, kind, None) for name in arrays], [value("Y", kind, None)])
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 11)], ir_version=8)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 4
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    return session.run(None, arrays)[0]


def verdict(setting: Setting, key: str, number: int) -> tuple[str, str | None]:
    """What is counted, and what is wrong, if anything is."""
    arrays = arrays_of(setting, number)
    try:
        expected = onnxruntime_output(setting, arrays)
    except Exception as error:  # of many kinds, none with a public name
        refusal = str(error).replace("\n", " ")
        if key.startswith("error: "):
            return "refused by both", None
        for reason, message in STRICTER.items():
            if re.search(message, refusal):
                return f"refused by ONNX Runtime alone: {reason}", None
        return "refused by ONNX Runtime alone", refusal
    if key.startswith("error: "):
        return "refused by tconv alone", key
    found = output_by_definition(key, arrays["X"], arrays["W"], arrays.get("B"))
    if found.shape != expected.shape:
        return "different", f"{key}: shape {list(found.shape)}, ONNX Runtime has {list(expected.shape)}"
    return ("equal", None) if np.array_equal(found, expected) else ("different", f"{key}: other values")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--layer-keys", type=Path, required=True, help="the program layer_keys")
    parser.add_argument("--settings", type=int, default=2000, help="how many (default 2000)")
    parser.add_argument("--seed", type=int, default=1, help="of the settings (default 1)")
    arguments = parser.parse_args()
    settings = [random_setting(arguments.seed, number) for number in range(arguments.settings)]
    keys = layer_keys(arguments.layer_keys.resolve(), [{"dialect": "onnx", "type": "ConvTranspose", **setting} for setting in settings])
    counts: Counter[str] = Counter()
    failed = 0
    for number, (setting, key) in enumerate(zip(settings, keys)):
        kind, fault = verdict(setting, key, number)
        counts[kind] += 1
        if fault:
            failed += 1
            print(f"FAILED setting {number} of seed {arguments.seed}: {kind}: {fault}\n       {json.dumps(setting)}", flush=True)
    for kind, count in counts.most_common():
        print(f"judges: ONNX dialect: {count} {kind}")
    print(f"judges: ONNX dialect: {len(settings) - failed} passed, {failed} failed")
    return 1 if failed or 2 * counts["equal"] < len(settings) else 0  # a judge of few judges nothing


if __name__ == "__main__":
    sys.exit(main())
