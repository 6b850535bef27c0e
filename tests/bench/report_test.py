"""The report from a fixed measurement: ratios, tables, and plots where matplotlib is at hand."""

import json
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "bench" / "report"))
from results import geometric_mean, ratio, read_report, system_of  # noqa: E402
from tables import markdown, refusal_table  # noqa: E402

try:
    import matplotlib  # noqa: F401
except ImportError:
    matplotlib = None


def comparison(threads: int, refusals: list[list[str]], **least: float) -> dict:
    results = [{"contender": name.replace("_", "-"), "note": "", "least_ms": ms, "median_ms": 2 * ms, "rounds": 5, "gflops": 1 / ms}
               for name, ms in least.items()]
    return {"threads": threads, "roofline_ms": 0.5, "clock_drift": 0.01, "own": 1, "results": results,
            "refusals": [{"contender": name, "reason": reason} for name, reason in refusals]}


def layer(name: str, kind: str, key: str, *comparisons: dict) -> dict:
    compiled = [{"contender": "tconv-default", "compile_seconds": 1.5, "text_bytes": {"avx512": 2048}, "schedule": {}, "schedule_from": "rule",
                 "threads": 1, "workspace_bytes": 4096}]
    return {"name": name, "network": "net", "class": kind, "key": key, "flops": 1e6, "bytes": 1e5, "compiled": compiled,
            "comparisons": list(comparisons)}


def measurement(*layers: dict) -> dict:
    machine = {"processor": "a processor", "instructions": "AVX2", "cores": 2, "l2_gbs": 50.0}
    machine |= {name + suffix: 10.0 for name in ("peak_gflops", "dram_gbs", "l3_gbs") for suffix in ("", "_all")}
    return {"context": {"date": "today", "load_avg": [0.5, 0, 0]}, "benchmarks": [],
            "tconv": {"machine": machine, "missing": [{"contender": "openvino", "reason": "not installed"}], "layers": list(layers)}}


KEY = "f32,last,n1,c8,f8,g1,bias,linear,fast,i{0}k4s2d1b1o{1},i{0}k4s2d1b1o{1}"
LAYERS = measurement(
    layer("one", "1-D", KEY.format(8, 16),
          comparison(1, [["litert", "no groups"]], tconv_default=1, onednn=2, onednn_nhwc=3, onednn_sycl_nhwc=4, torch=2.5),
          comparison(2, [], tconv_default=0.5, onednn=0.5, torch=4)),
    layer("two", "3-D", KEY.format(8, 16),
          comparison(1, [["litert", "no groups"], ["torch", "ended | badly"]], tconv_default=4, onednn=8, onednn_nhwc=8, onnxruntime=2)))
SWEEP = measurement(*(layer(f"pixels_{size}", "pixels", KEY.format(size, 2 * size), comparison(1, [], tconv_default=size, onednn=size + 1))
                      for size in (8, 16)))

NEIGHBOURS = measurement(layer("near", "1-D", KEY.format(8, 16), comparison(1, [], tconv=2, tconv_default=3, onednn=4)))
NEIGHBOURS["tconv"]["layers"][0]["compiled"].append(
    LAYERS["tconv"]["layers"][0]["compiled"][0] | {"contender": "tconv", "schedule_from": "table zen4, nearest another"})


class ReportTest(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.report, self.sweep, self.neighbours = self.read(LAYERS), self.read(SWEEP), self.read(NEIGHBOURS)

    def read(self, data: dict):
        file = self.folder / "report.json"
        file.write_text(json.dumps(data))
        return read_report(file)

    def test_yardsticks_are_the_fastest_of_their_peers(self) -> None:
        one, two = (entry.on(1) for entry in self.report.layers)
        self.assertEqual([ratio(one, "tconv-default", name) for name in ("best peer", "oneDNN nhwc", "oneDNN best")], [2, 3, 2])
        self.assertEqual([ratio(two, "tconv-default", name) for name in ("best peer", "oneDNN nhwc", "oneDNN best")], [0.5, 2, 2])
        self.assertIsNone(ratio(self.report.layers[0].on(2), "tconv-default", "oneDNN nhwc"))
        self.assertIsNone(ratio(one, "tconv", "best peer"))

    def test_geometric_mean(self) -> None:
        self.assertAlmostEqual(geometric_mean([2, 0.5, 8]), 2)
        self.assertEqual(geometric_mean([]), 0)

    def test_systems_hold_their_variants(self) -> None:
        self.assertEqual([system_of(name) for name in ("tconv", "tconv-default", "onednn-sycl-nhwc", "torch-heap", "halide-li2018")],
                         ["tconv", "tconv-default", "oneDNN", "PyTorch", "Halide autoschedulers"])

    def test_the_summary_has_means_and_the_least(self) -> None:
        text = markdown(self.report, self.sweep, None, {"a plot": "plot.svg"})
        self.assertIn("| tconv-default | best peer | 1 | 2 | **1.000** | 0.50 (two) | 1 |", text)
        self.assertIn("| tconv-default | oneDNN nhwc | 1 | 2 | **2.449** | 2.00 (two) | 0 |", text)
        self.assertIn("| one | 1-D | 0.5 | 1 (2) | 50% | onednn | 2 | 2.00 | 3.00 | 2.00 | 1.0% |", text)
        self.assertIn("![a plot](plot.svg)", text)
        self.assertIn("| onnxruntime | 1 | 4.00 | 25% | 1.00 | 1 |", text)
        self.assertIn("| one | tconv-default | " + LAYERS["tconv"]["layers"][0]["key"] + " | rule | 1 | 1.50 | 2.0 | 4 |", text)
        self.assertIn("| pixels_16 | 0.5 | 16 | 17 |", text)

    def test_neighbours_are_held_against_rule_and_onednn(self) -> None:
        text = markdown(self.report, None, self.neighbours, {})
        self.assertIn("| near | table zen4, nearest another | 2 | 3 | 1.50 | 2.00 |", text)
        self.assertIn("| **geometric mean** |  |  |  | **1.500** | **2.000** |", text)

    def test_every_row_has_its_table_s_columns(self) -> None:
        for block in markdown(self.report, self.sweep, self.neighbours, {}).split("\n\n"):
            lines = [line.replace("\\|", "") for line in block.splitlines() if line.startswith("|")]
            self.assertEqual({line.count("|") for line in lines}, {lines[0].count("|")} if lines else set(), block)

    def test_refusals_are_listed_with_their_layers(self) -> None:
        rows = refusal_table(self.report).splitlines()[2:]
        self.assertEqual(rows, ["| openvino | all | not installed |", "| litert | one, two | no groups |",
                                "| torch | two | ended \\| badly |"])

    @unittest.skipUnless(matplotlib, "without matplotlib")
    def test_plots_are_written_in_both_forms(self) -> None:
        from plots import draw
        files = draw(self.report, self.sweep, self.folder)
        self.assertEqual(set(files.values()), {"roofline_1.svg", "roofline_2.svg", "speedup.svg", "scaling.svg", "size.svg"})
        for file in files.values():
            for path in (self.folder / file, (self.folder / file).with_suffix(".png")):
                self.assertGreater(path.stat().st_size, 1000)


if __name__ == "__main__":
    unittest.main()
