"""The phrase lookups of role, sector, organization: every entry is used, and none shadows another.

Each phrase is tried on its own words, and once more for each word of its choices: what the lookup promises for them
must be what the parser answers. A phrase that another one of its family makes superfluous is an error.
"""

from collections import Counter
from collections.abc import Iterator

import pytest

from parsers.fields import organization, role, sector_words
from parsers.fields.employer_groups import GROUPS, Group
from parsers.fields.wording import Phrase, PhraseBook, Words, load
from parsers.reading import Context

KIND_OF_GROUP = {group: kind for kind, group in reversed(GROUPS.items())}


def examples(phrase: str) -> Iterator[str]:
    """Texts that consist of the phrase's own words: each word of each choice once."""
    places = [sorted(place) for place in Phrase.of(phrase).places]
    first = [place[0] if place else "x" for place in places]
    yield " ".join(first)
    for index, place in enumerate(places):
        for word in place[1:]:
            yield " ".join([*first[:index], word, *first[index + 1 :]])


def title_rules() -> list[tuple[str, dict[str, object], str]]:
    return [
        (family["name"], rule, title)
        for family in load("role_families")["family"]
        for rule in family["rules"]
        for title in rule["titles"]
    ]


def groups(rule: dict[str, object]) -> list[Group]:
    return list(rule.get("employers", ["unknown"]))  # type: ignore[call-overload]


def answer(title: str, group: Group) -> str:
    return role.parse(title, Context(title=title, organization_kind=KIND_OF_GROUP[group])).family


@pytest.mark.parametrize("family", sorted({family for family, _, _ in title_rules()}))
def test_each_title_phrase_decides_its_own_words(family: str) -> None:
    wrong = [
        (phrase, example, group, got)
        for name, rule, phrase in title_rules()
        if name == family
        for group in groups(rule)
        for example in examples(phrase)
        if (got := answer(example, group)) != family
    ]
    assert wrong == []


def test_no_title_phrase_makes_another_superfluous() -> None:
    rules = title_rules()
    books = [(name, rule, phrase, PhraseBook([(phrase, phrase)])) for name, rule, phrase in rules]
    shadowed = [
        (family, phrase, other)
        for family, rule, phrase in rules
        for name, stronger, other, book in books
        if name == family
        and phrase != other
        and stronger["weight"] >= rule["weight"]  # type: ignore[operator]
        and stronger.get("soc") == rule.get("soc")
        and set(groups(rule)) <= set(groups(stronger))
        and ("employers" not in stronger or "employers" in rule)
        and all(book.first(Words.of(example)) for example in examples(phrase))
    ]
    assert shadowed == []


@pytest.mark.parametrize(
    ("lookup", "entry", "words"),
    [
        ("role_families", "rules", "titles"),
        ("role_levels", "level", "titles"),
        ("role_duties", "duties", "words"),
        ("sector_terms", "term", "words"),
        ("sector_negatives", "negative", "words"),
        ("organization_kinds", "kind", "names"),
    ],
)
def test_no_phrase_stands_twice_in_one_entry(lookup: str, entry: str, words: str) -> None:
    tables = load(lookup)
    entries = [rule for family in tables["family"] for rule in family["rules"]] if entry == "rules" else tables[entry]
    twice = [phrase for table in entries for phrase, times in Counter(table[words]).items() if times > 1]
    assert twice == []


def test_each_level_phrase_is_used() -> None:
    levels = load("role_levels")["level"]
    wrong = []
    for level in levels:
        family = level.get("families", ["other"])[0]
        for phrase in level["titles"]:
            for example in examples(phrase):
                got = role.level_of(Words.of(example), family)
                rank = [entry["name"] for entry in levels].index
                if got != level["name"] and rank(got) > rank(level["name"]):
                    wrong.append((phrase, example, got))
    assert wrong == []


def test_each_sector_term_counts_as_itself() -> None:
    wrong = [
        (term["name"], example, sector_words.terms_in(example))
        for term in load("sector_terms")["term"]
        for phrase in term["words"]
        for example in examples(phrase)
        if term["name"] not in sector_words.terms_in(example)
    ]
    assert wrong == []


EMPLOYERS = {"office": "Example County Elections", "vendor": "Example Voting Systems"}


@pytest.mark.parametrize("entry", load("role_duties")["duties"], ids=lambda entry: str(entry["family"]))
def test_duties_tell_their_family(entry: dict[str, list[str]]) -> None:
    group = entry.get("employers", ["office"])[0]
    sentences = [next(examples(phrase)) for phrase in entry["words"]]
    body = ". ".join([*sentences, "The place is near the train", "Hours are set week by week", "There is a canteen"])
    padded = body + " " * role.BODY_CHARACTERS
    assert role.parse(padded, Context(title="Zz", organization=EMPLOYERS[group])).family == entry["family"]


def test_each_duty_phrase_can_be_found() -> None:
    tables = load("role_duties")
    phrases = [phrase for entry in [*tables["duties"], *tables["refine"]] for phrase in entry["words"]]
    lost = [
        phrase
        for phrase in phrases
        if not all(Phrase.of(phrase).end(Words.of(e).words, 0) is not None for e in examples(phrase))
    ]
    assert lost == []


def test_each_other_sense_is_recognized() -> None:
    wrong = [
        (negative["reason"], example)
        for negative in load("sector_negatives")["negative"]
        for phrase in negative["words"]
        for example in examples(phrase)
        if negative["reason"] not in sector_words.senses_in(example)
    ]
    assert wrong == []


def test_no_employer_is_listed_twice() -> None:
    names = [
        Words.of(name).plain().removeprefix("the ")
        for kind in load("employers")["kind"]
        for purpose in organization.PURPOSES & kind.keys()
        for names in kind[purpose]
        for name in dict.fromkeys(Words.of(n).plain() for n in names)
    ]
    assert [name for name, times in Counter(names).items() if times > 1] == []


def test_each_employer_has_its_kind() -> None:
    wrong = [
        (name, organization.kind_of(name))
        for kind in load("employers")["kind"]
        for purpose in organization.PURPOSES & kind.keys()
        for names in kind[purpose]
        for name in names
        if organization.kind_of(name) != kind["name"]
    ]
    assert wrong == []


def test_usual_families_are_of_listed_employers() -> None:
    lookup = load("employers")
    first_names = {
        names[0] for kind in lookup["kind"] for p in organization.PURPOSES & kind.keys() for names in kind[p]
    }
    families = {family["name"] for family in load("role_families")["family"]}
    assert set(lookup["usual"]) <= first_names
    assert set(lookup["usual"].values()) <= families


def test_each_kind_phrase_tells_its_kind() -> None:
    wrong = [
        (kind["name"], example, organization.kind_of(example))
        for kind in load("organization_kinds")["kind"]
        for phrase in kind["names"]
        for example in examples(phrase)
        if organization.kind_of(example) != kind["name"]
    ]
    assert wrong == []
