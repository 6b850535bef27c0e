"""Makes PyTorch's wheel importable without CUDA's libraries (2 GB more). cmake/setup.sh judges calls this with PyTorch's own environment.

PyPI has no wheel for CPUs alone: the one for Linux links with CUDA's libraries, though nothing that a judge asks for calls them. The
loader is content with one small library in the place of them all. Its functions, each the name and version of a symbol that the
wheel lacks, return 100, which to CUDA's runtime is "no device found".
"""

import re
import subprocess
import sysconfig
import tempfile
from collections import defaultdict
from pathlib import Path

LIBRARY = re.compile(r"lib(cu|nccl|nvrtc|nvshmem)[^/]*\.so\.\d+$")
SYMBOL = re.compile(r"_*(cu|nccl|nvrtc|nvshmem)")


def lines_of(*command: str | Path) -> list[str]:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()


def main() -> None:
    folder = Path(sysconfig.get_path("purelib")) / "torch" / "lib"
    stand_in = folder / "libtconv_no_cuda.so"
    if stand_in.exists():
        return
    needed, symbols = set(), defaultdict(set)  # symbols by their version
    libraries = [path for path in folder.glob("*.so*") if not path.is_symlink()]
    for library in libraries:
        needed |= {name for line in lines_of("readelf", "-d", library) for name in re.findall(r"NEEDED.*\[(.*)\]", line)
                   if LIBRARY.match(name)}
        for line in lines_of("nm", "-D", "--undefined-only", library):
            name, _, version = line.split()[-1].partition("@")
            if SYMBOL.match(name):
                symbols[version or "no_version"].add(name)
    needed -= {library.name for library in libraries}
    if not needed:
        return
    names = sorted(set().union(*symbols.values()))
    with tempfile.NamedTemporaryFile("w", suffix=".map") as versions:
        versions.writelines(f"{version} {{ {' '.join(name + ';' for name in sorted(of_it))} }};\n"
                            for version, of_it in symbols.items())
        versions.flush()
        source = "".join(f"int {name}(void) {{ return 100; }}\n" for name in names)
        subprocess.run(["c++", "-x", "c", "-w", "-fno-builtin", "-O1", "-shared", "-fPIC", f"-Wl,--version-script={versions.name}",
                        "-", "-o", stand_in.with_suffix(".new")], input=source, text=True, check=True)
    for name in needed:
        (folder / name).unlink(missing_ok=True)
        (folder / name).symlink_to(stand_in.name)
    stand_in.with_suffix(".new").rename(stand_in)


if __name__ == "__main__":
    main()
