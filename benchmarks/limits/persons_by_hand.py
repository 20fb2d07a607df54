"""The walk of the person engine by hand in C: stocks of everybody of one draw."""

import ctypes

import numpy as np

from esarisk.jit import Floats
from esarisk.kernels import layout as at
from esarisk.kernels.persons.branches import ROW_OF, STEPS_OF, TARGET
from esarisk.kernels.persons.layout import N_SPOTS, Chances, Entries

INTEGERS = (
    "state_of", "basis_of", "place_of", "band_of", "stream_of_state", "steps_of", "row_of", "target", "active",
    "limit", "waits_in",
)  # fmt: skip
NUMBERS = ("gone", "died", "retiring", "share", "served", "terms_from", "uc_terms_from", "start", "claims")
WHOLE = ("groups", "months", "spots", "minimum_wait")


class Draw(ctypes.Structure):
    """What the C source calls a draw."""

    _fields_ = (
        *((name, ctypes.c_long) for name in WHOLE),
        ("key", ctypes.c_uint64),
        *((name, ctypes.c_void_p) for name in (*INTEGERS, *NUMBERS, "stood")),
    )


class PersonsByHand:
    """Chances and entries of one draw without programmes, laid out for C."""

    def __init__(self, code: ctypes.CDLL, chances: Chances, part: Entries, key: int) -> None:
        groups, months = part.claims.shape[:2]
        arrays = {
            "state_of": at.STATE_OF, "basis_of": at.BASIS_OF, "place_of": at.PLACE_OF, "band_of": at.BAND_OF,
            "stream_of_state": at.STREAM_OF_STATE, "steps_of": STEPS_OF, "row_of": ROW_OF, "target": TARGET,
            "gone": chances.gone[0], "died": chances.split[0, :, 0], "share": chances.share[0],
            "start": part.start, "claims": part.claims,
        }  # fmt: skip
        arrays = {name: arrays.get(name, getattr(chances, name, None)) for name in (*INTEGERS, *NUMBERS)}
        kinds = {name: np.int_ if name in INTEGERS else np.float64 for name in arrays}
        self.arrays = {name: np.ascontiguousarray(array, kinds[name]) for name, array in arrays.items()}
        self.stood = np.zeros((groups, at.N_PLACES, months + 2), np.int32)
        self.code = code
        self.given = Draw(
            groups=groups,
            months=months,
            spots=N_SPOTS,
            minimum_wait=chances.minimum_wait,
            key=key,
            stood=self.stood.ctypes.data,
            **{name: array.ctypes.data for name, array in self.arrays.items()},  # kept: C reads them in place
        )

    def live(self) -> None:
        """Follow everybody."""
        self.stood[:] = 0
        self.code.live_everybody(ctypes.byref(self.given))

    def stock(self) -> Floats:
        """(group, month, position) at the month's end, by those followed last [people]."""
        groups, _, ends = self.stood.shape
        stock = np.zeros((groups, ends - 2, at.N_POSITIONS), int)
        for place in np.flatnonzero(at.PHASE_OF != at.NO_PHASE):
            position = at.PHASE_OF[place] * at.N_BASES + at.BASIS_OF[place]
            stock[..., position] += self.stood[:, place, 1:-1]
        return stock
