"""The commands about keys: make them, certify them, show them, and check a copy with them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pledgewatch.cli.common import as_builtins, json_option, print_line

if TYPE_CHECKING:
    from pledgewatch.publish.signing.verify import Verdict

__all__ = ["asked_passphrase", "keys", "passphrase_option", "verify"]

_FILE = click.Path(path_type=Path, dir_okay=False)
_NAMES_AT_MOST = 10

passphrase_option = click.option(
    "--passphrase-file", type=_FILE, help="A file whose first line is the key's passphrase.  [default: it is asked for]"
)


def asked_passphrase(file: Path | None, *, new: bool = False) -> str:
    """Return a passphrase from a file's first line, or ask for it without showing it; a new one twice."""
    from pledgewatch.errors import KeyFileError

    if file is None:
        return str(click.prompt("Passphrase", hide_input=True, confirmation_prompt=new, err=True))
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise KeyFileError(f"{file} cannot be read: {error}.", next_step="check the file.") from None
    if not lines or not lines[0]:
        raise KeyFileError(f"The first line of {file} is empty.", next_step="write the passphrase there.")
    return lines[0]


@click.group()
def keys() -> None:
    """Make the keys that a publication is signed with.

    A root key, kept offline, says for how long which other key may sign; its fingerprint is what readers compare.
    See docs/publishing.md.
    """


@keys.command("root")
@click.argument("file", type=_FILE, metavar="FILE.key")
@click.option("--no-passphrase", is_flag=True, help="Leave the key unsealed: whoever has the file has the key.")
@passphrase_option
def keys_root(file: Path, no_passphrase: bool, passphrase_file: Path | None) -> None:
    """Make a root key in FILE.key, and FILE.pub for everybody. Do this on a machine that stays offline."""
    _make(file, "root", "" if no_passphrase else asked_passphrase(passphrase_file, new=True))


@keys.command("new")
@click.argument("file", type=_FILE, metavar="FILE.key")
@click.option("--sealed", is_flag=True, help="Seal it with a passphrase, which is then needed at every publication.")
@passphrase_option
def keys_new(file: Path, sealed: bool, passphrase_file: Path | None) -> None:
    """Make a signing key in FILE.key, and FILE.pub, which the root key certifies."""
    _make(file, "signing", asked_passphrase(passphrase_file, new=True) if sealed or passphrase_file else "")


def _make(file: Path, kind: str, passphrase: str) -> None:
    from pledgewatch.publish.signing.keyfiles import public_path, save_key
    from pledgewatch.publish.signing.keys import Key, fingerprint_of

    key = Key.new()
    save_key(file, key, "root" if kind == "root" else "signing", passphrase)
    click.echo(f"{kind} key: {file} (keep it to yourself), {public_path(file)}")
    click.echo(f"fingerprint: {fingerprint_of(key.public)}")


@keys.command("certify")
@click.argument("public", type=_FILE, metavar="FILE.pub")
@click.option("--root", type=_FILE, required=True, help="The root key's file.")
@click.option("--purpose", default="manifest", show_default=True, help="What the key may sign, and nothing else.")
@click.option("--days", type=click.IntRange(1, 3650), default=400, show_default=True, help="For how long.")
@passphrase_option
def keys_certify(public: Path, root: Path, purpose: str, days: int, passphrase_file: Path | None) -> None:
    """Let the root key certify the key in FILE.pub, in FILE.cert.

    Of two certificates for one purpose the later counts: to replace a key that was stolen, certify a new one.
    """
    import datetime as dt

    from pledgewatch.clock import utc_now
    from pledgewatch.publish.signing.certificates import certify
    from pledgewatch.publish.signing.encoding import canonical
    from pledgewatch.publish.signing.keyfiles import load_key, load_public
    from pledgewatch.publish.signing.signers import certificate_path
    from pledgewatch.store.files import replace_file

    key = load_public(public)
    signing = load_key(root, "root", lambda: asked_passphrase(passphrase_file))
    now = utc_now()
    signed = certify(signing, key.raw, purpose=purpose, valid_from=now, valid_until=now + dt.timedelta(days=days))
    replace_file(certificate_path(public), canonical(signed).encode() + b"\n")
    click.echo(f"certificate: {certificate_path(public)}, for {purpose!r}, valid for {days} days from now")


@keys.command("show")
@click.argument("file", type=_FILE)
@json_option
def keys_show(file: Path, as_json: bool) -> None:
    """Show what a .key, .pub or .cert file is, with its fingerprint; never a secret."""
    shown = _shown(file)
    if as_json:
        print_line({"type": "key", **shown})
        return
    for name, value in shown.items():
        click.echo(f"{name.replace('_', ' ')}: {value}")


def _shown(file: Path) -> dict[str, str]:
    import msgspec

    from pledgewatch.publish.signing.certificates import Certificate, read_root
    from pledgewatch.publish.signing.encoding import from_text
    from pledgewatch.publish.signing.keyfiles import load_public, read_key_file
    from pledgewatch.publish.signing.keys import fingerprint_of
    from pledgewatch.publish.signing.signers import load_certificate

    if file.suffix == ".cert":
        signed = load_certificate(file)
        one = msgspec.json.decode(signed.body, type=Certificate)
        return {
            "kind": "certificate",
            "fingerprint": fingerprint_of(one.raw),
            "purpose": one.purpose,
            "algorithm": one.algorithm,
            "root": read_root(signed),
            "valid_from": one.valid_from,
            "valid_until": one.valid_until,
        }
    if file.suffix == ".key":
        private = read_key_file(file)
        sealed = "with a passphrase" if private.sealed else "no"
        return {
            "kind": f"{private.kind} key",
            "fingerprint": fingerprint_of(from_text(private.public)),
            "sealed": sealed,
        }
    public = load_public(file)
    return {"kind": f"{public.kind} key, public", "fingerprint": fingerprint_of(public.raw), "key": public.key}


@click.command()
@click.argument("site", type=click.Path(path_type=Path))
@click.option(
    "--root",
    default="",
    metavar="FINGERPRINT",
    help="The publisher's root key: its fingerprint, or its .pub file. Later calls on this machine remember it.",
)
@click.option("--forget", is_flag=True, help="Do not look at, and do not keep, what was seen before.")
@json_option
def verify(site: Path, root: str, forget: bool, as_json: bool) -> None:
    """Tell a true copy of a publication from a forged or an old one, wherever it was found.

    SITE is a folder, a ZIP, an EPUB or a single HTML file. Exit codes: 0 a true copy, 5 changed, incomplete or forged,
    6 once true and old now, 7 whole, but signed by nobody who is known here.
    """
    from pledgewatch.clock import utc_now
    from pledgewatch.publish.signing.memory import memory_path, recall, remember
    from pledgewatch.publish.signing.verify import EXIT_CODES
    from pledgewatch.publish.signing.verify import verify as check

    place = memory_path()
    verdict = check(site, now=utc_now(), root=_fingerprint(root), seen={} if forget else recall(place))
    if verdict.judgement == "true" and verdict.checked is not None and not forget:
        remember(place, verdict.checked)
    if as_json:
        print_line({"type": "verdict", **{k: v for k, v in as_builtins(verdict).items() if k != "checked"}})
    else:
        _print_verdict(verdict)
    sys.exit(EXIT_CODES[verdict.judgement])


def _fingerprint(given: str) -> str:
    from pledgewatch.publish.signing.keyfiles import load_public
    from pledgewatch.publish.signing.keys import fingerprint_of, plain_fingerprint

    if given.endswith(".pub"):
        return fingerprint_of(load_public(Path(given)).raw)
    return plain_fingerprint(given) if given else ""


_SAID = {
    "true": "A true copy",
    "forged": "Not a true copy",
    "old": "An old copy",
    "unknown": "Cannot be told",
}


def _print_verdict(verdict: Verdict) -> None:
    click.echo(f"{_SAID[verdict.judgement]}{f': {verdict.why}' if verdict.why else ''}.")
    if verdict.manifest is not None:
        one = verdict.manifest
        click.echo(f"{one.title}, as of {one.as_of}: number {one.sequence}, issued {one.issued}, {one.files:,} files.")
    if verdict.fingerprint:
        click.echo(f"root key: {verdict.fingerprint}")
    for name in ("changed", "missing", "extra"):
        paths: tuple[str, ...] = getattr(verdict, name)
        for path in paths[:_NAMES_AT_MOST]:
            click.echo(f"{name}: {path!a}")
        if len(paths) > _NAMES_AT_MOST:
            click.echo(f"{name}: and {len(paths) - _NAMES_AT_MOST:,} more")
