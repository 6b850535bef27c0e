"""The report in Markdown."""

from collections import defaultdict

from results import YARDSTICKS, Comparison, Layer, Report, geometric_mean, ratio

Cells = list[str]

# Of a still machine: how far the median of a fixed loop's times may be above the least, and the load beside the bench's own.
DRIFT, LOAD = 0.05, 1.0


def table(heads: Cells, rows: list[Cells], texts: int = 1) -> str:
    """The first `texts` columns are texts, the others numbers."""
    rule = ["---" if number < texts else "--:" for number in range(len(heads))]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in [heads, rule, *rows])


def number(value: float | None, digits: int = 2) -> str:
    return "" if value is None else f"{value:.{digits}f}"


def milliseconds(value: float) -> str:
    return f"{value:.4g}" if value < 1000 else f"{value:.0f}"


def plural(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"


def machine_table(report: Report) -> str:
    machine = report.machine
    rows = [("multiply-adds, GFLOP/s", "peak_gflops"), ("copy of 256 MB, GB/s", "dram_gbs"), ("read of 16 MB, GB/s", "l3_gbs"),
            ("read of 512 KB, GB/s", "l2_gbs")]
    cells = [[name, number(machine[key], 1), number(machine.get(key + "_all"), 1)] for name, key in rows]
    return table([f"{machine['processor']}, {machine['instructions']}", "one thread", f"all {machine['cores']} cores"], cells)


def own_summary(report: Report) -> str:
    """How tconv does beside each yardstick."""
    rows = []
    for threads in report.threads():
        for contender in report.own():
            for yardstick in YARDSTICKS:
                ratios = {layer.name: value for layer, entry in report.rows(threads) if (value := ratio(entry, contender, yardstick))}
                if ratios:
                    worst = min(ratios, key=lambda name: ratios[name])
                    slower = sum(value < 1 for value in ratios.values())
                    rows.append([contender, yardstick, str(threads), str(len(ratios)), f"**{geometric_mean(ratios.values()):.3f}**",
                                 f"{ratios[worst]:.2f} ({worst})", str(slower)])
    return table(["contender", "beside", "threads", "layers", "ratio, geometric mean", "least", "layers below 1"], rows, 2)


def contender_summary(report: Report, threads: int) -> str:
    """Each contender's times over the roofline's, and over those of the fastest of all."""
    rows = []
    for contender in report.contenders():
        pairs = [(result, entry) for _, entry in report.rows(threads) if (result := entry.result(contender))]
        if pairs:
            over_roofline = geometric_mean(result.least_ms / entry.roofline_ms for result, entry in pairs)
            over_best = geometric_mean(result.least_ms / min(other.least_ms for other in entry.results) for result, entry in pairs)
            wins = sum(entry.best_peer() is result for result, entry in pairs)
            rows.append([contender, str(len(pairs)), number(over_roofline), f"{1 / over_roofline:.0%}", number(over_best), str(wins)])
    return table(["contender", "layers", "x roofline", "share of roofline", "x the fastest of all", "best peer on layers"], rows)


def layer_row(layer: Layer, comparison: Comparison, own: list[str]) -> Cells:
    peer = comparison.best_peer()
    cells = [layer.name, layer.kind, milliseconds(comparison.roofline_ms)]
    for contender in own:
        result = comparison.result(contender)
        cells += [f"{milliseconds(result.least_ms)} ({milliseconds(result.median_ms)})" if result else "",
                  f"{comparison.roofline_ms / result.least_ms:.0%}" if result else ""]
    cells += [peer.contender if peer else "none", milliseconds(peer.least_ms) if peer else ""]
    cells += [number(ratio(comparison, contender, yardstick)) for contender in own for yardstick in YARDSTICKS]
    return cells + [f"{comparison.clock_drift:.1%}"]


def layer_table(report: Report, threads: int) -> str:
    own, rows = report.own(), report.rows(threads)
    heads = ["layer", "class", "roofline ms"]
    heads += [head for name in own for head in (f"{name} ms (median)", "of roofline")] + ["best peer", "its ms"]
    heads += [f"{name} : {yardstick}" for name in own for yardstick in YARDSTICKS] + ["clock drift"]
    cells = [layer_row(layer, comparison, own) for layer, comparison in rows]
    means = [geometric_mean(value for _, entry in rows if (value := ratio(entry, name, yardstick)))
             for name in own for yardstick in YARDSTICKS]
    last = ["**geometric mean**"] + [""] * (4 + 2 * len(own)) + [f"**{mean:.3f}**" if mean else "" for mean in means] + [""]
    return table(heads, [*cells, last], 2)


def times_table(report: Report, threads: int) -> str:
    """Every contender's least and median time."""
    contenders = [name for name in report.contenders() if any(entry.result(name) for _, entry in report.rows(threads))]
    rows = []
    for layer, comparison in report.rows(threads):
        results = [comparison.result(name) for name in contenders]
        rows.append([layer.name] + [f"{milliseconds(result.least_ms)} ({milliseconds(result.median_ms)})" if result else "-"
                                    for result in results])
    return table(["layer", *contenders], rows)


def refusal_table(report: Report) -> str:
    layers: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for layer in report.layers:
        for comparison in layer.comparisons:
            for refusal in comparison.refusals:
                layers[refusal.contender, refusal.reason][layer.name] = None
    rows = [[entry.contender, "all", entry.reason.replace("|", "\\|")] for entry in report.missing]
    rows += [[contender, ", ".join(names), reason.replace("|", "\\|")] for (contender, reason), names in sorted(layers.items())]
    return table(["contender", "layers", "reason"], rows, 3) if rows else "None."


def compiled_table(report: Report) -> str:
    rows = []
    for layer in report.layers:
        for facts in layer.compiled:
            text = " / ".join(f"{size / 1024:.1f}" for size in facts["text_bytes"].values())
            rows.append([layer.name, facts["contender"], layer.key, facts["schedule_from"], str(facts["threads"]),
                         number(facts["compile_seconds"]), text, number(facts["workspace_bytes"] / 1024, 0)])
    return table(["layer", "contender", "problem", "schedule from", "for threads", "compile s, one core", "text KB, each instruction set",
                  "workspace KB"], rows, 4)


def sweep_table(sweep: Report) -> str:
    rows = []
    systems = sweep.systems()
    for layer in sweep.layers:
        for comparison in layer.comparisons:
            best = comparison.best_of_systems()
            rows.append([layer.name, milliseconds(comparison.roofline_ms)]
                        + [milliseconds(best[system].least_ms) if system in best else "-" for system in systems])
    return table(["layer", "roofline ms", *(f"{system} ms" for system in systems)], rows)


def neighbour_table(neighbours: Report) -> str:
    """What the tables' nearest entries are worth on layers that they do not have, beside the rule and oneDNN."""
    rows, gains, ratios = [], [], []
    for layer, entry in neighbours.rows(1):
        tables, rule, peer = entry.result("tconv"), entry.result("tconv-default"), entry.best_peer()
        if tables and rule:
            source = next(facts["schedule_from"] for facts in layer.compiled if facts["contender"] == "tconv")
            gains.append(rule.least_ms / tables.least_ms)
            ratios += [peer.least_ms / tables.least_ms] if peer else []
            rows.append([layer.name, source, milliseconds(tables.least_ms), milliseconds(rule.least_ms), number(gains[-1]),
                         number(ratios[-1]) if peer else ""])
    rows.append(["**geometric mean**", "", "", "", f"**{geometric_mean(gains):.3f}**", f"**{geometric_mean(ratios):.3f}**"])
    return table(["layer", "schedule from", "tables ms", "rule ms", "rule : tables", "oneDNN best : tables"], rows, 2)


def layout_table(report: Report, threads: int) -> str:
    """What arrays in channels first cost beside channels last."""
    rows, ratios = [], []
    for layer, entry in report.rows(threads):
        last, first = entry.result("tconv"), entry.result("tconv-first")
        if last and first:
            ratios.append(first.least_ms / last.least_ms)
            rows.append([layer.name, milliseconds(last.least_ms), milliseconds(first.least_ms), number(ratios[-1])])
    if not rows:
        return ""
    rows.append(["**geometric mean**", "", "", f"**{geometric_mean(ratios):.3f}**"])
    return table(["layer", "channels last ms", "channels first ms", "first : last"], rows)


def warnings(report: Report) -> str:
    """Whether the machine was still enough for the numbers to mean something."""
    drifts = sorted(entry.clock_drift for layer in report.layers for entry in layer.comparisons)
    middle = drifts[len(drifts) // 2] if drifts else 0.0
    others = report.load > report.machine["cores"] + LOAD
    if middle <= DRIFT and not others:
        return ""
    found = [f"a fixed loop's median time was {middle:.0%} above its least one" if middle > DRIFT else "",
             f"the load average was {report.load:.1f} on {plural(report.machine['cores'], 'core')}" if others else ""]
    return ("**The machine was not still: " + ", and ".join(filter(None, found)) +
            ". The numbers below may be off by as much and more.**")


def markdown(report: Report, sweep: Report | None, neighbours: Report | None, plots: dict[str, str]) -> str:
    """`plots`: file names by their titles."""
    parts = ["# tconv beside other libraries", *filter(None, [warnings(report)]), machine_table(report),
             f"Measured {report.date}, load average {report.load:.1f} at the end. Times are the least over interleaved rounds on the same "
             "data, medians in parentheses; a ratio is the peer's time over tconv's, and within 5 % a tie. The roofline is the longer of "
             "useful multiply-adds at the peak, and input, output and weights at the bandwidth of the memory that holds them (L3 up to "
             "32 MB). Every contender's output was checked before it was timed; one whose call takes 20 times the fastest one's "
             "is timed once.",
             "## Summary", own_summary(report)]
    parts += [f"![{title}]({file})" for title, file in plots.items()]
    for threads in report.threads():
        parts += [f"## {plural(threads, 'thread')}", layer_table(report, threads), "### Contenders", contender_summary(report, threads),
                  "### Least times, ms (medians)", times_table(report, threads)]
        if layouts := layout_table(report, threads):
            parts += ["### Channels first", layouts]
    parts += ["## Refusals", refusal_table(report)]
    if sweep:
        parts += ["## Cost against size", "Around 64 channels and filters, 32x32 pixels, kernel 4, stride 2, one thread.",
                  sweep_table(sweep)]
    if neighbours:
        parts += ["## Layers that the tables do not have", "Other sizes and channels of the layers above, one thread.",
                  neighbour_table(neighbours)]
    return "\n\n".join([*parts, "## What tconv compiled", compiled_table(report)]) + "\n"
