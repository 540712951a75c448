"""Three boards of one invented office: an API board, a list in pages, an office's own page; as scripts of answers."""

import json
from collections.abc import Sequence

from schema.source import Organization, Source
from tests.loopback import Answer

PLATFORMS = ("greenhouse", "neogov", "career_page")
NUMBERS = tuple(range(101, 115))
A_PAGE = 5
MISSES = {"greenhouse": 1, "neogov": 1, "career_page": 3}
"""Complete crawls without it after which a removed posting is closed: what the platforms are configured to."""

HTML = {"Content-Type": "text/html; charset=utf-8"}
API = "/v1/boards/alder/jobs"
FEED = "/SearchEngine/JobsFeed"
LIST = "/careers/home/index?agency=alder&sort=PostingDate&isDescendingSort=true&page="
OFFICE = "/jobs"

Script = dict[str, Answer]
OWNER = Organization(
    slug="us/or/alder", name="Alder County Elections", kind=None, homepage="https://elections.alder.example.org"
)
_DUTIES = "Registers voters, prepares mail ballots and answers questions at counter {}. Salary: $21 an hour."


def source(platform: str, base_url: str | None = None) -> Source:
    """The office's board on a platform."""
    return Source(
        id=f"{OWNER.slug}/{platform}",
        organization=OWNER,
        platform=platform,
        token="alder",
        url=f"{OWNER.homepage}{OFFICE}" if platform == "career_page" else None,
        base_url=base_url,
    )


def script(platform: str, numbers: Sequence[int] = NUMBERS) -> Script:
    """A whole and sound board with these postings: its answer to each path."""
    return {"greenhouse": _api, "neogov": _pages, "career_page": _office}[platform](numbers)


def lists_of(platform: str, answers: Script) -> list[str]:
    """The paths of a board that list postings, in their order."""
    starts = {"greenhouse": API, "neogov": LIST, "career_page": OFFICE}[platform]
    return [path for path in answers if path.startswith(starts) and not path.startswith(f"{OFFICE}/")]


def _title(number: int) -> str:
    return f"Elections Clerk {number}"


def _api(numbers: Sequence[int]) -> Script:
    jobs = [
        {
            "id": number,
            "internal_job_id": number,
            "title": _title(number),
            "absolute_url": f"https://boards.example.org/alder/jobs/{number}",
            "location": {"name": "Alder, OR"},
            "content": f"&lt;p&gt;{_DUTIES.format(number)}&lt;/p&gt;",
        }
        for number in numbers
    ]
    return {API: Answer(body=json.dumps({"jobs": jobs, "meta": {"total": len(jobs)}}))}


def _pages(numbers: Sequence[int]) -> Script:
    answers: Script = {FEED: Answer(status=404)}
    starts = range(0, len(numbers), A_PAGE)
    for page, start in enumerate(starts, 1):
        rows = "".join(
            f'<li class="list-item" data-job-id="{number}"><h3><a class="item-details-link" '
            f'href="/careers/alder/jobs/{number}/clerk">{_title(number)}</a></h3></li>'
            for number in numbers[start : start + A_PAGE]
        )
        count = f'<span id="job-postings-number">{len(numbers)}</span>'
        answers[f"{LIST}{page}"] = Answer(body=f"{count}<ul>{rows}</ul>", headers=HTML)
    answers[f"{LIST}{len(starts) + 1}"] = Answer(body='<div class="jobs-not-found-container">None.</div>', headers=HTML)
    for number in numbers:
        body = (
            f'<h1>{_title(number)}</h1><div class="term-description">DEPARTMENT</div><div class="span8">'
            f'<p>Elections</p></div><div id="details-info"><p>{_DUTIES.format(number)}</p></div>'
        )
        answers[f"/careers/alder/jobs/newprint/{number}"] = Answer(body=body, headers=HTML)
    return answers


def _office(numbers: Sequence[int]) -> Script:
    links = "".join(f"<li><a href='{OFFICE}/clerk-{number}'>{_title(number)}</a></li>" for number in numbers)
    opening = "<h1>Job openings</h1><p>Alder County Elections is hiring. Open positions:</p>"
    answers = {OFFICE: _page("Employment", f"{opening}<ul>{links}</ul>")}
    for number in numbers:
        text = (
            f"<h1>{_title(number)}</h1><p><strong>Department:</strong> Elections</p><h2>Duties</h2>"
            f"<p>{_DUTIES.format(number)}</p><h2>Qualifications</h2><p>One year of office work.</p>"
            "<h2>How to apply</h2><p>Send a resume to jobs@alder.example.org.</p>"
        )
        answers[f"{OFFICE}/clerk-{number}"] = _page(_title(number), text)
    return answers


def _page(title: str, body: str) -> Answer:
    text = f"<!doctype html><html><head><title>{title}</title></head><body><main>{body}</main></body></html>"
    return Answer(body=text, headers=HTML)
