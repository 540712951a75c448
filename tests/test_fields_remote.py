"""Where the employee works: statements that count, words that only look like them, areas, days, travel."""

from dataclasses import asdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.fields import remote
from parsers.fields.remote import Remote, combine, parse
from parsers.reading import Context, Found
from schema.vocabulary import RemoteMode, members

NOWHERE = Context()

LABELS = {
    "Remote": {"mode": "remote"},
    "REMOTE": {"mode": "remote"},
    "Home based": {"mode": "remote"},
    "Virtual": {"mode": "remote"},
    "Remote (US only)": {"mode": "remote", "countries": ("US",)},
    "US Remote": {"mode": "remote", "countries": ("US",)},
    "Anywhere in the U.S. (remote job)": {"mode": "remote", "countries": ("US",)},
    "Remote, Canada": {"mode": "remote", "countries": ("CA",)},
    "Remote, Ohio": {"mode": "remote", "states": ("OH",), "countries": ("US",)},
    "Remote (New Jersey, US)": {"mode": "remote", "states": ("NJ",)},
    "Michigan (Remote)": {"mode": "remote", "states": ("MI",)},
    "Remote in PA, MI, or WI": {"mode": "remote", "states": ("PA", "MI", "WI")},
    "Remote - Denver, CO": {"mode": "remote", "states": ("CO",), "locations": ("Denver, CO",)},
    "Ohio, Remote": {"mode": "flexible", "states": ("OH",)},
    "Boise, ID or Remote": {"mode": "flexible", "states": (), "locations": ("Boise, ID",), "remote_possible": True},
    "Prague | Remote": {"mode": "flexible", "locations": ("Prague, CZ",)},
    "Remote or in-office": {"mode": "flexible"},
    "Hybrid": {"mode": "hybrid"},
    "Hybrid - Boise, ID": {"mode": "hybrid", "locations": ("Boise, ID",)},
    "Atlanta, GA - Hybrid": {"mode": "hybrid"},
    "On-site": {"mode": "onsite"},
    "Raleigh, NC (In-Office)": {"mode": "onsite"},
    "Not remote": {"mode": "onsite"},
}

SILENT_LABELS = [
    "", "Ohio", "Boise, ID", "Harris County, Texas", "Various", "Headquarters", "US", "Remote Polling Places Unit",
    "Veterans Home, Chelsea", "Election Operations Center",
]  # fmt: skip

BODIES = {
    # plain statements
    "This is a remote role.": {"mode": "remote"},
    "This is a remote organizing position.": {"mode": "remote"},
    "All of this work will be done remotely.": {"mode": "remote"},
    "Our position is fully remote within the United States.": {"mode": "remote", "countries": ("US",)},
    "Join a fully remote organization with people in twelve states.": {"mode": "remote"},
    "You will work out of your home office.": {"mode": "remote"},
    "Work location: Remote": {"mode": "remote"},
    "The position is virtual.": {"mode": "remote"},
    "Our staff works remotely and meets in person twice a year.": {"mode": "remote"},
    "The position may be performed remotely from anywhere in the country.": {"mode": "remote"},
    "We're a distributed team.": {"mode": "remote"},
    "Telework eligible? No. Remote job? No.": {"mode": "onsite"},
    "Remote job? Yes": {"mode": "remote"},
    "The position is remote but requires residency in Maine.": {"mode": "remote", "states": ("ME",)},
    "Telework eligible - no. Remote position: no.": {"mode": "onsite"},
    "**Work location:** Remote": {"mode": "remote"},
    # a choice
    "We are open to remote candidates.": {"mode": "flexible", "remote_possible": True},
    "This position can be remote or based in our Atlanta office.": {
        "mode": "flexible", "locations": ("Atlanta, GA",),
    },
    "Location: Detroit, MI or Remote": {"mode": "flexible", "locations": ("Detroit, MI",)},
    "Location: BOISE, ID - REMOTE FOR THE RIGHT PERSON": {"mode": "flexible"},
    # partly here, partly there
    "The role is hybrid, three days a week in the office.": {"mode": "hybrid", "days_onsite_per_week": 3},
    "Hybrid schedule: in the office on Mondays and Fridays.": {"mode": "hybrid", "days_onsite_per_week": 2},
    "A hybrid schedule with two remote days per week is offered.": {"mode": "hybrid", "days_onsite_per_week": None},
    "Employees may telework up to two days per week.": {"mode": "hybrid"},
    "Up to 40% telework is possible.": {"mode": "hybrid", "telework_percent": 40},
    "The job is located in Salem, with telecommuting possible.": {"mode": "hybrid"},
    "You work remotely and take part in some in-person work at the county.": {"mode": "hybrid"},
    "The schedule has three in-office days.": {"mode": "hybrid", "days_onsite_per_week": 3},
    "Occasional telework may be approved.": {"mode": "hybrid"},
    "The duties are suitable for telework.": {"mode": "hybrid"},
    # here
    "This is an in-person position at the warehouse.": {"mode": "onsite"},
    "This is an in-person organizing position.": {"mode": "onsite"},
    "Remote work is not permitted.": {"mode": "onsite"},
    "The job is not eligible for telework.": {"mode": "onsite"},
    "100% on-site": {"mode": "onsite"},
    "You must report to the elections office every day.": {"mode": "onsite"},
    "The hired person will work in person 5 days a week.": {"mode": "onsite", "days_onsite_per_week": None},
    "The job is in Phoenix, AZ; remote work is not available.": {"mode": "onsite"},
    # for a while
    "Because of the pandemic, all staff work from home until offices reopen.": {"mode": "remote", "temporary": True},
    "The position will initially be remote due to COVID-19.": {"mode": "remote", "temporary": True},
    # from where
    "Applicants must be based in Michigan. The work is remote.": {"mode": "remote", "states": ("MI",)},
    "Location: Remote (you must reside in Georgia or Maine)": {"mode": "remote", "states": ("GA", "ME")},
    "Remote anywhere in the contiguous United States": {
        "mode": "remote", "countries": ("US",), "exclude": ("AK", "HI"),
    },
    "This is a remote job, excluding California and New York.": {"mode": "remote", "exclude": ("CA", "NY")},
    "Remote, with a preference for Nevada": {"mode": "remote", "preferred": ("NV",), "states": ()},
    "Remote anywhere in the US (Tucson, AZ or Reno, NV preferred)": {"mode": "remote", "preferred": ("AZ", "NV")},
    # on the road
    "Two-year fellowship, on site in Tucson.": {"mode": "onsite"},
    "In person in Denver, 40 hours a week": {"mode": "onsite"},
    "Telework up to 30% after the first year.": {"mode": "hybrid", "telework_percent": 30},
    "We are remote-friendly; desks are available.": {"mode": "flexible"},
    "Hybrid: Mondays and Thursdays in Boise": {"mode": "hybrid", "days_onsite_per_week": 2},
    "Hybrid, in the Reno laboratory two days a week": {"mode": "hybrid", "days_onsite_per_week": 2},
    "Our home is Washington, D.C.\nYou work from Washington or remote.": {"mode": "flexible", "states": ("DC",)},
    "Travel up to 25% is expected.": {"mode": "unspecified", "travel": True, "travel_percent": 25},
    "No travel is required.": {"mode": "unspecified", "travel": False},
    "You will travel 10-20% of the time.": {"travel": True, "travel_percent": 20},
}  # fmt: skip

FALSE_FRIENDS = [
    "Gives remote support to clerks.",
    "Supplies remote locations with ballots.",
    "Runs remote polling places on the islands.",
    "Trains filers on CF Remote and sets up ImageCast Remote.",
    "Finalists are invited to a remote interview.",
    "Interviews will be held remotely.",
    "Due to COVID, interviews will be conducted remotely.",
    "Manages remote volunteers in five states.",
    "Leads remote trainings, remote meetings and remote phonebanks.",
    "Has used remote sensing data.",
    "Vote early, by mail or in person in Denver.",
    "How to apply:\nOnline or by mail\nIn person at 12 Elm Street",
    "Is there for occasional work on-site at our data center.",
    "Supports customers both remotely and on site.",
    "Manages a team of local and remote employees.",
    "Experience managing a remote team is a plus.",
    "You may choose the hybrid health plan or the hybrid pension plan.",
    "Certifies a hybrid voting system.",
    "This is a hybrid job of technician and database developer.",
    "Serves voters in person, by phone and by mail.",
    "Oversees in-person absentee voting and in-person early voting.",
    "Submit the form online or in person.",
    "A stipend for your home office setup is paid.",
    "There is a remote work stipend.",
    "Flexible schedules and telecommuting options, depending on position",
    "Attendance at in-person events is part of the fun.",
    "In-person attendance at board meetings is required.",
    "Training can be done remotely.",
    "Works in remote and rural communities.",
    "The grantee must reside in the county within six months.",
    "Reports to the Director and works with other members of the team.",
    "Travel expenses are reimbursed.",
]


def differing(value: Remote | None, wanted: dict[str, object]) -> dict[str, object]:
    assert value is not None
    given_value = asdict(value)
    return {key: given_value[key] for key in wanted if given_value[key] != wanted[key]}


@pytest.mark.parametrize(("text", "wanted"), LABELS.items())
def test_a_field_of_its_own(text: str, wanted: dict[str, object]):
    assert differing(parse(text, NOWHERE, labelled=True), wanted) == {}


@pytest.mark.parametrize("text", SILENT_LABELS)
def test_a_place_alone_says_nothing(text: str):
    assert parse(text, NOWHERE, labelled=True) is None


@pytest.mark.parametrize(("text", "wanted"), BODIES.items())
def test_a_statement_in_a_body(text: str, wanted: dict[str, object]):
    assert differing(parse(text, NOWHERE), wanted) == {}
    longer = f"We count ballots with care.\n{text}\nApply by mail to the clerk."
    assert differing(parse(longer, NOWHERE), wanted) == {}


@pytest.mark.parametrize("text", FALSE_FRIENDS)
def test_words_that_speak_of_other_things(text: str):
    assert parse(text, NOWHERE) is None


@pytest.mark.parametrize(
    ("title", "mode"),
    [
        ("Field Organizer (Remote)", "remote"),
        ("Remote Organizer, Georgia", "remote"),
        ("Data Engineer, Remote", "remote"),
        ("Trainer (Hybrid Position)", "hybrid"),
        ("Remote Support Technician", None),
        ("In-Person Absentee Coordinator", None),
    ],
)
def test_a_title_may_say_it(title: str, mode: str | None):
    value = parse("Helps voters.", Context(title=title))
    assert (value.mode if value else None) == mode


def reading(**values: object) -> Remote:
    return Remote(found=Found(quote="", rule="test"), **values)  # type: ignore[arg-type]


def test_the_field_decides_and_the_body_completes():
    both = combine(reading(mode="remote"), reading(mode="hybrid", travel=True, days_onsite_per_week=2))
    assert both is not None
    assert (both.mode, both.travel, both.days_onsite_per_week) == ("remote", True, None)


def test_a_silent_field_leaves_the_word_to_the_body():
    both = combine(reading(locations=("Boise, ID",)), reading(mode="hybrid", days_onsite_per_week=2))
    assert both is not None
    assert (both.mode, both.days_onsite_per_week, both.locations) == ("hybrid", 2, ("Boise, ID",))
    assert combine(None, None) is None
    assert combine(None, both) is both


def test_the_quote_is_the_sentence_itself():
    value = parse("We count ballots. This is a fully remote role. Apply.", NOWHERE)
    assert value is not None
    assert (value.found.quote, value.found.rule) == ("This is a fully remote role.", "strong")


@pytest.mark.parametrize("text", [*BODIES, *FALSE_FRIENDS])
def test_spaces_and_dashes_of_any_kind_are_the_same(text: str):
    plain = parse(text, NOWHERE)
    for other in (text.replace(" ", "\u00a0"), text.replace("-", "‑"), f"  {text}\t"):
        value = parse(other, NOWHERE)
        assert (value and value.mode) == (plain and plain.mode)


@pytest.mark.parametrize("text", LABELS)
def test_capitals_in_a_field_change_nothing(text: str):
    value, loud = parse(text, NOWHERE, labelled=True), parse(text.upper(), NOWHERE, labelled=True)
    assert value is not None
    assert loud is not None
    assert loud.mode == value.mode


PIECES = st.sampled_from(
    "remote|hybrid|not|telework|in person|office|three days a week|Ohio|DC|must reside in|travel|50%|up to|.|;|\n|or"
    "|and|Location:|position is".split("|")
)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200) | st.lists(PIECES, max_size=20).map(" ".join), st.booleans())
def test_no_text_is_an_error(text: str, labelled: bool):
    value = parse(text, Context(title=text[:60]), labelled=labelled)
    if value is not None:
        assert value.mode in members(RemoteMode)
        assert value.travel_percent is None or 0 <= value.travel_percent <= 100
        assert value.days_onsite_per_week is None or value.mode == "hybrid"
        assert {len(code) for code in (*value.states, *value.countries, *value.exclude, *value.preferred)} <= {2}


def test_a_megabyte_is_read_in_passing():
    value = parse("This is a remote role. " + "remote or not in person work, " * 40_000, NOWHERE)
    assert value is not None


@pytest.mark.parametrize("unit", [".", " ", "a", "work ", "remote ", "1 day ", "Monday", "in person, ", "-", "Ohio, "])
def test_repetition_does_not_hang_it(unit: str):
    for labelled in (False, True):
        value = parse(unit * 100_000, NOWHERE, labelled=labelled)
        assert value is None or value.found.rule


def test_every_rule_of_the_lookup_compiles_alone():
    data = remote.gazetteer.lookup("remote")
    for rule in data["rule"]:
        for pattern in rule["patterns"]:
            assert remote._compiled([pattern], data["words"]).search("") is None


def test_no_entry_of_the_lookup_is_idle():
    data = remote.gazetteer.lookup("remote")
    patterns = [*data["false_friends"]["patterns"], *(p for rule in data["rule"] for p in rule["patterns"])]
    things = data["false_friends"]["after_remote"]
    assert len(set(patterns)) == len(patterns)
    assert len(set(things)) == len(things)
    for word in data["words"]:
        assert any(word in pattern for pattern in patterns), word
