from __future__ import annotations

import random
from pathlib import Path

import msgspec
import pytest
from bench.generate import letters
from tests.reuse.letters import EARLY, LATE, OWN, document, letter

from pledgewatch.errors import UsageError
from pledgewatch.model.document import Document
from pledgewatch.model.identity import DocumentId
from pledgewatch.model.reuse import Copy, Family, Single, Slot
from pledgewatch.reuse import Reuse, copied_tokens, find_families, find_families_in, reconstruct
from pledgewatch.reuse.bodies import Body, read_bodies
from pledgewatch.reuse.forms import form_of
from pledgewatch.reuse.vocabulary import Vocabulary


def written(path: Path, documents: list[Document]) -> Path:
    path.write_bytes(b"".join(msgspec.json.encode(one) + b"\n" for one in documents))
    return path


def read(folder: Path) -> Reuse:
    def rows(name: str, kind: type) -> list[object]:
        return [msgspec.json.decode(line, type=kind) for line in (folder / name).read_bytes().splitlines()]

    return msgspec.convert(
        {
            "families": rows("families.jsonl", Family),
            "copies": sorted(rows("copies.jsonl", Copy), key=lambda copy: copy.document),  # type: ignore[attr-defined]
            "singles": sorted(rows("singles.jsonl", Single), key=lambda one: one.document),  # type: ignore[attr-defined]
        },
        Reuse,
    )


@pytest.fixture(scope="module")
def made() -> list[Document]:
    return [Document(id=DocumentId(one.id), text=one.text) for one in letters(700, seed=5)]


def test_a_file_gives_the_families_that_memory_gives(tmp_path: Path, made: list[Document]) -> None:
    counts = find_families_in(written(tmp_path / "in.jsonl", made), tmp_path / "out", workers=2)
    found = find_families(made)
    assert read(tmp_path / "out") == found
    assert (counts.documents, counts.families) == (700, len(found.families))


def test_the_order_of_lines_and_the_number_of_workers_change_nothing(tmp_path: Path, made: list[Document]) -> None:
    shuffled = random.Random(2).sample(made, len(made))
    find_families_in(written(tmp_path / "a.jsonl", made), tmp_path / "a", workers=1)
    find_families_in(written(tmp_path / "b.jsonl", shuffled), tmp_path / "b", workers=3)
    assert read(tmp_path / "a") == read(tmp_path / "b")


def test_made_letters_lie_in_their_forms_and_are_rebuilt(made: list[Document]) -> None:
    truth = {one.id: one.form for one in letters(700, seed=5)}
    found = find_families(made)
    texts = {one.id: one.text for one in made}
    families = {family.family: family for family in found.families}
    for copy in found.copies:
        text = texts[copy.document]
        assert reconstruct(families[copy.family], copy, text) == copied_tokens(copy, text)
    pure = sum(
        max(sum(truth[member] == form for member in family.members) for form in {truth[m] for m in family.members})
        for family in found.families
    )
    assert pure >= 0.97 * len(found.copies)
    assert len(found.copies) >= 0.97 * sum(form.startswith("form") for form in truth.values())


def test_known_forms_and_singles_are_found_in_a_file(tmp_path: Path) -> None:
    documents = [letter("a", EARLY, "Tamsin Grain"), document("b", OWN["sea"]), letter("c", LATE, "[name]")]
    form = form_of(EARLY.replace("{name}", "[Name of the firm]"), {"id": "early"}, "test")
    find_families_in(written(tmp_path / "in.jsonl", documents), tmp_path / "out", [form])
    assert read(tmp_path / "out") == find_families(documents, [form])


def test_one_letter_ten_thousand_times_is_read_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    most = []

    def noted(documents: list[Document], vocabulary: Vocabulary) -> list[Body]:
        most.append(len(documents))
        return read_bodies(documents, vocabulary)

    monkeypatch.setattr("pledgewatch.reuse.plan.read_bodies", noted)
    same = [letter(f"a{at}", EARLY, "Tamsin Grain") for at in range(10_000)]
    path = written(tmp_path / "in.jsonl", [*same, letter("b", EARLY, "Orbel")])
    counts = find_families_in(path, tmp_path / "out", workers=1)
    assert (counts.documents, counts.families, counts.copies) == (10_001, 1, 10_001)
    assert max(most) <= 1024
    family = msgspec.json.decode((tmp_path / "out" / "families.jsonl").read_bytes(), type=Family)
    assert [item.examples for item in family.template if isinstance(item, Slot)] == [("Tamsin Grain", "Orbel")] * 2


@pytest.mark.parametrize("texts", [["", ""], ["", "One letter."], ["One letter."]])
def test_a_corpus_may_hold_next_to_nothing(tmp_path: Path, texts: list[str]) -> None:
    documents = [document(str(at), text) for at, text in enumerate(texts)]
    counts = find_families_in(written(tmp_path / "in.jsonl", documents), tmp_path / "out", workers=2)
    assert (counts.documents, counts.families, counts.copies) == (len(texts), 0, 0)
    assert read(tmp_path / "out") == find_families(documents)


def test_a_crowd_in_another_order_gives_the_same_bytes(tmp_path: Path) -> None:
    made = [letter(f"a{at}", EARLY, f"Firm {at}") for at in range(130)]
    made += [letter(f"b{at}", LATE, f"Firm {at}") for at in range(40)]
    made += [letter(f"c{at}", EARLY, "Orbel") for at in range(300)]
    for name, documents in (("x", made), ("y", random.Random(4).sample(made, len(made)))):
        find_families_in(written(tmp_path / name, documents), tmp_path / f"out{name}", workers=2)
    for file in ("families.jsonl", "copies.jsonl"):
        assert (tmp_path / "outx" / file).read_bytes() == (tmp_path / "outy" / file).read_bytes()


def test_an_empty_file_has_no_families(tmp_path: Path) -> None:
    counts = find_families_in(written(tmp_path / "in.jsonl", []), tmp_path / "out")
    assert (counts.documents, counts.families, counts.copies) == (0, 0, 0)


def test_a_line_that_is_no_document_is_named(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"id": "a", "text": "One."}\n\n{"id": 3}\n')
    with pytest.raises(UsageError, match="line 3"):
        find_families_in(tmp_path / "in.jsonl", tmp_path / "out")
