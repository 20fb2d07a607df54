"""One programme as a page of text or a record."""

from typing import Any

import pandas as pd

from esarisk.policy.programme_schema import ALL_OFFERED, EligibleCard
from esarisk.policy.programmes import EVERY, Programme
from esarisk.policy.schema import Distribution
from esarisk.report.exhibits.numbers import DASH, PER_CENT, between, per_cent, significant
from esarisk.report.exhibits.sources import Sources, titles
from esarisk.report.exhibits.table import Column, Table
from esarisk.report.parameters.parameter import numbers
from esarisk.report.programmes.sources import figure_sources
from esarisk.report.writers.terminal import columns, definitions, hanging, told

MONTHS = 12
MILLIONS = "£ million"


def programme_record(programme: Programme) -> dict[str, Any]:
    """Everything a programme's file says, and every figure that holds of it."""
    figures = [
        {
            "key": key,
            "address": address,
            "value": parameter.latest[-1].value,
            "unit": parameter.unit,
            "kind": parameter.kind,
            "grade": parameter.grade,
            "source": parameter.latest[-1].source,
            "why": parameter.why,
        }
        for key, address in programme.keys.items()
        for parameter in [programme.parameters[address]]
    ]
    return {**programme.card.model_dump(mode="json"), "figures": figures}


def programme_text(programme: Programme, sources: Sources, width: int | None = None) -> str:
    """A programme as a page: what it is, its figures, its evidence, what is not known."""
    card = programme.card
    gaps = [line for gap in card.gaps for line in hanging("- ", gap, width)]
    named = [*figure_sources(programme), *(row.source for row in card.evidence)]
    return told(
        _head(programme, width),
        columns(_figures(programme), right=["value"], width=width),
        "* held for every programme whose own file does not say otherwise",
        *([provision_table(programme)] if card.baseline else []),
        *([stage_table(programme)] if card.stages else []),
        _areas(programme, width),
        *([published_table(programme)] if card.evidence else []),
        "\n".join(["Not found", *gaps]) if gaps else "",
        "Sources\n" + definitions(titles(named, sources), width),
    )


def _head(programme: Programme, width: int | None) -> str:
    """Name, meaning and the facts that no figure tells."""
    card = programme.card
    whom = "everybody offered" if card.estimand == ALL_OFFERED else "those who start"
    facts = {
        "years": card.years,
        "entry": card.entry,
        "who": _who(card.eligible),
        "order": card.order if card.order == "random" else f"{card.order} first",
        "effect": f"on {whom}, {card.impact}",
        "paid": card.payment,
        "staff": f"shares the hours of {card.staff_pool}" if card.staff_pool else "",
        "note": card.note or "",
    }
    head = [f"{card.name}: {card.title}", *hanging("", card.meaning, width), ""]
    for word, text in facts.items():
        head += hanging(word.ljust(8), text, width) if text else []
    return "\n".join(head)


def _areas(programme: Programme, width: int | None) -> str:
    """Areas of a trial's arms, where the file has them."""
    areas = [
        {"arm": one.arm, "region": one.region, "districts": "; ".join(one.districts)}
        for one in programme.card.areas
    ]
    return f"Areas\n{columns(areas, width=width)}" if areas else ""


def provision_table(programme: Programme) -> Table:
    """One row a vintage: what it provides already."""
    columns = (
        Column("money", "Money", "£ million a year", None),
        Column("starts", "Starts", "people a year", None),
        Column("share_of_hazard", "Share of the hazard of leaving", "per cent", 1, scale=PER_CENT),
        Column("why", "Why"),
    )
    rows = [one.model_dump() for one in programme.card.baseline]
    frame = pd.DataFrame(rows).set_index("vintage").fillna({"why": ""})
    return Table("programme_baseline", "Provided already", "Vintage", columns, frame)


def stage_table(programme: Programme) -> Table:
    """Each stage of readiness, and what it comes to with those before it: money, chance, years, effect left."""
    frame = pd.DataFrame([one.model_dump() for one in programme.card.stages]).set_index("name")
    reached = frame["pass_chance"].cumprod()
    frame = frame.assign(
        cost_so_far=(frame["cost"] * reached.shift(fill_value=1.0)).cumsum(),
        reached=reached,
        years=frame["months"].cumsum() / MONTHS,
        left=frame["shrinkage"].cumprod(),
    )
    columns = (
        Column("cost", "Cost", MILLIONS, None),
        Column("months", "Months", "", None),
        Column("pass_chance", "Passes", "per cent", 0, scale=PER_CENT),
        Column("shrinkage", "Effect left", "ratio", 2),
        Column("cost_so_far", "Expected cost so far", MILLIONS, 2),
        Column("reached", "Chance to here", "per cent", 1, scale=PER_CENT),
        Column("years", "Years so far", "", 1),
        Column("left", "Effect left here", "ratio", 2),
    )
    return Table("programme_stages", "Stages of readiness, one after the other", "Stage", columns, frame)


def published_table(programme: Programme) -> Table:
    """One row a published quantity."""
    columns = (
        Column("published", "Published", places=None),
        Column("unit", "Unit"),
        Column("label", "How"),
        Column("of", "Of"),
    )
    rows = [
        {
            "quantity": row.quantity,
            "published": row.published,
            "unit": row.unit,
            "label": row.label.replace("_", " "),
            "of": "; ".join(word for word in (row.population, row.words, row.note) if word),
        }
        for row in programme.card.evidence
    ]
    frame = pd.DataFrame(rows).set_index("quantity")
    return Table("programme_evidence", "Evidence", "Quantity", columns, frame)


def _who(card: EligibleCard) -> str:
    """Who may enter, in words."""
    words = [" or ".join(card.phases)]
    if card.months_since_claim:
        low, high = card.months_since_claim
        words.append(f"{between(low, high, None)} months since the claim")
    if card.prognosis_months:
        low, high = card.prognosis_months
        words.append(f"prognosis {between(low, high, None)} months")
    words += [word for word in (card.condition, card.area) if word]
    if card.previous_programme:
        words.append(f"after {card.previous_programme}")
    return ", ".join(words)


def _figures(programme: Programme) -> list[dict[str, str]]:
    """One row a figure; those of every programme bear a star."""
    rows = []
    for key, address in sorted(programme.keys.items(), key=lambda pair: pair[1].startswith(EVERY)):
        parameter = programme.parameters[address]
        star = " *" if address.startswith(EVERY) else ""
        rows.append(
            {
                "figure": key + star,
                "value": numbers(parameter.latest[-1:])[0],
                "unit": parameter.unit,
                "range": _range(parameter.distribution),
                "grade": parameter.grade,
            }
        )
    return rows


def _range(shape: Distribution | None) -> str:
    """A distribution in few letters."""
    if shape is None:
        return DASH
    if shape.sd is None:
        return between(shape.low, shape.high, None)
    return f"sd {significant(shape.sd)}" if shape.shape == "normal" else f"sd {per_cent(shape.sd)}"
