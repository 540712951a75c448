"""A look at the first letters before many phrases are tried: what makes a search for a hundred wordings cheap.

``gate`` gives a look-ahead that holds wherever one of the phrases can begin. It never changes what is found.
"""

import re
from collections.abc import Iterable, Iterator

_DEPTH = 3
_FEW = 4
_LITERALS = re.compile(r"(?:(?:[a-z0-9 '-]|\\\.)(?![?*{+]))+")
_OPTIONAL = re.compile(r"([a-z0-9 '-])(?:[?*]|\{0,\d*\})")


def gate(phrases: Iterable[str]) -> str:
    """A look-ahead for the first characters of lower-case ``phrases``, or "" where it would not help.

    >>> gate(["full time", "part time", "per diem", "(?:paid )?intern", "temp"])
    '(?=f(?:ul)|i(?:nt)|p(?:ai|ar|er)|t(?:em))'
    """
    phrases = tuple(phrases)
    heads = {head[:_DEPTH] for phrase in phrases for head in _heads(phrase)}
    if len(phrases) < _FEW or "" in heads:
        return ""
    by_first: dict[str, list[str]] = {}
    for head in sorted(head for head in heads if not any(head[:n] in heads for n in range(1, len(head)))):
        by_first.setdefault(re.escape(head[0]), []).append(re.escape(head[1:]))
    return "(?=" + "|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in by_first.items()) + ")"


def _heads(phrase: str) -> Iterator[str]:
    """The literal characters that ``phrase`` can begin with; "" where it can begin with anything."""
    if phrase.startswith("(?:"):
        choices, rest = _group(phrase)
        if rest[:1] in ("?", "*") or rest.startswith("{0"):
            rest = re.sub(r"^(?:[?*]|\{[^}]*\})", "", rest)
            yield from _heads(rest)
        for choice in choices:
            yield from _heads(choice + rest)
    elif phrase.startswith("(?"):
        yield from _heads(_group(phrase)[1])
    elif optional := _OPTIONAL.match(phrase):
        yield optional[1]
        yield from _heads(phrase[optional.end() :])
    else:
        literals = _LITERALS.match(phrase)
        yield literals.group().replace("\\", "") if literals else ""


def _group(phrase: str) -> tuple[list[str], str]:
    """The choices of the group that ``phrase`` begins with, and what follows it."""
    depth, cut, choices = 0, phrase.index(":") + 1 if phrase.startswith("(?:") else 0, []
    for at, character in enumerate(phrase):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if (character == "|" and depth == 1) or depth == 0:
            choices.append(phrase[cut:at])
            cut = at + 1
        if depth == 0:
            return choices, phrase[at + 1 :]
    raise ValueError(f"a group without its end: {phrase!r}")
