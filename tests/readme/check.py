"""check.py SOURCE BUILD WORK: does what README.md says.

A block of ```sh is run as it stands, all blocks in one shell, in order. A block of any other language is a file: its name
is the last `code` of the line before the block. The shell starts in a folder that looks like this project after `make demo`
(.venv, build/release), with an empty home. The lines `make TARGET` are checked to be targets of the Makefile and are not run:
`make test` is what runs this test, and `make demo` has a test of its own.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path


def blocks(text: str) -> list[tuple[str, str, str]]:
    """Language, the last line of text before, and content of each fenced block."""
    found = []
    for match in re.finditer(r"^```(\w+)\n(.*?)^```\n", text, re.S | re.M):
        before = text[: match.start()].rstrip("\n").splitlines()[-1]
        found.append((match[1], before, match[2]))
    if 2 * len(found) != len(re.findall(r"^```", text, re.M)):
        sys.exit("README.md has a block without a language")
    return found


def script(text: str, source: Path, tour: Path) -> str:
    lines = ["set -eu"]
    for language, before, body in blocks(text):
        if language != "sh":
            name = re.findall(r"`([^`]+)`", before)[-1]
            (tour / name).write_text(body)
            continue
        for line in body.splitlines():
            if line.startswith("make "):
                target = line.split()[1]
                subprocess.run(["make", "-n", target], cwd=source, check=True, stdout=subprocess.DEVNULL)
            else:
                quoted = line.replace("'", "'\\''")
                lines += [f"echo '$ {quoted}'", line]
    return "\n".join(lines)


def main() -> None:
    source, build, work = (Path(argument).resolve() for argument in sys.argv[1:])
    shutil.rmtree(work, ignore_errors=True)
    home, project = work / "home", work / "project"
    tour = home / "tour"  # where the README's `mkdir -p` goes
    for folder in (tour, project / "build"):
        folder.mkdir(parents=True)
    (project / ".venv").symlink_to(source / ".venv")
    (project / "build" / "release").symlink_to(build)
    environment = {"PATH": os.environ["PATH"], "HOME": str(home)}
    commands = script((source / "README.md").read_text(), source, tour)
    status = subprocess.run(["sh", "-c", commands], cwd=project, env=environment).returncode
    shutil.rmtree(home / "tconv", ignore_errors=True)  # a copy of libHalide is large
    sys.exit(status)


if __name__ == "__main__":
    main()
