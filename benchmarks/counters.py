"""Instructions of this thread, where the machine counts them: Linux's `perf_event_open`, by hand."""

import ctypes
import os
import platform
import struct
from collections.abc import Callable

CALLS = {"x86_64": 298, "aarch64": 241}
"""Number of the system call by machine [code]."""
HARDWARE, INSTRUCTIONS = 0, 1
SOFTWARE, TASK_CLOCK = 1, 1
"""Kind of counter and what it counts [code]."""
ATTRIBUTE_BYTES = 112
USER_ONLY = 1 << 5 | 1 << 6
"""Neither the kernel's instructions nor the hypervisor's."""

Counter = Callable[[], int]


def counter(kind: int = HARDWARE, counted: int = INSTRUCTIONS) -> Counter | None:
    """What reads a counter of the calling thread [count]; None where there is none or it may not be read."""
    call = CALLS.get(platform.machine())
    if platform.system() != "Linux" or call is None:
        return None
    asked = struct.pack("IIQQQQQ", kind, ATTRIBUTE_BYTES, counted, 0, 0, 0, USER_ONLY)
    attribute = ctypes.create_string_buffer(asked, ATTRIBUTE_BYTES)
    system = ctypes.CDLL(None, use_errno=True).syscall
    number = system(call, attribute, 0, -1, -1, 0)
    if number < 0:
        return None
    return lambda: int(struct.unpack("Q", os.read(number, 8))[0])
