"""A page from its template: one offline HTML file with the charts' own script in it."""

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from plotly.offline import get_plotlyjs


def page_text(template: str, **told: Any) -> str:  # noqa: ANN401 - whatever a template tells
    """The page [text]."""
    templates = Environment(
        loader=PackageLoader("esarisk.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    plotly = Markup(get_plotlyjs())  # noqa: S704 - plotly's own script, made to be embedded
    return templates.get_template(template).render(plotly=plotly, **told)
