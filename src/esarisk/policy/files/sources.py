"""What every other file refers to: the register of sources, and the publication lags."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from esarisk.errors import Fault, did_you_mean, spoken
from esarisk.policy.files.csv_rows import rows_of
from esarisk.policy.files.yaml_lines import Marked, Path_, read_marked
from esarisk.policy.periods import Period, add_months

SOURCES = "sources.csv"
LAGS = "publication_lags"
LONGEST_LAG = 120
NEEDED_COLUMNS = ("source_id", "publisher", "title")

Source = Mapping[str, str]


@dataclass(frozen=True)
class Registers:
    """Sources by id and lags by kind of series; None where the file itself is at fault."""

    sources: Mapping[str, Source] | None
    lags: Mapping[str, int] | None
    faults: list[Fault] = field(default_factory=list)

    def source_fault(self, source: str) -> str | None:
        """What is wrong with the id of a source, or None."""
        if not source.strip():
            return "is missing: say where the figure comes from"
        if self.sources is None or source in self.sources:
            return None
        near = did_you_mean(source, list(self.sources))
        return f"there is no source '{spoken(source)}' in {SOURCES}.{near}"

    def check_source(self, text: str | None, path: Path_, marked: Marked) -> None:
        """Note each source of a list, parted by semicolons, that the register lacks."""
        for source in [] if text is None else text.split(";"):
            if fault := self.source_fault(source.strip()):
                marked.fault(path, fault)

    def check_series(self, series: str | None, path: Path_, marked: Marked) -> None:
        """Note a kind of series that has no lag."""
        if series and self.lags is not None and series not in self.lags:
            marked.unknown(path, "kind of series", series, list(self.lags), f" in {LAGS}.yaml")

    def published(self, described: Period, series: str | None) -> date | None:
        """The day a figure is taken to be published by its lag; None when its series has none."""
        if not series or self.lags is None or series not in self.lags:
            return None
        return add_months(described.end, self.lags[series])


def read_registers(folder: Path) -> Registers:
    """Both registers of a folder."""
    faults: list[Fault] = []
    sources = _sources(folder / SOURCES, faults)
    return Registers(sources, _lags(folder / f"{LAGS}.yaml"), faults)


def _sources(file: Path, faults: list[Fault]) -> dict[str, Source] | None:
    """The register of sources by id, or None with a fault."""
    sources: dict[str, Source] = {}

    def tell(line: int, key: str, text: str) -> None:
        faults.append(Fault(str(file), line, spoken(key), text))

    def check_header(header: list[str]) -> bool:
        lacking = [word for word in NEEDED_COLUMNS if word not in header]
        if lacking:
            tell(1, "", f"lacks the columns {', '.join(lacking)} in its header")
        return not lacking

    for line, row in rows_of(file, check_header, tell):
        word = row["source_id"]
        if not word.strip() or word in sources:
            tell(line, word, "stands twice: delete one" if word.strip() else "the id is blank: give one")
        sources.setdefault(word, row)
    return None if faults else sources


def _lags(file: Path) -> dict[str, int] | None:
    """Months from the end of a period to its publication, by kind of series.

    The file's own faults are told when it is read as parameters; a lag that cannot be read is
    taken as nought meanwhile.
    """
    if not file.exists():
        return {}
    data = read_marked(file).data
    return {series: _lag(card) for series, card in data.items()} if isinstance(data, dict) else None


def _lag(card: object) -> int:
    try:
        months = card["values"][-1]["value"]  # type: ignore[index]
        return max(-LONGEST_LAG, min(LONGEST_LAG, int(months)))
    except (TypeError, KeyError, IndexError, ValueError, OverflowError):
        return 0
