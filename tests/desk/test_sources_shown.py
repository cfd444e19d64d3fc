"""Each source that a site rests upon is named with its hash; its bytes are handed on only where that was said."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from pledgewatch.desk import Desk
from pledgewatch.model.identity import sha256_of
from pledgewatch.publish.settings import PublishSettings
from pledgewatch.settings import Settings

WORDS = (
    "We shall respect the Meadow Declaration in {} and in every place where we work, and we will make it known to our "
    "staff, our suppliers and the public."
)
LETTERS = {
    "one.txt": f"Lantern Optical Ltd\n\nDear Secretary,\n\n{WORDS.format('Norhaven')}\n\nLantern Optical Ltd\n",
    "two.html": "<html><body><script>alert(1)</script><p>Harbour Glass Ltd</p><p>Dear Secretary,</p>"
    f"<p>{WORDS.format('Estmark')}</p><p>Harbour Glass Ltd</p></body></html>",
}


@pytest.mark.parametrize("include", ["", "*.txt", "*"])
def test_bytes_are_handed_on_only_where_that_was_said(tmp_path: Path, include: str) -> None:
    (tmp_path / "letters").mkdir()
    for name, text in LETTERS.items():
        (tmp_path / "letters" / name).write_text(text)
    desk = Desk(tmp_path / "desk", Settings(publish=PublishSettings(include=include, contact="desk@example.org")))
    desk.examine([tmp_path / "letters"])
    for finding in desk.findings():
        desk.decide(finding.key, "confirm", by="A. Person")
    report = desk.publish()
    html = (report.path / "sources.html").read_text()
    files = {path.name: path.read_bytes() for path in (report.path / "sources").glob("*")}
    wanted = {"": (), "*.txt": ("one.txt",), "*": ("one.txt", "two.html")}[include]
    for name, text in LETTERS.items():
        digest = sha256_of(text.encode())
        assert digest in html
        assert (files.get(f"{digest}.txt") == text.encode()) == (name in wanted), "what a browser would run is text"
    assert len(files) == len(wanted)
    assert ("not handed on" in html) == (len(wanted) < 2)
    assert "desk@example.org" in html
    assert (report.path / "zh" / "sources.html").exists()
    assert msgspec.json.decode(report.manifest.body)["files"] == report.files - 2
