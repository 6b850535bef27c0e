"""Compares tconv with ONNX Runtime and oneDNN over the layer table and random layers.

Each case is computed twice by each program: on small integers, where every sum of products is exact in float32, so that direct sums
("exact_order") must be equal; and on normal numbers with the algorithm that tconv chooses by itself ("fast"), which must be within
the bound below. A judge that refuses a layer is counted and named.
"""

import argparse
import math
import os
import sys
import tempfile
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from cases import Case, random_cases, table_cases
from judges import Arrays, Floats, OneDnn, OnnxRuntime, Refused, Tconv
from programs import single_targets


def integer_arrays(case: Case, random: np.random.Generator) -> Arrays:
    """Integers of -2 to 2: sums of up to 2^22 products stay below 2^24, exact in any order."""

    def draw(shape: tuple[int, ...]) -> Floats:
        return random.integers(-2, 3, shape).astype(np.float32)

    return Arrays(draw(case.input_shape), draw(case.weight_shape),
                  draw((case.filters,)) if case.bias else np.zeros(case.filters, np.float32))


def normal_arrays(case: Case, random: np.random.Generator) -> Arrays:
    def draw(shape: tuple[int, ...]) -> Floats:
        return random.standard_normal(shape, np.float32)

    return Arrays(draw(case.input_shape), draw(case.weight_shape),
                  draw((case.filters,)) if case.bias else np.zeros(case.filters, np.float32))


def error_bound(case: Case, arrays: Arrays) -> Floats:
    """How far two float32 results may be apart, at each output.

    A sum of K products and a bias, in any order, with or without fused multiply-adds, takes at most K + 1 roundings on the way of
    any term: it is off by at most (K + 1) u / (1 - (K + 1) u) times S, the sum of the terms' magnitudes, u = 2^-24. S comes from a
    judge, on the magnitudes of the arrays; its own error is covered by one rounding more. The judge's result has this error once;
    tconv's may have it up to four times, where it regroups the sums.
    """
    magnitudes = Arrays(np.abs(arrays.input), np.abs(arrays.weights), np.abs(arrays.bias))
    # Taps that reach one output lie stride / gcd(stride, dilation) apart.
    taps = [math.ceil(axis.kernel / (axis.stride // math.gcd(axis.stride, axis.dilation))) for axis in case.axes]
    terms = case.channels // case.groups * math.prod(taps)
    roundings = (terms + 2) * 2.0**-24
    return OnnxRuntime().output(case, magnitudes) * np.float32((1 + 4) * roundings / (1 - roundings))


def difference(found: Floats, expected: Floats, bound: Floats | float) -> str | None:
    """What is wrong with a result, if anything is."""
    if found.shape != expected.shape:
        return f"shape {list(found.shape)}, expected {list(expected.shape)}"
    off = ~(np.abs(found - expected) <= bound)  # NaN is off
    if not off.any():
        return None
    first = tuple(int(i) for i in np.argwhere(off)[0])
    return f"{int(off.sum())} of {found.size} outputs differ, first {list(first)}: {found[first]}, expected {expected[first]}"


class Court:
    """Judges cases, several at once; each thread has a oneDNN of its own."""

    def __init__(self, tconv: Path, onednn_peer: Path, folder: Path) -> None:
        self.folder = folder
        self.tconv_program, self.onednn_program = tconv, onednn_peer
        self.targets = single_targets(tconv)
        self.local = threading.local()
        self.peers: list[OneDnn] = []
        self.refusals: Counter[str] = Counter()
        self.compared: Counter[str] = Counter()

    def onednn(self) -> OneDnn:
        if not hasattr(self.local, "onednn"):
            self.local.onednn = OneDnn(self.onednn_program, self.folder)
            self.peers.append(self.local.onednn)
        return self.local.onednn

    def faults(self, number: int, case: Case) -> list[str]:
        """Sentences about what differs; none where all is well."""
        # Instruction sets take turns: each gets a third of the layers.
        target = self.targets[number % len(self.targets)]
        random = np.random.default_rng(number)
        found = []
        try:
            for kind, accuracy, arrays in (("integers", "exact_order", integer_arrays(case, random)),
                                           ("normal numbers", "fast", normal_arrays(case, random))):
                output = Tconv(self.tconv_program, target, accuracy, self.folder).output(case, arrays)
                bound = 0.0 if kind == "integers" else error_bound(case, arrays)
                for judge in (OnnxRuntime(), self.onednn()):
                    try:
                        expected = judge.output(case, arrays)
                    except Refused as refusal:
                        self.refusals[f"{judge.name}: {refusal}"] += 1
                        continue
                    self.compared[judge.name] += 1
                    fault = difference(output, expected, bound)
                    if fault:
                        found.append(f"{kind}, {target}, {judge.name}: {fault}")
        except Exception as error:  # one case must not end the others
            found.append(f"{target}: {type(error).__name__}: {error}")
        return found

    def close(self) -> None:
        for peer in self.peers:
            peer.close()


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tconv", type=Path, required=True, help="the program tconv")
    parser.add_argument("--onednn-peer", type=Path, required=True, help="the program onednn_peer")
    parser.add_argument("--layers", type=Path, default=Path(__file__).parents[2] / "bench" / "layers.csv")
    parser.add_argument("--random", type=int, default=200, help="how many random layers (default 200)")
    parser.add_argument("--seed", type=int, default=1, help="of the random layers (default 1)")
    parser.add_argument("--only", help="one case, by its name")
    return parser.parse_args()


def main() -> int:
    arguments = parse_arguments()
    cases = list(enumerate(table_cases(arguments.layers) + random_cases(arguments.seed, arguments.random)))
    if arguments.only:
        cases = [(number, case) for number, case in cases if case.name == arguments.only]
        if not cases:
            sys.exit(f"judges: no case is named {arguments.only}")
    print(f"judges: {len(cases)} layers, seed {arguments.seed}", flush=True)
    failed = 0
    with tempfile.TemporaryDirectory(prefix="tconv_judges_") as name:
        folder = Path(name)
        os.environ["XDG_CACHE_HOME"] = str(folder / "cache")  # nothing is taken from an earlier run
        court = Court(arguments.tconv.resolve(), arguments.onednn_peer.resolve(), folder)
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for (_, case), faults in zip(cases, pool.map(lambda entry: court.faults(*entry), cases)):
                failed += bool(faults)
                for fault in faults:
                    print(f"FAILED {case.name}: {fault}\n       {case}\n       again: tests/judges/run --seed "
                          f"{arguments.seed} --only {case.name} ...", flush=True)
        court.close()
    for refusal, count in court.refusals.items():
        print(f"judges: {count} times refused by {refusal}")
    print("judges: " + ", ".join(f"{count} comparisons with {name}" for name, count in sorted(court.compared.items())))
    print(f"judges: {len(cases) - failed} passed, {failed} failed")
    # Each judge may hear a case twice; one that refuses more than half of them judges nothing.
    silent = [] if arguments.only else [judge for judge in (OnnxRuntime.name, "oneDNN") if court.compared[judge] < len(cases)]
    for judge in silent:
        print(f"judges: {judge} compared too few: {court.compared[judge]} of {2 * len(cases)}")
    return 1 if failed or silent else 0


if __name__ == "__main__":
    sys.exit(main())
