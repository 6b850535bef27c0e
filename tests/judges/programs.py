"""The programs that judges ask: layer_keys, and tconv."""

import json
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
from definition import Floats


def layer_keys(program: Path, settings: list[dict[str, Any]]) -> list[str]:
    """What tconv says of each layer file: its problem's key, or "error: ..."."""
    files = "".join(json.dumps(setting) + "\n" for setting in settings)
    keys = subprocess.run([program], input=files, capture_output=True, text=True, check=True).stdout.splitlines()
    assert len(keys) == len(settings)
    return keys


def single_targets(tconv: Path) -> list[str]:
    """The targets of one instruction set that this machine can run."""
    text = subprocess.run([str(tconv), "targets", "--json"], capture_output=True, text=True, check=True).stdout
    return [target["name"] for target in json.loads(text)["targets"]
            if target["runs_here"] and len(target["instruction_sets"]) == 1]


def tconv_run(tconv: Path, target: str, path: Path, layer: dict[str, Any], x: Floats, parameters: list[Floats]) -> Floats:
    """`tconv run` of a layer file, its arrays in files that begin with `path`."""
    file = path.with_suffix(".json")
    file.write_text(json.dumps(layer))
    command = [str(tconv), "run", str(file), "--target", target]
    for option, array in zip(("input", "weights", "bias"), [x, *parameters]):
        np.save(path.with_suffix(f".{option}.npy"), array)
        command += [f"--{option}", str(path.with_suffix(f".{option}.npy"))]
    output = path.with_suffix(".output.npy")
    done = subprocess.run([*command, "--output", str(output)], capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip() or f"tconv run ended with {done.returncode}")
    return np.load(output)
