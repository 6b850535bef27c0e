"""A Python system in a process of its own, driven line by line from standard input: peer.py SYSTEM. bench/contenders/peer.h holds the
protocol. SYSTEM names a module <SYSTEM>_system.py beside this file, or in a folder of PYTHONPATH, with a function

    load(layer: Layer, format: str, threads: int) -> Loaded

that gets everything ready that a user would have ready before the first call.
"""

import gc
import os
import sys
import time
from importlib import import_module

from layer import Refused, read_layer
from loaded import Loaded


class Peer:
    def __init__(self, system: str) -> None:
        self.system = import_module(system + "_system")
        self.threads = int(os.environ.get("PEER_THREADS", "1"))
        self.clock = time.process_time if os.environ.get("PEER_CLOCK") == "processor" else time.perf_counter
        self.loaded: Loaded | None = None

    def answer(self, line: str) -> str:
        command, *words = line.split()
        if command == "load":
            return self.load(*words)
        if self.loaded is None:
            raise ValueError("nothing is loaded")
        if command == "output":
            seconds = self.timed(1)
            self.layer.put_output(self.loaded.output(), self.loaded.channels_last)
            return f"ok {seconds:.9f}"
        if command == "run":
            self.loaded.call()
            return f"ok {self.timed(int(words[0])):.9f}"
        if command == "release":
            self.release()
            return "ok"
        raise ValueError(f"not a command: {line}")

    def load(self, file: str, format: str, *words: str) -> str:
        self.release()
        self.layer = read_layer(file, words)
        self.loaded = self.system.load(self.layer, format, self.threads)
        return f"ok {self.loaded.note}"

    def timed(self, count: int) -> float:
        """Seconds of so many calls."""
        assert self.loaded
        call, clock = self.loaded.call, self.clock
        start = clock()
        for _ in range(count):
            call()
        return clock() - start

    def release(self) -> None:
        self.loaded = self.layer = None  # type: ignore[assignment]
        gc.collect()


def main() -> None:
    # Some systems print to standard output: what they say there goes to standard error.
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    peer: Peer | None = None
    gc.disable()  # no collection falls into a measurement
    for line in sys.stdin:
        try:
            peer = peer or Peer(sys.argv[1])
            print(peer.answer(line), file=answers)
        except Exception as error:  # of many kinds; the next line is read all the same
            kind = "" if isinstance(error, Refused) else type(error).__name__ + ": "
            print(f"error {kind}{' '.join(str(error).split())[:300]}", file=answers)


if __name__ == "__main__":
    main()
