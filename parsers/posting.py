"""RawPosting → JobPosting, with evidence: the only place where raw becomes typed.

Each field is read wherever the posting may state it. The reading from the best place wins (structured data of the
employer's own system, then a visible label, then the body, then what a listing says), a reading that states more
beats one that states less, and a reading that lost and differs is kept as a conflict.
"""

from dataclasses import replace

from parsers import labels
from parsers.assembly import GROUPS
from parsers.columns import PRECEDENCE, Columns, Reading, Text
from parsers.fields import location, organization, title
from parsers.pages import html
from parsers.reading import Context, Found
from schema.records import JobPosting, ParsedPosting, RawPosting
from schema.source import Source
from schema.vocabulary import Where


def _employer(
    raw: RawPosting, text: str, context: Context, source: Source | None
) -> tuple[organization.Employer | None, Where]:
    """The employer: as given with the posting, else the source's own organization, else as the text says.

    What stands at a posting's head names the employer only where the source shows other employers' postings.
    """
    own = source is not None and not source.aggregator
    for given in sorted(raw.given("organization"), key=lambda g: PRECEDENCE.index(g.where)):
        if own and given.where not in ("structured", "label"):
            continue
        if value := organization.parse(given.text, context, labelled=True):
            if given.where == "title" and (named := _instead(value, text, context)):
                return named, "body"
            return value, given.where
    if source is not None and not source.aggregator:
        name = source.employer or source.organization.name
        proof = Found(quote=name, rule="organization.source")
        return (
            organization.Employer(name=name, kind=source.organization.kind, found=proof),
            "source_default",
        )
    for segment in labels.split(text):
        if segment.name == "organization" and (value := organization.parse(segment.value, context, labelled=True)):
            return value, "label"
    return organization.parse(text, context), "body"


def _instead(value: organization.Employer, text: str, context: Context) -> organization.Employer | None:
    """The employer that the text names, where the head's words for it are only a place or the title's last words."""
    title_again = value.kind is None and context.title is not None and context.title.endswith(value.name)
    if not title_again and location.parse(value.name, Context(), labelled=True) is None:
        return None
    for segment in labels.split(text):
        if segment.name == "organization" and (named := organization.parse(segment.value, context, labelled=True)):
            return named
    named = organization.parse(text, context)
    return named if named and named.kind and (value.kind is None or named.kind != value.kind) else None


def text_of(raw: RawPosting) -> str:
    """The posting's text: as given, else what its HTML shows."""
    return raw.description_text or html.text(raw.description_html)


def read(raw: RawPosting, source: Source | None = None) -> ParsedPosting:
    """Read a raw posting into the common schema.

    ``source`` is the board it came from, where there is one: its organization is the employer unless the board is
    an aggregator. Never raises on any text; a field that the posting does not state stays at its empty value.
    """
    text = text_of(raw)
    place = next((f.text for f in raw.given("location")), None)
    context = Context(date=raw.observed_on, title=raw.title, location=place, url=raw.url)
    if source is not None:
        context = replace(context, country=source.organization.country)
    columns = Columns()
    employer, where = _employer(raw, text, context, source)
    if employer:
        context = replace(context, organization=employer.name, organization_kind=employer.kind)
        columns.put(Reading(employer, where), {"organization": employer.name, "organization_kind": employer.kind}, {})
    name = title.parse(raw.title, context)
    columns.put(Reading(name, "title"), {"title": name.title, "title_raw": raw.title}, {"party": name.party})
    whole = Text(raw, text, labels.split(text), context)
    for fill in GROUPS:
        fill(whole, columns)
    if columns.values.get("posted_basis") == "source" and source is not None and source.aggregator:
        columns.values["posted_basis"] = "aggregator"
    posting = JobPosting(
        **({"title": raw.title, "title_raw": raw.title} | columns.values),
        source=raw.source,
        platform=raw.platform,
        url=raw.url,
        observed_on=raw.observed_on,
        source_job_id=raw.source_job_id,
        details=columns.details,
        description_html=html.clean(raw.description_html),
        description_text=text,
    )
    return ParsedPosting(posting=posting, evidence=tuple(columns.evidence), conflicts=tuple(columns.conflicts))
