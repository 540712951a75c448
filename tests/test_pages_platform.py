"""Job platforms: told by their addresses, and by what a career page embeds, calls and links to."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.pages import platform

GUID = "0bf0ae1f-d464-4960-aa69-cb30bf159f0e"
ADDRESSES = [
    ("https://boards.greenhouse.io/opencount", "greenhouse", "opencount"),
    ("https://job-boards.eu.greenhouse.io/opencount/jobs/4071235", "greenhouse", "opencount"),
    ("https://boards.greenhouse.io/embed/job_board/js?for=opencount", "greenhouse", "opencount"),
    ("https://boards.greenhouse.io/embed/job_app?token=1&for=opencount", "greenhouse", "opencount"),
    ("https://boards-api.greenhouse.io/v1/boards/opencount/jobs?content=true", "greenhouse", "opencount"),
    ("https://jobs.lever.co/civicsignal/0d9a1f6e-7c1b-4f0e-9b52-1f4a3c2d7e10", "lever", "civicsignal"),
    ("https://api.eu.lever.co/v0/postings/civicsignal?mode=json", "lever", "civicsignal"),
    ("https://www.governmentjobs.com/careers/larkspur", "neogov", "larkspur"),
    ("https://www.governmentjobs.com/careers/larkspur(or)/jobs/4071235/clerk", "neogov", "larkspur(or)"),
    ("https://www.governmentjobs.com/careers/home/index?agency=larkspur&sort=PostingDate", "neogov", "larkspur"),
    ("https://www.governmentjobs.com/SearchEngine/JobsFeed?agency=larkspur", "neogov", "larkspur"),
    ("http://agency.governmentjobs.com/larkspur/default.cfm", "neogov", "larkspur"),
    ("https://www.schooljobs.com/careers/larkspurcollege", "neogov", "larkspurcollege"),
    ("https://larkspur.wd5.myworkdayjobs.com/en-US/External", "workday", "larkspur.wd5/External"),
    ("https://larkspur.wd5.myworkdayjobs.com/External/job/Pine-Hollow/Clerk_R-104", "workday", "larkspur.wd5/External"),
    ("https://larkspur.wd5.myworkdayjobs.com/wday/cxs/larkspur/External/jobs", "workday", "larkspur.wd5/External"),
    ("https://wd5.myworkdaysite.com/recruiting/larkspur/External", "workday", "larkspur.wd5/External"),
    ("https://careers-larkspur.icims.com/jobs/1096/clerk/job", "icims", "careers-larkspur"),
    ("https://larkspur.csod.com/ux/ats/careersite/5/home?c=larkspur", "csod", "larkspur"),
    ("https://www.jobapscloud.com/LARK/sup/bulpreview.asp?R1=26", "jobaps", "LARK"),
    (
        "https://abcd.fa.us2.oraclecloud.com/hcmUI/CandidateExperience/en/sites/CX_1/job/77",
        "oraclecloud",
        "abcd.fa.us2/CX_1",
    ),
    ("https://larkspur.taleo.net/careersection/ex/jobdetail.ftl?job=77", "taleo", "larkspur"),
    ("https://www.larkspur.example.org/Jobs.aspx?JobID=Clerk-1", "civicplus", "larkspur.example.org"),
    ("https://larkspur.peopleadmin.com/postings/77", "peopleadmin", "larkspur"),
    ("https://larkspur.bamboohr.com/careers/77", "bamboohr", "larkspur"),
    ("https://larkspur.breezy.hr/p/0123456789ab-clerk", "breezy", "larkspur"),
    ("https://larkspur.applytojob.com/apply/AbCd1234/Clerk", "jazzhr", "larkspur"),
    ("https://apply.workable.com/larkspur/j/ABCDEF1234/", "workable", "larkspur"),
    ("https://apply.workable.com/j/ABCDEF1234", "workable", ""),
    ("https://jobs.ashbyhq.com/Open%20Count", "ashby", "Open%20Count"),
    ("https://api.ashbyhq.com/posting-api/job-board/opencount", "ashby", "opencount"),
    ("https://jobs.smartrecruiters.com/CityOfLarkspur/743999", "smartrecruiters", "CityOfLarkspur"),
    (f"https://recruiting.paylocity.com/recruiting/jobs/All/{GUID}/Larkspur", "paylocity", GUID),
    (f"https://workforcenow.adp.com/mascsr/default/mdf/recruitment/recruitment.html?cid={GUID}&ccId=1", "adp", GUID),
    ("https://larkspur.recruitee.com/o/clerk", "recruitee", "larkspur"),
    ("https://larkspur.na.teamtailor.com/jobs/77-clerk", "teamtailor", "larkspur.na"),
    ("https://larkspur.jobs.personio.de/job/77", "personio", "larkspur"),
    ("https://larkspur.pinpointhq.com/en/postings/x", "pinpoint", "larkspur"),
    ("https://ats.rippling.com/en-US/larkspur/jobs/x", "rippling", "larkspur"),
    ("https://jobs.jobvite.com/larkspur/job/octx", "jobvite", "larkspur"),
    ("https://recruiting2.ultipro.com/LAR1000/JobBoard/" + GUID, "ukg", "LAR1000/" + GUID),
    ("https://www.usajobs.gov/job/845692100", "usajobs", ""),
    ("https://airtable.com/shrAbCdEf", "airtable", "shrAbCdEf"),
    (
        "https://hr.larkspur.example.org/psp/hrprd/EMPLOYEE/HRMS/c/HRS_HRAM.HRS_CE.GBL",
        "peoplesoft",
        "hr.larkspur.example.org",
    ),
]
NOT_BOARDS = [
    "https://www.greenhouse.io/blog",
    "https://www.lever.co/",
    "https://help.workable.com/hc/en-us",
    "https://www.bamboohr.com/pricing",
    "https://example.org/jobs/greenhouse.io",
    "https://notgreenhouse.io/x",
    "mailto:jobs@example.org",
    "http://[broken",
    "",
]


@pytest.mark.parametrize(("url", "name", "token"), ADDRESSES, ids=[row[0] for row in ADDRESSES])
def test_of(url, name, token):
    assert platform.of(url) == (name, token)


@pytest.mark.parametrize("url", NOT_BOARDS)
def test_addresses_of_no_board(url):
    assert platform.of(url) is None


@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        ("https://boards.greenhouse.io/opencount/jobs/4071235", True),
        ("https://boards.greenhouse.io/opencount", False),
        ("https://www.governmentjobs.com/careers/larkspur", False),
        (f"https://recruiting.paylocity.com/recruiting/jobs/All/{GUID}/Larkspur", False),
        ("https://example.org/jobs/4071235", False),
    ],
)
def test_is_posting(url, is_one):
    assert platform.is_posting(url) is is_one


DETECTIONS = {
    "an embed script": (
        '<script src="https://boards.greenhouse.io/embed/job_board/js?for=opencount"></script>',
        [("greenhouse", "opencount", 0.95)],
    ),
    "a call in a script": (
        'fetch("https:\\/\\/api.lever.co\\/v0\\/postings\\/civicsignal?mode=json")',
        [("lever", "civicsignal", 0.95)],
    ),
    "a frame": ('<iframe src="https://jobs.ashbyhq.com/opencount/embed"></iframe>', [("ashby", "opencount", 0.95)]),
    "a link to the board": (
        '<a href="https://larkspur.wd5.myworkdayjobs.com/External">Jobs</a>',
        [("workday", "larkspur.wd5/External", 0.9)],
    ),
    "a mark without an address": (
        '<div id="BambooHR" data-domain="larkspur.bamboohr.com"></div>',
        [("bamboohr", "larkspur", 0.95)],
    ),
    "an embed without its name": (
        '<script src="https://www.workable.com/assets/embed.js"></script><script>whr_embed(123, {});</script>',
        [("workable", None, 0.8)],
    ),
    "one posting": (
        '<a href="https://boards.greenhouse.io/opencount/jobs/4071235">Apply</a>',
        [("greenhouse", "opencount", 0.6)],
    ),
    "several postings": (
        '<a href="https://boards.greenhouse.io/opencount/jobs/4071235">A</a><a href="https://boards.greenhouse.io/opencount/jobs/4071236">B</a>',
        [("greenhouse", "opencount", 0.8)],
    ),
    "boards of several employers": (
        '<a href="https://jobs.lever.co/one">A</a><a href="https://jobs.lever.co/two">B</a>',
        [("lever", "one", 0.4), ("lever", "two", 0.4)],
    ),
    "the vendor's own pages": ('<a href="https://www.greenhouse.io">Powered by Greenhouse</a>', []),
    "shared boards": ('<a href="https://www.usajobs.gov/job/1">Federal jobs</a>', []),
    "nothing": ("<p>jobs</p>", []),
}


@pytest.mark.parametrize(("markup", "want"), DETECTIONS.values(), ids=DETECTIONS)
def test_detect(markup, want):
    found = platform.detect(markup, "https://example.org/careers")
    assert [(one.platform, one.token, one.confidence) for one in found] == want
    assert all(one.reason for one in found)


def test_a_platforms_own_page_leads_nowhere():
    assert (
        platform.detect('<a href="/opencount">x</a>https://jobs.lever.co/opencount', "https://jobs.lever.co/opencount")
        == ()
    )


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_no_address_breaks_it(text):
    platform.of(text)
    platform.of("https://boards.greenhouse.io/" + text)
    platform.detect(text + "https://jobs.lever.co/" + text, text)
