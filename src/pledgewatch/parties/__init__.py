"""Tell who pledges, in which document, when: given beside the letters, or recognised in them.

Modules: `table` reads organisations.csv; `recognise` reads a letter; `assign` puts both together. Beneath them `names`
compares names, `written_dates` reads dates, `countries` knows countries, `regions` tells head, body and tail apart, and
`language` holds what a language says around names, one file of data each.
"""

from pledgewatch.parties.assign import Parties, PledgeParts, assign, gather, organisation_id, pledge_of, row_of
from pledgewatch.parties.names import fingerprint
from pledgewatch.parties.recognise import Recognition, recognise
from pledgewatch.parties.table import OrganisationRow, OrganisationsTable, read_organisations

__all__ = [
    "OrganisationRow",
    "OrganisationsTable",
    "Parties",
    "PledgeParts",
    "Recognition",
    "assign",
    "fingerprint",
    "gather",
    "organisation_id",
    "pledge_of",
    "read_organisations",
    "recognise",
    "row_of",
]
