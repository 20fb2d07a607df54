"""What is done to whole rows of people: one number a group, neighbours in memory, no two rows the same."""

from typing import NamedTuple

from esarisk.jit import Floats, row_kernel


class Disputes(NamedTuple):
    """How a month's disputes end."""

    looked_at: float  # of reconsiderations, decided in the month [share]
    revised: float  # of those, won [share]
    goes_on: float  # of those, to appeal [share]
    gives_up: float  # of those, neither [share]
    heard: float  # of appeals, in the month [share]
    upheld: float  # of those, won [share]
    to_support: float  # of winners [share]


@row_kernel
def total_of(row: Floats) -> float:
    """Sum of a row, in eight parts that do not wait for each other.

    Parameters
    ----------
    row : (group,)
    """
    a, b, c, d, e, f, g, h = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    whole = row.size - row.size % 8
    for group in range(0, whole, 8):
        a += row[group]
        b += row[group + 1]
        c += row[group + 2]
        d += row[group + 3]
        e += row[group + 4]
        f += row[group + 5]
        g += row[group + 6]
        h += row[group + 7]
    for group in range(whole, row.size):
        a += row[group]
    return ((a + e) + (b + f)) + ((c + g) + (d + h))


@row_kernel
def copy_row(row: Floats, other: Floats) -> None:
    """Write a row into another.

    Parameters
    ----------
    row : (group,) filled
    other : (group,)
    """
    for group in range(row.size):
        row[group] = other[group]


@row_kernel
def add_row(row: Floats, people: Floats) -> None:
    """Add people to a row.

    Parameters
    ----------
    row : (group,) increased [people]
    people : (group,) [people]
    """
    for group in range(row.size):
        row[group] += people[group]


@row_kernel
def add_share(row: Floats, people: Floats, share: float) -> None:
    """Add a share of some people to a row.

    Parameters
    ----------
    row : (group,) increased [people]
    people : (group,) [people]
    share : of them [share]
    """
    for group in range(row.size):
        row[group] += people[group] * share


@row_kernel
def put_share(row: Floats, people: Floats, share: float) -> None:
    """Write a share of some people into a row.

    Parameters
    ----------
    row : (group,) filled [people]
    people : (group,) [people]
    share : of them [share]
    """
    for group in range(row.size):
        row[group] = people[group] * share


@row_kernel
def add_shares(row: Floats, other: Floats, people: Floats, share: float, other_share: float) -> None:
    """Add shares of some people to two rows.

    Parameters
    ----------
    row, other : (group,) increased [people]
    people : (group,) [people]
    share, other_share : of them, to each [share]
    """
    for group in range(row.size):
        row[group] += people[group] * share
        other[group] += people[group] * other_share


@row_kernel
def draw_share(row: Floats, share: float, drawn: Floats, all_drawn: Floats) -> None:
    """Take a share of a row out of it, and add it to what was drawn before.

    Parameters
    ----------
    row : (group,) lessened [people]
    share : taken [share]
    drawn : (group,) filled [people]
    all_drawn : (group,) increased [people]
    """
    for group in range(row.size):
        drawn[group] = row[group] * share
        row[group] -= drawn[group]
        all_drawn[group] += drawn[group]


@row_kernel
def decide_share(
    row: Floats,
    share: float,
    drawn: Floats,
    all_drawn: Floats,
    wrag: Floats,
    to_wrag: float,
    support: Floats,
    to_support: float,
) -> None:
    """The same, and put those drawn into the groups.

    Parameters
    ----------
    wrag, support : (group,) increased [people]
    to_wrag, to_support : of those drawn [share]
    """
    for group in range(row.size):
        one = row[group] * share
        drawn[group] = one
        row[group] -= one
        all_drawn[group] += one
        wrag[group] += one * to_wrag
        support[group] += one * to_support


@row_kernel
def take_share(row: Floats, share: float, taken: Floats) -> None:
    """Take a share of a row out of it.

    Parameters
    ----------
    row : (group,) lessened [people]
    share : taken [share]
    taken : (group,) filled [people]
    """
    for group in range(row.size):
        taken[group] = row[group] * share
        row[group] -= taken[group]


@row_kernel
def move_part(here: Floats, there: Floats, share: float) -> None:
    """Move a share of one row to another.

    Parameters
    ----------
    here, there : (group,) changed in place [people]
    share : moved [share]
    """
    for group in range(here.size):
        one = here[group] * share
        here[group] -= one
        there[group] += one


@row_kernel
def keep_part(row: Floats, staying: Floats) -> None:
    """Keep those of a row who stay.

    Parameters
    ----------
    row : (group,) changed in place [people]
    staying : (group,) [share]
    """
    for group in range(row.size):
        row[group] *= staying[group]


@row_kernel
def carry(row: Floats, staying: Floats, older: Floats) -> None:
    """Write those of a row who stay into an older one.

    Parameters
    ----------
    row : (group,) [people]
    staying : (group,) [share]
    older : (group,) filled [people]
    """
    for group in range(row.size):
        older[group] = row[group] * staying[group]


@row_kernel
def carry_into(row: Floats, staying: Floats, older: Floats) -> None:
    """Add those of a row who stay to an older one: `carry` where others stand already."""
    for group in range(row.size):
        older[group] += row[group] * staying[group]


@row_kernel
def go(people: Floats, staying: Floats, dead_share: Floats, leavers: Floats, died: Floats) -> None:
    """Count those of some people who leave and who die.

    Parameters
    ----------
    people : (group,) [people]
    staying, dead_share : (group,) [share]
    leavers, died : (group,) increased [people]
    """
    for group in range(people.size):
        gone = people[group] * (1.0 - staying[group])
        leavers[group] += gone * (1.0 - dead_share[group])
        died[group] += gone * dead_share[group]


@row_kernel
def pass_month(opening: Floats, closing: Floats, mean: Floats) -> None:
    """Let a closing stock open the next month, and add the month's mean.

    Parameters
    ----------
    opening : (group,) replaced by the closing stock [people]
    closing : (group,) [people]
    mean : (group,) increased [people]
    """
    for group in range(mean.size):
        mean[group] += 0.5 * (opening[group] + closing[group])
        opening[group] = closing[group]


@row_kernel
def settle_disputes(
    at_first: Floats, at_appeal: Floats, wrag: Floats, support: Floats, leaving: Floats, rule: Disputes
) -> None:
    """Hear a share of those who dispute, and put them where they go.

    Parameters
    ----------
    at_first, at_appeal, wrag, support : (group,) changed in place [people]
    leaving : (group,) increased [people]
    """
    for group in range(leaving.size):
        heard, looked_at = at_appeal[group] * rule.heard, at_first[group] * rule.looked_at
        won = heard * rule.upheld + looked_at * rule.revised
        at_appeal[group] += looked_at * rule.goes_on - heard
        at_first[group] -= looked_at
        wrag[group] += won * (1.0 - rule.to_support)
        support[group] += won * rule.to_support
        leaving[group] += heard * (1.0 - rule.upheld) + looked_at * rule.gives_up


@row_kernel
def come_back(off: Floats, share: float, target: Floats, entering: Floats, linked: Floats) -> None:
    """Bring a share of those off for work back.

    Parameters
    ----------
    off : (group,) lessened [people]
    share : who return [share]
    target, entering, linked : (group,) increased [people]
    """
    for group in range(off.size):
        people = off[group] * share
        target[group] += people
        entering[group] += people
        linked[group] += people
        off[group] -= people
