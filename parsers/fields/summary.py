"""One or two of the posting's own sentences about the duties."""

import re
from dataclasses import dataclass
from itertools import islice

from parsers.reading import Context, Found

_SENTENCE = re.compile(r"(?:[^.!?\n]++|\.(?=\d|\w\.|[a-z,)]))+(?:[.!?]+[”\"’)]?|\n|$)")
_ABOUT_WORK = re.compile(
    r"\b(?=[acdehlmoprsw])(?:will|responsib\w+|duties|performs?|manages?|coordinates?|leads?|oversees?|supports?|assists?|plans?|develops?|"
    r"directs?|administers?|serves? as|provides?|ensures?|supervises?|prepares?|seek(?:s|ing)|looking for|hiring|"
    r"maintains?|conducts?|organizes?|works? (?:with|under|on))\b"
)
_NOT_WORK = re.compile(
    r"\b(?:equal (?:opportunity|employment)|founded in|mission is|nonprofit organization that|benefits?|salary|"
    r"compensation|\$\d|deadline|to apply|click here|cookies?|resume|degree|years? of experience|qualifications?|"
    r"about (?:us|the)|located in|population|disabilit)\w*\b"
)
_LEAD = re.compile(r"[\s#>*_•·|-]*")
_MARKUP = re.compile(r"^[\s#>*_•·|-]+|[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}|\[([^\]]*)\]\([^)]*\)")
_MAX = 320
_LOOKED_AT = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """At most two sentences, 320 characters."""

    summary: str
    found: Found


def _tidy(sentence: str) -> str:
    if any(mark in sentence for mark in "*_["):
        return " ".join(_MARKUP.sub(lambda m: m[1] or "", sentence).split())
    return " ".join(_LEAD.sub("", sentence, count=1).split())


def _weight(sentence: str, position: int) -> float:
    words = len(sentence.split())
    if words < 6 or sentence.endswith(":") or sentence.isupper():
        return -1.0
    low = sentence.lower()
    return 2.0 * bool(_ABOUT_WORK.search(low)) - 2.5 * bool(_NOT_WORK.search(low)) - 0.04 * position + 0.5


def parse(text: str, context: Context, *, labelled: bool = False) -> Summary | None:
    """Choose the sentence that says most about the work, and the one behind it where both fit.

    ``labelled`` text is the duties section itself, where the first sentences are the right ones.
    """
    tidied = (_tidy(m[0]) for m in _SENTENCE.finditer(text[:20_000]))
    sentences = list(islice((s for s in tidied if s), _LOOKED_AT))
    weights = [_weight(s, i) + (1.0 if labelled and i == 0 else 0.0) for i, s in enumerate(sentences)]
    if not weights or max(weights) <= 0.5:
        return None
    best = weights.index(max(weights))
    chosen = sentences[best]
    if best + 1 < len(sentences) and weights[best + 1] > 0.5 and len(chosen) + len(sentences[best + 1]) < _MAX:
        chosen = f"{chosen} {sentences[best + 1]}"
    if len(chosen) > _MAX:
        chosen = chosen[: chosen.rfind(" ", 0, _MAX - 1)].rstrip(",;: ") + " …"
    return Summary(summary=chosen, found=Found(quote=sentences[best], rule="summary.duty_sentence", confidence=0.8))
