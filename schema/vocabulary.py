"""The closed enumerations of the common schema (docs/architecture.md, "The common schema").

A value outside its enumeration is a validation error, never a new member made on the fly.
"""

from typing import Literal, get_args

Where = Literal["structured", "label", "title", "body", "listing", "source_default"]
PageKind = Literal["posting", "postings", "list", "board", "none", "dead", "wall"]
Status = Literal["open", "closed", "expired", "removed"]

SalaryUnit = Literal["HOUR", "DAY", "WEEK", "BIWEEK", "SEMIMONTH", "MONTH", "YEAR", "ELECTION", "PROJECT"]
SalaryQualifier = Literal["range", "exact", "from", "up_to", "none"]
SalaryFlag = Literal[
    "doe",
    "negotiable",
    "benefits",
    "bonus",
    "commission",
    "step_range",
    "hiring_range",
    "location_bands",
    "two_scales",
    "multi_unit",
    "multi_grade",
    "annualized_equivalent",
    "prorated",
    "stipend",
    "per_diem",
    "poll_worker",
    "training_pay",
    "part_time",
    "short_term",
    "unpaid",
    "typo_repaired",
]
RemoteMode = Literal["onsite", "hybrid", "remote", "flexible", "unspecified"]
EmploymentType = Literal[
    "FULL_TIME", "PART_TIME", "CONTRACTOR", "TEMPORARY", "INTERN", "VOLUNTEER", "PER_DIEM", "OTHER"
]
DeadlineType = Literal[
    "fixed", "soft", "priority", "open_until_filled", "rolling", "continuous", "count_limited", "none"
]
StartType = Literal["fixed", "approx", "window", "asap", "unknown"]
EndType = Literal["fixed", "election", "duration", "none"]
PostedBasis = Literal["source", "aggregator", "first_seen"]
ApplyMethod = Literal["url", "email", "form", "mail", "in_person"]
SectorBasis = Literal["organization", "title", "text", "mixed"]
Partisan = Literal["nonpartisan", "partisan", "labor", "unknown"]
Education = Literal["none", "HS", "A", "B", "M", "JD", "D"]
RoleLevel = Literal["intern", "entry", "mid", "senior", "lead", "manager", "deputy", "chief", "unknown"]
RoleFamily = Literal[
    "chief_election_official",
    "deputy_election_official",
    "municipal_county_clerk",
    "election_operations_manager",
    "election_specialist",
    "voter_registration_clerk",
    "ballot_and_mail_voting",
    "polling_place_inspector",
    "poll_worker_training",
    "logistics_warehouse",
    "election_technology_specialist",
    "it_and_software",
    "election_security_coordinator",
    "gis_redistricting",
    "election_analyst",
    "data_scientist_elections",
    "election_communications_specialist",
    "voter_outreach_coordinator",
    "language_access",
    "legislative_liaison_policy",
    "legal_counsel",
    "campaign_finance_candidates",
    "audit_certification",
    "election_observer",
    "electoral_assistance",
    "organizer",
    "voter_protection",
    "campaign_staff",
    "vendor_customer_sales",
    "research_media_admin",
    "other",
]
OrganizationKind = Literal[
    "election office - county",
    "election office - state",
    "election office - city",
    "federal agency",
    "advocacy/voter engagement",
    "civic tech",
    "vendor",
    "international observer/assistance",
    "research/academia",
    "association",
    "party/campaign",
    "legal",
    "media",
    "other",
]
LinkKind = Literal["same", "repost", "extension", "sibling"]
CloseReason = Literal[
    "gone_from_complete_list",
    "gone_404",
    "notice_on_page",
    "deadline_passed",
    "engagement_over",
    "expired_from_print",
    "withdrawn_by_editor",
]

DecisionKind = Literal[
    "add",
    "accept",
    "reject",
    "hold",
    "pin",
    "correct",
    "note",
    "order",
    "leave_out",
    "release",
    "join",
    "split",
    "withdraw",
    "undo",
    "approve",
    "revise",
]
Via = Literal["command line", "desk"]
SubmissionState = Literal["waiting", "accepted", "rejected"]
LinkStatus = Literal["ok", "dead", "doubtful"]

# One table of what a year of each unit is; units that are missing here have no year figure.
UNITS_A_YEAR: dict[str, int] = {"HOUR": 2080, "WEEK": 52, "BIWEEK": 26, "SEMIMONTH": 24, "MONTH": 12, "YEAR": 1}


def members(enumeration: object) -> tuple[str, ...]:
    """The members of one of the enumerations above, in their documented order."""
    return get_args(enumeration)
