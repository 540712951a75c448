"""Names of jobs, told from other headings and link texts of a page."""

import functools
import importlib.resources
import re
import tomllib

from parsers.pages import heads
from parsers.pages.signs import Pattern, Read, compiled

_LONGEST = 120
_MOST_WORDS = 16
_DATA = tomllib.loads(
    importlib.resources.files("parsers.pages").joinpath("lookups", "titles.toml").read_text(encoding="utf-8")
)
_GENERAL = frozenset(_DATA["general"])
_NOT_FIRST = frozenset(_DATA["not_first"])
_OPENERS = frozenset(_DATA["openers"])
_OPENERS_IN_WORDS = re.compile("|".join(f"(?:{words})" for words in _DATA["openers_in_words"]))
# These read words in small letters: to search for hundreds of words without regard to case takes three times as long.
_NOT_IN = re.compile(r"\b(?:" + "|".join(re.escape(words) for words in _DATA["not_in"]) + r")")
_NOT_LAST = re.compile(r"\b(?:" + "|".join(_DATA["not_last"]) + r")(?: \([^)]*\))?$")
_HUB = re.compile(r"(?:" + "|".join(_DATA["hubs"]) + r")[.!:> ]*")
_TO_OPENINGS = re.compile(r"(?:" + "|".join(_DATA["to_openings"]) + r")[.!:>→» ]*")
_TRADE = re.compile(r"\b(?:" + "|".join(_DATA["trades"]) + r")s?(?: [ivx]{1,3}| \d)?$")
_GROUP = re.compile(
    r"\b(?:team|staff|cohort|professionals|members|leaders|internships|fellowships|jobs|openings|roles)$"
    r"|^(?:(?:full|part)[- ]time|seasonal|temporary|permanent|open|current|available|other|vacant|all|new|our|regular|"
    r"paid|unpaid|exempt|non-exempt|limited|contract|hourly|salaried|\W)*"
    r"(?:positions?|support|volunteers?|members?|workers)$"
)
_OF_JOB = re.compile(
    r"\b(?:jobs?|postings?|positions?|openings?|roles?|vacancy|description|listing|announcement|bulletin)\b"
)
_OTHERS = re.compile(r"(?:" + "|".join(_DATA["others"]) + r")")
_LABEL = re.compile(
    r"^(?:job title|position(?: title)?|title|job|posting|(?:job )?opening|vacancy|help wanted|"
    r"(?:now |we(?:'re|’re| are) )?hiring(?: an?)?|"
    r"call for (?:applications|candidates|expressions of interest|experts|consultants|observers))"
    r"\s*[:–—-]\s*",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"\s*[:–—|-]?\s*\b(?:(?:job|position|full) (?:description|posting|announcement|opening|opportunity)|"
    r"vacancy announcement)(?: \((?:pdf|docx?)\))?$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"^(?:19|20)\d\d\s|\s(?:19|20)\d\d$")
_PARTS = re.compile(r"\s*(?:[,–—|:;/(\[]|\s-\s)\s*")
_FILE_NAME = re.compile(r"\.(?:pdf|docx?|rtf)$", re.IGNORECASE)
_SOUGHT = re.compile(
    r"\b(?:seeking|hiring|seeks|looking for|recruiting(?: for)?|position of|opening for|applications for)\s+"
    r"(?:(?:an?|the|its|our|next|qualified|experienced|motivated|applicants?|candidates?|for|position|of|"
    r"full-time|part-time|limited-term|temporary|seasonal)\s+){0,6}"
    r"((?:[A-Z][\w/&’'-]*|of|and|for|the|to|II|I|III)(?:[ ,]+\S+){0,8})"
)
_NAMED = r"[A-Z][\w/&’'.-]*(?:[ ](?:[A-Z][\w/&’'.-]*|of|and|for|the|to|in)){0,7}(?:\s\([^)\n]{1,30}\))?"
# Only at the start of a sentence: elsewhere the name is somebody else's ("reports to the Clerk").
_DOER = re.compile(
    rf"(?:^|[.!?]\s+|\n\s*)(?:As (?:the|an?|our) (?P<as>{_NAMED}),"
    rf"|(?:The|This|Our) (?P<the>{_NAMED})\s+(?:position\s+)?(?:will|is responsible|serves|reports|performs|assists|"
    r"works|manages|leads|oversees|plans|provides|coordinates|directs|supervises|administers)\b)"
)
_BRACKET = re.compile(r"\s*\([^)]*\)")
_POSITION = re.compile(r"\s+(?:position|vacancy|opening|job)$", re.IGNORECASE)
_SENTENCE = re.compile(r"[a-z]{3}[.!?]\s+[A-Z]|[a-z]{4,}[.!]$|\?$")
_HEADLINE = re.compile(r"\w \b(?:" + "|".join(_DATA["headline"]) + r")\b|^§")
_FIRST_NOUN = re.compile(r"(?:" + "|".join(_DATA["first_nouns"]) + r")\b")
_ROLE_OF = re.compile(r"^(?:\w[\w'’.-]*\s+){0,4}?(\w+)\s+(?:of|for|to|in|on|at|de)\s", re.IGNORECASE)
_GENDERED = re.compile(
    r"\((?:[mwfdhx]|div|gn)(?:\s?[/|*,.]\s?(?:[mwfdhxi]|div|gn)){1,3}\)"
    r"|[a-zäöüß]{2,}(?:er|ent|ant|eur|or|ist|ekt|loge|är)(?:/-?|:|\*|_|\()in\b(?![ -]person)",
    re.IGNORECASE,
)
"""A job named for men and women alike, as German and French postings name it: "(m/w/d)", "Referent/in", "(H/F)"."""
_MARKS = " \t\n*•·–—-:>»→|#"


def without_label(text: str) -> str:
    """A heading without "Position:" before the job's name, "Job Description" behind it, and marks around it."""
    return _TAIL.sub("", _LABEL.sub("", text.strip(_MARKS))).strip(_MARKS)


def of_file_name(text: str) -> str:
    """The words of a file name: "Deputy_Clerk_Job_Posting.pdf" is "Deputy Clerk Job Posting"."""
    return re.sub(r"[_+-]+|%20", " ", _FILE_NAME.sub("", text)).strip() if _FILE_NAME.search(text) else text


def sought(text: str) -> str | None:
    """The job that a sentence looks for: "The town is seeking a part-time Deputy Clerk to …"."""
    for match in _SOUGHT.finditer(text[:4000]):
        words = re.split(r"[,.;:(]| (?:to|who|for|in|at|with|on|that|and will)\b", match[1], maxsplit=1)[0]
        if is_title(words):
            return without_label(words)
    return None


def doer(text: str) -> str | None:
    """The job that a text without a heading says does the work: "The Grants Specialist will …", "As the Clerk, …"."""
    for match in _DOER.finditer(text[:4000]):
        words = _BRACKET.sub("", match["as"] or match["the"]).strip()
        if len(words.split()) > 1 and is_title(words):
            return without_label(words)
    return None


def is_title(text: str) -> bool:
    """Whether a heading or link text names a job: "Election Clerk II (Part-Time)", "Director of Elections"."""
    return len(text) <= 2 * _LONGEST and _is_title(text)


@functools.lru_cache(maxsize=4096)
def _is_title(text: str) -> bool:
    bare = without_label(text)
    small = bare.lower()
    words = small.split()
    if not 3 <= len(bare) <= _LONGEST or len(words) > _MOST_WORDS or small in _GENERAL:
        return False
    if words[0].strip("'’,.") in _NOT_FIRST and bare == text.strip(_MARKS):
        return False
    if not (_GENDERED.search(bare) or any(_names_role(part) for part in _PARTS.split(bare)[:3] if part)):
        return False
    return not (_SENTENCE.search(bare) or _HEADLINE.search(small) or _NOT_IN.search(small) or _HUB.fullmatch(small))


def _names_role(part: str) -> bool:
    bare = _POSITION.sub("", part)
    small = bare.lower()
    if small in _GENERAL:
        return False
    if not (heads.ends_with_role(bare) or _TRADE.search(small) or _is_role_of(bare) or _FIRST_NOUN.match(small)):
        return False
    return _GROUP.search(part.lower()) is None


def _is_role_of(part: str) -> bool:
    """Whether the job stands before the words for what: "Director of Elections"."""
    of = _ROLE_OF.match(part)
    return of is not None and heads.ends_with_role(of[1])


def tells_or_does(text: str) -> bool:
    """Whether words begin like a headline or a button: "How to …", "Learn …", "About …"."""
    return text.split(maxsplit=1)[0].strip(_MARKS).lower() in _NOT_FIRST if text.strip() else False


def opens_posting(text: str) -> bool:
    """Whether a link text says that it opens a posting: "View posting", "Job announcement", "Full description"."""
    return is_opener(text) and _OF_JOB.search(text.lower()) is not None


def is_apply(text: str) -> bool:
    """Whether a link text leads to the application for the job beside it: "Apply", "Apply now"."""
    return is_opener(text) and "apply" in text.lower()


def heads_others(text: str) -> bool:
    """Whether a heading stands above other jobs than the page's own: "Similar jobs", "Other open roles"."""
    return len(text) <= 60 and _OTHERS.fullmatch(text.strip(_MARKS).lower()) is not None


def is_opener(text: str) -> bool:
    """Whether a link text opens the posting named beside it: "View details", "Apply now", "PDF"."""
    small = _BRACKET.sub("", text).strip(_MARKS + ".()[]").lower()
    return small in _OPENERS or (len(small) < 60 and _OPENERS_IN_WORDS.fullmatch(small) is not None)


def is_hub(text: str) -> bool:
    """Whether a page or section of this name lists openings: "Employment Opportunities", "Careers at Example"."""
    return len(text) <= 90 and _HUB.fullmatch(_YEAR.sub("", text).strip().lower()) is not None


def leads_to_openings(text: str) -> bool:
    """Whether a link of these words leads to the list of openings: "View all jobs", "Current openings"."""
    return len(text) <= 90 and _TO_OPENINGS.fullmatch(text.strip().lower()) is not None


def is_excluded(text: str) -> bool:
    """Whether the words name something that careers pages have beside openings: benefits, forms, policies."""
    small = text.lower().strip()
    return _NOT_IN.search(small) is not None or _NOT_LAST.search(small) is not None


@functools.cache
def _patterns(name: str) -> tuple[Pattern, ...]:
    return tuple(compiled(source) for source in _DATA[name])


def careers_words(text: str) -> int:
    """How many of the words of a careers page a text has: openings, hiring, join our team, …"""
    read = Read.of(text)
    return sum(1 for words in _patterns("careers") if read.has(words))


def signs(text: str) -> int:
    """How many of the signs of a posting a text has (duties, qualifications, pay, how to apply, …)."""
    read = Read.of(text)
    return sum(1 for sign in _patterns("signs") if read.has(sign))
