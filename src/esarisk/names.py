"""Each word spelled once: axes, positions, lines, units and the variables of the cube.

Codes are positions in these tuples, so the order is part of the model.
"""

from typing import NamedTuple

PHASES = (
    "legacy",
    "assessment",
    "wrag",
    "support",
    "appeal",
    "uc_assessment",
    "uc_lcw",
    "uc_lcwra",
)
"""Phases as they are counted; reconsideration is unpaid and outside the caseload."""
BASES = (
    "contributory",
    "both",
    "income_related",
    "credits_only",
    "contributory_with_uc",
    "universal_credit",
)
LINES = ("contributory", "income_related", "legacy", "uc_health", "arrears")
DESTINATIONS = (
    "work",
    "jobseeker_benefit",
    "other_in_scope_benefit",
    "pension_age",
    "death",
    "other",
)
COMPETITION = ("in_order", "pro_rata")
"""How programmes that are short of people share them: as listed, or in proportion."""
STREAMS = ("new", "repeat", "legacy", "universal_credit")
QUEUE_ORDERS = ("random", "fifo", "new_first")
"""Order in which the queue is served: levers give its place in this list."""
AGE_CLASSES = {"16-24": 16, "25-34": 25, "35-44": 35, "45-49": 45, "50-54": 50, "55-59": 55, "60+": 60}
"""Age bands of reports and of off-flow: first age [years]."""
SCRAMBLES = 8
"""Independent parts of the random draws, by whose spread the error of a chance is told."""
LATER_SCENARIOS = ("later-measures", "managed-migration")
"""Scenarios with what was legislated after a vintage: the ones to set beside outturn."""
CONTRIBUTORY, INCOME_RELATED = SCHEMES = ("contributory", "income_related")
"""Schemes of ESA: a rate is one number for both, or a number for each."""
ANNUAL_2014, TARGET_YEAR_2017 = CAP_REGIMES = ("annual_2014", "target_year_2017")
"""By which rule the years of a cap are judged: every year, or one target year after adjustments."""
QUEUES = ("new", "repeat", "legacy", "reconsideration", "appeal")
FLOWS = ("on_flow", "left", "died", "found_fit", "limited", "retired")
"""Into the benefit, and out of it by why: own exits and closures, deaths, decisions, the limit, pension age."""
OUTCOMES = ("fit_for_work", "wrag", "support")
SEXES = ("female", "male")
TREATMENTS = ("neutral", "not_neutral")
"""How spending moved inside the cap is taken: the cap moves with it, or it does not."""
STATISTICS = ("mean", "p10", "p50", "p90")
VIEWS = ("department", "public")
HINDSIGHT = "hindsight"
"""Not a view of the time: everything known today. For sufficiency checks, never for a score."""
KINDS = ("constant", "lever", "uncertainty")
GRADES = ("A", "B", "C", "D")
STATUSES = ("read", "derived", "recalled", "assumed")
SHAPES = ("normal", "lognormal", "uniform", "triangular")
ENTRIES = ("mandated", "voluntary", "random")
ORDERS = ("nearest", "furthest", "random")
"""Who is taken first when places are short: nearest is fewest months since the claim."""
PAYERS = ("dwp", "local_authority", "public_health_nhs", "european_social_fund", "innovation_fund")
LABELS = ("fitted", "arithmetic", "held_out")
EVIDENCE = (
    "employment_effect",
    "off_benefit_effect",
    "outcome_rate",
    "risk_ratio",
    "gross_jobs",
    "additional_jobs",
    "starts",
    "unit_cost",
    "total_cost",
    "cost_per_gross_job",
    "cost_at_measured_effect",
    "deadweight",
    "effect_interval",
    "smallest_detectable",
    "net_exchequer",
    "break_even",
    "exchequer_return",
    "sustained",
    "half_life",
    "immature_rate",
    "expansion_effect",
    "income_per_start",
    "retention_effect",
    "people_per_adviser",
    "follow_up_share",
    "fee_total",
    "monthly_intake",
    "pipeline_years",
    "pass_chance",
    "stock_in_work",
    "hours_for_caseload",
)
EVIDENCE_INPUTS = (
    "money",
    "starts",
    "months",
    "treated_people",
    "control_people",
    "first",
    "later",
    "hours",
    "hours_a_week",
    "weeks",
    "minutes",
    "reserved",
)
"""What an evidence row of a programme may be about, and what its formula may need besides; the
formulas stand in analysis.evidence."""

CLOCK_MONTHS = 36
"""Months since claim are counted to here; the last cell is open."""

UNITS = (
    "GBP",
    "GBP a week",
    "GBP a month",
    "GBP a year",
    "GBP million",
    "GBP billion",
    "GBP a start",
    "GBP an hour",
    "GBP per GBP",
    "people",
    "people a month",
    "people a year",
    "claims",
    "claims a month",
    "claims a week",
    "decisions",
    "decisions a month",
    "decisions a year",
    "appeals",
    "sanctions",
    "households",
    "notices",
    "starts",
    "starts a year",
    "starts a month",
    "jobs",
    "payments",
    "hours",
    "hours a week",
    "1/month",
    "1/year",
    "1/percentage point",
    "share",
    "ratio",
    "standard deviations",
    "per cent",
    "per cent a year",
    "percentage points",
    "per 100,000 a year",
    "years",
    "months",
    "weeks",
    "days",
    "date",
    "code",
    "text",
    "mixed",
)


class Variable(NamedTuple):
    """What the cube says of one variable."""

    dims: tuple[str, ...]
    unit: str
    long_name: str


_BY_DRAW = ("scenario", "year", "draw")
_BY_PROGRAMME = ("scenario", "year", "programme", "draw")
_BY_TREATMENT = ("scenario", "year", "treatment", "draw")
_BY_GROUP = ("scenario", "year", "group", "phase", "statistic")

VARIABLES = {
    "spending": Variable(
        ("scenario", "year", "phase", "basis", "line", "draw"),
        "GBP million",
        "Spending on incapacity benefits, nominal and paid",
    ),
    "caseload": Variable(
        ("scenario", "year", "phase", "basis", "draw"),
        "people",
        "Caseload, mean of the year",
    ),
    "on_flow": Variable(("scenario", "year", "basis", "draw"), "people", "On-flow: new claims"),
    "off_flow": Variable(
        ("scenario", "year", "phase", "destination", "draw"), "people", "Off-flow by destination"
    ),
    "decisions": Variable(
        ("scenario", "year", "stream", "outcome", "draw"), "decisions", "Decisions by outcome"
    ),
    "in_scope_spending": Variable(_BY_DRAW, "GBP million", "Spending inside the welfare cap"),
    "headroom": Variable(_BY_DRAW, "GBP million", "Headroom: cap plus margin less spending inside the cap"),
    "breach": Variable(_BY_DRAW, "share", "Whether the year fails the cap's rule (1) or not (0)"),
    "forecasting_breach": Variable(
        _BY_DRAW, "share", "Whether spending is above cap plus margin (1) or not (0)"
    ),
    "policy_breach": Variable(
        _BY_DRAW, "share", "Whether spending is above the cap and policy raised it (1) or not (0)"
    ),
    "adjusted_spending": Variable(
        _BY_DRAW,
        "GBP million",
        "Spending inside the welfare cap after its dated adjustments, without price news",
    ),
    "treatment_headroom": Variable(
        _BY_TREATMENT, "GBP million", "Headroom by how the reclassification is taken"
    ),
    "treatment_breach": Variable(
        _BY_TREATMENT,
        "share",
        "Whether the target year fails (1) or not (0), by how the reclassification is taken",
    ),
    "above_pathway": Variable(
        _BY_TREATMENT,
        "share",
        "Whether a year before the target year is above pathway plus margin (1) or not (0)",
    ),
    "inflation_adjustment": Variable(("year",), "GBP million", "Adjustment for inflation up to the vintage"),
    "reclassified": Variable(
        ("year",), "GBP million", "Spending that stands inside the cap now and stood outside it before"
    ),
    "scottish_adjustment": Variable(
        ("year",), "GBP million", "Block grant for benefits devolved to Scotland"
    ),
    "remainder": Variable(("year", "draw"), "GBP million", "Spending inside the cap that is not simulated"),
    "monthly_spending": Variable(
        ("scenario", "month", "line", "draw"), "GBP million", "Spending by line in each month"
    ),
    "monthly_caseload": Variable(
        ("scenario", "month", "phase", "draw"), "people", "Caseload by phase at each month's end"
    ),
    "waiting": Variable(
        ("scenario", "month", "queue", "draw"),
        "people",
        "People waiting for a decision at each month's end",
    ),
    "cap": Variable(("year",), "GBP million", "Welfare cap"),
    "margin": Variable(("year",), "GBP million", "Margin above the welfare cap"),
    "fit_spending": Variable(
        ("fit_year", "draw"), "GBP million", "Spending in the years before the projection"
    ),
    "programme_funding": Variable(
        ("scenario", "programme"), "GBP million a year", "Money of a programme, in each year's pounds"
    ),
    "programme_starts": Variable(
        _BY_PROGRAMME, "starts", "Starts of a programme; missing where it stays at baseline provision"
    ),
    "programme_starts_change": Variable(_BY_PROGRAMME, "starts", "Starts beyond baseline provision"),
    "programme_participants": Variable(
        _BY_PROGRAMME,
        "people",
        "People on benefit who started beyond baseline provision, less those who miss it, mean of the year",
    ),
    "programme_in_work": Variable(
        _BY_PROGRAMME, "people", "Additional people in work before displacement, mean of the year"
    ),
    "programme_off_benefit": Variable(
        _BY_PROGRAMME, "people", "Additional people off benefit, mean of the year"
    ),
    "programme_jobs_gross": Variable(
        _BY_PROGRAMME, "jobs", "Gross jobs of the year's starts beyond baseline provision, once measured"
    ),
    "programme_jobs_additional": Variable(
        _BY_PROGRAMME, "jobs", "Additional jobs of those starts, less displaced ones"
    ),
    "programme_spending": Variable(
        _BY_PROGRAMME, "GBP million", "Programme spending beyond baseline provision, all payers, nominal"
    ),
    "programme_saving_in_cap": Variable(
        _BY_PROGRAMME, "GBP million", "Saved inside the welfare cap, other benefits there taken off"
    ),
    "programme_other_in_scope": Variable(
        _BY_PROGRAMME, "GBP million", "Benefits inside the cap that leavers and the displaced claim instead"
    ),
    "programme_saving_ame": Variable(_BY_PROGRAMME, "GBP million", "Saved in annually managed expenditure"),
    "programme_exchequer": Variable(
        _BY_PROGRAMME, "GBP million", "Gain of the public purse: saved and taxed, less programme spending"
    ),
    "caseload_by_group": Variable(_BY_GROUP, "people", "Caseload by group, mean of the year"),
    "spending_by_group": Variable(_BY_GROUP, "GBP million", "Spending by group"),
}
