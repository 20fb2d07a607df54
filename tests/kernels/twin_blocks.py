"""The slow twin's programmes: starts, months since start, what a block adds."""

from collections import defaultdict
from math import exp, log

from twin_order import OLDEST

from esarisk.names import PHASES


class Blocks:
    """Programmes of one draw, mixed into the twin."""

    def meet(self):
        """What each block adds to hazards: the mean over its starters, by months since they started."""
        self.added, self.worse, self.shift = [0.0], [0.0], [0.0]
        for p, cohorts in enumerate(self.cohorts):
            people = sum(cohort["people"] for cohort in cohorts.values())
            stay, worse, shift, sign = 0.0, 0.0, 0.0, 0.0
            for start, cohort in cohorts.items():
                since = min(self.month - start - 1, self.f.effect.shape[1] - 1)
                worse += cohort["people"] / people * cohort["sign"] * self.f.drift[p, since]
                sign += cohort["people"] / people * cohort["sign"]
                shift += cohort["people"] / people * cohort["scale"] * self.f.to_work[p, since]
                cohort["people"] *= exp(-self.f.effect[p, since] * cohort["scale"])
                stay += cohort["people"] / people
            self.added.append(-log(stay) if cohorts else 0.0)
            self.worse.append(worse)
            self.shift.append(shift)
            self.totals["added_hazard", self.month, p] = self.added[-1]
            self.totals["added_worsening", self.month, p] = self.worse[-1]
            self.totals["block_sign", self.month, p] = sign
            self.totals["block_shift", self.month, p] = shift

    def begin(self):
        """Starts, at the month's end: in turn from those left outside, or all from the same people."""
        plans = {}
        for p in self.programmes:
            if self.f.places[p, self.month] > 0 or self.f.places_before[p, self.month] > 0:
                plans[p] = self.plan(p)
                if not self.f.pro_rata:
                    self.start(p, plans[p], 1.0, self.outside())
        if self.f.pro_rata:
            cells = [
                (self.places.index(place), clock) for place in self.places for clock in range(OLDEST + 1)
            ]
            asked = [sum(self.chance(p, cell, plan) for p, plan in plans.items()) for cell in cells]
            outside = self.outside()
            for p, plan in plans.items():
                self.start(p, plan, max(1.0, *asked), outside)

    def outside(self):
        """(group, place, clock) → people outside every block."""
        return {
            (g, self.places.index(cell[:3]), cell[3]): n
            for g in self.groups
            for cell, n in self.people[g].items()
            if cell[4] == 0
        }

    def inside(self, p):
        """Place, clock and people of a programme's block."""
        return [
            ((self.places.index(cell[:3]), cell[3]), n)
            for g in self.groups
            for cell, n in self.people[g].items()
            if cell[4] == p + 1
        ]

    def chance(self, p, cell, plan):
        return self.f.eligible[p][cell] * plan["shares"].get(int(self.f.rank[p][cell]), 0.0)

    def plan(self, p):
        """Starts with the money given and at the baseline; who starts between the two, by rank."""
        f, m = self.f, self.month
        room, inside = defaultdict(float), self.inside(p)
        for (_, *cell), n in self.outside().items():
            room[int(f.rank[p][tuple(cell)])] += n * f.eligible[p][tuple(cell)]
        # Who is eligible stays so: those inside who stand there are taken from the eligible of all.
        outside = sum(room.values())
        here = sum(n * (f.eligible[p][cell] - 1) for cell, n in inside if f.eligible[p][cell] > 0)
        whole = outside + sum(n * f.eligible[p][cell] for cell, n in inside)
        total = max(0.0, outside + here)
        apart = total / outside if outside > 0 else 0.0
        self.totals["eligible", m, p] = total if outside > 0 else 0.0
        funded = min(f.places[p, m], total * f.take_up[p, m])
        before = min(f.places_before[p, m], whole * f.take_up_before[p, m])
        few, many = sorted((funded, before))
        most = max(f.take_up[p, m], f.take_up_before[p, m]) * apart
        shares, ahead = {}, 0.0
        for rank in sorted(room):
            willing = room[rank] * most
            taken = [min(max(places - ahead, 0.0), willing) for places in (few, many)]
            shares[rank] = (taken[1] - taken[0]) / room[rank] if room[rank] > 0 else 0.0
            ahead += willing
        reach = sum(min(1, 12 * n / total) for n in (few, many)) / 2 if total > 0 else 0.0
        sign = 1.0 if funded >= before else -1.0
        scale = f.scale[p, m] * max(0.0, 1 - f.saturation[p] * reach) * sign
        plan = {"shares": shares, "scale": scale, "sign": sign}
        # Between the two no more start than are willing outside, whatever baseline provision has.
        moved = sum(share * room[rank] for rank, share in shares.items())
        return {**plan, "before": before if sign > 0 else funded + moved}

    def start(self, p, plan, most, outside):
        started = 0.0
        for (g, place, clock), n in outside.items():
            one = n * self.chance(p, (place, clock), plan) / most
            if one > 0:
                self.move(g, (*self.places[place], clock, 0), one, block=p + 1)
            started += one
        self.cohorts[p][self.month] = {**plan, "people": started}
        self.totals["starts_before", self.month, p] = plan["before"]
        self.totals["starts", self.month, p] = plan["before"] + plan["sign"] * started
        self.totals["start_scale", self.month, p] = plan["scale"]
        for rank, share in plan["shares"].items():
            self.totals["started_share", self.month, p, rank] = share / most

    def sanction(self, p):
        """A mean share over months since start, of those of the block in the work-related group."""
        last = self.f.sanction.shape[1] - 1
        shares = [
            (c["people"], self.f.sanction[p, min(self.month - start, last)])
            for start, c in self.cohorts[p].items()
        ]
        people = sum(n for n, _ in shares)
        share = sum(n * one for n, one in shares) / people if people > 0 else 0.0
        self.totals["sanctioned", self.month, p] = share
        for g in self.groups:
            for cell, n in self.people[g].items():
                if cell[4] == p + 1 and self.phase_of(cell[0]) == PHASES.index("wrag"):
                    self.totals["sanctions", self.year, p, g] += share * n

    def hold(self):
        """Cohorts of starters add up to the people of their block."""
        for p, cohorts in enumerate(self.cohorts):
            people = sum(n for g in self.groups for cell, n in self.people[g].items() if cell[4] == p + 1)
            earlier = [cohort for start, cohort in cohorts.items() if start < self.month]
            new = cohorts[self.month]["people"] if self.month in cohorts else 0.0
            whole = sum(cohort["people"] for cohort in earlier)
            for cohort in earlier:
                cohort["people"] *= (people - new) / whole
            self.sanction(p)
        for key in [key for key in self.totals if key[0] == "standing"]:
            del self.totals[key]
        for g in self.groups:
            for cell, n in self.people[g].items():
                if self.phase_of(cell[0]) is not None:
                    self.totals["standing", cell[4], self.phase_of(cell[0]), g] += n
                    self.totals["reached", self.month, cell[4], self.phase_of(cell[0])] += n
