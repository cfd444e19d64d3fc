"""A true copy, and every way in which one can be false."""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
import zipfile
from pathlib import Path

import pytest

from pledgewatch.publish.signing.certificates import certify
from pledgewatch.publish.signing.keys import Key, fingerprint_of
from pledgewatch.publish.signing.manifest import LIST_NAME, MANIFEST_NAME, Envelope, Listed, Signer, list_of, seal
from pledgewatch.publish.signing.memory import recall, remember
from pledgewatch.publish.signing.opened import EPUB_PLACE, SINGLE_NAME, tail_of
from pledgewatch.publish.signing.verify import Verdict, verify

NOW = dt.datetime(2026, 1, 31, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
ROOT, KEY, OTHER = Key(bytes(range(32))), Key(bytes(range(32, 64))), Key(bytes(32))
FINGERPRINT = fingerprint_of(ROOT.public)
FILES = {"index.html": b"<p>A</p>", "organisations/x.html": b"<p>B</p>"}


def _signer(root: Key = ROOT, start: dt.datetime = NOW - DAY) -> Signer:
    return Signer(KEY, certify(root, KEY.public, purpose="manifest", valid_from=start, valid_until=NOW + 400 * DAY))


def _listed(files: dict[str, bytes]) -> bytes:
    return list_of(Listed(path, len(data), hashlib.sha256(data).hexdigest()) for path, data in files.items())


def _envelope(listed: bytes, signer: Signer | None = None, sequence: int = 1, issued: dt.datetime = NOW) -> Envelope:
    return seal(listed, signer or _signer(), issued=issued, expires=issued + 90 * DAY, sequence=sequence)


def _write(folder: Path, files: dict[str, bytes], envelope: Envelope | None = None) -> Path:
    listed = _listed(files)
    for path, data in {**files, LIST_NAME: listed, MANIFEST_NAME: (envelope or _envelope(listed)).data}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


def _judge(path: Path, now: dt.datetime = NOW) -> Verdict:
    return verify(path, now=now, root=FINGERPRINT)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return _write(tmp_path / "site", FILES)


def test_a_true_copy_is_true_as_folder_zip_epub_and_single_file(site: Path, tmp_path: Path) -> None:
    assert _judge(site).judgement == "true"
    with zipfile.ZipFile(tmp_path / "site.zip", "w") as packed:
        for file in sorted(site.rglob("*.*")):
            packed.write(file, file.relative_to(site).as_posix())
    assert _judge(tmp_path / "site.zip").judgement == "true"
    with zipfile.ZipFile(tmp_path / "site.epub", "w") as packed:
        for file in sorted(site.rglob("*.*")):
            name = file.relative_to(site).as_posix()
            packed.write(file, f"{EPUB_PLACE if name.startswith('manifest.') else ''}{name}")
    assert _judge(tmp_path / "site.epub").judgement == "true"
    whole = b"<!doctype html><p>All of it</p>\n"
    listed = _listed({SINGLE_NAME: whole})
    (tmp_path / "site.html").write_bytes(whole + tail_of(_envelope(listed), listed))
    assert _judge(tmp_path / "site.html").judgement == "true"


def _change(site: Path) -> None:
    (site / "index.html").write_bytes(b"<p>Z</p>")


def _lengthen(site: Path) -> None:
    (site / "index.html").write_bytes(b"<p>A</p> ")


def _remove(site: Path) -> None:
    (site / "organisations" / "x.html").unlink()


def _add(site: Path) -> None:
    (site / "extra.html").write_bytes(b"<p>!</p>")


def _link(site: Path) -> None:
    (site / "index.html").rename(site.parent / "index.html")
    (site / "index.html").symlink_to(site.parent / "index.html")


def _link_folder(site: Path) -> None:
    (site / "more").symlink_to(site.parent)


def _relist(site: Path) -> None:
    """Change a page and the list with it, as a forger would."""
    files = {**FILES, "index.html": b"<p>Z</p>"}
    (site / "index.html").write_bytes(files["index.html"])
    (site / LIST_NAME).write_bytes(_listed(files))


def _sign_by_another(site: Path) -> None:
    _write(site, FILES, _envelope(_listed(FILES), _signer(OTHER)))


def _swap_certificate(site: Path) -> None:
    true = _envelope(_listed(FILES))
    forged = _envelope(_listed(FILES), _signer(OTHER))
    _write(site, FILES, Envelope(true.body, true.signature, forged.certificate))


def _sign_with_the_wrong_purpose(site: Path) -> None:
    signed = certify(ROOT, KEY.public, purpose="reach-gateway", valid_from=NOW - DAY, valid_until=NOW + DAY)
    _write(site, FILES, _envelope(_listed(FILES), Signer(KEY, signed)))


def _cut(site: Path) -> None:
    data = (site / MANIFEST_NAME).read_bytes()
    (site / MANIFEST_NAME).write_bytes(data[: len(data) // 2])


def _lose_list(site: Path) -> None:
    (site / LIST_NAME).unlink()


_MORE = (_sign_with_the_wrong_purpose, _cut, _lose_list)


@pytest.mark.parametrize(
    "spoil",
    [_change, _lengthen, _remove, _add, _link, _link_folder, _relist, _sign_by_another, _swap_certificate, *_MORE],
    ids=lambda spoil: spoil.__name__.strip("_"),
)
def test_what_is_not_true_is_forged(site: Path, spoil: object) -> None:
    spoil(site)  # type: ignore[operator]
    assert _judge(site).judgement == "forged"


def test_the_verdict_names_what_is_changed_missing_and_extra(site: Path) -> None:
    _change(site)
    _remove(site)
    _add(site)
    verdict = _judge(site)
    assert verdict.changed == ("index.html",)
    assert verdict.missing == ("organisations/x.html",)
    assert verdict.extra == ("extra.html",)


def test_an_expired_copy_is_old(site: Path) -> None:
    assert _judge(site, NOW + 89 * DAY).judgement == "true"
    assert _judge(site, NOW + 90 * DAY).judgement == "old"


def test_a_copy_that_nobody_vouches_for_is_not_said_to_be_true(site: Path, tmp_path: Path) -> None:
    verdict = verify(site, now=NOW)
    assert (verdict.judgement, verdict.fingerprint) == ("unknown", FINGERPRINT)
    unsigned = seal(_listed(FILES), None, issued=NOW, expires=NOW + DAY)
    assert _judge(_write(tmp_path / "unsigned", FILES, unsigned)).judgement == "unknown"


def test_a_copy_older_than_one_seen_is_old(site: Path, tmp_path: Path) -> None:
    newer = _write(tmp_path / "newer", FILES, _envelope(_listed(FILES), sequence=2, issued=NOW + DAY))
    memory = tmp_path / "state" / "seen.json"
    checked = _judge(newer, NOW + DAY).checked
    assert checked is not None
    remember(memory, checked)
    verdict = verify(site, now=NOW + DAY, seen=recall(memory))
    assert (verdict.judgement, "number 2" in verdict.why) == ("old", True)
    assert verify(newer, now=NOW + DAY, seen=recall(memory)).judgement == "true"


def test_a_new_certificate_ends_what_a_thief_counted(tmp_path: Path) -> None:
    stolen = _write(tmp_path / "stolen", FILES, _envelope(_listed(FILES), sequence=10**9))
    renewed = _signer(start=NOW)
    after = _write(tmp_path / "after", FILES, _envelope(_listed(FILES), renewed, sequence=3))
    memory = tmp_path / "seen.json"
    for place in (stolen, after, stolen):
        checked = _judge(place).checked
        assert checked is not None
        remember(memory, checked)
    assert verify(stolen, now=NOW, seen=recall(memory)).judgement == "old"
    assert verify(after, now=NOW, seen=recall(memory)).judgement == "true"


def test_a_zip_that_hides_or_bombs_is_forged(site: Path, tmp_path: Path) -> None:
    def packed(name: str, more: dict[str, bytes]) -> Path:
        place = tmp_path / name
        with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as target:
            for file in sorted(site.rglob("*.*")):
                if file.relative_to(site).as_posix() not in more:
                    target.write(file, file.relative_to(site).as_posix())
            for path, data in more.items():
                target.writestr(path, data)
        return place

    assert _judge(packed("bomb.zip", {"index.html": bytes(50_000_000)})).changed == ("index.html",)
    assert _judge(packed("up.zip", {"../../evil": b"x"})).extra == ("../../evil",)
    twice = packed("twice.zip", {})
    with zipfile.ZipFile(twice, "a") as target, pytest.warns(UserWarning, match="Duplicate"):
        target.writestr("index.html", b"<p>Z</p>")
    assert _judge(twice).judgement == "forged"
    data = twice.read_bytes()
    (tmp_path / "cut.zip").write_bytes(data[: len(data) - 30])
    assert _judge(tmp_path / "cut.zip").judgement == "forged"


def test_a_single_file_with_something_behind_or_within_is_forged(tmp_path: Path) -> None:
    whole = b"<!doctype html><p>All of it</p>\n"
    listed = _listed({SINGLE_NAME: whole})
    true = whole + tail_of(_envelope(listed), listed)
    for data in (
        true + b"<script>1</script>",
        true.replace(b"All", b"Not"),
        true[:-3],
        true + true[len(whole) :],
        whole,
    ):
        (tmp_path / "one.html").write_bytes(data)
        assert _judge(tmp_path / "one.html").judgement == "forged", data[-20:]


def test_a_copied_tail_vouches_for_nothing_else(site: Path, tmp_path: Path) -> None:
    shutil.copy(site / MANIFEST_NAME, tmp_path / MANIFEST_NAME)
    assert _judge(tmp_path).judgement == "forged"
