"""Where a posting speaks of pay: labelled parts ("Salary: …") first, else sentences with a sum and a word of pay."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from parsers.fields.salary_words import ALONE, FLAGS, LABELS, OTHER_JOBS, PAY, TABLES, UNITS

SHORT = 240
"""A text up to this length is itself a statement: no cue is asked of it, and of a few words not even a sign."""
_FEW_WORDS = 4
_LONGEST = 600
_LONGEST_FIELD = 2400
_NEAR = 30
_BACK, _AHEAD = 200, 260
_LABEL_END = re.compile(
    r"(?:[\s&/,()-]{1,3}[a-z0-9'.]{1,14}){0,6}[\s)]{0,3}(?::|\s-(?=\s?[$\d£€]))|\s{0,2}[\n|](?=\s{0,3}[$£€])"
)
# The next label ends a labelled part: a few words and a colon behind the end of a sentence or line.
_NEXT_LABEL = re.compile(
    r"(?:[.;)!?]\s?|\n)\s{0,4}[-\u2022\u00b7]?\s?(?:[a-z][a-z'&/-]{1,20}[ ]?){1,4}:(?!\d|\s{0,3}[$£€])"
    rf"|\n\s*\n|\|\s?\n|\s(?:{'|'.join(TABLES['other_labels'])})\s?:"
)
# "Salary requirements:" asks the applicant.
_NOT_OFFERED = re.compile(r"\b(?:requirements?|history|expectations?|desired|budget)\b")
# Each branch begins with a character of its own, and looks back only then: most places are passed over at once.
_SIGN = re.compile(
    r"[$£€¥₹]|(?:usd|gbp|cad|chf|aud|eur)(?<![a-z]\w{3})(?:os?)?(?![a-z])"
    r"|\d(?:\s?k\b|\s?(?:/\s?|per |an )(?:hr|hour)\b)"
)
_EDGE = re.compile(r"[.!?]\s|\n\s*\n|\n\s?[-\u2022\u00b7|]")
_EDGE_BEFORE = re.compile(r"(?:[.!?]\s|\n)[\s*\u2022\u00b7-]*$")
_LINE_END = re.compile(r"[.!?]\s|\n")
_WORD = re.compile(r"[a-z]{3,}")
_OTHER_JOBS_END = {words.split()[-1] for words in TABLES["not_pay"]["other_jobs"]}
_COUNT = frozenset(TABLES["pay"]["flags_count_with"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A part of the folded text that may speak of pay, and how it was found.

    In its first ``bare`` characters a sum needs no currency sign.
    """

    start: int
    end: int
    bare: int
    rule: str


def statements(folded: str, *, labelled: bool) -> Iterator[Statement]:
    """The pay statements of a text, the surest first. ``labelled``: the text is the pay field itself."""
    if labelled:
        end = min(len(folded), _LONGEST_FIELD)
        yield Statement(start=0, end=end, bare=end, rule="pay field")
        return
    end = _own_part(folded)
    yield from _labelled_parts(folded, end)
    if len(folded) <= SHORT:
        if statement := _short(folded):
            yield statement
    else:
        yield from _sentences(folded, end)
        yield from _words_only(folded, end)


def _short(folded: str) -> Statement | None:
    """A short text as a whole, unless it leads up to its sum with many words of which none speaks of pay."""
    sign = _SIGN.search(folded)
    before = _WORD.findall(folded, 0, sign.start()) if sign else ()
    alone = sign and _stands_alone(folded, sign.start(), len(folded))
    if len(before) > _FEW_WORDS and not alone and not _speaks_of_pay(folded):
        return None
    bare = len(folded) if len(_WORD.findall(folded)) <= _FEW_WORDS else 0
    return Statement(start=0, end=len(folded), bare=bare, rule="short text")


def _own_part(folded: str) -> int:
    """Where the posting ends and other openings of the page begin."""
    if not any(word in folded for word in _OTHER_JOBS_END):
        return len(folded)
    for _, start, end in OTHER_JOBS.find(folded):
        line_start = folded.rfind("\n", 0, start) + 1
        line_end = folded.find("\n", end)
        if start - line_start <= 12 and (line_end == -1 or line_end - end <= 20 or folded[end : end + 1] == ":"):
            return start
    return len(folded)


def _labelled_parts(folded: str, stop: int) -> Iterator[Statement]:
    done = 0
    for _, start, word_end in LABELS.find(folded):
        if start < done or start >= stop:
            continue
        label = _LABEL_END.match(folded, word_end)
        if label is None or _NOT_OFFERED.search(label.group()):
            continue
        begin = label.end()
        while begin < stop and folded[begin].isspace():
            begin += 1
        close = _NEXT_LABEL.search(folded, begin, min(stop, begin + _LONGEST))
        done = close.start() + 1 if close else min(stop, begin + _LONGEST)
        if done > begin:
            head = _head(folded, start)
            yield Statement(start=head, end=done, bare=begin + _NEAR - head, rule="pay label")


def _head(folded: str, start: int) -> int:
    """Where the words of a label begin: "Starting annual" of "Starting annual salary:"."""
    back = folded[max(0, start - _NEAR) : start]
    cut = max(back.rfind(c) for c in ".;:!?|)\n")
    return start - (len(back) - cut - 1)


def _sentences(folded: str, stop: int) -> Iterator[Statement]:
    done = 0
    for m in _SIGN.finditer(folded, 0, stop):
        if m.start() < done:
            continue
        start = _sentence_start(folded, max(done, m.start() - _BACK), m.start())
        close = _EDGE.search(folded, m.end(), min(stop, m.end() + _AHEAD))
        done = close.start() + 1 if close else min(stop, m.end() + _AHEAD)
        if _speaks_of_pay(folded[start:done]) or _stands_alone(folded, m.start(), done):
            yield Statement(start=start, end=done, bare=0, rule="pay sentence")


def _speaks_of_pay(sentence: str) -> bool:
    """By a word of pay, or by a weaker one together with a period ("earn", "$25 an hour")."""
    keys = {key for key, _, _ in PAY.find(sentence)}
    return "words" in keys or ("weak" in keys and UNITS.first(sentence) is not None)


def _stands_alone(folded: str, sign: int, end: int) -> bool:
    """Whether the sentence is a sum and its period ("$1,150 a week.") or a sum and "gross", and little else."""
    begins = not folded[:sign].strip() or _EDGE_BEFORE.search(folded[max(0, sign - _NEAR) : sign])
    close = _LINE_END.search(folded, sign, end)
    said = folded[sign : close.start() if close else end]
    few = len(_WORD.findall(said)) <= _FEW_WORDS
    return bool(begins and few and (UNITS.first(said) or ALONE.first(said)))


def _sentence_start(folded: str, earliest: int, sign: int) -> int:
    """The start of the sentence, or of the heading above it where few words stand before the sum."""
    edges = [m.end() for m in _EDGE.finditer(folded, earliest, sign)]
    if edges and len(_WORD.findall(folded, edges[-1], sign)) < _FEW_WORDS - 1:
        edges.pop()
    return edges[-1] if edges else earliest


def _words_only(folded: str, stop: int) -> Iterator[Statement]:
    """The first sentence that says something of pay without a sum: commensurate, negotiable, unpaid."""
    for key, start, end in FLAGS.find(folded):
        if key not in _COUNT or end > stop:
            continue
        begin = _sentence_start(folded, max(0, start - _BACK), start)
        close = _EDGE.search(folded, end, min(stop, end + 80))
        until = close.start() + 1 if close else min(stop, end + 80)
        if key == "unpaid" or any(kind == "words" for kind, _, _ in PAY.find(folded[begin:until])):
            yield Statement(start=begin, end=until, bare=0, rule="pay words")
            return
