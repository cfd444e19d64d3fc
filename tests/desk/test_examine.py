"""The main job on a desk: what it gives, and that it does only what is new."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from bench.kills import differences
from bench.made_letters import make_letters
from click.testing import CliRunner

from pledgewatch.cli.publication import publish
from pledgewatch.desk import Desk
from pledgewatch.errors import NothingConfirmedError, UnknownKeyError, UsageError
from pledgewatch.model.finding import Finding
from pledgewatch.settings import Settings

EXAMPLES = Path(__file__).parents[2] / "examples"
PARAGRAPH = (
    "I am pleased to confirm that [Dahua/Hikvision] supports the Ten Principles of the United Nations Global Compact "
    "on human rights, labour, environment and anti-corruption. With this communication, we express our commitment to "
    "making the UN Global Compact and its principles part of the strategy, culture and day-to-day operations of our "
    "company."
)


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk with the two quoted paragraphs and the record that goes with them."""
    folder = tmp_path_factory.mktemp("seed")
    letters = folder / "letters"
    letters.mkdir()
    for name in ("quoted-dahua.txt", "quoted-hikvision.txt"):
        shutil.copy(EXAMPLES / "letters" / name, letters)
    rows = (EXAMPLES / "letters" / "organisations.csv").read_text(encoding="utf-8").splitlines()
    wanted = [row for number, row in enumerate(rows) if number == 0 or row.startswith("quoted-")]
    (letters / "organisations.csv").write_text("\n".join(wanted), encoding="utf-8")
    desk = Desk(folder / "desk")
    desk.import_list(EXAMPLES / "record" / "restrictions.csv")
    desk.examine([letters])
    return desk


def _kind(desk: Desk, kind: str) -> list[Finding]:
    return [finding for finding in desk.findings() if finding.kind == kind]


def test_the_seed_is_one_family_with_one_slot(seed: Desk) -> None:
    (family,) = seed.layout.families.read()
    assert family.size == 2
    copies = seed.layout.copies.read()
    assert sorted(fill.text for copy in copies for fill in copy.fills) == ["Dahua", "Hikvision"]
    assert all(not copy.own_words and not copy.edits for copy in copies)


def test_the_seed_is_printed_with_its_slot(seed: Desk) -> None:
    from pledgewatch.publish.quote import quote_text

    quote, draft = seed.quote()
    assert quote is not None
    assert draft
    assert PARAGRAPH in " ".join(quote_text(quote).split())


def test_no_checkable_commitment_is_found_in_the_quoted_paragraph(seed: Desk) -> None:
    found = _kind(seed, "no-own-commitment")
    assert len(found) == 2
    assert all("quoted paragraph" in finding.sentence for finding in found)
    assert not _kind(seed, "specific-commitment")


def test_the_record_says_what_it_can_show_and_no_more(seed: Desk) -> None:
    who = {organisation.id: organisation.name for organisation in seed.organisations()}
    listed = {
        (who[finding.organisation], finding.basis.facts["jurisdiction"])
        for finding in _kind(seed, "listing")
        if finding.organisation
    }
    for name in ("Dahua", "Hikvision"):
        assert (name, "United States") in listed
        assert (name, "Australia") in listed
        assert (name, "United Kingdom") not in listed
        assert (name, "Canada") not in listed
    related = {
        (who[finding.organisation], finding.basis.facts["jurisdiction"], finding.basis.facts["subject"])
        for finding in _kind(seed, "related-measure")
        if finding.organisation
    }
    assert {("Dahua", "United Kingdom", "class"), ("Hikvision", "United Kingdom", "class")} <= related
    assert ("Hikvision", "Canada", "related") in related
    assert not any(name == "Dahua" and place.startswith("Canada") for name, place, _ in related)


def test_every_listing_says_authority_instrument_date_ground_and_source(seed: Desk) -> None:
    for finding in _kind(seed, "listing"):
        facts = finding.basis.facts
        assert facts["authority"]
        assert facts["instrument"]
        assert facts["since"]
        assert facts["ground"]
        (row,) = finding.basis.rows
        assert "http" in row.row


def test_a_second_run_does_nothing_and_a_new_letter_is_handled_alone(tmp_path: Path) -> None:
    letters = tmp_path / "letters"
    made = make_letters(tmp_path / "made", 12, seed=3)
    letters.mkdir()
    for path in made[:11]:
        shutil.copy(path, letters)
    desk = Desk(tmp_path / "desk")
    first = desk.examine([letters])
    assert (first.documents, first.read_now, first.worked) == (11, 11, True)
    again = desk.examine([letters])
    assert (again.read_now, again.worked) == (0, False)
    shutil.copy(made[11], letters)
    more = desk.examine([letters])
    assert (more.documents, more.read_now, more.worked) == (12, 1, True)


def test_the_order_of_arrival_leaves_no_trace(tmp_path: Path) -> None:
    made = make_letters(tmp_path / "made", 14, seed=4)
    one, other = tmp_path / "one", tmp_path / "other"
    Desk(one).examine([tmp_path / "made"])
    for start in (7, 0):
        Desk(other).examine(made[start : start + 7])
    assert [name for name in differences(one, other) if not name.startswith("tables/refused")] == []


def test_a_changed_file_replaces_what_was_read_from_it(tmp_path: Path) -> None:
    letters = tmp_path / "letters"
    make_letters(letters, 3, seed=5)
    desk = Desk(tmp_path / "desk")
    desk.examine([letters])
    (letters / "letter-00000.txt").write_text(
        "Another letter altogether, with a few words of its own.", encoding="utf-8"
    )
    desk.examine([letters])
    texts = [document.text for document in desk.layout.documents.read()]
    assert len(texts) == 3
    assert any(text.startswith("Another letter") for text in texts)


def test_another_sender_said_later_gives_what_it_would_have_given_at_once(tmp_path: Path) -> None:
    """The rules ask whether a sentence's subject is the sender: naming it anew weighs its letter anew."""
    letters, table = tmp_path / "letters", tmp_path / "letters" / "organisations.csv"
    letters.mkdir()
    (letters / "letter.txt").write_text(
        "Quorn will plant forty oaks by 31 March 2027 at its own cost.", encoding="utf-8"
    )
    rows = "file,organisation,country,date,kind,extent\nletter.txt,{},,,letter,whole\n"
    one, other = Desk(tmp_path / "one"), Desk(tmp_path / "other")
    for name in ("Marlow Mills", "Quorn"):
        table.write_text(rows.format(name), encoding="utf-8")
        one.examine([letters])
    other.examine([letters])
    assert differences(one.layout.folder, other.layout.folder) == []


def test_a_promise_may_name_a_sender_that_was_only_recognised(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text(
        "Dear Madam,\n\nOn behalf of Quorn Ltd, I confirm that we support the Harbour Charter. Quorn will plant "
        "forty oaks by 31 March 2027.\n\nYours sincerely,\nA. Marlow\nQuorn Ltd",
        encoding="utf-8",
    )
    report = Desk(tmp_path / "desk").examine([letter])
    assert report.own_commitments == 1


def test_nothing_confirmed_is_nothing_published(seed: Desk) -> None:
    with pytest.raises(NothingConfirmedError, match="no finding is confirmed"):
        Desk(seed.layout.folder).publish()
    assert not seed.layout.site.exists()


def test_only_what_is_confirmed_is_published(seed: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    shutil.copytree(seed.layout.folder, folder)
    desk = Desk(folder)
    (finding,) = (one for one in _kind(desk, "no-own-commitment") if "Dahua" in one.sentence)
    desk.decide(finding.key, "confirm", by="R. Eporter")
    report = desk.publish()
    pages = {path: path.read_text(encoding="utf-8") for path in report.path.rglob("*.html")}
    assert any("no commitment of its own" in text for text in pages.values())
    assert not any("Entity List" in text for text in pages.values())
    assert not any("DRAFT" in text for text in pages.values())


def test_confirming_a_listing_says_who_is_meant(seed: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    shutil.copytree(seed.layout.folder, folder)
    desk = Desk(folder)
    finding = _kind(desk, "listing")[0]
    asked, identity = desk.decide(finding.key, "confirm", by="R. Eporter")
    assert asked.key == finding.key
    assert identity.key.startswith("identity-")
    assert len(desk.decide(finding.key, "confirm", by="R. Eporter")) == 1
    desk.decide(identity.key, "dismiss", by="S. Econd")
    with pytest.raises(UsageError, match="somebody else"):
        desk.decide(finding.key, "confirm", by="R. Eporter")
    with pytest.raises(NothingConfirmedError):
        desk.publish()


def test_what_is_withdrawn_from_the_record_leaves_the_site(seed: Desk, tmp_path: Path) -> None:
    """A row that the list no longer has is not published, and not left on the site that was published before."""
    folder, record = tmp_path / "desk", tmp_path / "restrictions.csv"
    shutil.copytree(seed.layout.folder, folder)
    desk = Desk(folder)
    rows = (EXAMPLES / "record" / "restrictions.csv").read_text(encoding="utf-8").splitlines()
    finding = next(one for one in _kind(desk, "listing") if "84 FR 54002" in one.sentence)
    desk.decide(finding.key, "confirm", by="R. Eporter")
    site = desk.publish().path
    assert any("84 FR 54002" in page.read_text(encoding="utf-8") for page in site.rglob("*.html"))
    record.write_text("\n".join(row for row in rows if "84 FR 54002" not in row), encoding="utf-8")
    desk.import_list(record)
    for item in desk.reviewed():
        if item.standing == "confirmed" and item.finding.kind == "identity":
            desk.decide(item.finding.key, "dismiss", by="R. Eporter")
    with pytest.raises(NothingConfirmedError, match="emptied"):
        desk.publish()
    assert not any("84 FR 54002" in page.read_text(encoding="utf-8") for page in site.rglob("*.html"))


def test_publishing_says_what_came_back_for_another_look(seed: Desk, tmp_path: Path) -> None:
    """A confirmed finding whose row reads otherwise now is left out, and so is one that is not made any more."""
    folder, record = tmp_path / "desk", tmp_path / "restrictions.csv"
    shutil.copytree(seed.layout.folder, folder)
    desk = Desk(folder)
    text = (EXAMPLES / "record" / "restrictions.csv").read_text(encoding="utf-8")
    listing = next(one for one in _kind(desk, "listing") if "84 FR 54002" in one.sentence)
    (other,) = (one for one in _kind(desk, "no-own-commitment") if "Dahua" in one.sentence)
    _, identity = desk.decide(listing.key, "confirm", by="R. Eporter")
    desk.decide(other.key, "confirm", by="R. Eporter")
    assert (report := desk.publish()).changed == report.unmade == 0
    record.write_text(text.replace("84 FR 54002", "84 FR 54003"), encoding="utf-8")
    desk.import_list(record)
    desk.examine([])
    report = desk.publish()
    assert (report.changed, report.unmade) == (1, 0)
    assert not any("84 FR 5400" in page.read_text(encoding="utf-8") for page in report.path.rglob("*.html"))
    told = CliRunner().invoke(publish, ["--desk", str(folder)]).output
    assert "1 confirmed finding changed since it was confirmed and is left out. Next: look at them again" in told
    for key in (other.key, identity.key):
        desk.decisions.undo(key, by="R. Eporter")
    with pytest.raises(NothingConfirmedError, match="1 confirmed finding changed since") as raised:
        desk.publish()
    assert "pledgewatch review" in raised.value.next_step


def test_an_earlier_list_can_be_brought_back(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "desk")
    good = (EXAMPLES / "record" / "restrictions.csv").read_text(encoding="utf-8")
    one, other = tmp_path / "one" / "list.csv", tmp_path / "other" / "list.csv"
    for path, text in ((one, good), (other, good.replace("2022-10-05", "2022-10-06"))):
        path.parent.mkdir()
        path.write_text(text, encoding="utf-8")
    hashes = []
    for path in (one, other, one):
        desk.import_list(path)
        hashes.append(desk.record().lists[0].sha256)
    assert hashes[0] == hashes[2] != hashes[1]


def test_documents_whose_sender_is_not_known_are_named(tmp_path: Path) -> None:
    letters = tmp_path / "letters"
    letters.mkdir()
    (letters / "note.txt").write_text(
        "what was said of the weir is not what was done about it, it seems to us.\n", "utf-8"
    )
    desk = Desk(tmp_path / "desk")
    assert desk.examine([letters]).nameless == (str(letters / "note.txt"),)
    (letters / "organisations.csv").write_text("file,organisation\nnote.txt,Orbel Works\n", "utf-8")
    assert desk.examine([letters]).nameless == ()


def test_a_document_can_be_taken_out(tmp_path: Path) -> None:
    letters = tmp_path / "letters"
    made = make_letters(letters, 3, seed=6)
    desk = Desk(tmp_path / "desk")
    desk.examine([letters])
    made[0].unlink()
    report = desk.examine([letters])
    assert (report.documents, report.gone) == (3, (str(made[0]),))
    assert desk.withdraw([str(made[0])], by="R. Eporter", why="not a letter") == [str(made[0])]
    report = desk.examine([letters])
    assert (report.documents, report.gone) == (2, ())
    with pytest.raises(UnknownKeyError, match="No document came from"):
        desk.withdraw(["elsewhere.txt"], by="R. Eporter", why="a slip")


def test_a_row_that_was_not_checked_cannot_be_confirmed(seed: Desk) -> None:
    finding = _kind(seed, "unchecked-row")[0]
    with pytest.raises(UsageError, match="check it against its source"):
        seed.decide(finding.key, "confirm", by="R. Eporter")


def test_an_unknown_key_names_the_next_step(seed: Desk) -> None:
    with pytest.raises(UnknownKeyError, match="pledgewatch findings"):
        seed.decide("nothing-of-the-kind", "confirm", by="R. Eporter")


def test_decisions_need_a_name(seed: Desk) -> None:
    with pytest.raises(UsageError, match="--by"):
        seed.decide(seed.findings()[0].key, "confirm", by="  ")


def test_decisions_live_through_more_letters_and_a_new_list(tmp_path: Path) -> None:
    """Ten letters enlarge a family, one row of the list changes: what rests on neither stands, the rest comes back."""
    letters = tmp_path / "letters"
    shutil.copytree(EXAMPLES / "letters", letters, ignore=shutil.ignore_patterns("*.png", "*-broken.pdf"))
    record = tmp_path / "restrictions.csv"
    shutil.copy(EXAMPLES / "record" / "restrictions.csv", record)
    desk = Desk(tmp_path / "desk", Settings())
    desk.import_list(record)
    desk.examine([letters], forms=EXAMPLES / "forms")
    before = {item.key: item for item in desk.findings() if item.publishable}
    for key in before:
        desk.decide(key, "confirm", by="R. Eporter")
    unregistered = (letters / "harkanter-logistics-2020.txt").read_text(encoding="utf-8")
    for number in range(10):
        text = unregistered.replace("Harkanter Logistics", f"Number{number} Haulage")
        (letters / f"more-{number}.txt").write_text(text, encoding="utf-8")
    rows = record.read_text(encoding="utf-8")
    assert rows.count("2022-10-05") == 1
    record.write_text(rows.replace("2022-10-05", "2022-10-06"), encoding="utf-8")
    desk.import_list(record)
    desk.examine([letters])
    after = {item.finding.key: item for item in desk.reviewed()}
    assert set(before) - set(after) <= {decision.key for decision in desk.orphans()}
    changed = [item for key, item in after.items() if key in before and item.standing == "changed"]
    assert all(item.changes for item in changed)
    assert {item.finding.kind for item in changed} >= {"shared-form", "listing"}
    (listing,) = (item for item in changed if item.finding.kind == "listing")
    assert any("2022-10-05 then, 2022-10-06 now" in change for change in listing.changes)
    shared = [item for item in changed if item.finding.kind == "shared-form"]
    assert len(shared) == 3
    assert all("others: 2 then, 12 now" in item.changes for item in shared)
    stood = [key for key in before if key in after and after[key].standing == "confirmed"]
    assert len(stood) + len(changed) + len(desk.orphans()) == len(before)
    assert not desk.orphans()


def test_a_desk_with_an_index_finds_what_one_without_finds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    letters = tmp_path / "letters"
    make_letters(letters, 14)
    files = sorted(letters.iterdir())
    late = tmp_path / "late"
    late.mkdir()
    for file in files[-2:]:
        file.rename(late / file.name)
    plain, indexed = Desk(tmp_path / "plain"), Desk(tmp_path / "indexed")
    for desk, worth in ((plain, 10_000), (indexed, 1)):
        monkeypatch.setattr("pledgewatch.desk.compare._WORTH_INDEX", worth)
        desk.examine([letters])
        desk.examine([late])
    for name in ("families", "copies", "singles"):
        assert list(getattr(plain.layout, name).read()) == list(getattr(indexed.layout, name).read())
    assert (indexed.layout.index / "reuse.db").exists()
    assert not plain.layout.index.exists()
