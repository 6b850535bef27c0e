#!/usr/bin/env python3
"""Tables and a bar chart from what tconv_bench wrote with --json. Needs nothing but Python."""

import argparse
import json
import math
from html import escape
from pathlib import Path
from typing import Any

Comparison = dict[str, Any]
Layer = dict[str, Any]

TIE = 0.05  # ratios closer to 1 than this say nothing


def comparison_of(layer: Layer, threads: int) -> Comparison | None:
    return next((entry for entry in layer["comparisons"] if entry["threads"] == threads), None)


def best_peer(comparison: Comparison) -> dict[str, Any] | None:
    return min(comparison["results"][1:], key=lambda result: result["least_ms"], default=None)


def geometric_mean(ratios: list[float]) -> float:
    return math.exp(sum(map(math.log, ratios)) / len(ratios)) if ratios else 0.0


def rows_of(report: dict[str, Any], threads: int) -> list[tuple[Layer, Comparison]]:
    pairs = [(layer, comparison_of(layer, threads)) for layer in report["layers"]]
    return [(layer, comparison) for layer, comparison in pairs if comparison and comparison["ratio"] > 0]


def table(report: dict[str, Any], threads: int) -> str:
    """Markdown: a row a layer, the geometric mean below."""
    machine = report["machine"]
    suffix = "" if threads == 1 else "_all"
    lines = ["| layer | ms | GFLOP/s | of peak | of bandwidth | x roofline | oneDNN ms | build, format | ratio | compile s | text KB |",
             "|---|--:|--:|--:|--:|--:|--:|---|--:|--:|---|"]
    rows = rows_of(report, threads)
    for layer, comparison in rows:
        own, peer = comparison["results"][0], best_peer(comparison)
        assert peer is not None
        bandwidth = layer["bytes"] / own["least_ms"] / 1e6
        text = " / ".join(f"{size / 1024:.1f}" for size in layer["text_bytes"].values())
        lines.append(
            f"| {layer['name']} | {own['least_ms']:.3f} | {own['gflops']:.1f} | {own['gflops'] / machine['peak_gflops' + suffix]:.0%} "
            f"| {bandwidth / machine['dram_gbs' + suffix]:.0%} | {own['least_ms'] / comparison['roofline_ms']:.2f} "
            f"| {peer['least_ms']:.3f} | {peer['contender']}, {peer['note'].split(',')[0]} | {comparison['ratio']:.2f} "
            f"| {layer['compile_seconds']:.2f} | {text} |")
    mean = geometric_mean([comparison["ratio"] for _, comparison in rows])
    lines.append(f"| **geometric mean** | | | | | | | | **{mean:.3f}** | | |")
    return "\n".join(lines)


def markdown(report: dict[str, Any], plot: str | None) -> str:
    machine = report["machine"]
    threads = sorted({entry["threads"] for layer in report["layers"] for entry in layer["comparisons"]})
    parts = [
        "# tconv beside oneDNN",
        f"{machine['processor']}, {machine['cores']} cores, {machine['instructions']}: {machine['peak_gflops']:.0f} GFLOP/s (all cores "
        f"{machine['peak_gflops_all']:.0f}); copy of 256 MB {machine['dram_gbs']:.0f} GB/s ({machine['dram_gbs_all']:.0f}), read of 16 MB "
        f"{machine['l3_gbs']:.0f} ({machine['l3_gbs_all']:.0f}), read of 512 KB {machine['l2_gbs']:.0f}.",
        "Times are the least over interleaved rounds on the same data; ratio = time of oneDNN's best build and format over tconv's; "
        "below 5 % is a tie. Text is of each instruction set's kernel.",
    ]
    if plot:
        parts.append(f"![ratios]({plot})")
    for count in threads:
        parts.append(f"## {count} thread{'s' if count > 1 else ''}\n\n{table(report, count)}")
    return "\n\n".join(parts) + "\n"


def bar_chart(report: dict[str, Any]) -> str:
    """SVG: a bar a layer and number of threads, on a logarithmic scale around 1."""
    threads = sorted({entry["threads"] for layer in report["layers"] for entry in layer["comparisons"]})
    colours = ["#2a6f97", "#f4a259", "#5b8e7d", "#bc4b51"]
    left, width, row, bar = 150, 620, 12 * len(threads) + 8, 12
    height = 70 + row * len(report["layers"])
    ratios = [entry["ratio"] for layer in report["layers"] for entry in layer["comparisons"] if entry["ratio"] > 0] or [1.0]
    low, high = math.log2(min(0.5, *ratios)), math.log2(max(2.0, *ratios))

    def place(ratio: float) -> float:
        return left + (math.log2(ratio) - low) / (high - low) * width

    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + width + 70}" height="{height}" font-family="sans-serif" '
             f'font-size="11"><rect width="100%" height="100%" fill="white"/>',
             f'<text x="{left}" y="16" font-size="13">time of oneDNN\'s best / time of tconv, '
             f'{escape(report["machine"]["processor"])}</text>']
    for index, count in enumerate(threads):
        parts.append(f'<rect x="{left + 130 * index}" y="24" width="10" height="10" fill="{colours[index % 4]}"/>'
                     f'<text x="{left + 14 + 130 * index}" y="33">{count} thread{"s" if count > 1 else ""}</text>')
    bottom = height - 20
    for power in range(math.floor(low), math.ceil(high) + 1):
        if low <= power <= high:
            x = place(2.0**power)
            parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="42" y2="{bottom}" stroke="{"#333" if power == 0 else "#ccc"}"/>'
                         f'<text x="{x:.1f}" y="{bottom + 14}" text-anchor="middle">{2.0**power:g}</text>')
    parts.append(f'<rect x="{place(1 - TIE):.1f}" width="{place(1 + TIE) - place(1 - TIE):.1f}" y="42" height="{bottom - 42}" '
                 'fill="#000" opacity="0.08"/>')
    for number, layer in enumerate(report["layers"]):
        top = 46 + row * number
        parts.append(f'<text x="{left - 6}" y="{top + row / 2}" text-anchor="end">{escape(layer["name"])}</text>')
        for index, count in enumerate(threads):
            comparison = comparison_of(layer, count)
            if comparison and comparison["ratio"] > 0:
                start, end = sorted((place(1.0), place(comparison["ratio"])))
                y = top + bar * index
                parts.append(f'<rect x="{start:.1f}" y="{y}" width="{max(end - start, 0.5):.1f}" height="{bar - 2}" '
                             f'fill="{colours[index % 4]}"/><text x="{end + 3:.1f}" y="{y + 9}" font-size="9">'
                             f'{comparison["ratio"]:.2f}</text>')
    return "\n".join(parts) + "\n</svg>\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("report", type=Path, help="what tconv_bench wrote with --json")
    parser.add_argument("--markdown", type=Path, help="write tables to this file (default: to standard output)")
    parser.add_argument("--plot", type=Path, help="write a bar chart (SVG) to this file")
    arguments = parser.parse_args()
    report = json.loads(arguments.report.read_text())
    if arguments.plot:
        arguments.plot.write_text(bar_chart(report))
    text = markdown(report, arguments.plot.name if arguments.plot else None)
    if arguments.markdown:
        arguments.markdown.write_text(text)
        print(f"written: {arguments.markdown}" + (f", {arguments.plot}" if arguments.plot else ""))
    else:
        print(text)


if __name__ == "__main__":
    main()
