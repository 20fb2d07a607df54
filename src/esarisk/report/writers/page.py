"""A page from its template: one offline HTML file with the charts' own script in it."""

from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup


def page_text(template: str, **told: Any) -> str:  # noqa: ANN401 - whatever a template tells
    """The page [text]."""
    templates = Environment(
        loader=PackageLoader("esarisk.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    script = files("plotly") / "package_data" / "plotly.min.js"
    plotly = Markup(script.read_text(encoding="utf-8"))  # noqa: S704 - plotly's own, made to be embedded
    return templates.get_template(template).render(plotly=plotly, **told)
