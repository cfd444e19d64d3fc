"""Hold the settings of a run in one frozen record: flags over environment over `pledgewatch.toml`.

An unknown name or a malformed value is refused; a setting that is silently ignored is worse than none.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from pledgewatch.engine.workers import Limits
from pledgewatch.errors import SettingsError
from pledgewatch.publish.mail.settings import MailSettings
from pledgewatch.publish.settings import PublishSettings
from pledgewatch.reading.settings import ReadingSettings
from pledgewatch.reuse.settings import ReuseSettings

__all__ = ["Settings", "load_settings", "with_limits"]

_PREFIX = "PLEDGEWATCH_"


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What can be set, by section. `limits` change what a run may cost, `publish` and `mail` how it reaches readers."""

    limits: Limits = Limits()
    reading: ReadingSettings = ReadingSettings()
    reuse: ReuseSettings = ReuseSettings()
    publish: PublishSettings = PublishSettings()
    mail: MailSettings = MailSettings()


def load_settings(
    file: Path | None, environment: Mapping[str, str] | None = None, flags: Iterable[str] = ()
) -> Settings:
    """Lay `section.name=value` flags over `PLEDGEWATCH_SECTION__NAME` variables over a TOML file.

    Raises:
        SettingsError: a name is unknown or a value malformed; says where it was set.
    """
    layers: list[tuple[str, dict[str, Any]]] = []
    if file is not None and file.exists():
        layers.append((str(file), _from_toml(file)))
    layers.append(("the environment", _from_environment(environment or {})))
    layers.append(("--set", _from_flags(flags)))
    settings: dict[str, Any] = {}
    for where, layer in layers:
        _check(layer, where)
        for section, values in layer.items():
            settings[section] = settings.get(section, {}) | values
    return msgspec.convert(settings, Settings, strict=False)


def with_limits(settings: Settings, *, workers: int | None = None) -> Settings:
    """Return the settings with another number of workers, where one is given.

    Raises:
        SettingsError: the number is negative.
    """
    if workers is None:
        return settings
    if workers < 0:
        raise SettingsError(f"{workers} is no number of workers.", next_step="give 1 or more; 0 means one a core.")
    return msgspec.structs.replace(settings, limits=msgspec.structs.replace(settings.limits, workers=workers))


def _check(layer: dict[str, Any], where: str) -> None:
    for section, values in layer.items():
        if not isinstance(values, dict):
            raise SettingsError(f"In {where}: {section!r} is no section.", next_step=_known())
        known = Settings.__struct_fields__
        if section not in known:
            raise SettingsError(f"In {where}: there is no section {section!r}.", next_step=_known())
        record = type(getattr(Settings(), section))
        for name in values:
            if name not in record.__struct_fields__:
                raise SettingsError(
                    f"In {where}: there is no setting {section}.{name}.",
                    next_step=f"use one of {', '.join(record.__struct_fields__)}.",
                )
    try:
        msgspec.convert(layer, Settings, strict=False)
    except msgspec.ValidationError as error:
        raise SettingsError(f"In {where}: {error}.", next_step="correct the value and run again.") from error


def _known() -> str:
    return f"the sections are {', '.join(Settings.__struct_fields__)}."


def _from_toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"{file} cannot be read: {error.strerror}.", next_step="check the file.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file} is no valid TOML: {error}.", next_step="correct it and run again.") from error


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in sorted(environment.items()):
        if not name.startswith(_PREFIX):
            continue
        section, parted, rest = name.removeprefix(_PREFIX).lower().partition("__")
        if not parted:
            raise SettingsError(
                f"In the environment: {name} names no setting.",
                next_step=f"write {_PREFIX}SECTION__NAME, as in {_PREFIX}LIMITS__WORKERS.",
            )
        found.setdefault(section, {})[rest] = value
    return found


def _from_flags(flags: Iterable[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for flag in flags:
        path, equals, value = flag.partition("=")
        section, dot, name = path.partition(".")
        if not equals or not dot:
            raise SettingsError(f"--set {flag!r} is not SECTION.NAME=VALUE.", next_step="write --set reading.dpi=200.")
        found.setdefault(section, {})[name] = value
    return found
