"""The records that travel through the pipeline: what a source gave, what we read in it, and why we think so."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from schema.vocabulary import (
    ApplyMethod,
    CloseReason,
    DeadlineType,
    Education,
    EmploymentType,
    EndType,
    OrganizationKind,
    Partisan,
    PostedBasis,
    RemoteMode,
    RoleFamily,
    RoleLevel,
    SalaryFlag,
    SalaryQualifier,
    SalaryUnit,
    SectorBasis,
    StartType,
    Status,
    Where,
)

PartialDate = str
"""An ISO date whose day, or month and day, may be missing: ``2021-11-05``, ``2021-11``, ``2021``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """One place of work. ``region`` is two letters in the US; ``country`` is ISO 3166-1 alpha-2."""

    locality: str | None = None
    county: str | None = None
    region: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RawField:
    """One value as its source gave it, before anybody read it.

    ``name`` is what the value is about: title organization location salary posted deadline opens start end
    employment remote hours department education experience languages apply openings closing_notice.
    ``text`` is the source's own string. ``parts`` holds the pieces where a structured source gives them apart,
    as strings and under these names: salary ``min max currency unit``; location ``locality county region country``.
    """

    name: str
    text: str
    where: Where
    parts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RawPosting:
    """A posting in its source's own words. Nothing here is interpreted.

    ``description_html`` is as fetched (it is sanitized before it is stored) and complete: all the parts that the
    platform splits it into. ``description_text`` is given where the source has only text.
    ``observed_on`` is the day the source showed it (an archive's own date), the context for dates without a year.
    """

    url: str
    title: str
    observed_on: date
    source: str = ""
    platform: str = ""
    source_job_id: str | None = None
    description_html: str = ""
    description_text: str = ""
    fields: tuple[RawField, ...] = ()

    def given(self, name: str) -> tuple[RawField, ...]:
        """The values that the source gave under one name, in its own order."""
        return tuple(f for f in self.fields if f.name == name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Why a column of a posting has its value.

    ``field`` is the column of JobPosting; ``quote`` the words it was read from; ``rule`` the name of the rule
    that read them; ``confidence`` 0 to 1.
    """

    field: str
    quote: str
    where: Where
    rule: str
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class JobPosting:
    """One posting in the common schema. ``None`` means not stated; it is never 0, "" or a guess.

    The id and the history columns are None until the database has given them.
    """

    # identity and source
    source: str
    platform: str
    url: str
    observed_on: date
    source_job_id: str | None = None
    id: str | None = None
    group_id: str | None = None
    # what and who
    title: str
    title_raw: str
    organization: str | None = None
    organization_kind: OrganizationKind | None = None
    role_family: RoleFamily = "other"
    role_soc: str | None = None
    role_level: RoleLevel = "unknown"
    election_sector: bool | None = None
    sector_basis: SectorBasis | None = None
    sector_reason: str | None = None
    role_election_specific: bool | None = None
    partisan: Partisan = "unknown"
    # pay
    salary_min: Decimal | None = None
    salary_max: Decimal | None = None
    salary_currency: str | None = None
    salary_unit: SalaryUnit | None = None
    salary_qualifier: SalaryQualifier = "none"
    salary_annual_min: Decimal | None = None
    salary_annual_max: Decimal | None = None
    salary_flags: tuple[SalaryFlag, ...] = ()
    salary_raw: str | None = None
    # where the employee works
    remote: RemoteMode = "unspecified"
    remote_states: tuple[str, ...] = ()
    remote_countries: tuple[str, ...] = ()
    remote_exclude: tuple[str, ...] = ()
    remote_preferred: tuple[str, ...] = ()
    travel: bool | None = None
    days_onsite: int | None = None
    remote_raw: str | None = None
    locations: tuple[Location, ...] = ()
    location_raw: str | None = None
    # terms of employment
    employment_types: tuple[EmploymentType, ...] = ()
    hours_per_week: Decimal | None = None
    employment_raw: str | None = None
    # dates
    posted_on: date | None = None
    posted_basis: PostedBasis | None = None
    posted_raw: str | None = None
    deadline_on: date | None = None
    deadline_time: str | None = None
    deadline_tz: str | None = None
    deadline_type: DeadlineType = "none"
    deadline_raw: str | None = None
    priority_on: date | None = None
    opens_on: date | None = None
    starts_on: PartialDate | None = None
    starts_type: StartType | None = None
    starts_raw: str | None = None
    ends_on: PartialDate | None = None
    ends_type: EndType | None = None
    ends_raw: str | None = None
    duration_months: int | None = None
    # how to apply, and who may
    apply_method: ApplyMethod | None = None
    apply_url: str | None = None
    apply_email: str | None = None
    education: Education | None = None
    experience_years: Decimal | None = None
    languages: tuple[str, ...] = ()
    openings_count: int | None = None
    # the text
    summary: str | None = None
    details: Mapping[str, object] = field(default_factory=dict)
    description_html: str = ""
    description_text: str = ""
    # history
    first_seen: date | None = None
    last_seen: date | None = None
    last_changed: date | None = None
    status: Status = "open"
    closed_on: date | None = None
    close_reason: CloseReason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedPosting:
    """A posting with the words behind its values. One evidence a column; ``conflicts`` are readings that lost."""

    posting: JobPosting
    evidence: tuple[Evidence, ...] = ()
    conflicts: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """A document or item that did not become a posting, and why, in words a person understands."""

    source: str
    url: str
    title: str
    reason: str
    observed_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """A link that leads to another platform: handed on, not followed."""

    source: str
    url: str
    title: str
    platform: str | None = None
    token: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """A posting that its own page says is over: 404 or 410, or a notice. It closes at once, whatever the run was.

    It is found again by its platform id where it has one, else by its address.
    """

    source: str
    url: str
    reason: Literal["gone_404", "notice_on_page"]
    observed_on: date
    source_job_id: str | None = None


OWN_SOURCE = "give that board a source of its own"
"""How the detail of a result ends where a page only leads to a board."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardResult:
    """How the reading of one source went. One a source and run, always.

    ``listed``    how many postings the source itself said or showed it has.
    ``complete``  proven: the paging reached its end without a failed page, and nothing was cut.
    ``cause``     why it is not complete, or "empty" where the source proved that it has none. One word of:
                  empty unknown_board http_403 http_404 http_429 http_4xx http_5xx dns tls timeout connection
                  robots_disallowed robots_unreachable layout_changed zero_without_evidence login_wall error_page
                  too_large wrong_type partial shutdown error source_file address_refused none_read no_browser
    ``detail``    one line for a person: the thing, and the mend.
    """

    source: str
    listed: int
    complete: bool
    cause: str | None = None
    detail: str = ""
