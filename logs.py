"""What the program says of its work while nobody looks: one line an event on standard error, as text or as JSON.

Scrapy's and APScheduler's lines go the same way. A line tells its time in UTC, its level, the event, and where they are
known the round, the source and the cause. No line holds a secret: what the settings keep secret, and whatever has the
form of one, is blotted out.
"""

import datetime as dt
import json
import logging
import re
import sys
from collections.abc import Collection, Mapping

ABOUT = ("round", "source", "cause")
"""What a line may be about: names of ``extra`` in a call of the logger."""

_BLOT = "***"
_SHORTEST_SECRET = 4
_OF_FORM = (
    (re.compile(r"(?<=://)[^/\s:@]*:[^/\s@]+(?=@)"), _BLOT),
    (re.compile(r"(?i)\b(token|api[_-]?key|password|secret|signature)(=|\"?: ?\"?)[^&\s\",;]+"), rf"\1\2{_BLOT}"),
)
# Each says what a line of ours says, or an address in full.
_QUIET = {"apscheduler": logging.ERROR, "httpx": logging.WARNING, "httpcore": logging.WARNING}

_bound: dict[str, str] = {}


def begin(level: str, form: str = "text", secrets: Collection[str] = ()) -> None:
    """Let the lines of this process go to standard error, from a level on, in a form: text or json."""
    handler = _ToStandardError(level)
    handler.setFormatter((_Json if form == "json" else _Text)(secrets))
    root = logging.getLogger()
    for former in [one for one in root.handlers if isinstance(one, _ToStandardError)]:
        root.removeHandler(former)
    root.addHandler(handler)
    root.setLevel(handler.level)
    for name, least in _QUIET.items():
        logging.getLogger(name).setLevel(least)


def bind(round_name: str) -> None:
    """What all later lines of this process are about."""
    _bound["round"] = round_name


def cleared(text: str, secrets: Collection[str] = ()) -> str:
    """A text without the secrets, and without what has the form of one: a password in an address, a token."""
    for secret in secrets:
        if len(secret) >= _SHORTEST_SECRET:
            text = text.replace(secret, _BLOT)
    for form, blotted in _OF_FORM:
        text = form.sub(blotted, text)
    return text


class _ToStandardError(logging.Handler):
    """Writes to what standard error is at the moment, which a test or a progress bar may have exchanged."""

    def emit(self, record: logging.LogRecord) -> None:
        sys.stderr.write(self.format(record) + "\n")


class _Line(logging.Formatter):
    """What both forms share."""

    def __init__(self, secrets: Collection[str]) -> None:
        super().__init__()
        self.secrets = secrets

    def about(self, record: logging.LogRecord) -> Mapping[str, str]:
        """What a line is about, as far as it is known."""
        given = {name: getattr(record, name, None) or _bound.get(name) for name in ABOUT}
        return {name: self.clear(str(value)).replace("\n", "\\n") for name, value in given.items() if value}

    def clear(self, text: str) -> str:
        return cleared(text, self.secrets)

    def traceback(self, record: logging.LogRecord) -> str:
        return self.clear(self.formatException(record.exc_info)) if record.exc_info else ""


class _Json(_Line):
    """An object a line."""

    def format(self, record: logging.LogRecord) -> str:
        line = {"time": _time(record), "level": record.levelname, "logger": record.name}
        line |= {"event": self.clear(record.getMessage()), **self.about(record)}
        if told := self.traceback(record):
            line["traceback"] = told
        return json.dumps(line, ensure_ascii=False)


class _Text(_Line):
    """A line for a person; a traceback has lines of its own."""

    def format(self, record: logging.LogRecord) -> str:
        about = " ".join(f"{name}={value}" for name, value in self.about(record).items())
        said = self.clear(record.getMessage()).replace("\n", "\\n")
        parts = [_time(record), record.levelname, said, f"({about})" if about else ""]
        told = self.traceback(record)
        return " ".join(part for part in parts if part) + (f"\n{told}" if told else "")


def _time(record: logging.LogRecord) -> str:
    moment = dt.datetime.fromtimestamp(record.created, dt.UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}Z"
