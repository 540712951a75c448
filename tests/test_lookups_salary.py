"""The lists of pay words: each entry is found under its own key, and none is idle."""

from typing import get_args

import pytest

from parsers.fields import salary_words
from schema.vocabulary import SalaryFlag, SalaryUnit

LEXICONS = {name: value for name, value in vars(salary_words).items() if isinstance(value, salary_words.Lexicon)}


@pytest.mark.parametrize("name", LEXICONS)
def test_every_phrase_is_found_under_its_own_key(name):
    lexicon = LEXICONS[name]
    for key, phrases in lexicon.phrases.items():
        for phrase in phrases:
            spoken = phrase.replace("*", "s")
            assert list(lexicon.find(spoken)) == [(key, 0, len(spoken))], phrase


def test_flags_of_the_lookup_are_flags_of_the_schema():
    named = {key for key in salary_words.TABLES["flags"] if not key.startswith("not_")}
    assert named <= set(get_args(SalaryFlag))
    assert set(salary_words.TABLES["units"]) == set(get_args(SalaryUnit))


# Here only the key counts, so an entry that a shorter one of its key already finds would be idle.
ADDED_UP = ("FLAGS", "PAY", "BEFORE", "NOT_PAY_AFTER", "PLACES", "LABELS", "OTHER_JOBS")


@pytest.mark.parametrize("name", ADDED_UP)
def test_no_entry_is_idle(name):
    phrases = LEXICONS[name].phrases
    for key, some in phrases.items():
        for phrase in some:
            rest = {k: [p for p in v if (k, p) != (key, phrase)] for k, v in phrases.items()}
            others = salary_words.Lexicon({k: v for k, v in rest.items() if v})
            without = {found for found, _, _ in others.find(phrase.replace("*", "s"))}
            assert without != {key}, phrase
