"""Keys, their files and certificates: only the right key, for its purpose, at its time, from a file that is closed."""

from __future__ import annotations

import datetime as dt
import stat
from pathlib import Path

import msgspec
import pytest

from pledgewatch.errors import ExpiredError, ForgedError, KeyFileError, UsageError
from pledgewatch.publish.signing.certificates import Certificate, Signed, certify, check_certificate
from pledgewatch.publish.signing.encoding import from_text, moment, moment_of, to_text
from pledgewatch.publish.signing.keyfiles import load_key, load_public, public_path, save_key
from pledgewatch.publish.signing.keys import Key, check_signature, fingerprint_of, plain_fingerprint
from pledgewatch.publish.signing.signers import certificate_path, open_signer

NOW = dt.datetime(2026, 1, 31, 12, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(days=30)
ROOT, KEY = Key(bytes(range(32))), Key(bytes(range(32, 64)))


def _never() -> str:
    raise AssertionError("nobody is to be asked")


def _certificate(purpose: str = "manifest", root: Key = ROOT) -> Signed:
    return certify(root, KEY.public, purpose=purpose, valid_from=NOW, valid_until=LATER)


def test_a_key_signs_as_rfc_8032_says() -> None:
    key = Key(bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))
    assert key.public.hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    check_signature(key.public, "label", b"data", key.sign("label", b"data"))


@pytest.mark.parametrize(("label", "data"), [("other", b"data"), ("label", b"Data"), ("label\n", b"data")])
def test_a_signature_is_of_one_label_and_one_text(label: str, data: bytes) -> None:
    with pytest.raises(ForgedError, match="wrong"):
        check_signature(KEY.public, label, data, KEY.sign("label", b"data"))


@pytest.mark.parametrize("text", ["a", "====", "ab==", "aé", "a b", "_x"])
def test_what_is_no_base64url_is_refused(text: str) -> None:
    with pytest.raises(ForgedError):
        from_text(text, length=1)


def test_there_is_one_way_to_write_a_byte() -> None:
    assert to_text(b"\xff") == "_w"
    with pytest.raises(ForgedError):
        from_text("_x", length=1)


def test_a_time_is_utc_to_the_second() -> None:
    assert moment(NOW) == "2026-01-31T12:00:00Z"
    assert moment_of(moment(NOW)) == NOW
    with pytest.raises(ForgedError):
        moment_of("2026-01-31 12:00")


@pytest.mark.parametrize("passphrase", ["", "correct horse"])
def test_a_key_comes_back_from_its_file(tmp_path: Path, passphrase: str) -> None:
    file = tmp_path / "root.key"
    save_key(file, ROOT, "root", passphrase)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert load_key(file, "root", lambda: passphrase or _never()).secret == ROOT.secret
    assert load_public(public_path(file)).raw == ROOT.public
    assert (to_text(ROOT.secret) in file.read_text()) == (not passphrase)


def test_a_wrong_passphrase_opens_nothing(tmp_path: Path) -> None:
    save_key(tmp_path / "root.key", ROOT, "root", "right")
    with pytest.raises(KeyFileError, match="does not open"):
        load_key(tmp_path / "root.key", "root", lambda: "wrong")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_key_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    save_key(tmp_path / "a.key", KEY, "signing")
    (tmp_path / "a.key").chmod(mode)
    with pytest.raises(KeyFileError, match="Others may read"):
        load_key(tmp_path / "a.key", "signing", _never)


def test_a_key_is_never_overwritten_nor_taken_for_another(tmp_path: Path) -> None:
    save_key(tmp_path / "a.key", KEY, "signing")
    with pytest.raises(KeyFileError, match="already"):
        save_key(tmp_path / "a.key", ROOT, "root")
    with pytest.raises(KeyFileError, match="not a root key"):
        load_key(tmp_path / "a.key", "root", _never)
    (tmp_path / "a.key").write_text("{}")
    with pytest.raises(KeyFileError, match="no such key"):
        load_key(tmp_path / "a.key", "signing", _never)


def test_a_fingerprint_is_read_as_people_write_it() -> None:
    shown = fingerprint_of(ROOT.public)
    assert plain_fingerprint(shown.upper().replace(" ", "-")) == shown
    with pytest.raises(UsageError):
        plain_fingerprint(shown[:-1])


def test_a_certificate_holds_for_its_key_its_purpose_and_its_time() -> None:
    signed = _certificate()
    found = check_certificate(signed, purpose="manifest", now=NOW, root=fingerprint_of(ROOT.public))
    assert found.raw == KEY.public
    with pytest.raises(ForgedError, match="reach-gateway"):
        check_certificate(_certificate("reach-gateway"), purpose="manifest", now=NOW)
    with pytest.raises(ForgedError, match="root key"):
        check_certificate(_certificate(root=KEY), purpose="manifest", now=NOW, root=fingerprint_of(ROOT.public))
    for when in (NOW - dt.timedelta(seconds=1), LATER):
        with pytest.raises(ExpiredError):
            check_certificate(signed, purpose="manifest", now=when)


def test_a_certificate_can_carry_another_kind_of_key() -> None:
    signed = certify(
        ROOT, b"\x01" * 41, purpose="reach-gateway", algorithm="hpke-config", valid_from=NOW, valid_until=LATER
    )
    found = check_certificate(signed, purpose="reach-gateway", algorithm="hpke-config", now=NOW)
    assert found.raw == b"\x01" * 41
    with pytest.raises(ForgedError):
        check_certificate(signed, purpose="reach-gateway", now=NOW)


def test_every_changed_letter_of_a_certificate_is_noticed() -> None:
    signed = _certificate()
    for at in range(0, len(signed.body), 7):
        letter = "x" if signed.body[at] != "x" else "y"
        changed = Signed(signed.body[:at] + letter + signed.body[at + 1 :], signed.signature)
        with pytest.raises(ForgedError):
            check_certificate(changed, purpose="manifest", now=NOW)


def test_nobody_certifies_himself() -> None:
    body = msgspec.json.decode(_certificate().body, type=Certificate)
    forged = certify(KEY, KEY.public, purpose="manifest", valid_from=NOW, valid_until=LATER)
    pretended = Signed(forged.body.replace(to_text(KEY.public), body.root), forged.signature)
    with pytest.raises(ForgedError):
        check_certificate(pretended, purpose="manifest", now=NOW)


def test_a_signer_needs_its_own_valid_certificate(tmp_path: Path) -> None:
    file = tmp_path / "desk.key"
    save_key(file, KEY, "signing")
    with pytest.raises(KeyFileError, match="cannot be read"):
        open_signer(file, _never, now=NOW)
    certificate_path(file).write_bytes(msgspec.json.encode(_certificate()))
    assert open_signer(file, _never, now=NOW)[0].key.public == KEY.public
    with pytest.raises(KeyFileError, match="anew"):
        open_signer(file, _never, now=LATER)
    other = certify(ROOT, ROOT.public, purpose="manifest", valid_from=NOW, valid_until=LATER)
    certificate_path(file).write_bytes(msgspec.json.encode(other))
    with pytest.raises(KeyFileError, match="another key's"):
        open_signer(file, _never, now=NOW)
