"""The ways in which a source's answers drift: each takes sound answers and gives those of a site that was built anew.

What stays sound is there as well (``harmless``): what sites change every day without a meaning, and what an employer
edits. ``mutations`` speak of all postings of a source at once. Moved titles, prices and dates are left out where a
source has fewer than three postings: nothing tells them from an employer's own edit.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from benchmarks.resilience.boards import HTML, Script
from benchmarks.resilience.faults import LOGIN
from tests.loopback import Answer

Change = Callable[[str], str]

ERROR_PAGE = Answer(
    body="<!doctype html><html><head><title>Error</title></head><body><h1>Something went wrong</h1>"
    "<p>We are sorry. Please try again later or call the help desk.</p></body></html>",
    headers=HTML,
)
_FOREIGN = (
    "Esta oficina busca una persona que reciba las papeletas, responda a quienes votan y mantenga en orden "
    "los archivos del condado durante toda la temporada. Se ofrece formación y un buen ambiente de trabajo."
)
_MONTHS = ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August")
_LONG_TEXT = 30
_ALL = 2
"""A key that stands in one posting alone is no mutation of all: an employer may leave it out."""


def mutations(script: Script, *, few: bool) -> Iterator[tuple[str, Script]]:
    """Every mutation of a source's answers, by kind and what it touched. ``few``: less than three postings."""
    text = "".join(_body(answer) for answer in script.values())
    yield from _of_keys(script)
    yield from _of_elements(script, text)
    yield from _of_structured(script, text)
    yield from _of_classes(script, text)
    for name, change in _PAGES.items():
        yield name, _each(script, change)
    for name, change in ({} if few else _VALUES).items():
        yield name, _each(script, change)
    yield "an error page with 200 in the place of each answer", dict.fromkeys(script, ERROR_PAGE)
    yield "a login page in the place of each answer", dict.fromkeys(script, LOGIN)
    if len(script) > 2:
        first, *others = script
        yield (
            "an error page in the place of every answer but the first",
            {first: script[first]} | dict.fromkeys(others, ERROR_PAGE),
        )
        yield (
            "the second answer in the place of all later ones",
            {first: script[first]} | dict.fromkeys(others, script[others[0]]),
        )


def harmless(script: Script) -> Iterator[tuple[str, Script]]:
    """Changes without a meaning, and what an employer edits in one posting; those that change anything here."""
    for name, change in _HARMLESS.items():
        changed = _each(script, change)
        if changed != script:
            yield name, changed
    for name, change in _EDITS.items():
        for path, answer in script.items():
            changed = _each({path: answer}, change)
            if changed[path] != answer:
                yield name, script | changed
                break


def _body(answer: Answer) -> str:
    return answer.body.decode("utf-8", "replace") if isinstance(answer.body, bytes) else answer.body


def _is_binary(answer: Answer) -> bool:
    return isinstance(answer.body, bytes) and answer.body[:4] in (b"%PDF", b"PK\x03\x04")


def _each(script: Script, change: Change) -> Script:
    """The change made to every answer that is text and was one at all."""
    return {
        path: answer if _is_binary(answer) or answer.status != 200 else replace(answer, body=change(_body(answer)))
        for path, answer in script.items()
    }


def _json_of(body: str) -> Any:  # noqa: ANN401 - any JSON
    return json.loads(body) if body.lstrip()[:1] in ("{", "[") else None


def _of_keys(script: Script) -> Iterator[tuple[str, Script]]:
    """JSON: each key of the postings renamed, gone, emptied, or of another type."""
    names: dict[str, None] = {}
    for answer in script.values():
        names |= dict.fromkeys(_keys(_json_of(_body(answer))))
    for name in names:
        if sum(_body(answer).count(f'"{name}":') for answer in script.values()) < _ALL:
            continue
        for how, of in _KEYS.items():
            yield f"JSON key {how}: {name}", _each(script, lambda body, name=name, of=of: _on_json(body, name, of))  # type: ignore[misc]


def _keys(value: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON
    if isinstance(value, dict):
        yield from value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _keys(inner)


def _on_json(body: str, name: str, change: Callable[[str, Any], Mapping[str, Any]]) -> str:
    def walk(value: Any) -> Any:  # noqa: ANN401 - any JSON
        if isinstance(value, list):
            return [walk(inner) for inner in value]
        if not isinstance(value, dict):
            return value
        made: dict[str, Any] = {}
        for key, inner in value.items():
            made |= change(key, inner) if key == name else {key: walk(inner)}
        return made

    read = _json_of(body)
    return body if read is None else json.dumps(walk(read))


def _emptied(value: Any) -> Any:  # noqa: ANN401 - any JSON
    return type(value)() if isinstance(value, str | list | dict) else None


_KEYS: Mapping[str, Callable[[str, Any], Mapping[str, Any]]] = {
    "renamed": lambda key, value: {f"{key}_v2": value},
    "gone": lambda key, value: {},
    "emptied": lambda key, value: {key: _emptied(value)},
    "of another type": lambda key, value: {key: {"value": value} if not isinstance(value, dict) else [value]},
}


def _of_elements(script: Script, text: str) -> Iterator[tuple[str, Script]]:
    """XML: each element of the items renamed, gone or emptied. Those of HTML are known by their classes."""
    if "<rss" not in text and "<feed" not in text:
        return
    for name in dict.fromkeys(re.findall(r"<([A-Za-z][\w:.-]*)[^<>]*>", text.partition("<item")[2] or text)):
        tag = re.escape(name)
        whole = re.compile(rf"<{tag}(?:\s[^<>]*)?>(.*?)</{tag}>", re.DOTALL)
        yield (
            f"XML element renamed: {name}",
            _each(script, lambda b, t=tag, n=name: re.sub(rf"(</?){t}(?=[\s>/])", rf"\g<1>{n}2", b)),
        )  # type: ignore[misc]
        if name not in ("item", "rss", "channel", "feed"):
            yield f"XML element gone: {name}", _each(script, lambda b, w=whole: w.sub("", b))  # type: ignore[misc]
            yield f"XML element emptied: {name}", _each(script, lambda b, w=whole, n=name: w.sub(f"<{n}></{n}>", b))  # type: ignore[misc]


def _of_structured(script: Script, text: str) -> Iterator[tuple[str, Script]]:
    """JobPosting data in pages: each key renamed."""
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    for name in dict.fromkeys(re.findall(r'"(\w+)"\s*:', "".join(blocks))):
        yield (
            f"JobPosting key renamed: {name}",
            _each(script, lambda b, n=name: re.sub(rf'"{n}"(\s*:)', rf'"{n}_v2"\1', b)),  # type: ignore[misc]
        )


def _of_classes(script: Script, text: str) -> Iterator[tuple[str, Script]]:
    """HTML: each class and id renamed, and the elements that lists, titles and links stand in."""
    if "<html" not in text and "<li" not in text:
        return
    for attribute in ("class", "id"):
        for name in dict.fromkeys(re.findall(rf'<[a-z][^<>]*\b{attribute}="([^"]+)"', text)):
            of = re.compile(rf'\b{attribute}="{re.escape(name)}"')
            yield (
                f"HTML {attribute} renamed: {name}",
                _each(script, lambda b, of=of, a=attribute: of.sub(f'{a}="n1"', b)),
            )  # type: ignore[misc]
    for name in ("h1", "h2", "li", "table", "details", "strong", "dl"):
        if f"<{name}" in text:
            yield (
                f"HTML element is a div: {name}",
                _each(script, lambda b, n=name: re.sub(rf"(</?){n}(?=[\s>])", r"\g<1>div", b)),
            )  # type: ignore[misc]
    yield (
        "HTML links are made by a script",
        _each(script, lambda b: re.sub(r'<a\s[^<>]*href=("[^"]*")', r"<a data-to=\1", b)),
    )


def _foreign(body: str) -> str:
    """Every longer text in another language."""
    read = _json_of(body)
    if read is not None:
        return json.dumps(_on_texts(read, lambda text: f"<p>{_FOREIGN}</p>" if len(text) > _LONG_TEXT else text))
    return re.sub(rf"(?<=>)[^<>]{{{_LONG_TEXT},}}(?=<)", _FOREIGN, body) if "<" in body else f"# Puesto\n\n{_FOREIGN}\n"


def _on_texts(value: Any, change: Change) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, list):
        return [_on_texts(inner, change) for inner in value]
    if isinstance(value, dict):
        return {key: _on_texts(inner, change) for key, inner in value.items()}
    return change(value) if isinstance(value, str) and not value.startswith("http") else value


def _list_emptied(body: str) -> str:
    """200, and nothing in the list."""
    read = _json_of(body)
    if isinstance(read, list):
        return "[]"
    if isinstance(read, dict):
        return json.dumps({key: [] if isinstance(value, list) else value for key, value in read.items()})
    body = re.sub(r"<(item|entry|li|tr|details)\b.*?</\1>", "", body, flags=re.DOTALL)
    return body if "<" in body else ""


def _day_first(body: str) -> str:
    """2026-03-04 is written 04.03.26."""
    return re.sub(r"\b20(\d\d)-(\d\d)-(\d\d)(?:T[\d:.+-]+Z?)?", r"\3.\2.\1", body)


def _named_months(body: str) -> str:
    """Dates in another country's words."""
    return re.sub(r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug)[a-z]*\b", lambda m: _MONTHS[len(m.group()) % 8], body)


def _dearer(body: str) -> str:
    """All pay a hundred times as much: cents, or a dot too many."""
    body = re.sub(r"\$(\d[\d,]*)(?:\.\d\d)?", lambda m: f"${m.group(1)}00", body)
    return re.sub(r"((?:min|max)(?:imumSalary)?\"?[>:]\s*)(\d+)(?:\.\d+)?", r"\g<1>\g<2>00", body)


def _later(body: str) -> str:
    """All dates a month on: months counted from 0, or another field taken."""
    return re.sub(r"\b(20\d\d-)(\d\d)(-\d\d)\b", lambda m: f"{m[1]}{int(m[2]) % 12 + 1:02}{m[3]}", body)


_PAGES: Mapping[str, Change] = {
    "everything in another language": _foreign,
    "the list emptied with 200": _list_emptied,
    "truncated at 60 %": lambda body: body[: len(body) * 6 // 10],
    "an empty answer": lambda body: "",
}
_VALUES: Mapping[str, Change] = {
    "every title the same": lambda body: re.sub(
        r'("(?:title|text)": )"[^"]*"',
        r'\1"Position"',
        re.sub(r"(<(title|h[12])\b[^<>]*>)[^<>]+(</\2>)", r"\1Position\3", body),
    ),
    "dates with the day first": _day_first,
    "dates in other words": _named_months,
    "dates a month on": _later,
    "pay a hundred times": _dearer,
}


def _reordered(body: str) -> str:
    read = _json_of(body)
    return body if read is None else json.dumps(_sorted(read), indent=1)


def _sorted(value: Any) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value, reverse=True)}
    return [_sorted(inner) for inner in value] if isinstance(value, list) else value


def _new_key(body: str) -> str:
    def walk(value: Any) -> Any:  # noqa: ANN401 - any JSON
        if isinstance(value, dict):
            return {**{key: walk(inner) for key, inner in value.items()}, "internalFlag": "b7"}
        return [walk(inner) for inner in value] if isinstance(value, list) else value

    read = _json_of(body)
    return re.sub(r"(<item\b[^<>]*>)", r"\1<flag>b7</flag>", body) if read is None else json.dumps(walk(read))


_HARMLESS: Mapping[str, Change] = {
    "keys in another order, printed wide": _reordered,
    "a new key": _new_key,
    "more blanks between elements": lambda body: re.sub(r">(\s*)<", r">\n  <", body) if "<html" in body else body,
    "one more class everywhere": lambda body: re.sub(r'class="', 'class="v7 ', body),
    "another footer": lambda body: re.sub(r"</footer>", "<p>Version 7.1, built today</p></footer>", body),
    "a comment and a script in the head": lambda body: body.replace(
        "<head>", "<head><!-- b7 --><script>let a=1</script>"
    ),
    "a banner above the page": lambda body: body.replace(
        "<body>", "<body><div class='cookie'>We use cookies. <button>OK</button></div>"
    ),
    "a figure of the build changed": lambda body: body.replace("</body>", "<span hidden>b7c2</span></body>"),
}


def _one_more(body: str) -> str:
    """The last posting of a list once more, as another."""
    read = _json_of(body)
    if read is not None:
        jobs = read["jobs"] if isinstance(read, dict) else read
        more = {**jobs[-1], "id": 990077 if isinstance(jobs[-1]["id"], int) else "990077"}
        for key in ("title", "text", "hostedUrl", "absolute_url"):
            more |= {key: f"{more[key]}-new"} if key in more else {}
        jobs.append(more)
        if isinstance(read, dict):
            read["meta"]["total"] += 1
        return json.dumps(read)
    item = re.search(r"<item>.*?</item>\s*(?=</channel>)", body, re.DOTALL)
    if item is None or "joblisting:" in body:
        return body
    more_item = re.sub(r"(</title>|</link>|</guid>)", r"-new\1", item.group())
    return body.replace(item.group(), item.group() + more_item)


_EDITS: Mapping[str, Change] = {
    "the first pay is raised": lambda body: re.sub(r"\$(\d)", lambda m: f"${int(m[1]) % 9 + 1}", body, count=1),
    "the first dates are a month on": lambda body: re.sub(
        r"\b(20\d\d-)(\d\d)(-\d\d)\b", lambda m: f"{m[1]}{int(m[2]) % 12 + 1:02}{m[3]}", body, count=1
    ),
    "a sentence more in the first text": lambda body: re.sub(
        r"(</p>|\. (?=[A-Z]))", r". The office has moved to the ground floor. \1", body, count=1
    ),
    "another word in the first text": lambda body: re.sub(r"\b(experience|ballots|voters)\b", "records", body, count=1),
    "one posting more": _one_more,
}
