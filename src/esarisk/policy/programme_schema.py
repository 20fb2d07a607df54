"""What a programme file may say beside its parameter cards: who enters, who pays, what is known."""

from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from esarisk.names import (
    ADVISER_HOURS,
    ENTRIES,
    EVIDENCE,
    EVIDENCE_INPUTS,
    LABELS,
    ORDERS,
    PHASES,
    SCORES,
    STATUSES,
)
from esarisk.policy.schema import Card, Chance, Name, NotNegative, Number, Span, Words

ALL_OFFERED, PER_START = "all_offered", "per_start"
OWN_CARD, SHARED, OPTIONAL = "own", "shared", "optional"


class EligibleCard(Card):
    """Who may enter; the shares that no position tells are parameters of the programme."""

    phases: Annotated[list[Literal[PHASES]], Field(min_length=1)]  # type: ignore[valid-type]
    months_since_claim: tuple[NotNegative, NotNegative] | None = None
    prognosis_months: tuple[NotNegative, NotNegative] | None = None
    condition: Words | None = None
    area: Words | None = None
    previous_programme: Name | None = None


class ProvisionCard(Card):
    """What a vintage already provides: money, starts, and the share of the hazard owed to it.

    The hazards of a vintage are those observed while it ran, and go on through the projection: so does what
    is owed to it, until a scenario cuts its money.
    """

    vintage: Name
    dates: Span
    """Months in which it was provided; the vintage's day, or its first year, lies in them."""
    money: NotNegative
    """GBP million a year."""
    starts: NotNegative
    """Starts a year."""
    share_of_hazard: Chance
    source: Words
    status: Literal[STATUSES] = "read"  # type: ignore[valid-type]
    why: Words | None = None


class StageCard(Card):
    """One stage of readiness: what it costs, how long it takes, who passes, what effect is left."""

    name: Name
    cost: NotNegative
    """GBP million."""
    months: NotNegative
    pass_chance: Chance
    shrinkage: NotNegative
    """Effect after the stage relative to before it [ratio]."""
    source: Words
    status: Literal[STATUSES] = "read"  # type: ignore[valid-type]
    why: Words | None = None


class AreaCard(Card):
    """One arm of a pilot: the region and districts in which it ran."""

    arm: Words
    region: Words
    districts: Annotated[list[Words], Field(min_length=1)]
    source: Words


class EvidenceCard(Card):
    """One published quantity, for the model's formula to be set against."""

    quantity: Literal[EVIDENCE]  # type: ignore[valid-type]
    label: Literal[LABELS]  # type: ignore[valid-type]
    unit: Words
    published: Number | None = None
    """None where the source gives a direction or nothing at all: `words` says what."""
    words: Words | None = None
    interval: tuple[Number, Number] | None = None
    interval_status: Literal[STATUSES] = "read"  # type: ignore[valid-type]
    at: NotNegative | None = None
    """Months since start."""
    group: Words | None = None
    """Payment group."""
    given: dict[str, Number] = Field(default_factory=dict)
    """Figures of the evidence's own population or date, in place of the programme's."""
    inputs: dict[Literal[EVIDENCE_INPUTS], Number] = Field(default_factory=dict)  # type: ignore[valid-type]
    """What the formula needs besides: the size of the study, the months it covers."""
    spread: NotNegative | None = None
    """Of what the formula needs besides, and of its stages: relative, drawn [ratio]."""
    population: Words | None = None
    """Other people than the programme's own: how many of them work without help is drawn too, unless given."""
    reason: Words | None = None
    """Why what was published lies outside what is foretold."""
    source: Words
    status: Literal[STATUSES] = "read"  # type: ignore[valid-type]
    note: Words | None = None


class ProgrammeCard(Card):
    """An employment programme, but for its numbers."""

    name: Name
    title: Words
    meaning: Words
    years: Words
    ran: Span | None = None
    """Months in which people could start, such as 2017-11..2019-03; without end while they still can."""
    entry: Literal[ENTRIES]  # type: ignore[valid-type]
    """Voluntary: limited by take-up. Mandated or random: by who can be referred, and by places."""
    rate_counts: Literal["starts", "referrals"] = "starts"
    """What take-up or the rate of referral counts: of referrals only a share starts."""
    eligible: EligibleCard
    order: Literal[ORDERS]  # type: ignore[valid-type]
    estimand: Literal["all_offered", "per_start"]
    impact: Literal[STATUSES]  # type: ignore[valid-type]
    """How the effect on work is known; programmes are ranked only where it was read or derived."""
    measured: Literal["here", "elsewhere"] = "elsewhere"
    """Whether the effect was measured on the programme itself at its size; elsewhere it varies between studies."""
    scored: Literal[SCORES] = "unscored"  # type: ignore[valid-type]
    """How a costing of benefits takes what it saves: certified, counted as a forecasting change, or not at all."""
    payment: Words
    staff_pool: Name | None = None
    """Hours of staff that it shares with others: a parameter of `staff_pools`. An assumption."""
    adviser_hours: Literal[ADVISER_HOURS] | None = None  # type: ignore[valid-type]
    """What it has of the hours that advisers keep for ongoing work, by levers of `advisers`. An assumption."""
    baseline: list[ProvisionCard] = Field(default_factory=list)
    stages: list[StageCard] = Field(default_factory=list)
    areas: list[AreaCard] = Field(default_factory=list)
    evidence: list[EvidenceCard] = Field(default_factory=list)
    gaps: list[Words] = Field(default_factory=list)
    source: Words
    note: Words | None = None


class EveryProgrammeCard(Card):
    """What holds of a programme whose own file does not say otherwise."""

    name: Name
    meaning: Words


class Quantity(NamedTuple):
    """What one key of a programme file must be."""

    unit: str
    home: str = SHARED
    by: str = ""


QUANTITIES = {
    # money and volume
    "unit_cost": Quantity("GBP a start", OWN_CARD),
    "payer_share": Quantity("share", OWN_CARD, "payer"),
    "caseload_share": Quantity("share", OWN_CARD),
    "take_up": Quantity("1/year", OPTIONAL),
    "take_up_limit": Quantity("1/year"),
    "outreach_share": Quantity("share"),
    "outreach_scale": Quantity("share"),
    "referral_rate": Quantity("1/year", OPTIONAL),
    "referral_to_start": Quantity("share"),
    "ramp_months": Quantity("months"),
    "rollover_month": Quantity("share"),
    "rollover_year": Quantity("share"),
    "prognosis_share": Quantity("share"),
    "condition_share": Quantity("share"),
    "area_share": Quantity("share"),
    "previous_share": Quantity("share"),
    "staff_hours": Quantity("hours", OPTIONAL),
    "specialist_places": Quantity("starts a year", OPTIONAL),
    "clinician_hours": Quantity("hours", OPTIONAL),
    "drawn_from_care": Quantity("share", OPTIONAL),
    # ideas on their way through stages
    "stage_time": Quantity("ratio", OPTIONAL),
    "stage_pass": Quantity("ratio", OPTIONAL),
    "stage_luck": Quantity("share", OPTIONAL),
    # intensity
    "contact_share": Quantity("share"),
    "overhead_fixed": Quantity("share"),
    "cost_per_hour": Quantity("GBP an hour"),
    "half_saturation": Quantity("hours"),
    # effect on work
    "comparison_rate": Quantity("share", OWN_CARD),
    "employment_effect": Quantity("percentage points", OPTIONAL),
    "risk_ratio": Quantity("ratio", OPTIONAL),
    "effect_ceiling": Quantity("percentage points"),
    "effect_month": Quantity("months"),
    "build_months": Quantity("months"),
    "persistence_months": Quantity("months"),
    "decay": Quantity("1/month"),
    # effect on benefit
    "off_benefit_peak": Quantity("percentage points"),
    "off_benefit_lasting": Quantity("percentage points"),
    "off_benefit_month": Quantity("months"),
    "off_benefit_half_life": Quantity("months"),
    "off_benefit_ratio": Quantity("ratio"),
    "destination_shift": Quantity("share"),
    "to_jobseeker_share": Quantity("share"),
    "to_other_in_scope_share": Quantity("share"),
    "housing_share": Quantity("share"),
    "housing_benefit": Quantity("GBP a week"),
    "support_drift": Quantity("percentage points an hour"),
    "drift_months": Quantity("months"),
    "sanction_rate": Quantity("share"),
    "sanction_off_benefit": Quantity("percentage points"),
    "sanction_employment": Quantity("percentage points"),
    "sanction_weeks": Quantity("weeks"),
    "sanction_overturned": Quantity("share"),
    "sanction_hardship": Quantity("share"),
    # from trial to scale
    "between_studies": Quantity("ratio"),
    "fidelity": Quantity("ratio"),
    "local_demand": Quantity("ratio"),
    "pilot_starts": Quantity("starts a year"),
    "scale_multiplier": Quantity("ratio"),
    "diminishing": Quantity("ratio"),
    "displacement": Quantity("share"),
    "displacement_in_scope": Quantity("share"),
    # sustainment, payment by results, gainshare
    "job_exit_early": Quantity("1/month"),
    "job_exit_late": Quantity("1/month"),
    "job_exit_settled": Quantity("1/month"),
    "comparison_exit_early": Quantity("1/month", OPTIONAL),
    "comparison_exit_late": Quantity("1/month", OPTIONAL),
    "reentry": Quantity("1/month"),
    "job_loss": Quantity("ratio"),
    "outcome_rate": Quantity("share", OPTIONAL, "payment_group"),
    "group_share": Quantity("share", SHARED, "payment_group"),
    "payment_attachment": Quantity("GBP", SHARED, "payment_group"),
    "payment_job_outcome": Quantity("GBP", SHARED, "payment_group"),
    "payment_sustainment": Quantity("GBP", SHARED, "payment_group"),
    "payment_distance": Quantity("GBP", SHARED, "payment_group"),
    "sustainment_payments": Quantity("payments"),
    "distance_share": Quantity("share"),
    "fixed_fee_share": Quantity("share"),
    "gainshare": Quantity("share"),
    "gainshare_floor": Quantity("share"),
    "gainshare_limit": Quantity("share"),
    "gainshare_drift": Quantity("share"),
    "gainshare_years": Quantity("years"),
    "match": Quantity("ratio", OPTIONAL),
    # values
    "part_time_share": Quantity("share"),
    "exchequer_full_time": Quantity("GBP a year"),
    "exchequer_part_time": Quantity("GBP a year"),
    "societal_full_time": Quantity("GBP a year"),
    "societal_part_time": Quantity("GBP a year"),
    "wellbeing_full_time": Quantity("GBP a year"),
    "wellbeing_part_time": Quantity("GBP a year"),
    "discount_rate": Quantity("per cent a year"),
    "optimism_bias": Quantity("ratio"),
    "early_inflation": Quantity("per cent a year"),
}
"""Every key a programme file may hold: its unit, where it must stand, and its axis."""
