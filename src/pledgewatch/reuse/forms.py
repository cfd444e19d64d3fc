"""Read and write the register of known forms: texts offered for others to sign.

A form is a text file (`.txt`, `.md`) with its slots in [square brackets]; beside it may lie a `.toml` of the same name
with title, url, from, until, meant_to_be_signed_unchanged. Many forms may stand in one `.jsonl` or `.jsonl.gz`, a
line each with id and text and the same optional keys.
"""

from __future__ import annotations

import gzip
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pledgewatch.errors import SettingsError, UsageError
from pledgewatch.model.dates import parse_date
from pledgewatch.model.identity import sha256_of, short_digest
from pledgewatch.model.reuse import Form

__all__ = ["form_of", "letter_body", "load_forms", "write_form"]

_KEYS = {"title", "url", "from", "until", "meant_to_be_signed_unchanged"}
_LARGEST = 4 << 20
_SALUTATION = re.compile(
    r"(?:dear|to (?:our|all|whom)|your excellency|excellency|madame|monsieur|sehr geehrte|estimad[oa]|a nuestros|"
    r"prezad[oa]|尊敬的|拝啓)\b[^\n]{0,80}[,:：，]?[ \t]*\n",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"\n[ \t]*(?:yours|sincerely|respectfully|best regards|kind regards|regards|with (?:best|kind) regards|"
    r"veuillez agréer|cordialement|mit freundlichen|atentamente|saludos|atenciosamente|此致|敬具)\b"
    r"[^\n]{0,60}(?:\n|\Z)",
    re.IGNORECASE,
)


def letter_body(text: str) -> str:
    """Return what of a form is weighed: from after the salutation to before the closing, where it has them."""
    start = _SALUTATION.search(text)
    begin = start.end() if start else 0
    end = _CLOSING.search(text, begin)
    return text[begin : end.start() if end else len(text)].strip("\n")


def load_forms(folder: Path) -> tuple[Form, ...]:
    """Return the forms of a folder in the order of their ids.

    Raises:
        UsageError: the folder or a file of it cannot be read.
        SettingsError: a file is not what the format says; names the file.
    """
    if not folder.is_dir():
        raise UsageError(f"{folder} is not a folder.", next_step="give the folder that holds the forms to --forms.")
    forms = [form for path in sorted(folder.iterdir()) for form in _read(path)]
    seen: dict[str, Form] = {}
    for form in forms:
        if form.id in seen and seen[form.id].text != form.text:
            raise SettingsError(
                f"{folder}: two forms have the id {form.id!r}.", next_step="give one of them another id."
            )
        seen.setdefault(form.id, form)
    return tuple(seen[name] for name in sorted(seen))


def write_form(folder: Path, form: Form) -> Path:
    """Write a form as `ID.txt` and `ID.toml`; return the text's path. An existing one is replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = re.sub(r"[^\w.-]", "_", form.id)
    path = folder / f"{stem}.txt"
    path.write_text(form.text, encoding="utf-8", newline="")
    lines = [f"{key} = {_toml(value)}" for key, value in _metadata(form).items()]
    (folder / f"{stem}.toml").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="")
    return path


def form_of(text: str, values: dict[str, Any], where: str) -> Form:
    """Return a form from its text and its description; `where` names the file in an error."""
    name = values.get("id", "") or "f" + short_digest(text)
    _check(text, name, values, where)
    return Form(
        id=name,
        title=values.get("title", "") or name,
        url=values.get("url", ""),
        text=text,
        sha256=sha256_of(text.encode()),
        from_date=values.get("from", ""),
        until_date=values.get("until", ""),
        meant_to_be_signed_unchanged=values.get("meant_to_be_signed_unchanged", False),
    )


def _check(text: str, name: object, values: dict[str, Any], where: str) -> None:
    if not isinstance(text, str) or not text.strip():
        raise SettingsError(f"{where}: the form has no text.", next_step="put the form's text into the file.")
    for key in ("title", "url", "from", "until"):
        if not isinstance(values.get(key, ""), str):
            raise SettingsError(f"{where}: {key} must be a string.", next_step=f"put {key} in quotes.")
    if not isinstance(name, str) or len(name) > 200:
        raise SettingsError(f"{where}: id must be a string of at most 200 characters.", next_step="shorten the id.")
    if not isinstance(values.get("meant_to_be_signed_unchanged", False), bool):
        raise SettingsError(f"{where}: meant_to_be_signed_unchanged must be true or false.")
    for key in ("from", "until"):
        try:
            parse_date(values.get(key, ""))
        except ValueError as error:
            raise SettingsError(f"{where}: {key}: {error}", next_step="correct the date.") from error


def _metadata(form: Form) -> dict[str, str | bool]:
    return {
        "id": form.id,
        "title": form.title,
        "url": form.url,
        "from": form.from_date,
        "until": form.until_date,
        "meant_to_be_signed_unchanged": form.meant_to_be_signed_unchanged,
    }


def _toml(value: str | bool) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _read(path: Path) -> Iterator[Form]:
    if path.name.startswith(".") or not path.is_file():
        return
    if path.suffix in {".txt", ".md"}:
        beside = path.with_suffix(".toml")
        values = _described(beside) if beside.is_file() else {}
        text = _text(path)
        if not values.get("id"):
            values = {**values, "title": values.get("title") or path.stem}
        yield form_of(text, values, f"{path} ({beside.name})" if beside.is_file() else str(path))
    elif path.name.endswith((".jsonl", ".jsonl.gz")):
        yield from _lines(path)


def _text(path: Path) -> str:
    data = _bytes(path)
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path} is not UTF-8: {error}", next_step="save it as UTF-8.") from error


def _bytes(path: Path) -> bytes:
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as stream:
            data = stream.read(_LARGEST + 1)
    except (OSError, EOFError) as error:
        raise UsageError(f"{path} could not be read: {error}", next_step="check the file.") from error
    if len(data) > _LARGEST:
        raise SettingsError(f"{path} is larger than 4 MB.", next_step="split it: a form is a page or two.")
    return data


def _described(path: Path) -> dict[str, Any]:
    try:
        values = tomllib.loads(_text(path))
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path} is not TOML: {error}", next_step="correct that line.") from error
    unknown = sorted(set(values) - _KEYS - {"id"})
    if unknown:
        raise SettingsError(f"{path}: unknown key {unknown[0]!r}.", next_step=f"use {', '.join(sorted(_KEYS))}.")
    return values


def _lines(path: Path) -> Iterator[Form]:
    for number, line in enumerate(_text(path).splitlines(), start=1):
        if not line.strip():
            continue
        where = f"{path}, line {number}"
        try:
            values = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise SettingsError(f"{where} is not JSON: {error}", next_step="correct the line.") from error
        if not isinstance(values, dict) or not isinstance(values.get("id"), str):
            raise SettingsError(f"{where}: a form needs id and text.", next_step="add the missing key.")
        yield form_of(values.get("text", ""), values, where)
