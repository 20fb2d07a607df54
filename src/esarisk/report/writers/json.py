"""JSON that any strict reader takes."""

import json

from esarisk.report.exhibits.plain import plain


def json_text(data: object) -> str:
    """Data as strict JSON.

    Raises
    ------
    TypeError : for an object that is not data
    """
    return json.dumps(plain(data), indent=1, ensure_ascii=False, allow_nan=False)
