"""Hold a fitted reader, and keep it in a file that is safe to open whoever wrote it.

The file is a line that names the format, a line with the SHA-256 of the rest, and the rest: MessagePack in zlib.
Nothing in it is code. What is read is bounded and checked before it is used; weights are whole numbers of 16 bits
with a scale a column, so that the last digits of a processor's arithmetic do not reach the file.
"""

from __future__ import annotations

import hashlib
import math
import zlib
from pathlib import Path
from typing import Annotated

import msgspec
import numpy as np
import numpy.typing as npt

from pledgewatch.errors import UsageError
from pledgewatch.promises.fitted.grams import BITS
from pledgewatch.promises.fitted.labelled import CLASSES, TASKS, TaskName
from pledgewatch.promises.fitted.parts import KINDS
from pledgewatch.promises.fitted.softmax import Matrix
from pledgewatch.store.files import replace_file

__all__ = ["FittedModel", "Measured", "Packed", "decoded", "encoded", "load_model", "pack", "save_model", "unpack"]

_HEAD = b"pledgewatch fitted reader 2\n"
_MOST_FILE = 32_000_000
_MOST_INSIDE = 128_000_000
_MOST_SIGNALS = 2_000
_LARGEST = 32_767
_LEAST_SPREAD = 1e-9

Text = Annotated[str, msgspec.Meta(max_length=200)]
Count = Annotated[int, msgspec.Meta(ge=0, le=10_000_000)]
Share = Annotated[float, msgspec.Meta(ge=0.0, le=1.01)]


class Packed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of numbers: 16 bits each, row by row, and what each column is to be multiplied by."""

    rows: Count
    scales: tuple[float, ...]
    data: bytes


class Measured(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was measured on passages of groups that were not learned from.

    `confidence` is that from which the reader answers; below, it leaves the passage to a person. `coverage` is the
    share of passages that it answers, and `accuracy` how many of these answers are right. `error` is the expected
    calibration error over ten equal steps of the probability.
    """

    confidence: Share
    coverage: Share
    accuracy: Share
    error: Share
    macro_f1: dict[TaskName, Share]


class FittedModel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A fitted reader: what it learned from, its weights, and what was measured of it.

    `runs` holds the ids of the runs of characters that have weights, two bytes each; `by_run`, `by_signal` and
    `by_pair` give, for each label of each question in the order of `classes`, the log-odds that they add. `of_run` is
    how much each run counts for the length of a passage. `of_part` scores parts of a passage, a row a run and a last
    one of intercepts; it has no rows where the reader was fitted without marked words.
    """

    source: Text
    learned: Count
    offered: Count
    year: Annotated[int, msgspec.Meta(ge=1900, le=2200)]
    languages: tuple[Text, ...]
    classes: dict[TaskName, tuple[Text, ...]]
    runs: bytes
    of_run: Packed
    by_run: Packed
    of_part: Packed
    signals: tuple[Text, ...]
    means: tuple[float, ...]
    spreads: tuple[float, ...]
    by_signal: Packed
    by_pair: Packed
    constant: tuple[float, ...]
    combinations: tuple[tuple[Count, ...], ...]
    gains: dict[TaskName, tuple[tuple[float, ...], tuple[float, ...]]]
    weights: dict[TaskName, float]
    measured: Measured

    @property
    def tasks(self) -> tuple[TaskName, ...]:
        """Return the questions that were learned, in their order."""
        return tuple(task for task in TASKS if task in self.classes)

    @property
    def learned_from(self) -> str:
        """Say what the reader was fitted on, in words."""
        return f"{self.learned:,} labelled passages of {self.source}"


def pack(table: Matrix) -> Packed:
    """Round a table to 16 bits a number."""
    largest = np.abs(table).max(0) if len(table) else np.zeros(table.shape[1])
    scales = [float(f"{one:.6g}") / _LARGEST if one > 0 else 1.0 for one in largest]
    whole = np.clip(np.rint(table / np.array(scales)), -_LARGEST, _LARGEST).astype("<i2")
    return Packed(len(table), tuple(scales), whole.tobytes())


def unpack(packed: Packed) -> npt.NDArray[np.float32]:
    """Return a table as it was rounded."""
    whole = np.frombuffer(packed.data, "<i2").reshape(packed.rows, len(packed.scales))
    return whole.astype(np.float32) * np.array(packed.scales, np.float32)


def encoded(model: FittedModel) -> bytes:
    """Return the bytes of a model's file: the same for the same model."""
    inside = zlib.compress(msgspec.msgpack.encode(model, order="deterministic"), 9)
    return _HEAD + hashlib.sha256(inside).hexdigest().encode() + b"\n" + inside


def save_model(model: FittedModel, path: Path) -> None:
    """Write a model in one step.

    Raises:
        UsageError: the file cannot be written.
    """
    try:
        replace_file(path, encoded(model))
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.", next_step="choose another place.") from error


def load_model(path: Path) -> FittedModel:
    """Read a model.

    Raises:
        UsageError: there is no such file, or it is no fitted reader that this version can use.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_FILE + 1)
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read: {error.strerror}.", next_step="make one: pledgewatch promises fit."
        ) from error
    try:
        return decoded(data)
    except ValueError as error:
        raise UsageError(f"{path} is no fitted reader: {error}.", next_step="fit it again.") from error


def decoded(data: bytes) -> FittedModel:
    """Return the model that bytes hold.

    Raises:
        ValueError: they hold none, or more than the limits allow.
    """
    if len(data) > _MOST_FILE:
        raise ValueError(f"it is larger than {_MOST_FILE:,} bytes")
    head, _, inside = data.removeprefix(_HEAD).partition(b"\n")
    if not data.startswith(_HEAD) or hashlib.sha256(inside).hexdigest().encode() != head:
        raise ValueError("it is damaged, or of another kind or version")
    unpacker = zlib.decompressobj()
    try:
        content = unpacker.decompress(inside, _MOST_INSIDE)
        if not unpacker.eof:
            raise ValueError(f"it unpacks to more than {_MOST_INSIDE:,} bytes")
        model = msgspec.msgpack.decode(content, type=FittedModel)
    except (zlib.error, msgspec.DecodeError) as error:
        raise ValueError(str(error)) from error
    _check(model)
    return model


def _check(model: FittedModel) -> None:
    """Refuse a model whose tables do not fit together: every later step relies on it."""
    columns = sum(map(len, model.classes.values()))
    size = len(model.signals)
    runs = np.frombuffer(model.runs, "<u2") if len(model.runs) % 2 == 0 else np.zeros(1)
    rows = len(model.runs) // 2
    tables = {"by_run": rows, "by_signal": size, "by_pair": size * size}
    fits = (
        "promise" in model.classes
        and all(set(names) <= set(CLASSES[task]) and len(names) > 1 for task, names in model.classes.items())
        and model.classes.keys() == model.gains.keys() == model.weights.keys()
        and size <= _MOST_SIGNALS
        and len(model.means) == len(model.spreads) == size
        and all(spread >= _LEAST_SPREAD for spread in model.spreads)
        and len(model.runs) % 2 == 0
        and len(runs) <= 1 << BITS
        and bool(np.all(runs[1:] > runs[:-1]))
        and all(_is_table(getattr(model, name), count, columns) for name, count in tables.items())
        and _is_table(model.of_run, rows, 1)
        and (_is_table(model.of_part, rows + 1, len(KINDS)) or _is_table(model.of_part, 0, len(KINDS)))
        and len(model.constant) == columns
        and _choices_fit(model)
    )
    if not fits:
        raise ValueError("its tables do not fit together")
    numbers = [*model.means, *model.spreads, *model.constant, *model.weights.values()]
    numbers += [one for pair in model.gains.values() for part in pair for one in part]
    numbers += [scale for name in (*tables, "of_run", "of_part") for scale in getattr(model, name).scales]
    if not np.all(np.isfinite(numbers)) or np.abs(numbers).max() > 1e9:
        raise ValueError("it holds numbers that are none")


def _is_table(packed: Packed, rows: int, columns: int) -> bool:
    return packed.rows == rows and len(packed.scales) == columns and len(packed.data) == 2 * rows * columns


def _choices_fit(model: FittedModel) -> bool:
    sizes = [len(model.classes[task]) for task in model.tasks]
    gains = (model.gains[task] for task in model.tasks)
    return (
        0 < len(model.combinations) <= math.prod(sizes)
        and all(len(one) == len(sizes) for one in model.combinations)
        and all(place < size for one in model.combinations for place, size in zip(one, sizes, strict=True))
        and all(len(part) == size for pair, size in zip(gains, sizes, strict=True) for part in pair)
    )
