"""What a system gives back for a layer: the call that is timed, and how to read its result."""

from dataclasses import dataclass
from typing import Any, Callable

from layer import Floats


@dataclass(frozen=True)
class Loaded:
    call: Callable[[], Any]  # the layer once; nothing but what a program does for each new input
    output: Callable[[], Floats]  # the result of the last call
    channels_last: bool  # of the result
    note: str  # how the system does it, for the report
    memory: Any = None  # what the call reads and writes without owning it
