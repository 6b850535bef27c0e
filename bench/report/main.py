"""Tables and plots from what tconv_bench wrote: main.py report.json [--sweep sweep.json] [--neighbours neighbours.json] [--folder FOLDER]."""

import argparse
from pathlib import Path

from results import read_report
from tables import markdown


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("report", type=Path, help="what tconv_bench wrote with --json")
    parser.add_argument("--sweep", type=Path, help="the same of bench/sweep.csv")
    parser.add_argument("--neighbours", type=Path, help="the same of bench/neighbours.csv")
    parser.add_argument("--folder", type=Path, help="where report.md and the plots go (default: the report's own)")
    arguments = parser.parse_args()
    folder = arguments.folder or arguments.report.parent
    report = read_report(arguments.report)
    sweep = read_report(arguments.sweep) if arguments.sweep else None
    neighbours = read_report(arguments.neighbours) if arguments.neighbours else None
    plots: dict[str, str] = {}
    try:
        from plots import draw
    except ImportError as error:
        print(f"bench: no plots: {error} (cmake/setup.sh bench)")
    else:
        plots = draw(report, sweep, folder)
    (folder / "report.md").write_text(markdown(report, sweep, neighbours, plots))
    print(f"bench: {folder / 'report.md'}" + (f", {len(plots)} plots beside it" if plots else ""))


if __name__ == "__main__":
    main()
