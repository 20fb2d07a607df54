"""People one by one, for the terminal."""

from collections.abc import Mapping, Sequence
from typing import Any

from esarisk.report.exhibits.numbers import figure
from esarisk.report.exhibits.words import BASIS_WORDS, WORDS, word
from esarisk.report.writers.terminal import columns, note

THOUSAND = 1e3
SOURCES = "Awards by the rates and rules of the parameters (`esarisk show esa.support_component`)."
PER_CENT = 100
MOVES = (
    "This measure moves people between bases. A household depends on the basis held, so somebody who moves is given "
    "another: read means, not single winners."
)
Told = Mapping[str, Any]


def outcome_text(told: Told) -> str:
    """Winners and losers of a measure."""
    beside = f" beside {', '.join(told['beside'])}" if told["beside"] else ""
    head = (
        f"{told['measure']}{beside}: people in {told['month']}, {_identity(told)}\n"
        f"Change of the weekly award by rule of those it reaches, £; people in thousands"
    )
    rows = [_group(row) for row in told["groups"]]
    ends = [losses(told), agreement(told), *([MOVES] if told["moves"] else [])]
    return "\n".join([head, columns(rows, right=list(rows[0])[1:]), note(*ends, SOURCES)])


def losses(told: Told) -> str:
    """Who loses, in a sentence."""
    all_of_them = told["groups"][0]
    lost, won = all_of_them["losers"], all_of_them["winners"]
    said = [
        f"Losers: {figure(lost / THOUSAND, 1)} thousand",
        f"winners: {figure(won / THOUSAND, 1)} thousand",
    ]
    if all_of_them["mean"] is not None:
        said.append(
            f"mean change £{all_of_them['mean']:+,.2f} a week".replace("£+", "+£").replace("£-", "−£")
        )
    protected = told["protected_losers"]
    held = "" if protected is None else f" Protected people among the losers: {figure(protected, 0)}."
    return f"{', '.join(said)}.{held}"


def agreement(told: Told) -> str:
    """The saving beside the cohort engine's, in a sentence."""
    verdict = "agree" if told["agrees"] else "DIFFER"
    return (
        f"Saving in {told['year']}: £{figure(told['saving'], 1)} million ±{figure(told['half_width'], 1)} by people, "
        f"£{figure(told['cohort_saving'], 1)} million by the cohort engine: they {verdict} within the simulation error."
    )


def _identity(told: Told) -> str:
    return (
        f"vintage {told['vintage']}, {told['view']} view, central path, {told['simulated']:,} people simulated, "
        f"seed {told['seed']}"
    )


def group_name(row: Told) -> str:
    """A group in words."""
    if row["split"] == "everybody":
        return "Everybody"
    if row["split"] == "age":
        return f"Age {row['group']}"
    return (
        BASIS_WORDS[row["group"]] if row["split"] == "basis" else WORDS.get(row["group"], word(row["group"]))
    )


def _group(row: Told) -> dict[str, str]:
    return {
        "group": group_name(row),
        "people": figure(row["people"] / THOUSAND, 0),
        "winners": figure(row["winners"] / THOUSAND, 1),
        "losers": figure(row["losers"] / THOUSAND, 1),
        **{key: figure(row[key], 2) for key in ("mean", "p10", "p50", "p90")},
    }


def lives_text(told: Told) -> str:
    """Awards in a month and how claims go."""
    return "\n".join(
        [
            f"Awards as paid in {told['month']}, {_identity(told)}",
            _table([_quantiles(row) for row in told["award_quantiles"]]),
            f"\nClaims of {told['claims_year']}, followed to {told['followed_to']}: share still on benefit, per cent",
            _table([{"months": str(r["months"]), "still on": _share(r["still_on"])} for r in told["spells"]]),
            median_text(told),
            "\nCost of a claim from its first day to its end or the end of the run, £, nominal",
            _table([_claim(row) for row in told["claims"]]),
            note(
                "Ever in the support group: by the end of the run, with its 95 per cent simulation error.",
                SOURCES,
            ),
        ]
    )


def median_text(told: Told) -> str:
    """The median spell, in a sentence."""
    months = told["median_months"]
    return (
        f"Half have ended after {months:.0f} months."
        if months
        else "More than half go on to the end of the run."
    )


def _quantiles(row: Told) -> dict[str, str]:
    keys = ("mean", "p10", "p25", "p50", "p75", "p90")
    name = "Everybody paid" if row["phase"] == "everybody" else word(row["phase"])
    return {
        "phase": name,
        "thousand": figure(row["people"] / THOUSAND, 0),
        **{k: figure(row[k], 2) for k in keys},
    }


def _claim(row: Told) -> dict[str, str]:
    return {
        "basis of the claim": "All claims" if row["basis"] == "all" else BASIS_WORDS[row["basis"]],
        "thousand": figure(row["claims"] / THOUSAND, 0),
        "mean": figure(row["cost"], 0),
        **{key: figure(row[key], 0) for key in ("p10", "p25", "p50", "p75", "p90")},
        "ended": _share(row["ended"]),
        "ever in support": f"{_share(row['ever_support'])} ±{_share(row['half_width'])}",
    }


def _table(rows: Sequence[Mapping[str, str]]) -> str:
    return columns(rows, right=list(rows[0])[1:])


def _share(value: float | None) -> str:
    """A share in per cent; a dash where there are too few people to tell."""
    return figure(None if value is None else PER_CENT * value, 1)
