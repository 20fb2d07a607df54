"""What to type: an example of every command, shown under its options."""

import click

EXAMPLES = {
    "run": (
        "esarisk run",
        "esarisk run spring-2026 --draws 64",
        "esarisk run --scenario baseline --scenario new-start-50 --out outputs/new-start",
    ),
    "report": ("esarisk report outputs/budget-2014",),
    "workbook": ("esarisk workbook outputs/budget-2014",),
    "compare": ("esarisk compare outputs/budget-2014 outputs/budget-2014-with-baseline",),
    "cap history": ("esarisk cap history",),
    "list": ("esarisk list", "esarisk list scenarios"),
    "show": (
        "esarisk show esa.support_component",
        "esarisk show new-start-50",
        "esarisk show population --people 2000",
    ),
    "check": ("esarisk check", "esarisk check parameters/measures"),
    "calibrate": ("esarisk calibrate --vintage 2014-03 --view public",),
    "backtest": ("esarisk backtest --draws 64", "esarisk backtest --sufficiency"),
    "quarterly": ("esarisk quarterly --out outputs/quarterly",),
    "costings": ("esarisk run measures-2014", "esarisk costings outputs/measures-2014"),
    "award": ("esarisk award --year 2014-15 --basis both --phase support --age 40",),
    "people": (
        "esarisk people --measure wrac-abolished-2017 --beside benefit-freeze-2016 --people 20000",
        "esarisk people --awards",
        "esarisk people --programme pilot_health_led --people 20000",
    ),
    "programmes": ("esarisk programmes", "esarisk programmes --coverage --money 50"),
    "ledger": ("esarisk ledger new_start --money 50 --years 3",),
    "less-money": ("esarisk less-money work_and_health_programme --kept 0.5",),
    "gainshare": (
        "esarisk gainshare",
        'esarisk gainshare new_start --area "North West" --share 0.5 --floor 0 --drift 0 --draws 64',
    ),
    "advisers": ("esarisk advisers", "esarisk advisers --reserve 0.33 --target 1 --draws 16"),
    "gap": (
        "esarisk gap --programme new_start --starts 20000",
        "esarisk gap --programme new_start --money 50 --draws 32",
    ),
    "pilot": (
        "esarisk pilot --people 2000 --trials 64",
        "esarisk pilot ips --national 20 --by social --trials 64",
    ),
    "sweep": (
        "esarisk sweep --programme new_start --funding 0:100:50 --draws 16",
        "esarisk sweep --programme new_start --programme work_choice=50 --funding 0,50",
    ),
    "solve": (
        "esarisk solve --programme new_start --max-breach 0.5 --year 2018-19",
        "esarisk solve --scenario provision-2014 --max-breach 0.6 --draws 64",
    ),
    "twin-gate": ("esarisk twin-gate --people 20000",),
}
"""Examples by the command's words, without the program's own name."""


def commands(group: click.Group, *above: str) -> dict[str, click.Command]:
    """Every command below a group by its words."""
    found: dict[str, click.Command] = {}
    for name, command in group.commands.items():
        below = commands(command, *above, name) if isinstance(command, click.Group) else {}
        found |= below or {" ".join((*above, name)): command}
    return found


def show_examples(main: click.Group) -> None:
    """Put the examples under the help of each command."""
    for words, command in commands(main).items():
        lines = EXAMPLES.get(words, ())
        head = "Example:" if len(lines) == 1 else "Examples:"
        command.epilog = "\n".join(["\b", head, *(f"  {line}" for line in lines)]) if lines else None
