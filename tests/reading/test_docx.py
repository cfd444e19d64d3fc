from __future__ import annotations

from collections.abc import Callable

from pledgewatch.model.document import Document, Failure

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
Makes = Callable[..., bytes]


def test_paragraphs_and_tables_in_order(read_one: Callable[..., Document], docx: Makes) -> None:
    made = docx(
        "Before the table.", [["Plant", "Waste"], ["Aruba", "12 t"]], "After it.", header="Vexel AG", footer="p. 1"
    )
    document = read_one(made, "wrong.pdf")
    assert document.text == "Vexel AG\n\nBefore the table.\n\nPlant\tWaste\nAruba\t12 t\n\nAfter it.\n\np. 1"
    assert document.media_type.endswith("wordprocessingml.document")


def test_text_boxes_once_and_deletions_never(
    read_one: Callable[..., Document], docx: Makes, with_member: Makes
) -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>in a box</w:t></w:r></w:p></w:txbxContent>"
    xml = (
        f"<w:document {W} {MC}><w:body><w:p><w:r><w:t>We will</w:t></w:r>"
        "<w:del><w:r><w:delText> not</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t> report</w:t></w:r></w:ins><w:r><w:instrText>PAGE</w:instrText></w:r>"
        f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:p>"
        "</w:body></w:document>"
    )
    assert read_one(with_member(docx("x"), "word/document.xml", xml.encode())).text == "We will report\n\nin a box"


def test_a_bomb_is_refused_before_it_unpacks(fail_one: Callable[..., Failure], docx: Makes, with_member: Makes) -> None:
    failure = fail_one(with_member(docx("x"), "word/media/image1.bin", b"\0" * 60_000_000))
    assert failure.error == "LimitError"
    assert "60," in failure.what


def test_entities_are_refused(fail_one: Callable[..., Failure], docx: Makes, with_member: Makes) -> None:
    body = "<w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body>"
    xml = f'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]><w:document {W}>{body}</w:document>'
    assert fail_one(with_member(docx("x"), "word/document.xml", xml.encode())).error == "DamagedError"


def test_a_truncated_docx_is_damaged(fail_one: Callable[..., Failure], docx: Makes) -> None:
    assert fail_one(docx("A letter.")[:6000]).error == "DamagedError"


def test_a_deep_one_is_refused(fail_one: Callable[..., Failure], docx: Makes, with_member: Makes) -> None:
    deep = "<w:sdtContent>" * 1000 + "</w:sdtContent>" * 1000
    xml = f"<w:document {W}><w:body>{deep}</w:body></w:document>"
    assert fail_one(with_member(docx("x"), "word/document.xml", xml.encode())).error == "LimitError"
