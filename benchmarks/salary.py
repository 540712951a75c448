"""Pay statements a second, beside one plain regular expression over the same texts; every text is made here."""

import random
import re
import time
import tracemalloc
from collections.abc import Callable

from parsers.fields.salary import parse
from parsers.reading import Context

PLAIN = re.compile(r"\$\s?(\d[\d,.]*)(k?)\s?(?:-|–|to)\s?\$?(\d[\d,.]*)(k?)|\$\s?(\d[\d,.]*)(k?)", re.IGNORECASE)
CONTEXT = Context()
DUTY = (
    "Prepares mail ballots, answers voters at the counter and keeps the register of addresses up to date. "
    "Trains up to 40 seasonal clerks for each of 3 elections a year and reports to the deputy registrar. "
)


def strings(count: int) -> list[str]:
    """Short pay fields in many shapes."""
    draw = random.Random(4)
    made = []
    for _ in range(count):
        low = draw.randrange(38, 140)
        high = low + draw.randrange(4, 40)
        made.append(
            draw.choice(
                (
                    f"${low},000 - ${high},500",
                    f"${low}-{high}k",
                    f"${low / 3:.2f} to ${high / 3:.2f} per hour, DOE",
                    f"${low * 60:,} – ${high * 60:,} monthly",
                    f"Starting at ${low},250 a year",
                    f"USD {low},000 gross per year",
                    "Commensurate with experience",
                )
            )
        )
    return made


def bodies(count: int) -> list[str]:
    """Postings of about 4 kB with the pay near their end."""
    return [f"{DUTY * 19}\n\nSalary: {pay}. Deadline: May 2.\n\n{DUTY}" for pay in strings(count)]


def rate(read: Callable[[str], object], texts: list[str]) -> float:
    """Texts a second of processor time."""
    started = time.process_time()
    for text in texts:
        read(text)
    return len(texts) / (time.process_time() - started)


def growth(texts: list[str], rounds: int) -> int:
    """Bytes that stay allocated after reading the texts again and again."""
    tracemalloc.start()
    for text in texts:
        parse(text, CONTEXT, labelled=True)
    before = tracemalloc.get_traced_memory()[0]
    for _ in range(rounds):
        for text in texts:
            parse(text, CONTEXT, labelled=True)
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    return grown


def main() -> None:
    """Print one line a kind of text."""
    for name, texts, labelled in (("pay fields", strings(10_000), True), ("4 kB postings", bodies(400), False)):
        plain = rate(lambda text: list(PLAIN.finditer(text)), texts)
        ours = rate(lambda text, labelled=labelled: parse(text, CONTEXT, labelled=labelled), texts)
        print(f"{name:14} {ours:9,.0f} a second; plain regex {plain:9,.0f}; ratio {plain / ours:.1f}")
    print(f"memory         {growth(strings(500), 4):9,} bytes more after 2,000 further strings")


if __name__ == "__main__":
    main()
