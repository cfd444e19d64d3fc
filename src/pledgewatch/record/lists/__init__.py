"""The formats of lists that can be imported: one module a format, tried in this order, recognised by content."""

from __future__ import annotations

from pledgewatch.record.lists.australia import AustraliaDfat
from pledgewatch.record.lists.base import ListReader, Source
from pledgewatch.record.lists.bis import BisEntityList
from pledgewatch.record.lists.canada import CanadaSema
from pledgewatch.record.lists.csl_json import CslJson
from pledgewatch.record.lists.eu_fsf import EuFsfCsv, EuFsfXml
from pledgewatch.record.lists.fcc import FccCoveredCsv
from pledgewatch.record.lists.ftm import FtmEntities
from pledgewatch.record.lists.mapped_csv import MAPPED_LISTS
from pledgewatch.record.lists.ofac import OfacCsv
from pledgewatch.record.lists.ofac_advanced import OfacAdvancedXml
from pledgewatch.record.lists.ofac_xml import OfacXml
from pledgewatch.record.lists.own import OwnList
from pledgewatch.record.lists.uk import UkCsv, UkXml
from pledgewatch.record.lists.un import UnSecurityCouncil
from pledgewatch.record.lists.us_json import UsJsonList

__all__ = ["READERS", "ListReader", "Source"]

READERS: tuple[ListReader, ...] = (
    BisEntityList(),
    UsJsonList(),
    CslJson(),
    FtmEntities(),
    UnSecurityCouncil(),
    CanadaSema(),
    OfacCsv(),
    OfacXml(),
    OfacAdvancedXml(),
    UkXml(),
    UkCsv(),
    EuFsfXml(),
    EuFsfCsv(),
    AustraliaDfat(),
    FccCoveredCsv(),
    *MAPPED_LISTS,
    OwnList(),
)
"""A new format is a module with `describes`, `sniff` and `parse`, and its name in this tuple."""
