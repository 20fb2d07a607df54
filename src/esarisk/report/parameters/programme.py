"""One programme as a page of text or a record."""

from typing import Any

from esarisk.policy.programme_schema import ALL_OFFERED, EligibleCard, ProgrammeCard
from esarisk.policy.programmes import EVERY, Programme
from esarisk.policy.schema import Distribution
from esarisk.report.exhibits.numbers import DASH, between, figure, per_cent, significant
from esarisk.report.exhibits.sources import Sources, figure_sources, titles
from esarisk.report.parameters.parameter import numbers
from esarisk.report.writers.terminal import columns, definitions, hanging
from esarisk.units import MONTHS_A_YEAR

NUMBERS = frozenset(
    {
        "value",
        "published",
        "£ million",
        "£ million a year",
        "starts a year",
        "of the hazard",
        "months",
        "passes",
    }
    | {"effect left", "expected cost so far", "chance to here", "years so far", "effect left here"}
)
"""Columns set to the right."""


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
    named = [*figure_sources(programme), *(row.source for row in card.evidence)]
    rows = {
        "Provided already": provided(card),
        "Stages of readiness, one after the other": stages(card),
        "Areas": [
            {"arm": one.arm, "region": one.region, "districts": "; ".join(one.districts)}
            for one in card.areas
        ],
        "Evidence": evidence(card),
    }
    lists = {title: columns(told, right=NUMBERS, width=width) for title, told in rows.items() if told}
    gaps = "\n".join(line for gap in card.gaps for line in hanging("- ", gap, width))
    lists |= {"Not found": gaps} if gaps else {}
    lists["Sources"] = definitions(titles(named, sources), width)
    return "\n\n".join(
        [
            _head(programme, width),
            columns(_figures(programme), right=NUMBERS, width=width),
            "* held for every programme whose own file does not say otherwise",
            *(f"{title}\n{text}" for title, text in lists.items()),
        ]
    )


def _head(programme: Programme, width: int | None) -> str:
    """Name, meaning and the facts that no figure tells."""
    card = programme.card
    whom = "everybody offered" if card.estimand == ALL_OFFERED else "those who start"
    facts = {
        "years": f"{card.years}; starts {card.ran}" if card.ran else card.years,
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


def provided(card: ProgrammeCard) -> list[dict[str, str]]:
    """One row a vintage: what it provides already."""
    return [
        {
            "vintage": one.vintage,
            "months": one.dates,
            "£ million a year": figure(one.money, None),
            "starts a year": figure(one.starts, 0),
            "of the hazard": per_cent(one.share_of_hazard, 1),
            "why": one.why or "",
        }
        for one in card.baseline
    ]


def stages(card: ProgrammeCard) -> list[dict[str, str]]:
    """Each stage, and what it comes to with those before it: money, chance, years, effect left."""
    rows, cost, chance, months, left = [], 0.0, 1.0, 0.0, 1.0
    for one in card.stages:
        cost, months = cost + chance * one.cost, months + one.months
        chance, left = chance * one.pass_chance, left * one.shrinkage
        rows.append(
            {
                "stage": one.name,
                "£ million": figure(one.cost, None),
                "months": figure(one.months, 0),
                "passes": per_cent(one.pass_chance),
                "effect left": figure(one.shrinkage, 2),
                "expected cost so far": figure(cost, 2),
                "chance to here": per_cent(chance, 1),
                "years so far": figure(months / MONTHS_A_YEAR),
                "effect left here": figure(left, 2),
            }
        )
    return rows


def evidence(card: ProgrammeCard) -> list[dict[str, str]]:
    """One row a published quantity."""
    return [
        {
            "quantity": row.quantity,
            "published": figure(row.published, None),
            "unit": row.unit,
            "label": row.label.replace("_", " "),
            "of": "; ".join(word for word in (row.population, row.words, row.note) if word),
        }
        for row in card.evidence
    ]


def _who(card: EligibleCard) -> str:
    """Who may enter, in words."""
    words = [" or ".join(card.phases)]
    if card.months_since_claim:
        words.append(f"{between(*card.months_since_claim, None)} months since the claim")
    if card.prognosis_months:
        words.append(f"prognosis {between(*card.prognosis_months, None)} months")
    words += [word for word in (card.condition, card.area) if word]
    if card.previous_programme:
        words.append(f"after {card.previous_programme}")
    return ", ".join(words)


def _figures(programme: Programme) -> list[dict[str, str]]:
    """One row a figure; those of every programme bear a star."""
    return [
        {
            "figure": f"{key} *" if address.startswith(EVERY) else key,
            "value": numbers(parameter.latest[-1:])[0],
            "unit": parameter.unit,
            "range": _range(parameter.distribution),
            "grade": parameter.grade,
        }
        for key, address in sorted(programme.keys.items(), key=lambda pair: pair[1].startswith(EVERY))
        for parameter in [programme.parameters[address]]
    ]


def _range(shape: Distribution | None) -> str:
    """A distribution in few letters."""
    if shape is None:
        return DASH
    if shape.sd is None:
        return between(shape.low, shape.high, None)
    return f"sd {significant(shape.sd)}" if shape.shape == "normal" else f"sd {per_cent(shape.sd)}"
