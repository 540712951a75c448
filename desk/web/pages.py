"""The desk's templates, and how values are said in them."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from exports import wording

_ASSETS: Mapping[str, tuple[str, str]] = {
    "desk.css": ("desk.web", "text/css"),
    "desk.js": ("desk.web", "text/javascript"),
    "base.css": ("exports", "text/css"),
    "favicon.svg": ("exports", "image/svg+xml"),
}
"""Files beside the pages: whose folder ``assets`` they are in, and their types. The desk looks like the public site."""

_LONG = 400


def page(template: str, *, status: int = 200, **values: object) -> Response:
    """A page of the desk."""
    text = _TEMPLATES.get_template(f"{template}.html.jinja").render(values)
    return HTMLResponse(text, status_code=status)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A file beside the pages, and its type."""

    content: bytes
    kind: str


@cache
def asset(name: str) -> Asset | None:
    """A file beside the pages; None for what is none."""
    if name not in _ASSETS:
        return None
    package, kind = _ASSETS[name]
    return Asset(content=(files(package) / "assets" / name).read_bytes(), kind=kind)


def version(name: str) -> str:
    """What tells a browser that a file is another than the one it keeps."""
    found = asset(name)
    return hashlib.sha256(found.content).hexdigest()[:8] if found else ""


def stated(value: Any) -> bool:  # noqa: ANN401 - any column's value
    """Whether a column's value says anything."""
    return value not in (None, "", [], {}, "none", "unspecified", "unknown")


def said(value: Any) -> str:  # noqa: ANN401 - any column's value, also in its JSON form
    """A value in words for an editor: a list as a line, nothing as "not stated"."""
    if value is None or value == "" or value == [] or value == {}:
        return "not stated"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        parts = [f"{key}: {said(inner)}" for key, inner in value.items() if inner not in (None, "", [], {})]
        return "; ".join(parts)
    if isinstance(value, list | tuple):
        return ", ".join(_place(one) if isinstance(one, dict) else said(one) for one in value)
    return wording.shortened(wording.line(str(value)), _LONG)


def _place(value: dict[str, Any]) -> str:
    return ", ".join(value[part] for part in ("locality", "county", "region", "country") if value.get(part))


def typed(value: Any) -> str:  # noqa: ANN401 - any column's value, also in its JSON form
    """A value as an editor types it into a field (pipelines/field_values.py reads it)."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple | dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def moment(value: dt.datetime) -> str:
    """A moment as a log says it."""
    return f"{value:%Y-%m-%d %H:%M}"


def plural(number: int, one: str, more: str = "") -> str:
    """A number and its noun: 1 posting, 2 postings."""
    return f"{number} {one if number == 1 else more or one + 's'}"


def hidden(mark: str, back: str) -> Markup:
    """What every form carries: the session's mark, and where to go afterwards."""
    fields = '<input type="hidden" name="mark" value="{}"><input type="hidden" name="back" value="{}">'
    return Markup(fields).format(mark, back)


_TEMPLATES = Environment(
    loader=PackageLoader("desk.web"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
_TEMPLATES.filters |= {
    "said": said,
    "typed": typed,
    "moment": moment,
    "day": wording.day,
    "term": wording.term,
    "plural": plural,
    "link": wording.link,
    "capitalize_first": lambda text: text[:1].upper() + text[1:],
}
_TEMPLATES.tests["stated"] = stated
_TEMPLATES.globals |= {"version": version, "hidden": hidden}
