"""JSON as a program would send it."""

from __future__ import annotations

import json
from typing import Any


def encoded(value: Any) -> str:
    """JSON with its text as it stands; lone surrogates, which UTF-8 cannot hold, as escapes."""
    try:
        text = json.dumps(value, ensure_ascii=False)
        text.encode()
    except UnicodeEncodeError:
        text = json.dumps(value)
    return text
