"""Compares the dialects torch, keras and onnx with PyTorch, Keras and ONNX Runtime: `frameworks.py torch ...`, and so on.

- Settings: over random settings of every argument, the sizes and crops that tconv says (layer_keys) give, by the definition, outputs
  on small integers, which are exact; the system's must have the same shape and be equal. What only one of the two takes is
  counted by reason, and fails where the reason is not a known one.
- Kernels: of further settings, which both take, `tconv run` compiles and runs the layer file itself, with weights in the system's own
  layout and with activations.
- --record writes what the system says of yet other ones, small, to a file that tests/dialects/records_test.cpp reads, so that the
  ordinary tests know it without the system.
"""

import argparse
import json
import multiprocessing
import os
import random
import re
import sys
import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Iterator

import numpy as np
from definition import Floats, integers, output_by_definition
from programs import layer_keys, single_targets, tconv_run

Setting = dict[str, Any]  # a layer file's keys

SMALL = 200  # elements of a recorded output, at most


@dataclass(frozen=True)
class Answer:
    """What a system says of a setting."""

    refusal: str | None = None
    parameter_shapes: tuple[tuple[int, ...], ...] = ()
    output: Floats | None = None


def arrays_of(setting: Setting, shapes: tuple[tuple[int, ...], ...], system: Any) -> tuple[Floats, list[Floats]]:
    """The input, and weights and bias."""
    return integers(system.input_shape(setting), 0), [integers(shape, 1 + i) for i, shape in enumerate(shapes)]


def answer(question: tuple[str, Setting]) -> Answer:
    """In a process of its own, which alone loads the system."""
    system, setting = import_module(question[0] + "_system"), question[1]
    try:
        layer, shapes = system.layer_of(setting)
        x, parameters = arrays_of(setting, shapes, system)
        return Answer(None, shapes, system.output(setting, layer, x, parameters))
    except Exception as error:  # of many kinds
        return Answer(f"{type(error).__name__}: {error}".replace("\n", " "))


class Judge:
    def __init__(self, name: str, keys_program: Path) -> None:
        self.name, self.keys_program = name, keys_program
        self.system = import_module(name + "_system")
        self.pool = ProcessPoolExecutor(os.cpu_count(), multiprocessing.get_context("spawn"))

    def settings(self, seed: int, count: int, activations: bool) -> list[Setting]:
        names = self.system.ACTIVATIONS if activations else []
        return [self.system.random_setting(random.Random(seed * 1_000_003 + number), names[number % len(names)] if names else None)
                for number in range(count)]

    def hear(self, settings: list[Setting]) -> Iterator[tuple[Setting, str, Answer]]:
        """Each with tconv's key of it, or error, and the system's answer."""
        answers = self.pool.map(answer, [(self.name, setting) for setting in settings], chunksize=16)
        return zip(settings, layer_keys(self.keys_program, settings), answers)

    def sums(self, setting: Setting, key: str, shapes: tuple[tuple[int, ...], ...]) -> Floats:
        """The output before the activation, by the definition, in the system's layout."""
        x, parameters = arrays_of(setting, shapes, self.system)
        output = output_by_definition(key, self.system.native_input(setting, x),
                                      self.system.native_weights(setting, parameters[0]), *parameters[1:] or [None])
        return self.system.own_output(setting, output)

    def fault_of(self, setting: Setting, key: str, heard: Answer, found: Floats) -> str | None:
        """What is wrong with an output, if anything is.

        Sums are exact. An activation is a formula in float32: fewer than 8 operations that are right to 2 ulp, on numbers
        no larger than the sum, the result or 1; kernels are no worse.
        """
        expected = heard.output
        assert expected is not None
        if found.shape != expected.shape:
            return f"shape {list(found.shape)}, {self.system.NAME} has {list(expected.shape)} ({key})"
        bound = np.zeros_like(expected)
        if setting.get("activation") not in {None, *self.system.EXACT}:
            sizes = np.abs(self.sums(setting, key, heard.parameter_shapes))
            bound = 2.0**-20 * np.maximum(1, np.maximum(sizes, np.abs(expected)))
        with np.errstate(invalid="ignore"):
            off = ~((found == expected) | (np.abs(found - expected) <= bound))
        if not off.any():
            return None
        first = tuple(int(i) for i in np.argwhere(off)[0])
        return f"{int(off.sum())} of {found.size} outputs differ, first {list(first)}: {found[first]}, not {expected[first]} ({key})"

    def refusal(self, key: str, heard: Answer) -> tuple[str, str | None] | None:
        """Who refuses the setting, if one does, and the message where it is no known one."""
        here, there = key.startswith("error: "), heard.refusal is not None
        if here == there:
            return ("refused by both", None) if here else None
        by, message, reasons = (("tconv", key, self.system.REFUSED_HERE_ALONE) if here else
                                (self.system.NAME, heard.refusal, self.system.REFUSED_BY_IT_ALONE))
        for reason, pattern in reasons.items():
            if re.search(pattern, str(message)):
                return f"refused by {by} alone: {reason}", None
        return f"refused by {by} alone", str(message)

    def verdict(self, setting: Setting, key: str, heard: Answer) -> tuple[str, str | None]:
        """What is counted, and what is wrong, if anything is."""
        refusal = self.refusal(key, heard)
        if refusal:
            return refusal
        fault = self.fault_of(setting, key, heard, self.sums(setting, key, heard.parameter_shapes))
        return "different" if fault else "equal", fault

    def compare_settings(self, seed: int, count: int) -> int:
        counts: Counter[str] = Counter()
        failed = 0
        for setting, key, heard in self.hear(self.settings(seed, count, False)):
            kind, fault = self.verdict(setting, key, heard)
            counts[kind] += 1
            if fault:
                failed += 1
                print(f"FAILED: {kind}: {fault}\n       {json.dumps(setting)}", flush=True)
        for kind, number in counts.most_common():
            print(f"judges: {self.name} dialect: {number} {kind}", flush=True)
        return failed or int(2 * counts["equal"] < count)  # a judge of few judges nothing

    def compare_kernels(self, seed: int, count: int, tconv: Path) -> int:
        heard, failed = [], 0
        for setting, key, answer_to_it in self.hear(self.settings(seed + 1, 2 * count, True)):
            kind, fault = self.refusal(key, answer_to_it) or ("", None)
            if fault:
                failed += 1
                print(f"FAILED: {kind}: {fault}\n       {json.dumps(setting)}", flush=True)
            if not kind and len(heard) < count:
                heard.append((setting, key, answer_to_it))
        targets = single_targets(tconv)

        def fault_of_kernel(number: int) -> str | None:
            setting, key, heard_of_it = heard[number]
            x, parameters = arrays_of(setting, heard_of_it.parameter_shapes, self.system)
            target = targets[number % len(targets)]  # instruction sets take turns
            try:
                found = tconv_run(tconv, target, Path(folder) / str(number), setting, x, parameters)
            except RuntimeError as error:
                return f"{target}: {error}"
            fault = self.fault_of(setting, key, heard_of_it, found)
            return f"{target}: {fault}" if fault else None

        with tempfile.TemporaryDirectory(prefix="tconv_judges_") as folder:
            os.environ["XDG_CACHE_HOME"] = folder + "/cache"  # nothing is taken from an earlier run
            with ThreadPoolExecutor(os.cpu_count()) as threads:
                for (setting, _, _), fault in zip(heard, threads.map(fault_of_kernel, range(len(heard)))):
                    if fault:
                        failed += 1
                        print(f"FAILED kernel: {fault}\n       {json.dumps(setting)}", flush=True)
        print(f"judges: {self.name} dialect: {len(heard)} kernels, {failed} failed", flush=True)
        return failed or int(len(heard) < count)

    def record(self, seed: int, count: int, file: Path) -> None:
        """One JSON object a line: a layer, and what the system made of it, or that it refuses it."""
        records = [{"system": f"{self.system.NAME} {self.system.VERSION}", "written_by": "tests/judges/frameworks.py",
                    "activations": self.system.ACTIVATIONS}]
        kinds: Counter[int] = Counter()  # by rank; 0 are refusals
        for setting, key, heard in self.hear(self.settings(seed + 2, 5 * count, True)):
            refused, rank = key.startswith("error: "), len(setting["input_size"])
            if heard.output is None and refused and kinds[0] < count // 6:
                kinds[0] += 1
                records.append({"layer": setting, "refused": str(heard.refusal)[:100]})
            elif (heard.output is not None and not refused and kinds[rank] < count * 2 // 5 and heard.output.size <= SMALL
                  and np.isfinite(heard.output).all()):
                kinds[rank] += 1
                numbers = [float(f"{value:.9g}") for value in heard.output.ravel()]
                records.append({"layer": setting, "parameters": heard.parameter_shapes, "shape": heard.output.shape,
                                "output": [int(value) if value == int(value) else value for value in numbers]})
            if len(records) > count:
                self.pool.shutdown(cancel_futures=True)
                break
        file.write_text("".join(json.dumps(row, separators=(",", ":")) + "\n" for row in records))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("system", choices=["torch", "keras", "onnx"])
    parser.add_argument("--layer-keys", type=Path, required=True, help="the program layer_keys")
    parser.add_argument("--tconv", type=Path, help="the program tconv; without it no kernels")
    parser.add_argument("--settings", type=int, default=3000, help="how many (default 3000)")
    parser.add_argument("--kernels", type=int, default=200, help="how many (default 200)")
    parser.add_argument("--record", type=Path, help="write 300 records to this file, and compare nothing")
    parser.add_argument("--seed", type=int, default=1, help="of the settings (default 1)")
    arguments = parser.parse_args()
    judge = Judge(arguments.system, arguments.layer_keys.resolve())
    if arguments.record:
        judge.record(arguments.seed, 300, arguments.record)
        return 0
    failed = judge.compare_settings(arguments.seed, arguments.settings)
    if arguments.tconv:
        failed += judge.compare_kernels(arguments.seed, arguments.kernels, arguments.tconv.resolve())
    judge.pool.shutdown()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
