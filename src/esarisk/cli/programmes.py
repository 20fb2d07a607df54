"""Commands about employment programmes."""

import click

from esarisk.cli.commands import _library, _print_json, as_json, main


@main.command()
@click.option("--evidence", "with_evidence", is_flag=True, help="Set the model beside published figures.")
@click.option("--prices", "year", default="2014-15", show_default=True, help="Financial year of prices.")
@as_json
def programmes(with_evidence: bool, year: str, as_json: bool) -> None:
    """Compare employment programmes, or set them beside their evidence."""
    from esarisk.analysis.comparison import comparison
    from esarisk.analysis.evidence import evidence
    from esarisk.policy.periods import checked_year
    from esarisk.report.evidence import comparison_text, evidence_text
    from esarisk.report.listing import terminal_width

    rows = evidence(_library()) if with_evidence else comparison(_library(), checked_year(year))
    if as_json:
        _print_json(rows)
    else:
        text = evidence_text if with_evidence else comparison_text
        click.echo(text(rows, terminal_width()))
