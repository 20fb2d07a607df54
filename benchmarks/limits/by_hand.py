"""The months of the cohort engine by hand in C, built with the line at the top of its source."""

import ctypes
import re
import shlex
import subprocess
from pathlib import Path

import numpy as np

from esarisk.jit import Floats
from esarisk.kernels import layout as at
from esarisk.kernels.layout import Claims, Timetable

INTEGERS = ("state_of", "basis_of", "terms_of", "place_of", "phase_of", "first_of_band")
FIXED = (
    "on_flow_shape", "pension_exit", "mortality", "age_class", "weeks", "start_shape", "told_apart",
    "limit_months", "reconsideration", "terms_from", "uc_terms_from",
)  # fmt: skip
DRAWN = (
    "start_stock", "claims", "claim_basis", "off_flow", "off_flow_factor", "age_multiplier", "mortality_ratio",
    "capacity", "outcome", "referral", "dispute", "reconsidered", "appealed", "worsening", "top_up", "migration",
    "return_share", "destination", "after_limit", "award", "arrears",
)  # fmt: skip
FILLED = ("people_at_end", "spending", "caseload_by_group", "spending_by_group")
WHOLE = ("months", "groups", "ages", "minimum_wait", "arrears_from")


class Draw(ctypes.Structure):
    """What the C source calls a draw."""

    _fields_ = (
        *((name, ctypes.c_long) for name in WHOLE),
        ("top_up_weeks", ctypes.c_double),
        ("weeks_a_month", ctypes.c_double),
        *((name, ctypes.c_void_p) for name in (*INTEGERS, *FIXED, *DRAWN, *FILLED)),
    )


def build(folder: Path, name: str = "cohort") -> ctypes.CDLL:
    """Compile a source beside this file into a folder, by the build line that stands in it."""
    source = Path(__file__).with_name(f"{name}.c")
    found = re.search(r"Build: (.+)", source.read_text(encoding="utf-8"))
    assert found
    words = [str(source) if word == source.name else word for word in shlex.split(found[1])]
    subprocess.run(words, cwd=folder, check=True)  # noqa: S603 - the line stands in our own source
    return ctypes.CDLL(str(folder / f"{name}.so"))


class ByHand:
    """One draw of the claims, laid out for C; calling it projects it."""

    def __init__(self, code: ctypes.CDLL, fixed: Timetable, inputs: Claims, draw: int) -> None:
        months, groups = fixed.on_flow_shape.shape
        arrays = {
            "state_of": at.STATE_OF, "basis_of": at.BASIS_OF, "terms_of": at.TERMS_OF, "place_of": at.PLACE_OF,
            "phase_of": at.PHASE_OF, "first_of_band": np.array(at.CLOCK_BANDS),
        }  # fmt: skip
        arrays = {name: np.ascontiguousarray(array, np.int_) for name, array in arrays.items()}
        arrays |= {name: np.ascontiguousarray(getattr(fixed, name), float) for name in FIXED}
        arrays |= {name: np.ascontiguousarray(getattr(inputs, name)[draw], float) for name in DRAWN}
        sizes = (1, 1, at.N_PHASES * groups, at.N_PHASES * groups)
        self.filled = {name: np.zeros(size) for name, size in zip(FILLED, sizes, strict=True)}
        self.arrays, self.code = arrays | self.filled, code  # kept: C reads them in place
        self.given = Draw(
            months=months,
            groups=groups,
            ages=inputs.age_multiplier.shape[1],
            minimum_wait=fixed.minimum_wait,
            arrears_from=fixed.arrears_from,
            top_up_weeks=fixed.top_up_weeks,
            weeks_a_month=at.WEEKS_A_MONTH,
            **{name: array.ctypes.data for name, array in self.arrays.items()},
        )

    def __call__(self) -> dict[str, Floats]:
        """What C fills."""
        for array in self.filled.values():
            array[:] = 0.0
        self.code.project(ctypes.byref(self.given))
        return self.filled
