"""JobPosting objects in pages: what is mended, what is refused, what becomes of each value."""

import datetime as dt
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.pages import structured

SEEN = dt.date(2026, 4, 27)
URL = "https://example.org/jobs/1"
TEXT = "Keeps the voter file, answers voters and checks signatures on returned envelopes."
JOB = {
    "@context": "https://schema.org",
    "@type": "JobPosting",
    "title": "Clerk",
    "description": TEXT,
    "datePosted": "2026-04-01",
}


def read(markup):
    return structured.postings(markup, URL, SEEN)


def script(text):
    return f'<html><script type="application/ld+json">{text}</script></html>'


def job(**values):
    return script(json.dumps(JOB | values))


def given_values(markup, name):
    (posting,) = read(markup)
    return [field.text for field in posting.given(name)]


TEXT_OF_JOB = json.dumps(JOB)
MENDED = {
    "plain": TEXT_OF_JOB,
    "in a list": f"[{TEXT_OF_JOB}]",
    "in a graph": f'{{"@graph": [{{"@type": "Organization"}}, {TEXT_OF_JOB}]}}',
    "as a main entity": f'{{"@type": "WebPage", "mainEntity": {TEXT_OF_JOB}}}',
    "in an item list": f'{{"@type": "ItemList", "itemListElement": [{{"item": {TEXT_OF_JOB}}}]}}',
    "with a byte order mark": "\ufeff" + TEXT_OF_JOB,
    "in CDATA": f"//<![CDATA[\n{TEXT_OF_JOB}\n//]]>",
    "in a comment": f"<!-- {TEXT_OF_JOB} -->",
    "all in entities": TEXT_OF_JOB.replace('"', "&quot;"),
    "with trailing commas": TEXT_OF_JOB.replace("}", ",}"),
    "with a semicolon behind": TEXT_OF_JOB + ";",
    "with raw line ends in a string": TEXT_OF_JOB.replace("voter file", "voter\n\tfile"),
    "with a bad escape": TEXT_OF_JOB.replace("voter file", "voter\\' file"),
    "behind another object": '{"@type": "FAQPage"}\n' + TEXT_OF_JOB,
    "with a list of types": TEXT_OF_JOB.replace('"JobPosting"', '["Thing", "JobPosting"]'),
    "with a type's address": TEXT_OF_JOB.replace('"JobPosting"', '"http://schema.org/JobPosting"'),
    "with large first letters": TEXT_OF_JOB.replace('"title"', '"Title"').replace('"datePosted"', '"DatePosted"'),
}


@pytest.mark.parametrize("text", MENDED.values(), ids=MENDED)
def test_what_is_slightly_broken_is_read(text):
    (posting,) = read(script(text))
    assert (posting.title, posting.url, posting.observed_on) == ("Clerk", URL, SEEN)
    assert [field.text for field in posting.given("posted")] == ["2026-04-01"]


def test_a_broken_block_spoils_no_other():
    markup = (
        script('{"@type": "JobPosting", "title": "Lost') + script(TEXT_OF_JOB) + "<script type='application/ld+json'>{"
    )
    assert [posting.title for posting in read(markup)] == ["Clerk"]


REFUSED = {
    "without a title": {"title": ""},
    "without a description": {"description": "Soon."},
    "without date and identifier": {"datePosted": None},
    "named as a careers page": {"title": "Careers at Example County"},
    "named as a call": {"title": "Join our team"},
    "of another type": {"@type": "Organization"},
}


@pytest.mark.parametrize("values", REFUSED.values(), ids=REFUSED)
def test_markup_that_describes_no_opening(values):
    assert read(job(**values)) == ()


def pay(**value):
    return {
        "baseSalary": {"@type": "MonetaryAmount", "currency": "USD", "value": {"@type": "QuantitativeValue", **value}}
    }


SALARIES = [
    (
        pay(minValue=50000, maxValue=60000.5, unitText="YEAR"),
        {"min": "50000", "max": "60000.5", "currency": "USD", "unit": "YEAR"},
    ),
    (pay(value="$22.50", unitText="HOUR"), {"min": "$22.50", "max": "$22.50", "currency": "USD", "unit": "HOUR"}),
    (pay(minValue=41000), {"min": "41000", "currency": "USD"}),
    (
        {"baseSalary": {"currency": "USD", "value": 45000, "unitText": "YEAR"}},
        {"min": "45000", "max": "45000", "currency": "USD", "unit": "YEAR"},
    ),
    (pay(minValue=0, maxValue=0, unitText="YEAR"), None),
    (pay(minValue=1, maxValue=1000000, unitText="YEAR"), None),
    (pay(minValue=10000, maxValue=900000, unitText="YEAR"), None),
    ({"baseSalary": None}, None),
]


@pytest.mark.parametrize(("values", "parts"), SALARIES)
def test_salary(values, parts):
    (posting,) = read(job(**values))
    assert [dict(field.parts) for field in posting.given("salary")] == ([parts] if parts else [])


def place(**address):
    return {"@type": "Place", "address": {"@type": "PostalAddress", **address}}


OFFICE = place(addressLocality="Pine Hollow", addressRegion="OR", addressCountry={"@type": "Country", "name": "US"})


@pytest.mark.parametrize(
    ("values", "name", "want"),
    [
        ({"jobLocation": OFFICE}, "location", ["Pine Hollow, OR, US"]),
        ({"jobLocation": [OFFICE, OFFICE, place(addressLocality="Dell")]}, "location", ["Pine Hollow, OR, US", "Dell"]),
        ({"jobLocation": place(addressLocality="UNAVAILABLE", addressRegion=None)}, "location", []),
        ({"jobLocation": {"address": "12 Court St"}}, "location", ["12 Court St"]),
        ({"jobLocationType": "TELECOMMUTE"}, "remote", ["Remote"]),
        ({"jobLocationType": "TELECOMMUTE", "jobLocation": OFFICE}, "remote", []),
        (
            {"jobLocationType": "TELECOMMUTE", "jobLocation": OFFICE, "applicantLocationRequirements": {"name": "US"}},
            "remote",
            ["Remote (US)"],
        ),
        ({"employmentType": ["FULL_TIME", "TEMPORARY"]}, "employment", ["FULL_TIME, TEMPORARY"]),
        ({"hiringOrganization": "Larkspur &amp; Co"}, "organization", ["Larkspur & Co"]),
        ({"hiringOrganization": {"name": "Larkspur"}}, "organization", ["Larkspur"]),
        ({"validThrough": "2026-05-01T23:59:59+00:00Z"}, "deadline", ["2026-05-01T23:59:59+00:00Z"]),
        ({"validThrough": "2036-05-01"}, "deadline", []),
        ({"experienceRequirements": {"monthsOfExperience": 24}}, "experience", ["24 months"]),
        ({"totalJobOpenings": 3}, "openings", ["3"]),
    ],
)
def test_values(values, name, want):
    assert given_values(job(**values), name) == want


@pytest.mark.parametrize(
    ("description", "where", "want"),
    [
        (f"<p>{TEXT}</p>", "description_html", f"<p>{TEXT}</p>"),
        (f"&lt;p&gt;{TEXT}&lt;/p&gt;", "description_html", f"<p>{TEXT}</p>"),
        (TEXT, "description_text", TEXT),
        (TEXT + "\\nMore.", "description_text", TEXT + "\nMore."),
    ],
)
def test_description(description, where, want):
    (posting,) = read(job(description=description))
    assert getattr(posting, where) == want


def test_parts_that_the_description_lacks_are_added():
    (posting,) = read(job(description=f"<p>{TEXT}</p>", qualifications="Patience.", skills=TEXT))
    assert posting.description_html == f"<p>{TEXT}</p>\n<h3>Qualifications</h3>\n<p>Patience.</p>"


def test_identifier_and_own_address():
    (posting,) = read(job(identifier={"@type": "PropertyValue", "value": 77}, url="/jobs/77"))
    assert (posting.source_job_id, posting.url) == ("77", "https://example.org/jobs/77")


def test_several_postings_each_once():
    markup = script(f"[{TEXT_OF_JOB}, {TEXT_OF_JOB}, {TEXT_OF_JOB.replace('Clerk', 'Registrar')}]")
    assert [posting.title for posting in read(markup)] == ["Clerk", "Registrar"]


def test_rdfa():
    markup = f"""<div vocab="https://schema.org/" typeof="JobPosting"><h1 property="title">Clerk</h1>
    <div property="hiringOrganization" typeof="Organization"><b property="name">Larkspur</b></div>
    <time property="datePosted" datetime="2026-04-01">April</time>
    <div property="description"><p>{TEXT}</p></div></div>"""
    (posting,) = read(markup)
    assert posting.title == "Clerk"
    assert {field.name: field.text for field in posting.fields} == {"organization": "Larkspur", "posted": "2026-04-01"}
    assert posting.description_html == f"<p>{TEXT}</p>"


@settings(max_examples=150, deadline=None)
@given(st.text(st.sampled_from(list('{}[]",:\\@ typeJobPosting1<>/!-')), max_size=300))
def test_no_block_breaks_it(text):
    read(script('"JobPosting"' + text) + text)


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, '\\"' * 200_000, '"JobPosting' * 50_000])
def test_hostile_blocks(text):
    assert read(script('"JobPosting",' + text)) == ()
