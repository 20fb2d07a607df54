"""Each word spelled once: axes, positions, lines, units and the variables of the cube.

Codes are positions in these tuples, so the order is part of the model.
"""

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
CONTRIBUTORY_LINE, INCOME_RELATED_LINE = 0, 1
ESA_LINES = ["contributory", "income_related", "arrears"]
"""Lines that together are spending on ESA."""
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
YOUNGEST = 16
"""Age from which ESA is paid [years]."""
AGE_CLASSES = {"16-24": 16, "25-34": 25, "35-44": 35, "45-49": 45, "50-54": 50, "55-59": 55, "60+": 60}
"""Age bands of reports and of off-flow: first age [years]."""
SCRAMBLES = 8
"""Independent parts of the random draws, by whose spread the error of a chance is told."""
LATER_SCENARIOS = ("later-measures", "managed-migration")
"""Scenarios with what was legislated after a vintage: the ones to set beside outturn."""
SCHEMES = ("contributory", "income_related")
"""Schemes of ESA: a rate is one number for both, or a number for each."""
ANNUAL_2014 = "annual_2014"
TARGET_YEAR_2017 = "target_year_2017"
CAP_REGIMES = (ANNUAL_2014, TARGET_YEAR_2017)
"""By which rule the years of a cap are judged: every year, or one target year after adjustments."""
QUEUES = ("new", "repeat", "legacy", "reconsideration", "appeal")
FLOWS = ("on_flow", "left", "died", "found_fit", "limited", "retired")
"""Into the benefit, and out of it by why: own exits and closures, deaths, decisions, the limit, pension age."""
OUTCOMES = ("fit_for_work", "wrag", "support")
SEXES = ("female", "male")
TREATMENTS = ("neutral", "not_neutral")
"""How spending moved inside the cap is taken: the cap moves with it, or it does not."""
STATISTICS = ("mean", "p10", "p50", "p90")
QUANTILES = (0.1, 0.5, 0.9)
VIEWS = ("department", "public")
HINDSIGHT = "hindsight"
"""Not a view of the time: everything known today. For sufficiency checks, never for a score."""
KINDS = ("constant", "lever", "uncertainty")
GRADES = ("A", "B", "C", "D")
STATUSES = ("read", "derived", "recalled", "assumed")
SHAPES = ("normal", "lognormal", "uniform", "triangular")
SCORES = ("certified", "indirect", "unscored")
ENTRIES = ("mandated", "voluntary", "random")
ORDERS = ("nearest", "furthest", "random")
"""Who is taken first when places are short: nearest is fewest months since the claim."""
ADVISER_HOURS = ("second_interviews", "ongoing", "referral", "reports")
"""What a programme has of advisers' ongoing hours: interviews of new claims, the rest, referrals, reports."""
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
    "percentage points an hour",
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
