"""Turn the pages of docs/ into HTML in build/docs/, and stop at a dead link."""

import re
import sys
from pathlib import Path

from markdown_it import MarkdownIt

ROOT = Path(__file__).parents[1]
PAGE = """<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} – esarisk</title>
<style>
body {{ max-width: 46rem; margin: 2rem auto; padding: 0 1rem; font: 1.05rem/1.6 sans-serif; color: #0b0c0c; }}
table {{ border-collapse: collapse; }}
th, td {{ border-bottom: 1px solid #b1b4b6; padding: .4rem .8rem .4rem 0; text-align: left; }}
pre {{ background: #f3f2f1; padding: 1rem; overflow-x: auto; }}
a {{ color: #12436d; }}
</style>
</head>
<body>
<nav><a href="{home}">esarisk documentation</a></nav>
<main>
{body}</main>
</body>
</html>
"""
LINK = re.compile(r"\]\(([^)#\s]+)[^)\s]*\)")


def dead_links(page: Path) -> list[str]:
    """Relative links of a page that lead to no file."""
    targets = [link for link in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link]
    return [target for target in targets if not (page.parent / target).exists()]


def title_of(text: str) -> str:
    """Read the first heading of a page."""
    return next(line.removeprefix("# ") for line in text.splitlines() if line.startswith("# "))


def render(page: Path, docs: Path) -> str:
    """Turn one page into HTML; links to other pages follow them to their new names."""
    text = page.read_text(encoding="utf-8")
    body = MarkdownIt("commonmark", {"html": False}).enable("table").render(text)
    body = re.sub(r'href="(?!https?:)([^"]+)\.md(#[^"]*)?"', r'href="\1.html\2"', body)
    home = "../" * (len(page.relative_to(docs).parts) - 1) + "README.html"
    return PAGE.format(title=title_of(text), body=body, home=home)


def build(docs: Path, target: Path) -> int:
    """Write every page of `docs` below `target`; return how many."""
    pages = sorted(docs.rglob("*.md"))
    for page in pages:
        place = target / page.relative_to(docs).with_suffix(".html")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(render(page, docs), encoding="utf-8")
    return len(pages)


def main() -> int:
    """Check the links of every page in the project, then build those in docs/."""
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "outputs").glob("*.md")]
    dead = [
        f"{page.relative_to(ROOT)}: '{link}' leads nowhere"
        for page in sorted(pages)
        for link in dead_links(page)
    ]
    if dead:
        print(*dead, sep="\n", file=sys.stderr)
        return 3
    target = ROOT / "build" / "docs"
    print(f"{build(ROOT / 'docs', target)} pages in {target.relative_to(ROOT)}/")
    return 0


if __name__ == "__main__":
    sys.exit(main())
