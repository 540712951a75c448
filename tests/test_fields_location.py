"""Places of work: labels, headings, bodies, employers' names, the parts of structured sources."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.fields import gazetteer
from parsers.fields.location import from_parts, parse
from parsers.reading import Context
from schema.records import Location

NOWHERE = Context()


def us(region: str, locality: str | None = None, county: str | None = None) -> Location:
    return Location(locality=locality, county=county, region=region, country="US")


def abroad(country: str, locality: str | None = None, region: str | None = None) -> Location:
    return Location(locality=locality, region=region, country=country)


def places(text: str, context: Context = NOWHERE, *, labelled: bool) -> list[Location]:
    value = parse(text, context, labelled=labelled)
    return list(value.locations) if value else []


LABELS = {
    "Prince William Co., Va.": [us("VA", county="Prince William County")],
    "Chicago area": [us("IL", "Chicago")],
    "Washington, DC metro area": [us("DC", "Washington")],
    "any town in Ohio": [us("OH")],
    "must reside in MI, WI or PA": [us("MI"), us("WI"), us("PA")],
    "Macon, GA": [us("GA", "Macon")],
    "MACON, GEORGIA": [us("GA", "Macon")],
    "boise, idaho": [us("ID", "Boise")],
    "Lansing, Mich.": [us("MI", "Lansing")],
    "Santa Fe, N.M.": [us("NM", "Santa Fe")],
    "Salem, Ore.": [us("OR", "Salem")],
    "St. Louis, Mo.": [us("MO", "St. Louis")],
    "Winston-Salem NC": [us("NC", "Winston-Salem")],
    "Washington, D.C.": [us("DC", "Washington")],
    "Washington D.C. 20036": [us("DC", "Washington")],
    "District of Columbia": [us("DC", "Washington")],
    "Washington State": [us("WA")],
    "Olympia, Washington": [us("WA", "Olympia")],
    "Washington, Pa.": [us("PA", "Washington")],
    "New York": [us("NY")],
    "New York, NY": [us("NY", "New York")],
    "New York, New York": [us("NY", "New York")],
    "Elm Building 400 Sixth Avenue Tacoma, WA": [us("WA", "Tacoma")],
    "900 Court St., Boise, Idaho 83702": [us("ID", "Boise")],
    "Salem, OR, OR, 97309": [us("OR", "Salem")],
    "US-GA-Atlanta": [us("GA", "Atlanta")],
    "Sarasota, FL, US": [us("FL", "Sarasota")],
    "Denver, Colorado, United States": [us("CO", "Denver")],
    "Dane County, Wis.": [us("WI", county="Dane County")],
    "County of San Diego, CA": [us("CA", county="San Diego County")],
    "Orleans Parish, Louisiana": [us("LA", county="Orleans Parish")],
    "Coconino County (Flagstaff), Ariz.": [us("AZ", "Flagstaff", "Coconino County")],
    "City and County of Denver, Colorado": [us("CO", "Denver")],
    "Detroit, MI; Flint, MI": [us("MI", "Detroit"), us("MI", "Flint")],
    "Phoenix or Tucson, Arizona": [us("AZ", "Phoenix"), us("AZ", "Tucson")],
    "Maine, Vermont, New Hampshire": [us("ME"), us("VT"), us("NH")],
    "PA, MI and WI": [us("PA"), us("MI"), us("WI")],
    "Remote, Ohio": [us("OH")],
    "Hybrid in Sacramento, CA": [us("CA", "Sacramento")],
    "Prague | Remote": [abroad("CZ", "Prague")],
    "Denver": [us("CO", "Denver")],
    "Tallahassee": [us("FL", "Tallahassee")],
    "Kenya": [abroad("KE")],
    "Trinidad and Tobago": [abroad("TT")],
    "Vienna, Austria": [abroad("AT", "Vienna")],
    "Toronto, Ontario, Canada": [abroad("CA", "Toronto", "ON")],
    "Tbilisi, Georgia": [abroad("GE", "Tbilisi")],
    "Armenia, Georgia, Moldova": [abroad("AM"), abroad("GE"), abroad("MD")],
    "United States": [abroad("US")],
    "Guam": [us("GU")],
    "Tucson, AZ or remote, with a preference for Ohio or Georgia": [us("AZ", "Tucson")],
}

SILENT_LABELS = [
    "Remote, with a strong preference for Nevada, Georgia or Ohio",
    "", "-", "N/A", "TBD", "Remote", "Home based", "Various", "Multiple Locations", "Statewide", "Nationwide",
    "Headquarters", "Columbus", "Springfield", "Portland", "Orange County", "Jackson County", "Reading",
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), LABELS.items())
def test_a_label_is_a_list_of_places(text: str, wanted: list[Location]):
    assert places(text, labelled=True) == wanted


@pytest.mark.parametrize("text", SILENT_LABELS)
def test_a_label_without_a_certain_place_says_nothing(text: str):
    assert parse(text, NOWHERE, labelled=True) is None


@pytest.mark.parametrize(
    ("text", "context", "wanted"),
    [
        ("Columbus", Context(organization="Franklin County Board of Elections, Ohio"), us("OH", "Columbus")),
        ("Springfield", Context(organization="Illinois State Board of Elections"), us("IL", "Springfield")),
        ("Orange County", Context(title="Aide to the Supervisor of Elections"), us("FL", county="Orange County")),
        ("Alexandria", Context(title="General Registrar"), us("VA", "Alexandria")),
        ("Jackson County", Context(url="https://elections.example.mi.us/jobs"), us("MI", county="Jackson County")),
        ("Georgia", Context(organization="Caucasus Ballot Watch"), abroad("GE")),
        ("Georgia", Context(organization="Peach State Ballot Watch"), us("GA")),
    ],
)
def test_what_stands_around_decides_between_namesakes(text: str, context: Context, wanted: Location):
    assert places(text, context, labelled=True) == [wanted]


BODIES = {
    "Clerk—Mail Ballots, Pierce County, Wash. — sorts": [us("WA", county="Pierce County")],
    "Location: 12 Main St. Coolidge, AZ Job Type: Full-time": [us("AZ", "Coolidge")],
    "Deputy Director, Marion County, Ind. — runs the warehouse": [us("IN", county="Marion County")],
    "Clerk, Town of Hartford, Vermont — keeps the rolls": [us("VT", "Hartford")],
    "Clerk, City of Fairfax, Virginia – keeps the rolls": [us("VA", "Fairfax")],
    "Writer, Ballot Paper Review, Medford, Mass. — writes": [us("MA", "Medford")],
    "Writer, Ballot Paper Review, Boston — writes": [us("MA", "Boston")],
    "Engineer (Toronto, ON) – Votebox — builds": [abroad("CA", "Toronto", "ON")],
    "Analyst, State of Hawaii Office of Elections — counts": [us("HI")],
    "Analyst, Nevada Secretary of State — counts": [us("NV")],
    "Analyst, Nevada Secretary of State — counts. The office is located in downtown Carson City.": [
        us("NV", "Carson City")
    ],
    "Organizer, Voters of Montana United — organizes": [us("MT")],
    "Chief, Milwaukee Election Commission — leads": [us("WI", "Milwaukee")],
    "Aide, Orange County Supervisor of Elections — helps": [us("FL", county="Orange County")],
    "Analyst, Lucas County Board of Elections — counts. Ohio law applies.": [us("OH", county="Lucas County")],
    "Analyst, Maricopa County — counts": [us("AZ", county="Maricopa County")],
    "Adviser, Open Ballots Fund, Amman, Jordan — advises": [abroad("JO", "Amman")],
    "Engineer, Votebox — builds. This position is based in Golden, Colorado.": [us("CO", "Golden")],
    "Engineer, Votebox — builds. You will sit in our Austin office.": [us("TX", "Austin")],
    "Engineer, Votebox — builds. The role can be based in either Ohio or Pennsylvania.": [us("OH"), us("PA")],
    "Salary: $50,000 Location: Omaha, Neb. Job Type: Full-time": [us("NE", "Omaha")],
    "We count.\nWORK LOCATION: Elko County, NV\nApply soon.": [us("NV", county="Elko County")],
    "We count. Send a letter to 12 Oak Street, Lincoln, NE 68508.": [us("NE", "Lincoln")],
}

SILENT_BODIES = [
    "",
    "Director, Everyone Ballots — leads the sale of systems to every democracy in the world.",
    "Fellow, Ballot Forward, Washington — writes",
    "Manager, Jackson County — manages",
    "Grants Specialist, U.S. Ballot Agency — helps states and territories with grants.",
    "Reporter, New York Times — reports",
]


@pytest.mark.parametrize(("text", "wanted"), BODIES.items())
def test_a_body_is_read_where_it_speaks_of_the_place(text: str, wanted: list[Location]):
    assert places(text, labelled=False) == wanted


@pytest.mark.parametrize("text", SILENT_BODIES)
def test_a_body_without_a_place_says_nothing(text: str):
    assert parse(text, NOWHERE) is None


@pytest.mark.parametrize(
    ("context", "wanted"),
    [
        (Context(location="Tampa, FL", organization="City of Chicago"), us("FL", "Tampa")),
        (Context(title="Organizer, Wake County"), us("NC", county="Wake County")),
        (Context(organization="King County Elections"), us("WA", county="King County")),
        (Context(organization="City of Madison, Wisconsin"), us("WI", "Madison")),
        (Context(organization="Georgia Secretary of State"), us("GA")),
        (Context(organization="Ohio County Auditors Alliance"), us("OH")),
    ],
)
def test_a_silent_body_leaves_the_word_to_its_context(context: Context, wanted: Location):
    assert places("Counts ballots.", context, labelled=False) == [wanted]


@pytest.mark.parametrize(
    ("parts", "wanted"),
    [
        ({"locality": "Seattle", "region": "Washington", "country": "United States"}, us("WA", "Seattle")),
        ({"locality": "Washington", "region": "DC", "country": "us"}, us("DC", "Washington")),
        ({"region": "WA"}, us("WA")),
        ({"county": "King", "region": "WA"}, us("WA", county="King County")),
        ({"locality": "Austin, TX"}, us("TX", "Austin")),
        ({"locality": "Denver"}, us("CO", "Denver")),
        ({"locality": "Remote", "country": "USA"}, abroad("US")),
        ({"locality": "Tbilisi", "country": "Georgia"}, abroad("GE", "Tbilisi")),
        ({"locality": "Lille", "region": "Nord", "country": "fr"}, abroad("FR", "Lille")),
        ({"locality": "Toronto", "region": "Ontario", "country": "Canada"}, abroad("CA", "Toronto", "ON")),
    ],
)
def test_parts_come_in_any_spelling(parts: dict[str, str], wanted: Location):
    value = from_parts(parts, "", NOWHERE)
    assert value is not None
    assert list(value.locations) == [wanted]


def test_no_parts_are_no_place():
    assert from_parts({}, "", NOWHERE) is None
    assert from_parts({"locality": " "}, "", NOWHERE) is None


def test_the_quote_stands_in_the_text():
    text = "Engineer, Votebox — builds boxes. This position is based in Golden, Colorado. Apply."
    value = parse(text, NOWHERE)
    assert value is not None
    assert value.found.quote == "This position is based in Golden, Colorado"
    assert value.found.quote in text


def test_every_city_alias_leads_somewhere():
    for name in gazetteer.lookup("location")["city"]:
        assert gazetteer.cities(name), name


def test_every_famous_county_exists_and_has_namesakes():
    for name, state in gazetteer.lookup("location")["county"].items():
        assert state in gazetteer.county_states(name)
        assert len(gazetteer.county_states(name)) > 1, f"{name} is the only one: the entry is not needed"


def test_every_state_is_known_by_all_its_spellings():
    for code, row in gazetteer.lookup("states").items():
        for spelling in (code, row["name"], row["name"].upper(), *row.get("short", ())):
            assert gazetteer.state_code(spelling) == code


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200) | st.text(st.characters(codec=None), max_size=80), st.booleans())
def test_no_text_is_an_error_and_us_regions_are_states(text: str, labelled: bool):
    value = parse(text, Context(organization=text, title=text), labelled=labelled)
    for place in value.locations if value else ():
        assert place.country != "US" or place.region is None or place.region in gazetteer.STATES


WORDS = st.sampled_from(
    "Macon|GA|Ga.|,|Wake County|N.C.| — |\n|DC|Washington|Kenya|Georgia|(|)|;|Remote|based in|Location:|US|-".split("|")
)


@settings(max_examples=300, deadline=None)
@given(st.lists(WORDS, max_size=12), st.booleans())
def test_no_jumble_of_places_is_an_error(words: list[str], labelled: bool):
    value = parse(" ".join(words), NOWHERE, labelled=labelled)
    for place in value.locations if value else ():
        assert place.country != "US" or place.region is None or place.region in gazetteer.STATES


@pytest.mark.parametrize("text", LABELS)
def test_spaces_and_dashes_of_any_kind_are_the_same(text: str):
    wanted = places(text, labelled=True)
    for other in (text.replace(" ", "\u00a0"), text.replace(" ", "  "), f"\n {text}\t", text.replace("-", "‑")):
        assert [(x.region, x.country) for x in places(other, labelled=True)] == [(x.region, x.country) for x in wanted]


@pytest.mark.parametrize("text", BODIES)
def test_hard_spaces_in_a_body_change_nothing(text: str):
    assert places(text.replace(" ", "\u00a0"), labelled=False) == places(text, labelled=False)


def test_a_megabyte_is_read_in_passing():
    assert places("Location: Omaha, Neb.\n" + "in Of, A " * 120_000, labelled=False) == [us("NE", "Omaha")]


@pytest.mark.parametrize(
    "unit", [".", " ", "a", "A ", "County ", "Aa, GA ", "based in ", "in A", "St. ", "Location: ", "("]
)
def test_repetition_does_not_hang_it(unit: str):
    for labelled in (False, True):
        value = parse(unit * 100_000, NOWHERE, labelled=labelled)
        assert value is None or value.found.rule
