"""Compares the layers that `tconv import` makes of random ONNX models with ONNX Runtime on the models themselves.

Each layer runs by `tconv run` on the array that it gets in the model, and must give what the model has at its end: after the nodes that
were folded in, which must be as many as the model's maker says. Sizes that are fixed in the model must be fixed in the layer.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from onnx_models import Array, Case, random_case, write_model
from programs import single_targets

# How much an activation may widen a difference: its steepest slope. Exp's is its value.
SLOPES = {"selu": 1.76, "gelu": 1.13, "mish": 1.09, "hard_sigmoid": 1 / 6}


def run(command: list[Any]) -> str:
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip() or f"{command[1]} ended with {done.returncode}")
    return done.stdout


def values_in(model: onnx.ModelProto, x: Array, names: list[str]) -> dict[str, Array]:
    """ONNX Runtime's values inside of the model: every name as an output."""
    exposed = onnx.ModelProto()
    exposed.CopyFrom(model)
    del exposed.graph.output[:]
    wanted = [name for name in dict.fromkeys(names) if name != "x"]
    exposed.graph.output.extend(onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None) for name in wanted)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 4
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL  # every node as it stands
    session = onnxruntime.InferenceSession(exposed.SerializeToString(), options, providers=["CPUExecutionProvider"])
    return {"x": x} | dict(zip(wanted, session.run(wanted, {"x": x})))


def read_safetensors(file: Path) -> dict[str, Array]:
    raw = file.read_bytes()
    data = 8 + int.from_bytes(raw[:8], "little")
    return {name: np.frombuffer(raw[data + entry["data_offsets"][0]:data + entry["data_offsets"][1]], np.float32).reshape(entry["shape"])
            for name, entry in json.loads(raw[8:data]).items()}


def tolerance(layer: dict[str, Any], weights: Array, bias: Array | None, x: Array, expected: Array) -> float:
    """Two sums of K products and a bias in any order, in float32: each is at most (K + 1) u times the sum of the magnitudes off,
    u = 2^-24. Folding, or the nodes that it replaces, rounds each term at most 8 times more; an activation is a few ulp off itself."""
    terms = weights[:, 0].size  # of one filter, all channels: no group makes it more
    magnitudes = terms * np.abs(weights).max() * np.abs(x).max() + (0 if bias is None else np.abs(bias).max())
    largest = float(np.abs(expected).max())
    slope = largest if layer["activation"] == "exponential" else SLOPES.get(layer["activation"], 1)
    return float(2 * (terms + 9) * 2.0**-24 * magnitudes * slope + 2.0**-20 * max(1.0, largest))


def check_layer(tconv: Path, target: str, case: Case, layer: dict[str, Any], values: dict[str, Array], folder: Path) -> list[str]:
    x, expected = values[layer["input"]], values[layer["output"]]
    faults = []
    for what, shape, array in (("input", layer["input_shape"], x), ("output", layer["output_shape"], expected)):
        if any(size not in (None, real) for size, real in zip(shape, array.shape, strict=True)):
            faults.append(f"{what} shape {shape}, the model's is {list(array.shape)}")
        if case.sizes_are_known and None in shape:
            faults.append(f"{what} shape {shape} is open, the model's is {list(array.shape)}")
    input_file, output_file = folder / f"{layer['name']}.x.npy", folder / f"{layer['name']}.y.npy"
    np.save(input_file, x)
    run([tconv, "run", layer["layer_file"], "--target", target, "--weights", layer["weight_file"], "--input", input_file, "--output", output_file])
    found = np.load(output_file)
    tensors = read_safetensors(Path(layer["weight_file"]))
    bound = tolerance(layer, tensors["weight"], tensors.get("bias"), x, expected)
    if found.shape != expected.shape:
        faults.append(f"shape {list(found.shape)}, the model's is {list(expected.shape)}")
    elif not np.abs(found - expected).max() <= bound:
        faults.append(f"off by {np.abs(found - expected).max()}, allowed {bound}")
    return faults


def judge(tconv: Path, target: str, seed: int, number: int, counts: Counter[str], root: Path) -> list[str]:
    folder = root / str(number)
    folder.mkdir()
    try:
        case = random_case(seed, number)
        model = write_model(case, folder / "model.onnx")
        onnx.checker.check_model(model)
        folds = case.draw.random() < 0.85
        command = [tconv, "import", folder / "model.onnx", "-o", folder, "--json"]
        report = json.loads(run(command + ["--no-fuse"] * (not folds)))
        faults = [f"not imported: {node}" for node in report["skipped"]] + [f"note: {note}" for note in report["notes"]]
        expected = case.folds if folds else [0] * len(case.folds)
        if [len(layer["folded"]) for layer in report["layers"]] != expected:
            faults.append(f"folded {[layer['folded'] for layer in report['layers']]}, expected {expected} nodes")
        x = np.random.default_rng(number).integers(-16, 17, case.sizes).astype(np.float32) / 16
        names = [layer[end] for layer in report["layers"] for end in ("input", "output")]
        values = values_in(model, x, names)
        for layer in report["layers"]:
            faults += [f"{layer['name']}: {fault}" for fault in check_layer(tconv, target, case, layer, values, folder)]
            counts["layers"] += 1
            counts["folded nodes"] += len(layer["folded"])
            counts["layers of open sizes"] += None in layer["input_shape"]
        return faults
    except Exception as error:  # one model must not end the others
        return [f"{type(error).__name__}: {error}"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tconv", type=Path, required=True, help="the program tconv")
    parser.add_argument("--models", type=int, default=44, help="how many (default 44)")
    parser.add_argument("--seed", type=int, default=1, help="of the models (default 1)")
    parser.add_argument("--only", type=int, help="one model, by its number")
    arguments = parser.parse_args()
    numbers = range(arguments.models) if arguments.only is None else [arguments.only]
    tconv = arguments.tconv.resolve()
    targets = single_targets(tconv)  # instruction sets take turns
    counts: Counter[str] = Counter()
    failed = 0
    with tempfile.TemporaryDirectory(prefix="tconv_judges_") as root:
        os.environ["XDG_CACHE_HOME"] = root + "/cache"  # nothing is taken from an earlier run
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            def task(number: int) -> list[str]:
                return judge(tconv, targets[number % len(targets)], arguments.seed, number, counts, Path(root))

            tasks = pool.map(task, numbers)
            for number, faults in zip(numbers, tasks):
                failed += bool(faults)
                for fault in faults:
                    print(f"FAILED model {number} of seed {arguments.seed}: {fault}", flush=True)
    print("judges: ONNX import: " + ", ".join(f"{count} {what}" for what, count in counts.items()))
    print(f"judges: ONNX import: {len(numbers) - failed} models passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
