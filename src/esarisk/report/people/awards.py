"""Average awards: what the rules say by phase and basis, and what spending and caseload imply beside them."""

import pandas as pd

from esarisk.report.exhibits.table import Column, Table
from esarisk.report.exhibits.words import THOUSANDS, word
from esarisk.report.people.lives import A_WEEK, PER_THOUSAND, Told
from esarisk.report.writers.terminal import told

BASES_PAID = {"contributory": "Contributory", "both": "Both", "income_related": "Income-related"}
AWARD_SCHEMES = ("contributory", "income_related")


def awards_text(data: Told) -> str:
    """Average award by phase and basis, then what spending and caseload imply beside it."""
    return told(position_table(data), implied_table(data))


def position_table(data: Told) -> Table:
    """Average award by phase and basis."""
    rows = [{**row, "basis": BASES_PAID[row["basis"]]} for row in data["positions"]]
    columns = (
        Column("basis", "Basis"),
        *(Column(key, f"{BASES_PAID[key]} part", A_WEEK, 2) for key in AWARD_SCHEMES),
        Column("by_rule", "By rule", A_WEEK, 2),
        Column("factor", "Factor", "", 3),
        Column("paid", "Paid", A_WEEK, 2),
    )
    caption = f"Average weekly award in {data['year']}, vintage {data['vintage']}, {data['view']} view, central path"
    note = "By rule: mean over types of household of what the rules say. Paid: by rule times the factor of each line."
    frame = pd.DataFrame(rows, index=[word(row["phase"]) for row in rows])
    return Table("awards_by_position", caption, "Phase", columns, frame, (note,))


def implied_table(data: Told) -> Table:
    """What published spending and caseload imply, beside the rules."""
    columns = (
        Column("spending", "Published spending", "£ million", 0),
        Column("caseload", "Caseload", THOUSANDS, 0, scale=PER_THOUSAND),
        Column("implied", "Implied award", A_WEEK, 2),
        Column("by_rule", "By rule", A_WEEK, 2),
        Column("ratio", "Ratio", "", 3),
        *(Column(f"ratio_{key}", f"Ratio, {BASES_PAID[key].lower()}", "", 3) for key in AWARD_SCHEMES),
        Column("stock", "Caseload from"),
    )
    caption = "What published spending and caseload imply for everybody on ESA, beside the rules"
    frame = pd.DataFrame(data["implied"]).set_index("year")
    return Table("implied_awards", caption, "Year", columns, frame, IMPLIED)


IMPLIED = (
    "Ratio: published spending over what the rules say of the same caseload by phase and basis.",
    "Caseload holds people paid nothing. Years of the quarterly cube use all that is known today.",
    "Earlier years use the cohort engine's central caseload.",
    "Lines are rounded to £100 million where no finer figure was published, about one per cent.",
)
