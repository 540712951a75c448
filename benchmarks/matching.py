"""20,000 and 100,000 generated postings matched, beside MinHash LSH (datasketch, 128 permutations) in one run.

Of the postings, a fifth are copies or shortened notices of others, and a fifth hard siblings: the same employer and
words, another place, grade or rank. Each side is measured in a process of its own, over the same postings:
seconds of processor time, memory beyond the postings themselves, precision and recall over pairs of postings.
"""

import datetime as dt
import random
import resource
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from itertools import combinations
from typing import Any

from datasketch import MinHash, MinHashLSH

from pipelines.matching import pool, traits

Row = dict[str, Any]
Pairs = set[tuple[str, str]]

DAY = dt.date(2026, 1, 5)
WORDS = [
    a + b + c
    for a in ("re", "con", "de", "in", "ob", "per")
    for b in "bcdfglmnprstvw"
    for c in ("ane", "erve", "ict", "ome", "ust")
]
RANKS = ("", "", "", "Senior ", "Deputy ", "Lead ")
GRADES = ("", "", "I", "II")
FIELDS = (
    "Elections",
    "Rolls",
    "Ballot",
    "Mail Vote",
    "Outreach",
    "Warehouse",
    "Petition",
    "Recount",
    "Mapping",
    "Candidate",
)
NOUNS = ("Specialist", "Clerk", "Technician", "Analyst", "Coordinator", "Manager", "Trainer", "Inspector")
STATES = ("OR", "OH", "WA", "NC", "VA", "MI", "TX", "CO", "MD", "AZ")


def sentence(draw: random.Random, common: list[str]) -> str:
    """One sentence; one in four is of those that many postings share."""
    if draw.random() < 0.25:
        return draw.choice(common)
    return " ".join(draw.choices(WORDS, k=draw.randint(9, 24))).capitalize() + "."


def opening(draw: random.Random, number: int, common: list[str]) -> Row:
    """An opening as its employer's own page shows it."""
    county = f"{draw.choice(WORDS).capitalize()}{draw.choice(WORDS)} County"
    return {
        "id": f"{number:06}",
        "source": f"page {county}",
        "source_job_id": str(number),
        "url": f"https://jobs.example.org/{number}",
        "apply_url": None,
        "title_raw": f"{draw.choice(RANKS)}{draw.choice(FIELDS)} {draw.choice(NOUNS)} {draw.choice(GRADES)}".strip(),
        "organization": county,
        "locations": [{"locality": None, "county": county, "region": draw.choice(STATES), "country": "US"}],
        "details": {},
        "salary_min": None,
        "salary_max": None,
        "salary_unit": None,
        "salary_annual_min": None,
        "salary_annual_max": None,
        "deadline_on": None,
        "description_text": " ".join(sentence(draw, common) for _ in range(draw.randint(6, 24))),
        "observed_on": DAY + dt.timedelta(days=draw.randrange(1500)),
        "first_seen": None,
        "last_seen": None,
    }


def copy(draw: random.Random, row: Row, number: int) -> Row:
    """The same opening elsewhere some days later: whole with some words changed, or a notice of a few sentences."""
    sentences = row["description_text"].split(". ")
    if draw.random() < 0.5:
        start = draw.randrange(max(1, len(sentences) - 3))
        text = ". ".join(sentences[start : start + draw.randint(2, 4)])
    else:
        text = " ".join(
            word if draw.random() > 0.02 else draw.choice(WORDS) for word in row["description_text"].split()
        )
    day = row["observed_on"] + dt.timedelta(days=draw.randrange(21))
    new = {
        "id": f"{number:06}",
        "source": f"gazette {number % 50}",
        "source_job_id": None,
        "url": "https://gazette.example.org",
    }
    return row | new | {"description_text": text, "observed_on": day}


def sibling(draw: random.Random, row: Row, number: int) -> Row:
    """Another opening of the same employer in the same words, printed beside it: other place, grade or rank."""
    new = {
        "id": f"{number:06}",
        "source": f"gazette {number % 50}",
        "source_job_id": None,
        "url": "https://gazette.example.org",
    }
    title, place = row["title_raw"], row["locations"][0]
    if title.endswith(" I") and draw.random() < 0.5:
        return row | new | {"title_raw": f"{title}I"}
    if draw.random() < 0.5:
        return row | new | {"title_raw": f"Assistant {title}"}
    state = draw.choice([name for name in STATES if name != place["region"]])
    return row | new | {"locations": [place | {"region": state}]}


def world(count: int) -> tuple[list[Row], Pairs]:
    """So many postings, and the pairs of them that are one opening."""
    draw = random.Random(count)
    common = [" ".join(draw.choices(WORDS, k=14)).capitalize() + "." for _ in range(200)]
    rows = [opening(draw, number, common) for number in range(count * 6 // 10)]
    members = {row["id"]: [row["id"]] for row in rows}
    for number in range(len(rows), count * 8 // 10):
        origin = draw.choice(rows[: count * 6 // 10])
        rows.append(copy(draw, origin, number))
        members[origin["id"]].append(rows[-1]["id"])
    for origin in draw.sample(rows[: count * 6 // 10], count - len(rows)):
        rows.append(sibling(draw, origin, len(rows)))
    draw.shuffle(rows)
    return rows, {pair for ids in members.values() for pair in combinations(sorted(ids), 2)}


def ours(rows: list[Row]) -> Pairs:
    """The pairs that share a group."""
    outcome = pool.match({row["id"]: traits.of_row(row) for row in rows})
    return {pair for members in outcome.groups for pair in combinations(members, 2)}


def minhash(rows: list[Row]) -> Pairs:
    """The pairs that MinHash LSH finds by runs of four words of title, employer and text, at likeness one half."""
    index = MinHashLSH(threshold=0.5, num_perm=128)
    signs = {}
    for row in rows:
        words = f"{row['title_raw']} {row['organization']} {row['description_text']}".lower().split()
        sign = MinHash(num_perm=128)
        sign.update_batch([" ".join(words[at : at + 4]).encode() for at in range(max(1, len(words) - 3))])
        signs[row["id"]] = sign
        index.insert(row["id"], sign)
    return {
        (min(name, other), max(name, other))
        for name, sign in signs.items()
        for other in index.query(sign)
        if other != name
    }


def measured(name: str, count: int) -> str:
    """One line of figures about one side."""
    rows, truth = world(count)
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    found = {"ours": ours, "minhash": minhash}[name](rows)
    seconds = time.process_time() - started
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    right = len(found & truth)
    return (
        f"{count:>7,} {name:8} {seconds:7.1f} s {memory:7,.0f} MB   "
        f"precision {right / max(1, len(found)):.3f}   recall {right / len(truth):.3f}"
    )


def main() -> None:
    """Print one line a side and size; sizes may be given as arguments."""
    for count in [int(size) for size in sys.argv[1:]] or [20_000, 100_000]:
        for name in ("ours", "minhash"):
            with ProcessPoolExecutor(1) as process:
                print(process.submit(measured, name, count).result(), flush=True)


if __name__ == "__main__":
    main()
