"""The words of pay statements: lists from ``lookups/salary.toml``, made into matchers that find them in one pass."""

import re
import tomllib
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files

TABLES = tomllib.loads(files("parsers.fields.lookups").joinpath("salary.toml").read_text(encoding="utf-8"))
_END = ""
_BLANKS = re.compile(r"[\s-]+")


def trie_pattern(phrases: Sequence[str]) -> str:
    """One pattern that finds the longest of many phrases without trying each of them at each place."""
    root: dict[str, dict] = {}  # type: ignore[type-arg]  # a trie is a type of itself
    for phrase in phrases:
        node = root
        for character in phrase:
            node = node.setdefault(character, {})
        node[_END] = {}
    return _render(root, "")


def _render(node: Mapping[str, Mapping], before: str) -> str:  # type: ignore[type-arg]
    branches = []
    for character in sorted((c for c in node if c != _END), key=lambda c: (c == "*", c)):
        piece = {" ": r"[\s-]+", "*": r"\w*"}.get(character) or re.escape(character)
        branches.append(piece + _render(node[character], character))
    if _END in node:
        branches.append(r"(?!\w)" if before.isalnum() or before == "*" else "")
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"


class Lexicon:
    """Phrases under keys; ``find`` gives every place of a folded text where one of them stands."""

    def __init__(self, phrases: Mapping[str, Sequence[str]]) -> None:
        self.phrases = phrases
        self._keys = {p: key for key, some in phrases.items() for p in some if "*" not in p}
        open_ended = sorted(
            ((p, key) for key, some in phrases.items() for p in some if "*" in p), key=lambda x: -len(x[0])
        )
        self._stems = [(re.compile(trie_pattern([p])), key) for p, key in open_ended]
        self.pattern = rf"(?<!\w){trie_pattern([p for some in phrases.values() for p in some])}"
        self._regex = re.compile(self.pattern)

    def find(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Key, start and end of each phrase, in the order of the text."""
        for m in self._regex.finditer(text):
            yield self._key(m.group()), m.start(), m.end()

    def last(self, text: str) -> tuple[str, int, int] | None:
        """The phrase that stands nearest to the end of the text."""
        return next(iter(deque(self.find(text), maxlen=1)), None)

    def first(self, text: str) -> tuple[str, int, int] | None:
        """The phrase that stands nearest to the beginning of the text."""
        return next(self.find(text), None)

    def _key(self, words: str) -> str:
        plain = _BLANKS.sub(" ", words)
        known = self._keys.get(plain)
        return known or next(key for stem, key in self._stems if stem.fullmatch(plain))


FLAGS = Lexicon(TABLES["flags"])
UNITS = Lexicon({unit: words["words"] for unit, words in TABLES["units"].items()})
NOUNS = Lexicon({unit: words["nouns"] for unit, words in TABLES["units"].items()})
BEFORE = Lexicon({key: TABLES["ends"][key] for key in ("lower", "upper", "middle", "hiring", "full")})
AFTER = Lexicon({"lower": TABLES["ends"]["lower_after"], "upper": TABLES["ends"]["upper_after"]})
NOT_PAY_BEFORE = Lexicon(
    {
        "never": TABLES["not_pay"]["never"],
        "other": TABLES["not_pay"]["before"],
        "other unless hourly": TABLES["not_pay"]["before_unless_hourly"],
        "pay": [*TABLES["pay"]["words"], *TABLES["pay"]["weak"]],
    }
)
NOT_PAY_AFTER = Lexicon({"other": TABLES["not_pay"]["after"]})
PAY = Lexicon({key: TABLES["pay"][key] for key in ("words", "weak")})
ALONE = Lexicon({"alone": TABLES["pay"]["alone"]})
LABELS = Lexicon({"label": TABLES["pay"]["labels"]})
OTHER_JOBS = Lexicon({"other": TABLES["not_pay"]["other_jobs"]})
PLACES = Lexicon({"place": TABLES["places"]["names"]})
