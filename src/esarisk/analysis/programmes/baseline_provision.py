"""What baseline provision is owed: listed in a programme's file, and as the model takes it away."""

from typing import Any

from esarisk.analysis.programmes.projection import Outcome
from esarisk.names import DESTINATIONS, PHASES
from esarisk.policy.programmes import Programme
from esarisk.units import MONTHS_A_YEAR


def owed(
    programme: Programme, vintage: str, ground: Outcome, without: Outcome, p: int
) -> dict[str, Any] | None:
    """Starts and share of leavers of baseline provision; none where a vintage lists none.

    Parameters
    ----------
    ground, without : with baseline provision, and with no money for it
    p : which of the programmes away from their baseline [code]
    """
    rows = [row for row in programme.card.baseline if row.vintage == vintage]
    if not rows:
        return None
    phases = [PHASES.index(phase) for phase in programme.card.eligible.phases]
    leave = [i for i, name in enumerate(DESTINATIONS) if name not in ("death", "pension_age")]
    those = ground.leavers[:, phases][:, :, leave].sum(axis=(1, 2))
    lost = (ground.leavers - without.leavers)[:, :, leave].sum(axis=(1, 2))
    starts = without.started.before[:, :, p]
    return {
        "programme": programme.name,
        "starts_listed": sum(row.starts for row in rows),
        "starts_modelled": float(starts.mean() * MONTHS_A_YEAR),
        "share_listed": sum(row.share_of_hazard for row in rows),
        "share_modelled": float((lost / those).mean()),
    }
