"""Passages that speak of an undertaking, and those that do not; written for the test."""

from __future__ import annotations

import time

import pytest

from pledgewatch.model.document import Document, Language
from pledgewatch.model.identity import DocumentId
from pledgewatch.model.spans import Span
from pledgewatch.promises import Passage, read_passage


def weigh(code: str, text: str) -> Passage:
    passage = read_passage(Document(id=DocumentId("d"), text=text, language=Language(code, 1.0)))
    assert passage is not None
    return passage


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "We are committed to the safety of our weavers and offer training in every mill to prevent injuries."),
        (
            "fr",
            "Nous avons mis en place un programme de formation pour tous les salariés afin de réduire les accidents.",
        ),
        ("zh", "我們持續推動節能，並透過教育訓練提升員工意識，以落實減碳目標。"),
        (
            "es",
            "Nuestro programa de formación ayuda a todos los empleados a trabajar con seguridad y prevenir accidentes; "
            "seguimos mejorando cada año.",
        ),
        (
            "de",
            "Wir fördern die Sicherheit unserer Beschäftigten mit Schulungen in jedem Werk und arbeiten daran, Unfälle "
            "zu vermeiden. Das gilt auch für Leiharbeiter.",
        ),
        ("ko", "당사는 협력사 임직원의 안전을 위해 교육 프로그램을 운영하고 있으며 앞으로도 개선해 나갈 계획입니다."),
        ("ja", "当社は地域社会との対話を通じ、環境負荷の低減に取り組んでいます。今後も活動を推進していきます。"),
    ],
)
def test_aims_policies_and_efforts_undertake(code: str, text: str) -> None:
    assert weigh(code, text).undertakes


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "The risk committee is chaired by an outside director and reports to the board."),
        ("fr", "Indice de référence : taux de couverture 33,59 % (source : fournisseur de données)."),
        ("zh", "注1：本表依第三方係數計算，較2023年減少3.2%。"),
        ("es", "El comité de riesgos está presidido por un consejero externo."),
        ("de", "Der Risikoausschuss tagt unter dem Vorsitz eines Mitglieds des Aufsichtsrats."),
        ("ko", "GRI Index 보고 위치 12 34 56 78 90 11 22 33 44 55 단위 합계 사외이사 선임"),
        ("ja", "取締役の報酬は、株主総会の決議に基づき、指名・報酬委員会が定める。"),
    ],
)
def test_tables_definitions_and_boards_do_not(code: str, text: str) -> None:
    assert not weigh(code, text).undertakes


def test_every_point_has_its_words() -> None:
    text = "Foreword. We will plant 300 trees by 2027 to help our neighbours."
    passage = weigh("en", text)
    assert passage.points == sum(reason.points for reason in passage.reasons)
    assert {reason.why: reason.span.of(text) for reason in passage.reasons}["says what for"] == "to help"
    assert all(reason.span.of(text) for reason in passage.reasons)


def test_a_span_is_weighed_alone() -> None:
    text = "We will plant 300 trees by 2027. The committee meets quarterly and reports to the board."
    document = Document(id=DocumentId("d"), text=text, language=Language("en", 1.0))
    passage = read_passage(document, Span(33, len(text)))
    assert passage is not None
    assert not passage.undertakes


def test_a_language_without_rules_has_no_reading() -> None:
    assert read_passage(Document(id=DocumentId("d"), text="x", language=Language("xx", 1.0))) is None


@pytest.mark.parametrize("code", ["en", "fr", "zh", "ja"])
@pytest.mark.parametrize("seed", ["1,.", "1,", "• ", "a b ", "，", "1", "x" * 70 + "•"])
def test_hostile_passages_take_no_more_than_their_length(code: str, seed: str) -> None:
    start = time.process_time()
    weigh(code, seed * (20_000 // len(seed)))
    assert time.process_time() - start < 5
