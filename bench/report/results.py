"""What tconv_bench wrote with --json, and the numbers that tables and plots are made of."""

import json
import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Iterable

# The systems that peers are variants of, by the names of contenders up to the first "-", in the order of tables and plots.
SYSTEMS = {"onednn": "oneDNN", "onnxruntime": "ONNX Runtime", "openvino": "OpenVINO", "torch": "PyTorch", "litert": "LiteRT",
           "halide": "Halide autoschedulers"}


def is_own(contender: str) -> bool:
    return contender == "tconv" or contender.startswith("tconv-")


def system_of(contender: str) -> str:
    """What a contender is drawn as: tconv's own ones each by itself, peers by their system."""
    return contender if is_own(contender) else SYSTEMS.get(contender.partition("-")[0], contender)


@dataclass(frozen=True)
class Result:
    contender: str
    note: str
    least_ms: float
    median_ms: float
    rounds: int
    gflops: float


@dataclass(frozen=True)
class Refusal:
    contender: str
    reason: str


@dataclass(frozen=True)
class Comparison:
    threads: int
    roofline_ms: float
    clock_drift: float
    results: tuple[Result, ...]
    refusals: tuple[Refusal, ...]

    def result(self, contender: str) -> Result | None:
        return next((result for result in self.results if result.contender == contender), None)

    def best(self, pattern: str) -> Result | None:
        """The fastest of the contenders whose names match the regular expression as a whole."""
        fitting = [result for result in self.results if re.fullmatch(pattern, result.contender)]
        return min(fitting, key=lambda result: result.least_ms, default=None)

    def best_peer(self) -> Result | None:
        return min((result for result in self.results if not is_own(result.contender)), key=lambda result: result.least_ms,
                   default=None)

    def best_of_systems(self) -> dict[str, Result]:
        best: dict[str, Result] = {}
        for result in sorted(self.results, key=lambda entry: entry.least_ms):
            best.setdefault(system_of(result.contender), result)
        return best


# What tconv is held against: the heading, and the peers of which the fastest counts.
YARDSTICKS = {"best peer": r"(?!tconv).*", "oneDNN nhwc": r"onednn.*-nhwc", "oneDNN best": r"onednn.*"}


@dataclass(frozen=True)
class Layer:
    name: str
    network: str
    kind: str
    key: str
    flops: float
    bytes: float
    compiled: tuple[dict[str, Any], ...]
    comparisons: tuple[Comparison, ...]

    def on(self, threads: int) -> Comparison | None:
        return next((entry for entry in self.comparisons if entry.threads == threads), None)


@dataclass(frozen=True)
class Report:
    machine: dict[str, Any]
    date: str
    load: float
    missing: tuple[Refusal, ...]
    layers: tuple[Layer, ...]

    def threads(self) -> list[int]:
        return sorted({entry.threads for layer in self.layers for entry in layer.comparisons})

    def rows(self, threads: int) -> list[tuple[Layer, Comparison]]:
        return [(layer, entry) for layer in self.layers if (entry := layer.on(threads))]

    def contenders(self) -> list[str]:
        """tconv's own first, then systems in their order, variants by name."""
        names = dict.fromkeys(result.contender for layer in self.layers for entry in layer.comparisons for result in entry.results)
        order = list(SYSTEMS.values())
        return sorted(names, key=lambda name: (-1, "") if is_own(name) else (order.index(system_of(name)), name) if system_of(name) in order
                      else (len(order), name))

    def own(self) -> list[str]:
        return [name for name in self.contenders() if is_own(name)]

    def systems(self) -> list[str]:
        return list(dict.fromkeys(map(system_of, self.contenders())))


def geometric_mean(values: Iterable[float]) -> float:
    """0 of none."""
    logs = [math.log(value) for value in values]
    return math.exp(sum(logs) / len(logs)) if logs else 0.0


def ratio(comparison: Comparison, contender: str, yardstick: str) -> float | None:
    """Time of the yardstick over the contender's."""
    other, own = comparison.best(YARDSTICKS[yardstick]), comparison.result(contender)
    return other.least_ms / own.least_ms if other and own else None


def read_report(file: Path) -> Report:
    data = json.loads(file.read_text())
    found, context = data["tconv"], data["context"]

    def refusals(entries: list[dict[str, str]]) -> tuple[Refusal, ...]:
        return tuple(Refusal(**entry) for entry in entries)

    def comparison(entry: dict[str, Any]) -> Comparison:
        return Comparison(entry["threads"], entry["roofline_ms"], entry["clock_drift"],
                          tuple(Result(**result) for result in entry["results"]), refusals(entry["refusals"]))

    layers = tuple(Layer(layer["name"], layer["network"], layer["class"], layer["key"], layer["flops"], layer["bytes"],
                         tuple(layer["compiled"]), tuple(map(comparison, layer["comparisons"]))) for layer in found["layers"])
    return Report(found["machine"], context["date"], context["load_avg"][0], refusals(found["missing"]), layers)
