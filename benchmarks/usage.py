"""Run a command and print what it took: CPU seconds and peak memory in bytes.

A process is born with the peak memory of the one that starts it, so this one is small and imports little.
"""

import resource
import subprocess
import sys

KILOBYTES = 1 if sys.platform == "darwin" else 1024
"""What the system counts peak memory in [bytes]."""

done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=False)  # noqa: S603 - a command of our own
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(done.returncode, used.ru_utime + used.ru_stime, used.ru_maxrss * KILOBYTES)
