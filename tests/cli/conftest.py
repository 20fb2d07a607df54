"""What commands are driven with."""

from dataclasses import replace

import pytest

from esarisk.policy import reading


@pytest.fixture
def few_programmes(library, monkeypatch):
    """The parameters read already, and few of the programmes, stand for those of the package."""
    few = {name: library.programmes[name] for name in ("ips", "new_start", "pilot_health_led")}
    read, shelf = reading.read_library, replace(library, programmes=few)
    monkeypatch.setattr(reading, "read_library", lambda of=None: read(of) if of else shelf)
