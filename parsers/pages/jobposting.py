"""A schema.org JobPosting object as a posting in its source's words; placeholders of careless sites are refused."""

import datetime as dt
import re
from collections.abc import Iterator
from html import escape, unescape

from parsers.pages.html import absolute
from parsers.pages.jsonld import Node
from schema.records import RawField, RawPosting

_TAG = re.compile(r"<(?:/?[a-zA-Z][a-zA-Z0-9]*\b[^<>]*|!--)>?")
_NOTHING = frozenset(
    {"", "unavailable", "n/a", "na", "none", "null", "undefined", "-", "not specified", "not available", "tbd"}
)
_SECTIONS = {
    "responsibilities": "Responsibilities",
    "qualifications": "Qualifications",
    "skills": "Skills",
    "jobBenefits": "Benefits",
    "incentiveCompensation": "Additional compensation",
}
_HUB = re.compile(
    r"(?:careers?|jobs?|employment|opportunities|openings|vacancies|(?:job|career|employment) opportunities|"
    r"(?:current|open|available|all|our) (?:openings|jobs|positions|opportunities|vacancies|roles)|"
    r"(?:careers?|jobs?|working|work|employment|life) (?:at|with|for) .+|"
    r"(?:join|work with|work for|come work) (?:us|our|the|\S+['’]s)\b.*|"
    r"we(?:'|’| a)re hiring.*|human resources)[.! ]*",
    re.IGNORECASE,
)
_SHORTEST = 40
_FARTHEST = dt.timedelta(days=550)
_WIDEST_RANGE = 20


def posting(node: Node, url: str, observed_on: dt.date) -> RawPosting | None:
    """The posting an object describes, or None where it is no posting.

    It needs a title that is not a careers page's, a description, and a date, an identifier or a place: markup
    without these decorates hub pages (ats-formats, section 25).
    """
    title = plain(node.get("title") or node.get("name"))
    body = _body(node)
    if not title or _HUB.fullmatch(title) or len(_TAG.sub("", body)) < _SHORTEST:
        return None
    identifier = _identifier(node.get("identifier"))
    if not (identifier or plain(node.get("datePosted")) or plain(node.get("validThrough"))):
        return None
    own = node.get("url")
    marked = bool(_TAG.search(body))
    return RawPosting(
        url=(absolute(url, own) if isinstance(own, str) else None) or url,
        title=title,
        observed_on=observed_on,
        source_job_id=identifier,
        description_html=body if marked else "",
        description_text="" if marked else body,
        fields=tuple(_fields(node, observed_on)),
    )


def plain(value: object) -> str:
    """A JSON value as one line of text: entities resolved (twice where a page escaped twice), tags dropped."""
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(dict.fromkeys(text for text in map(plain, value) if text))
    if isinstance(value, dict):
        return plain(value.get("name") or value.get("value") or value.get("@value"))
    text = unescape(unescape(str(value)))
    text = " ".join(_TAG.sub(" ", text).split())
    return "" if text.lower() in _NOTHING else text


def _body(node: Node) -> str:
    body = _marked_up(node.get("description"))
    for key, heading in _SECTIONS.items():
        section = _marked_up(node.get(key))
        words = " ".join(_TAG.sub(" ", section).split())
        if words and words[:80] not in " ".join(_TAG.sub(" ", body).split()):
            inner = section if _TAG.search(section) else f"<p>{escape(section, quote=False)}</p>"
            before = body if _TAG.search(body) or not body else f"<p>{escape(body, quote=False)}</p>"
            body = f"{before}\n<h3>{heading}</h3>\n{inner}"
    return body


def _marked_up(value: object) -> str:
    if isinstance(value, list):
        return "\n".join(part for part in map(_marked_up, value) if part)
    if not isinstance(value, str):
        return ""
    for _ in range(2):
        if _TAG.search(value) or "&lt;" not in value:
            break
        value = unescape(value)
    return value.replace("\\r", "").replace("\\n", "\n").strip()


def _fields(node: Node, observed_on: dt.date) -> Iterator[RawField]:
    organization = node.get("hiringOrganization")
    yield from _field("organization", plain(organization))
    if isinstance(organization, dict):
        yield from _field("department", plain(organization.get("department")))
    places = _places(node.get("jobLocation"))
    yield from places
    yield from _remote(node, has_office=any(place.parts.get("locality") for place in places))
    yield from _salary(node)
    yield from _field("posted", plain(node.get("datePosted")))
    if not _far(plain(node.get("validThrough")), observed_on):
        yield from _field("deadline", plain(node.get("validThrough")))
    yield from _field("start", plain(node.get("jobStartDate")))
    yield from _field("employment", plain(node.get("employmentType")))
    yield from _field("hours", plain(node.get("workHours")))
    yield from _field("openings", plain(node.get("totalJobOpenings")))
    for name, key, detail in (
        ("education", "educationRequirements", "credentialCategory"),
        ("experience", "experienceRequirements", "monthsOfExperience"),
    ):
        value = node.get(key)
        if isinstance(value, dict):
            unit = " months" if detail == "monthsOfExperience" and plain(value.get(detail)) else ""
            value = plain(value.get(detail)) + unit or value
        yield from _field(name, plain(value))
    contact = node.get("applicationContact")
    if isinstance(contact, dict):
        yield from _field("apply", plain(contact.get("email")) or plain(contact.get("url")))


def _field(name: str, text: str) -> Iterator[RawField]:
    if text:
        yield RawField(name=name, text=text, where="structured")


def _identifier(value: object) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    return (plain(value.get("value")) if isinstance(value, dict) else plain(value)) or None


def _places(value: object) -> list[RawField]:
    found: dict[str, RawField] = {}
    for place in value if isinstance(value, list) else [value]:
        address = place.get("address", place) if isinstance(place, dict) else place
        for part in address if isinstance(address, list) else [address]:
            field = _place(part, plain(place) if isinstance(place, dict) else "")
            if field is not None:
                found.setdefault(field.text, field)
    return list(found.values())


def _place(address: object, name: str) -> RawField | None:
    if not isinstance(address, dict):
        text = plain(address)
        return RawField(name="location", text=text, where="structured") if text else None
    keys = (("locality", "addressLocality"), ("region", "addressRegion"), ("country", "addressCountry"))
    parts = {part: text for part, key in keys if (text := plain(address.get(key)))}
    text = ", ".join(dict.fromkeys(parts.values())) or plain(address.get("streetAddress")) or name
    return RawField(name="location", text=text, where="structured", parts=parts) if text else None


def _remote(node: Node, *, has_office: bool) -> Iterator[RawField]:
    """TELECOMMUTE beside an office's address and without a region of the applicants is a careless default."""
    kind = plain(node.get("jobLocationType"))
    regions = plain(node.get("applicantLocationRequirements"))
    if kind.upper() != "TELECOMMUTE":
        yield from _field("remote", kind)
    elif regions:
        yield RawField(name="remote", text=f"Remote ({regions})", where="structured")
    elif not has_office:
        yield RawField(name="remote", text="Remote", where="structured")


def _salary(node: Node) -> Iterator[RawField]:
    pay = node.get("baseSalary") or node.get("estimatedSalary")
    for amount in pay if isinstance(pay, list) else [pay]:
        if not isinstance(amount, dict):
            yield from _field("salary", plain(amount) if _number(amount) != 0 else "")
            continue
        value = amount.get("value", amount)
        bounds = value if isinstance(value, dict) else {"value": value}
        low, high, point = (plain(bounds.get(key)) for key in ("minValue", "maxValue", "value"))
        parts = {"min": low or point, "max": high or (point if not low else "")}
        parts = {key: text for key, text in parts.items() if _number(text) != 0}
        if not any(parts.values()) or _is_placeholder(parts):
            continue
        parts["currency"] = plain(amount.get("currency") or bounds.get("currency"))
        parts["unit"] = plain(bounds.get("unitText") or amount.get("unitText"))
        parts = {key: text for key, text in parts.items() if text}
        span = " - ".join(dict.fromkeys(parts[key] for key in ("min", "max") if key in parts))
        words = [parts.get("currency", ""), span, f"per {parts['unit']}" if "unit" in parts else ""]
        yield RawField(name="salary", text=" ".join(filter(None, words)), where="structured", parts=parts)


def _number(value: object) -> float | None:
    match = re.fullmatch(r"[^\d-]{0,5}(-?\d[\d,]{0,15}(?:\.\d{0,4})?)\D{0,5}", str(value))
    return float(match[1].replace(",", "")) if match else None


def _is_placeholder(parts: dict[str, str]) -> bool:
    low, high = _number(parts.get("min", "")), _number(parts.get("max", ""))
    if high is not None and high <= 1:
        return True
    return low is not None and (low <= 1 or (high is not None and high / low > _WIDEST_RANGE))


def _far(text: str, observed_on: dt.date) -> bool:
    """Whether a closing date is so far off that a program made it up."""
    match = re.match(r"(\d{4})-(\d{2})-(\d{2})", text)
    if match is None:
        return False
    try:
        return dt.date(int(match[1]), int(match[2]), int(match[3])) - observed_on > _FARTHEST
    except ValueError:
        return False
