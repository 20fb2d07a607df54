"""One programme as a page of text or a record."""

from collections.abc import Iterator
from math import prod
from typing import Any

from esarisk.policy.programme_schema import ALL_OFFERED, EligibleCard
from esarisk.policy.programmes import EVERY, Programme
from esarisk.policy.schema import Distribution
from esarisk.report.exhibits.numbers import DASH
from esarisk.report.exhibits.sources import Sources, titles
from esarisk.report.parameters.parameter import numbers
from esarisk.report.writers.terminal import columns, definitions, hanging

MONTHS = 12


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
    parts = [_head(programme, width), columns(_figures(programme), right=["value"], width=width)]
    parts.append("* held for every programme whose own file does not say otherwise")
    parts += _parts(programme, width)
    if rows := list(_evidence(programme)):
        parts.append("Evidence\n" + columns(rows, right=["published"], width=width))
    if card.gaps:
        gaps = [line for gap in card.gaps for line in hanging("- ", gap, width)]
        parts.append("\n".join(["Not found", *gaps]))
    named = [*_named(programme), *(row.source for row in card.evidence)]
    parts.append("Sources\n" + definitions(titles(named, sources), width))
    return "\n\n".join(parts)


def _named(programme: Programme) -> list[str]:
    """Sources of a programme's figures."""
    figures = [v.source for address in programme.keys.values() for v in programme.parameters[address].values]
    return [*figures, programme.card.source]


def sources_line(programme: Programme) -> str:
    """Where a programme's figures come from, in a line under a table."""
    ids = sorted({source for group in _named(programme) for source in group.split(";")})
    return f"Sources of its figures: {', '.join(ids)} (`esarisk show {programme.name}` names each)."


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


def _parts(programme: Programme, width: int | None) -> list[str]:
    """Baseline provision, stages of readiness and areas, where the file has them."""
    tables = {
        "Provided already": _provision(programme),
        "Stages of readiness, one after the other": _stages(programme),
        "Areas": [
            {"arm": one.arm, "region": one.region, "districts": "; ".join(one.districts)}
            for one in programme.card.areas
        ],
    }
    return [f"{title}\n{columns(rows, width=width)}" for title, rows in tables.items() if rows]


def _provision(programme: Programme) -> list[dict[str, str]]:
    """One row a vintage: what it provides already."""
    return [
        {
            "vintage": one.vintage,
            "GBP million a year": f"{one.money:,g}",
            "starts a year": f"{one.starts:,g}",
            "share of hazard": f"{one.share_of_hazard:g}",
            "why": one.why or "",
        }
        for one in programme.card.baseline
    ]


def _stages(programme: Programme) -> list[dict[str, str]]:
    """Each stage, and what it comes to with those before it: money, years, chance, effect left."""
    stages, rows, cost, chance = programme.card.stages, [], 0.0, 1.0
    for i, stage in enumerate(stages):
        cost += chance * stage.cost
        chance *= stage.pass_chance
        so_far = stages[: i + 1]
        one = {"stage": stage.name, "GBP million": f"{stage.cost:g}", "months": f"{stage.months:g}"}
        one |= {"passes": f"{stage.pass_chance:g}", "effect left": f"{stage.shrinkage:g}"}
        one |= {"expected cost so far": f"{cost:.2f}", "chance to here": f"{chance:.3f}"}
        one["years so far"] = f"{sum(s.months for s in so_far) / MONTHS:.1f}"
        one["effect left here"] = f"{prod(s.shrinkage for s in so_far):.2f}"
        rows.append(one)
    return rows


def _who(card: EligibleCard) -> str:
    """Who may enter, in words."""
    words = [" or ".join(card.phases)]
    if card.months_since_claim:
        low, high = card.months_since_claim
        words.append(f"{low:g} to {high:g} months since the claim")
    if card.prognosis_months:
        low, high = card.prognosis_months
        words.append(f"prognosis {low:g} to {high:g} months")
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
    if shape.sd is not None:
        return f"sd {shape.sd:g}" if shape.shape == "normal" else f"sd {100 * shape.sd:g}%"
    return f"{shape.low:g} to {shape.high:g}"


def _evidence(programme: Programme) -> Iterator[dict[str, str]]:
    """One row a published quantity."""
    for row in programme.card.evidence:
        published = DASH if row.published is None else f"{row.published:,g}"
        yield {
            "quantity": row.quantity,
            "published": published,
            "unit": row.unit,
            "label": row.label.replace("_", " "),
            "of": "; ".join(word for word in (row.population, row.words, row.note) if word),
        }
