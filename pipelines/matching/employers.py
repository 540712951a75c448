"""Whether two names are one employer's: "City of Example" and "Example Registrar's Office", "RollCall", "Roll Call"."""

from dataclasses import dataclass

from pipelines.likeness import fold
from pipelines.matching.shingles import lookup, plain

_COMMON = frozenset(lookup("employers")["common"])
_JOINTS = frozenset({"of", "the", "and", "for", "in", "at", "s", "u"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Employer:
    """An employer's name as it is compared: the words that tell it from others, its letters, its initials.

    ``text`` is the name as it may stand in a text that ``plain`` folded.
    """

    telling: frozenset[str]
    letters: str
    initials: str
    text: str


def read(name: str | None) -> Employer | None:
    """The employer of a name; None where there is no word in it."""
    words = fold(name or "").split()
    if not words:
        return None
    telling = [word for word in words if word not in _COMMON] or words
    return Employer(
        telling=frozenset(telling),
        letters="".join(telling),
        initials="".join(word[0] for word in words if word not in _JOINTS),
        text=plain(" ".join(words)),
    )


def agree(a: Employer, b: Employer) -> bool:
    """Whether two names are one, in one or two lengths, however spaced, or one the acronym of the other."""
    if a.telling <= b.telling or b.telling <= a.telling or a.letters == b.letters:
        return True
    return _is_acronym(a.letters, b.initials) or _is_acronym(b.letters, a.initials)


def _is_acronym(letters: str, initials: str) -> bool:
    """Whether letters are the first or last initials of a longer name: "NC" of a state's board, "EAC" of a US one."""
    return 1 < len(letters) <= len(initials) and (initials.startswith(letters) or initials.endswith(letters))


def named_in(employer: Employer, text: str) -> bool:
    """Whether a folded text names the employer, in full or by the words that tell it from others."""
    padded = f" {text} "
    return f" {employer.text} " in padded or all(f" {plain(word)} " in padded for word in employer.telling)
