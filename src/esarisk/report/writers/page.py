"""A page from its template: one offline HTML file with the charts' own script in it."""

from importlib.resources import files
from typing import Any

from jinja2 import BytecodeCache, Environment, PackageLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup

from esarisk.shelf import keep, kept, shelf, sources_digest


class _Compiled(BytecodeCache):
    """Templates as they were compiled, by the digest that jinja has of their text."""

    def __init__(self) -> None:
        self.folder = shelf("templates", sources_digest("shelf.py", libraries=("jinja2",)))

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill a bucket with what was kept."""
        if content := kept(self.folder / bucket.key):
            bucket.bytecode_from_string(content)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what is in a bucket."""
        keep(self.folder / bucket.key, bucket.bytecode_to_string())


def page_text(template: str, **told: Any) -> str:  # noqa: ANN401 - whatever a template tells
    """The page [text]."""
    templates = Environment(
        loader=PackageLoader("esarisk.report"),
        bytecode_cache=_Compiled(),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    script = files("plotly") / "package_data" / "plotly.min.js"
    plotly = Markup(script.read_text(encoding="utf-8"))  # noqa: S704 - plotly's own, made to be embedded
    return templates.get_template(template).render(plotly=plotly, **told)
