"""JSON is what any strict reader takes."""

import json
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from esarisk.report.exhibits.plain import plain
from esarisk.report.tables.run import records
from esarisk.report.writers.json import json_text


def test_what_json_does_not_know_is_null_or_plain():
    given = {
        "share": np.nan,
        "most": np.inf,
        "yes": np.bool_(True),
        "people": np.int64(3),
        "path": np.array([1.0, np.nan]),
        "day": date(2014, 3, 19),
        "file": Path("a/b"),
        "pair": (1, -0.0),
    }
    read = json.loads(json_text(given), parse_constant=pytest.fail)
    assert read == {
        "share": None,
        "most": None,
        "yes": True,
        "people": 3,
        "path": [1.0, None],
        "day": "2014-03-19",
        "file": "a/b",
        "pair": [1, 0.0],
    }
    assert "-0.0" not in json_text(given)


def test_what_is_no_data_is_refused():
    with pytest.raises(TypeError, match="object is not plain data"):
        plain({"a": object()})


def test_rows_have_their_index_only_where_it_has_a_name():
    frame = pd.DataFrame({"a": [1.0, np.nan]})
    assert records(frame) == [{"a": 1.0}, {"a": None}]
    assert records(frame.rename_axis("year"))[0] == {"year": 0, "a": 1.0}
