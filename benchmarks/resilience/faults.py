"""The ways in which a board breaks: each takes a sound board's answers and gives the broken ones."""

import re
from collections.abc import Callable
from dataclasses import replace

from benchmarks.resilience.boards import HTML, NUMBERS, Script, lists_of, script
from tests.loopback import Answer

STOP = "/stop"
"""A script with this path is of a crawl that is stopped (SIGTERM) before its end."""

SLOW = 1.5
"""Seconds that a hanging answer takes; crawls wait less."""

LOGIN = Answer(
    body="<!doctype html><html><head><title>Sign in</title></head><body><h1>Sign in to continue</h1>"
    "<form action='/login' method='post'><label>User name <input name='user'></label>"
    "<label>Password <input type='password' name='password'></label><button>Log in</button></form></body></html>",
    headers=HTML,
)

Fault = Callable[[str], Script]


def _lists(change: Callable[[Answer], Answer]) -> Fault:
    def broken(platform: str) -> Script:
        answers = script(platform)
        return answers | {path: change(answers[path]) for path in lists_of(platform, answers)}

    return broken


def _all(change: Callable[[Answer], Answer]) -> Fault:
    return lambda platform: {path: change(answer) for path, answer in script(platform).items()}


def _torn(share: float) -> Fault:
    """The list breaks off after a share of its bytes, and the server does not notice."""
    return _lists(lambda answer: replace(answer, body=answer.body[: int(len(answer.body) * share)]))


def _short(share: float) -> Fault:
    """The list shows a share of its postings, and the rest of what it says is as ever."""

    def broken(platform: str) -> Script:
        whole, part = script(platform), script(platform, NUMBERS[: int(len(NUMBERS) * share)])
        count, fewer = len(NUMBERS), int(len(NUMBERS) * share)
        for path in lists_of(platform, part):
            body = str(part[path].body).replace(f'"total": {fewer}', f'"total": {count}')
            part[path] = replace(part[path], body=body.replace(f">{fewer}</span>", f">{count}</span>"))
        return whole | part

    return broken


def _second(answer: Answer) -> Fault:
    """What comes after the first page fails: the second page of the list or, where there is one page, a posting's."""

    def broken(platform: str) -> Script:
        answers = script(platform)
        paths = lists_of(platform, answers)
        later = paths[1] if len(paths) > 1 else list(answers)[1] if len(answers) > 1 else paths[0]
        return answers | {later: answer}

    return broken


def _renamed(answer: Answer) -> Answer:
    """The same page after a relaunch: other classes and keys, and links made by a script."""
    body = str(answer.body).replace('class="list-item"', 'class="row"').replace('"jobs"', '"openings"')
    return replace(answer, body=re.sub(r"<a href='([^']+)'>([^<]+)</a>", r"<span data-to='\1'>\2</span>", body))


FAULTS: dict[str, Fault] = {
    **{f"list torn at {share:.0%}": _torn(share) for share in (0, 0.1, 0.5, 0.9)},
    **{f"list short at {share:.0%}": _short(share) for share in (0, 0.1, 0.5, 0.9)},
    "page 2 answers 500": _second(Answer(status=500)),
    "page 2 hangs": _second(Answer(wait=SLOW)),
    "page 2 breaks off": _second(Answer(body="<html><body>", cut=True)),
    "page 2 is a login page": _second(LOGIN),
    "200 with a login page": _all(lambda answer: LOGIN),
    "lists are a login page": _lists(lambda answer: LOGIN),
    "time-out": _all(lambda answer: replace(answer, wait=SLOW)),
    "SIGTERM": lambda platform: script(platform) | {STOP: Answer()},
    "robots 503": lambda platform: script(platform) | {"/robots.txt": Answer(status=503)},
    "server 503": _all(lambda answer: Answer(status=503)),
    "changed selector": _lists(_renamed),
    "empty answer": _lists(lambda answer: replace(answer, body="")),
}
