"""Open what a publisher signs with: a signing key and, beside it, the certificate that the root key gave it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from pledgewatch.errors import CopyError, KeyFileError
from pledgewatch.publish.signing.certificates import (
    MANIFEST_PURPOSE,
    Certificate,
    Signed,
    check_certificate,
    read_certificate,
)
from pledgewatch.publish.signing.keyfiles import load_key
from pledgewatch.publish.signing.manifest import Signer

__all__ = ["certificate_path", "load_certificate", "open_signer"]


def certificate_path(key_file: Path) -> Path:
    """Return where the certificate of a key lies: desk.key, desk.cert."""
    return key_file.with_suffix(".cert")


def load_certificate(path: Path) -> Signed:
    """Read a certificate's file; nothing is checked yet.

    Raises:
        KeyFileError: it cannot be read, or is none.
    """
    try:
        return read_certificate(path.read_bytes())
    except OSError as error:
        raise KeyFileError(
            f"The certificate {path} cannot be read: {error.strerror}.",
            next_step="let the root key certify the key: pledgewatch keys certify.",
        ) from error
    except CopyError as error:
        raise KeyFileError(f"{path}: {error.what}.", next_step="name the file that `keys certify` wrote.") from None


def open_signer(key_file: Path, ask: Callable[[], str], *, now: dt.datetime) -> tuple[Signer, Certificate]:
    """Open a signing key whose certificate is valid now.

    Raises:
        KeyFileError: the key cannot be opened, or its certificate is another key's, for another purpose, or not valid.
    """
    key = load_key(key_file, "signing", ask)
    signed = load_certificate(certificate_path(key_file))
    try:
        certificate = check_certificate(signed, purpose=MANIFEST_PURPOSE, now=now)
    except CopyError as error:
        raise KeyFileError(
            f"The certificate of {key_file} does not serve: {error.what}.",
            next_step="let the root key certify it anew.",
        ) from None
    if certificate.raw != key.public:
        raise KeyFileError(
            f"The certificate beside {key_file} is another key's.", next_step="let the root key certify this one."
        )
    return Signer(key, signed), certificate
