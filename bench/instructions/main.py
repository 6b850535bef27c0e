"""Executed instructions of a call, tconv beside XNNPACK, on AArch64 under qemu: for the 2-D layers of the table.

Instructions are not time, but they are the same wherever they are counted: a regression shows to the last digit. What a call takes is
the difference between two calls and one, so that setting up, packing and filling arrays do not count."""

import argparse
import csv
import json
import math
import pathlib
import subprocess
import sys
import tempfile

import numpy

HERE = pathlib.Path(__file__).resolve().parent
SYSROOT = "/usr/aarch64-linux-gnu"  # Debian's C library for AArch64
COMPILER = ["aarch64-linux-gnu-gcc", "-O2", "-std=gnu11", "-Wall", "-Wextra", "-Werror"]


def numbers(text, rank):
    values = [int(part) for part in text.split("x")]
    return values * rank if len(values) == 1 else values


class Layer:
    def __init__(self, row):
        self.name = row["name"]
        rank = int(row["rank"])
        self.batch, self.channels, self.filters, self.groups = (int(row[k]) for k in ("batch", "cin", "cout", "groups"))
        fields = ("input", "kernel", "stride", "crop_begin", "crop_end", "output_padding", "dilation")
        for field in fields:
            setattr(self, field, numbers(row[field], rank))
        self.output = [
            s * (i - 1) + d * (k - 1) + 1 + p - b - e
            for i, k, s, b, e, p, d in zip(*(getattr(self, field) for field in fields))
        ]

    def file(self):
        return {
            "name": self.name, "channels": self.channels, "filters": self.filters, "kernel_size": self.kernel,
            "stride": self.stride, "dilation": self.dilation, "groups": self.groups, "batch": self.batch,
            "crop": list(zip(self.crop_begin, self.crop_end)), "output_padding": self.output_padding,
            "input_size": self.input,
        }  # fmt: skip

    def macros(self):
        sizes = {
            "CHANNELS": self.channels, "FILTERS": self.filters, "GROUPS": self.groups, "BATCH": self.batch,
            "INPUT_COUNT": self.batch * math.prod(self.input) * self.channels,
            "OUTPUT_COUNT": self.batch * math.prod(self.output) * self.filters,
            "WEIGHT_COUNT": self.channels * self.filters // self.groups * math.prod(self.kernel),
            "CROP_TOP": self.crop_begin[0], "CROP_LEFT": self.crop_begin[1], "CROP_BOTTOM": self.crop_end[0],
            "CROP_RIGHT": self.crop_end[1],
        }  # fmt: skip
        for name, field in (("INPUT", "input"), ("KERNEL", "kernel"), ("STRIDE", "stride"), ("DILATION", "dilation"),
                            ("ADJUSTMENT", "output_padding")):  # fmt: skip
            sizes[name + "_Y"], sizes[name + "_X"] = getattr(self, field)
        return [f"-D{name}={value}" for name, value in sizes.items()]


def run(command, **more):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, **more)
    if done.returncode != 0:
        raise RuntimeError(f"{pathlib.Path(str(command[0])).name}: {(done.stderr or done.stdout).strip()[-600:]}")


class Instrument:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.plugin = self.folder / "plugin.so"
        run(["cc", "-O2", "-shared", "-fPIC", "-fvisibility=hidden", HERE / "plugin.c", "-o", self.plugin])

    def counts(self, guest, calls, output):
        table = self.folder / "counts"
        run(["qemu-aarch64", "-L", SYSROOT, "-cpu", "max,sve=off,sme=off", "-plugin", self.plugin, guest, calls, output],
            env={"INSTRUCTIONS_FILE": str(table), "PATH": "/usr/bin:/bin"})  # fmt: skip
        return {name: int(count) for name, count in (line.split() for line in table.read_text().splitlines())}

    def of_a_call(self, guest):
        """By mnemonic, and the output."""
        output = self.folder / "output"
        one, two = (self.counts(guest, calls, output) for calls in (1, 2))
        return {name: count - one.get(name, 0) for name, count in two.items()}, numpy.fromfile(output, numpy.float32)


def tconv_guest(layer, folder, options):
    (folder / "layer.json").write_text(json.dumps(layer.file()))
    run([options.tconv, "compile", folder / "layer.json", "-o", folder, "--target", options.target, *options.compile])
    guest = folder / "tconv_guest"
    run([*COMPILER, "-I", folder, "-I", options.runtime / "include", f'-DLAYER_HEADER="{layer.name}.h"',
         f"-DLAYER(f)={layer.name}_##f", *layer.macros(), HERE / "tconv_guest.c", folder / f"lib{layer.name}.a",
         *sorted((options.runtime / "kernel").glob("*.c")), "-static", "-pthread", "-o", guest])  # fmt: skip
    return guest


def xnnpack_guest(layer, folder, options):
    guest = folder / "xnnpack_guest"
    library = options.xnnpack / "usr/lib/aarch64-linux-gnu"
    run([*COMPILER, "-I", options.xnnpack / "usr/include", *layer.macros(), HERE / "xnnpack_guest.c", "-L", library,
         f"-Wl,--disable-new-dtags,-rpath,{library},-rpath-link,{library}", "-lXNNPACK", "-lm", "-o", guest])  # fmt: skip
    return guest


def share(counts, *prefixes):
    return sum(count for name, count in counts.items() if name.startswith(prefixes)) / sum(counts.values())


def compared(layer, instrument, options):
    """A row of the report."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        ours, output = instrument.of_a_call(tconv_guest(layer, folder, options))
        row = {"name": layer.name, "tconv": sum(ours.values()), "products": share(ours, "fmla", "fmadd"),
               "loads": share(ours, "ld")}  # fmt: skip
        try:
            theirs, other = instrument.of_a_call(xnnpack_guest(layer, folder, options))
        except RuntimeError as refusal:
            return row | {"refused": str(refusal)}
        spread = float(numpy.sqrt(numpy.mean(numpy.square(other, dtype=numpy.float64)))) or 1.0
        return row | {"xnnpack": sum(theirs.values()), "difference": float(numpy.abs(output - other).max()) / spread}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tconv", required=True, help="the program")
    parser.add_argument("--runtime", type=pathlib.Path, default=HERE.parent.parent / "runtime", help="its C sources")
    parser.add_argument("--xnnpack", type=pathlib.Path, required=True, help="what xnnpack.sh has unpacked")
    parser.add_argument("--layers", type=pathlib.Path, default=HERE.parent / "layers.csv")
    parser.add_argument("--filter", default="", help="only layers whose names hold this")
    parser.add_argument("--target", default="arm-64-linux")
    parser.add_argument("--compile", nargs=argparse.REMAINDER, default=[], help="more arguments of tconv compile")
    parser.add_argument("--json", type=pathlib.Path)
    options = parser.parse_args()
    with open(options.layers, newline="") as file:
        layers = [Layer(row) for row in csv.DictReader(file) if row["rank"] == "2" and options.filter in row["name"]]
    print("| layer | tconv, million | products | loads | XNNPACK, million | ratio | difference, rms |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        instrument = Instrument(scratch)
        for layer in layers:
            row = compared(layer, instrument, options)
            rows.append(row)
            ours = f"| {row['name']} | {row['tconv'] / 1e6:.3f} | {row['products']:.0%} | {row['loads']:.0%} "
            if "refused" in row:
                print(ours + f"| {row['refused']} | | |", flush=True)
            else:
                print(ours + f"| {row['xnnpack'] / 1e6:.3f} | {row['tconv'] / row['xnnpack']:.3f} "
                      f"| {row['difference']:.1e} |", flush=True)  # fmt: skip
    ratios = [row["tconv"] / row["xnnpack"] for row in rows if "xnnpack" in row]
    if ratios:
        mean = math.exp(sum(map(math.log, ratios)) / len(ratios))
        print(f"\n{len(ratios)} layers: geometric mean {mean:.3f} of XNNPACK's instructions, most {max(ratios):.3f}")
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1) + "\n")
    wrong = [row["name"] for row in rows if row.get("difference", 0) > 1e-4]
    if wrong:
        sys.exit("outputs differ: " + ", ".join(wrong))


if __name__ == "__main__":
    main()
