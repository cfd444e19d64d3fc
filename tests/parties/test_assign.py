from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pledgewatch.model.document import Document
from pledgewatch.model.identity import DocumentId
from pledgewatch.parties import assign, gather, organisation_id, pledge_of
from pledgewatch.parties.assign import row_of
from pledgewatch.parties.table import OrganisationRow, OrganisationsTable

LETTER = "Fennick, 3 May 2019\n\nDear Sir,\n\nI confirm that Quillmoor supports the charter.\n"


def document(name: str, text: str = LETTER, **fields: str) -> Document:
    return Document(id=DocumentId(name), text=text, origin=f"letters/{name}", **fields)  # type: ignore[arg-type]


def test_what_was_given_wins_over_what_is_recognised() -> None:
    row = OrganisationRow(
        file="a", organisation="Orme Ltd", country="Norland", date="2018", kind="letter", extent="whole"
    )
    pledge = pledge_of(document("a", organisation="Pell", date="2017"), row).pledge
    assert pledge.name is not None
    assert pledge.date is not None
    assert (pledge.name.value, pledge.name.how, pledge.date.value) == ("Orme Ltd", "given", "2018")
    assert (pledge.kind, pledge.extent) == ("letter", "whole")


def test_a_field_that_nobody_gave_is_recognised() -> None:
    pledge = pledge_of(document("a"), OrganisationRow(file="a", country="Norland")).pledge
    assert pledge.name is not None
    assert pledge.name.how == "recognised"
    assert pledge.country is not None
    assert pledge.country.how == "given"
    assert pledge.date is not None
    assert pledge.date.value == "2019-05-03"


def test_a_documents_own_fields_count_as_given() -> None:
    pledge = pledge_of(document("a", organisation="Pell", date="13 May 2011")).pledge
    assert pledge.name is not None
    assert pledge.date is not None
    assert (pledge.name.value, pledge.date.value, pledge.date.how) == ("Pell", "2011-05-13", "given")


def test_a_letter_without_a_sender_has_a_pledge_without_organisation() -> None:
    parties = assign([document("a", "Nothing to see.")])
    assert parties.organisations == ()
    assert parties.pledges[0].organisation is None


def test_an_organisation_has_all_its_spellings_and_the_commonest_name() -> None:
    names = ["Orme Ltd", "ORME LTD", "Orme Limited", "Orme Ltd"]
    parties = assign([document(str(place), organisation=name) for place, name in enumerate(names)])
    (only,) = parties.organisations
    assert only.name == "Orme Ltd"
    assert only.names == ("ORME LTD", "Orme Limited", "Orme Ltd")


def test_one_name_in_two_countries_is_two_organisations() -> None:
    assert organisation_id("Orme", "Norland") != organisation_id("Orme", "Estavia")
    assert organisation_id("Orme", "Norland") != organisation_id("Orme", None)
    assert organisation_id("Orme Ltd", "P.R. China") == organisation_id("ORME", "CN")


def test_ids_stay_as_they_are() -> None:
    assert organisation_id("Quillmoor Optics Ltd", "South Africa") == "o7c9ffa45c2dd1f41e9b5"


def test_the_nearest_table_is_taken() -> None:
    far = OrganisationsTable("letters", {"old/a": OrganisationRow(file="old/a", organisation="Far")})
    near = OrganisationsTable("letters/old", {"a": OrganisationRow(file="a", organisation="Near")})
    row = row_of(document("old/a"), [far, near])
    assert row is not None
    assert row.organisation == "Near"


@given(st.permutations(range(6)))
def test_the_order_of_documents_does_not_matter(order: list[int]) -> None:
    names = ["Orme Ltd", "Pell", "ORME", "Pell AG", "Orme", ""]
    documents = [document(str(place), "x", organisation=name) for place, name in enumerate(names)]
    shuffled = [documents[place] for place in order]
    assert gather(map(pledge_of, shuffled)) == gather(map(pledge_of, documents))
