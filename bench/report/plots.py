"""The report's plots, each as SVG and PNG."""

import math
import re
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402
from matplotlib.axes import Axes  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter  # noqa: E402
from results import Report, geometric_mean, is_own, ratio  # noqa: E402

TIE = 0.05  # ratios closer to 1 than this say nothing
plt.rcParams.update({"font.size": 9, "axes.spines.top": False, "axes.spines.right": False, "svg.hashsalt": "tconv"})

# Colours that remain apart for colour-blind readers (Okabe and Ito), and marks that remain apart without colour.
STYLES = {"oneDNN": ("#0072b2", "s"), "ONNX Runtime": ("#e69f00", "^"), "OpenVINO": ("#009e73", "v"), "PyTorch": ("#cc79a7", "D"),
          "LiteRT": ("#56b4e9", "P"), "Halide autoschedulers": ("#999999", "x")}
OWN_STYLES = [("#d55e00", "o"), ("#000000", "o")]


def style_of(report: Report, system: str) -> tuple[str, str]:
    own = report.own()
    return OWN_STYLES[own.index(system) % 2] if system in own else STYLES.get(system, ("#444444", "."))


def plain_number(value: float, _: int) -> str:
    return f"{value:g}"


def percent(value: float, _: int) -> str:
    return f"{value:.0%}" if value >= 0.01 or value == 0 else f"{value:.1%}"


def log_axis(axis: matplotlib.axis.Axis, steps: list[float], text: object = plain_number) -> None:
    axis.set_major_locator(LogLocator(subs=steps))
    axis.set_major_formatter(FuncFormatter(text))
    axis.set_minor_formatter(NullFormatter())


def threads_text(threads: int) -> str:
    return f"{threads} thread{'' if threads == 1 else 's'}"


def roofline(report: Report, threads: int) -> Figure:
    """A row a layer, a mark a system: its fastest variant's share of the roofline."""
    rows = report.rows(threads)
    figure, axes = plt.subplots(figsize=(9, 1.6 + 0.27 * len(rows)), layout="constrained")
    for system in reversed(report.systems()):
        points = [(comparison.roofline_ms / best[system].least_ms, row) for row, (_, comparison) in enumerate(rows)
                  if system in (best := comparison.best_of_systems())]
        if not points:
            continue
        colour, mark = style_of(report, system)
        axes.scatter(*zip(*points), color=colour, marker=mark, s=48 if is_own(system) else 26, label=system,
                     zorder=4 if is_own(system) else 3)
    axes.axvline(1, color="#333333", linewidth=1)
    axes.set_xscale("log")
    log_axis(axes.xaxis, [1, 2, 5], percent)
    layer_rows(axes, [layer.name for layer, _ in rows])
    axes.set_xlabel("share of the roofline (100 %: no direct computation can be faster)")
    axes.set_title(f"Share of roofline, {threads_text(threads)}, {report.machine['processor']}", loc="left")
    handles, labels = axes.get_legend_handles_labels()
    figure.legend(handles[::-1], labels[::-1], loc="outside lower center", ncols=4, frameon=False)
    return figure


def layer_rows(axes: Axes, names: list[str]) -> None:
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.grid(axis="both", color="#e5e5e5", linewidth=0.6)
    axes.set_axisbelow(True)


def speedup(report: Report) -> Figure:
    """A bar a layer and number of threads: the best peer's time over that of tconv's first contender, and who the best peer is."""
    contender = report.own()[0]
    numbers = report.threads()
    layers = [layer for layer in report.layers if any(ratio(entry, contender, "best peer") for entry in layer.comparisons)]
    thickness = 0.8 / len(numbers)
    figure, axes = plt.subplots(figsize=(9, 1.6 + 0.19 * len(numbers) * len(layers)), layout="constrained")
    for place, threads in enumerate(numbers):
        shade = str(0.75 - 0.5 * place / max(1, len(numbers) - 1)) if place else "#d55e00"
        for row, layer in enumerate(layers):
            entry = layer.on(threads)
            value = ratio(entry, contender, "best peer") if entry else None
            peer = entry.best_peer() if entry else None
            if not value or not peer:
                continue
            y = row - 0.4 + thickness * (place + 0.5)
            axes.barh(y, value - 1, thickness * 0.9, left=1, color=shade, label=threads_text(threads) if row == 0 else None)
            axes.annotate(f"{value:.2f} {peer.contender}", (max(value, 1), y), xytext=(3, 0), textcoords="offset points",
                          va="center", ha="left", fontsize=7, color="#333333")
    axes.axvspan(1 - TIE, 1 + TIE, color="#000000", alpha=0.08, linewidth=0)
    axes.axvline(1, color="#333333", linewidth=1)
    axes.set_xscale("log", base=2)
    values = [value for layer in layers for entry in layer.comparisons if (value := ratio(entry, contender, "best peer"))]
    axes.set_xlim(min(0.5, min(values, default=1) / 1.8), max(2, max(values, default=1) * 1.8))
    log_axis(axes.xaxis, [1], plain_number)
    axes.xaxis.set_major_locator(LogLocator(base=2, subs=[1]))
    layer_rows(axes, [layer.name for layer in layers])
    axes.set_xlabel(f"time of the best peer / time of {contender} (grey: a tie)")
    axes.set_title(f"Speed-up over the best peer of each layer, {report.machine['processor']}", loc="left")
    figure.legend(loc="outside lower center", ncols=len(numbers), frameon=False)
    return figure


def scaling(report: Report) -> Figure:
    """A line a system: its speed on several threads over its own on one, geometric mean over the layers that it has on all of them."""
    numbers = report.threads()
    figure, axes = plt.subplots(figsize=(6.5, 4.2), layout="constrained")
    axes.plot(numbers, numbers, color="#bbbbbb", linestyle="--", linewidth=1, label="as many times as threads")
    for system in report.systems():
        bests = [[comparison.best_of_systems().get(system) for comparison in map(layer.on, numbers) if comparison]
                 for layer in report.layers]
        whole = [[result.least_ms for result in row if result] for row in bests]
        whole = [times for times in whole if len(times) == len(numbers)]
        if whole:
            colour, mark = style_of(report, system)
            means = [geometric_mean(times[0] / times[place] for times in whole) for place in range(len(numbers))]
            axes.plot(numbers, means, color=colour, marker=mark, label=f"{system} ({len(whole)} layers)",
                      linewidth=2 if is_own(system) else 1.2)
    axes.set_xticks(numbers)
    axes.set_xlabel("threads")
    axes.set_ylabel("speed over one thread's")
    axes.grid(color="#e5e5e5", linewidth=0.6)
    axes.set_title(f"Scaling over threads, {report.machine['processor']}", loc="left")
    figure.legend(loc="outside right upper", frameon=False)
    return figure


# What a sweep goes over: its class in the layer table, the axis's title, and the number in a problem's key.
SWEEPS = {"pixels": ("pixels of the input", r",i(\d+)k"), "channels": ("channels = filters", r",c(\d+),"),
          "kernel": ("kernel, each way", r"k(\d+)s")}


def sweep_lines(sweep: Report, kind: str) -> dict[str, list[tuple[int, float, float]]]:
    """Of the roofline and each system: size, milliseconds, share of roofline."""
    lines: dict[str, list[tuple[int, float, float]]] = {"roofline": []}
    for layer in (layer for layer in sweep.layers if layer.kind == kind and layer.comparisons):
        found = re.search(SWEEPS[kind][1], layer.key)
        assert found, layer.key
        size = int(found[1]) ** (2 if kind == "pixels" else 1)
        comparison = layer.comparisons[0]
        lines["roofline"].append((size, comparison.roofline_ms, 1.0))
        for system, result in comparison.best_of_systems().items():
            lines.setdefault(system, []).append((size, result.least_ms, comparison.roofline_ms / result.least_ms))
    return lines


def cost(sweep: Report) -> Figure:
    """A column a sweep: time against size above, the share of the roofline below."""
    kinds = [kind for kind in SWEEPS if any(layer.kind == kind for layer in sweep.layers)]
    figure, panels = plt.subplots(2, len(kinds), figsize=(3.6 * len(kinds), 6), layout="constrained", squeeze=False, sharex="col",
                                  sharey="row")
    for kind, (above, below) in zip(kinds, panels.T):
        lines = sweep_lines(sweep, kind)
        for system in [name for name in ["roofline", *sweep.systems()] if name in lines]:
            colour, mark = ("#333333", "") if system == "roofline" else style_of(sweep, system)
            sizes, times, shares = zip(*sorted(lines[system]))
            looks = {"color": colour, "marker": mark, "linestyle": "--" if system == "roofline" else "-", "linewidth": 1.4, "markersize": 5}
            above.plot(sizes, times, label=system if kind == kinds[0] else None, **looks)
            below.plot(sizes, shares, **looks)
        sizes = [size for size, _, _ in sorted(lines["roofline"])]
        below.set_xscale("log", base=2)
        below.set_xticks(sizes, [str(math.isqrt(size)) + "²" if kind == "pixels" else str(size) for size in sizes])
        below.xaxis.set_minor_formatter(NullFormatter())
        below.set_xlabel(SWEEPS[kind][0])
        for axes in (above, below):
            axes.grid(color="#e5e5e5", linewidth=0.6)
    panels[0][0].set_yscale("log")
    log_axis(panels[0][0].yaxis, [1, 2, 5])
    panels[0][0].set_ylabel("ms, one thread")
    panels[1][0].set_ylim(0, None)
    panels[1][0].yaxis.set_major_formatter(FuncFormatter(percent))
    panels[1][0].set_ylabel("share of roofline")
    figure.suptitle("Cost against size, around 64 channels, 32² pixels, kernel 4, stride 2", x=0.01, ha="left", fontsize=10)
    figure.legend(loc="outside lower center", ncols=6, frameon=False)
    return figure


def draw(report: Report, sweep: Report | None, folder: Path) -> dict[str, str]:
    """Writes every plot that the reports hold something for; file names by titles."""
    figures = {f"Share of roofline, {threads_text(threads)}": (f"roofline_{threads}", roofline(report, threads))
               for threads in report.threads()}
    if report.own() and any(ratio(entry, report.own()[0], "best peer") for layer in report.layers for entry in layer.comparisons):
        figures["Speed-up over the best peer"] = "speedup", speedup(report)
    if len(report.threads()) > 1:
        figures["Scaling over threads"] = "scaling", scaling(report)
    if sweep and any(layer.kind in SWEEPS for layer in sweep.layers):
        figures["Cost against size"] = "size", cost(sweep)
    for name, figure in figures.values():
        figure.savefig(folder / f"{name}.svg", metadata={"Date": None})
        figure.savefig(folder / f"{name}.png", dpi=130)
        plt.close(figure)
    return {title: name + ".svg" for title, (name, _) in figures.items()}
