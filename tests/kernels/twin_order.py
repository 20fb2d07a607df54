"""The slow twin's order of decisions: random, the oldest claims first, new claims first."""

from esarisk.names import QUEUE_ORDERS, STREAMS

OLDEST = 36


class Orders:
    """Who is decided in a month, mixed into the twin; `c` is what its draw may change."""

    def can_decide(self, s, order, waiting):
        """One's own capacity; new claims first take from all three and leave the rest to share."""
        new, repeat, legacy = self.c.capacity[:3, self.month]
        if order != "new_first" or s > 2:
            return self.c.capacity[s, self.month]
        if s == 0:
            self.spare = max(0.0, new + repeat + legacy - waiting)
            return min(new + repeat + legacy, waiting)
        return self.spare * (repeat, legacy)[s - 1] / (repeat + legacy) if repeat + legacy else 0.0

    def served(self, s, ready):
        """Share decided by months since claim, and how many are left."""
        order = QUEUE_ORDERS[int(self.t.order[self.month])]
        waiting = sum(self.people[g][cell] for g, cell in ready)
        can = self.can_decide(s, order, waiting)
        share = min(1.0, can / waiting) if waiting > 1e-9 else 0.0
        served = dict.fromkeys(range(OLDEST + 1), share)
        if order == "fifo" and STREAMS[s] in {"new", "universal_credit"}:
            served = self.oldest_first(ready, can)
        return served, max(0.0, waiting - can)

    def oldest_first(self, ready, can):
        """All of the oldest, then all of the next, as far as it goes."""
        served = {}
        for clock in range(OLDEST, -1, -1):
            n = sum(self.people[g][cell] for g, cell in ready if cell[3] == clock)
            served[clock] = min(1.0, can / n) if n > 1e-9 else float(can > 1e-9)
            can = max(0.0, can - n)
        return served
