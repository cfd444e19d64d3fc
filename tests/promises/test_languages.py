"""Each language by sentences that its file decides; the sentences are written for the test."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pledgewatch.errors import SettingsError
from pledgewatch.model.dates import parse_date
from pledgewatch.model.document import Document, Language
from pledgewatch.model.identity import DocumentId
from pledgewatch.model.promise import Promise
from pledgewatch.model.spans import Span
from pledgewatch.promises import due, find_promises
from pledgewatch.promises.language import compile_language, language_for
from pledgewatch.promises.language_file import language_codes, read_language_file

CODES = sorted(language_codes())


def document(code: str, text: str) -> Document:
    return Document(id=DocumentId("d1"), text=text, language=Language(code, 1.0))


def read(code: str, text: str) -> tuple[Promise, ...]:
    return find_promises(document(code, text))


OWN = [
    ("fr", "Nous publierons d'ici au 30 juin 2027 les résultats de 12 audits.", "2027-06-30"),
    ("fr", "Le groupe s'engage à réduire ses émissions de 40 % d'ici 2030.", "2030"),
    ("fr", "Le conseil d'administration nommera deux administratrices avant mars 2028.", "2028-02"),
    ("fr", "Nous prévoyons de former 300 apprentis dans les deux ans.", "2023-05"),
    ("fr", "Les anciens fours seront remplacés en 2026.", "2026"),
    ("zh", "我们将在2027年6月30日前公布所有供应商的审计结果。", "2027-06-30"),
    ("zh", "我們承諾於 2030 年前將溫室氣體排放量減少 40%。", "2030"),
    ("zh", "董事會將於明年委託第三方查證。", "2022"),
    ("zh", "本公司計劃於民國119年完成全廠汰換。", "2030"),
    ("zh", "目标：2025年减少用水10%。", "2025"),
    ("ja", "当社は2030年度までに温室効果ガス排出量を40%削減します。", "2031-03"),
    ("ja", "私たちは毎年、第三者による検証の結果を公表します。", "2022-05"),
    ("ja", "2027年6月30日までに全工場で監査を実施する予定です。", "2027-06-30"),
    ("ja", "再生可能エネルギー比率を2030年までに100%とする目標を掲げています。", "2030"),
    ("es", "Publicaremos antes del 30 de junio de 2027 los resultados de 12 auditorías.", "2027-06-30"),
    ("es", "La empresa se compromete a reducir sus emisiones un 40 % para 2030.", "2030"),
    ("es", "Los hornos serán reemplazados en 2026.", "2026"),
    ("de", "Bis zum 30. Juni 2027 werden wir die Ergebnisse von 12 Audits veröffentlichen.", "2027-06-30"),
    ("de", "Wir verpflichten uns, unsere Emissionen bis 2030 um 40 % zu senken.", "2030"),
    ("de", "Der Vorstand wird bis Ende 2026 zwei Frauen berufen.", "2026"),
    ("ko", "당사는 2030년까지 온실가스 배출량을 40% 감축하겠습니다.", "2030"),
    ("ko", "2027년 6월 30일까지 12개소의 감사 결과를 공개할 예정입니다.", "2027-06-30"),
    ("ko", "매년 제3자 검증을 받아 결과를 공개하겠습니다.", "2022-05"),
]


def test_every_language_but_english_has_its_sentences_here() -> None:
    """English has tests of its own; a language without any would be no more than a file."""
    assert {code for code, *_ in OWN} | {"en"} == set(CODES)
    assert all(sum(code == other for other, *_ in OWN) >= 3 for code in CODES if code != "en")


@pytest.mark.parametrize(("code", "text", "latest"), OWN)
def test_own_specific_commitments_are_found_with_their_day(code: str, text: str, latest: str) -> None:
    [promise] = read(code, text)
    assert promise.specific
    assert not promise.required
    found = due(promise, document(code, text), parse_date("2021-05"))
    assert found is not None
    assert str(found.latest) == latest


def test_the_day_of_what_was_done_is_no_due_day() -> None:
    text = "本公司於 2023 年首次出版報告書，本公司亦會與各部門排定第三方查證。"
    promises = read("zh", text)
    assert [due(promise, document("zh", text), parse_date("2023")) for promise in promises] == [None]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("fr", "Nous nous engageons à respecter l'environnement."),
        ("fr", "Dans la mesure du possible, nous embaucherons dix apprentis."),
        ("zh", "我们致力于保护环境。"),
        ("zh", "在可行的情况下，我们将聘用十名学徒。"),
        ("zh", "本公司將持續推動節能。"),
        ("ja", "当社は環境保護に努めてまいります。"),
        ("es", "Nos comprometemos a respetar el medio ambiente."),
        ("es", "En la medida de lo posible, contrataremos diez aprendices."),
        ("de", "Wir verpflichten uns zum Schutz der Umwelt."),
        ("de", "Soweit möglich, werden wir zehn Auszubildende einstellen."),
        ("ko", "우리는 환경 보호를 위해 노력하겠습니다."),
        ("ko", "가능한 경우 견습생 10명을 채용하겠습니다."),
    ],
)
def test_vague_ones_are_promises_that_nobody_could_check(code: str, text: str) -> None:
    assert [promise.specific for promise in read(code, text)] == [False]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("fr", "Nous soutenons les dix principes."),
        ("fr", "L'année dernière, nous avons planté 300 arbres."),
        ("fr", "Nos fournisseurs signeront la charte en 2027."),
        ("fr", "Selon la presse, nous fermerons le four en 2027."),
        ("fr", "Le gouvernement construira la route."),
        ("fr", "Nous ne nous engageons pas sur une date."),
        ("fr", "Fermerons-nous le four en 2027 ?"),
        ("zh", "本公司支持全球契約的十項原則。"),
        ("zh", "公司去年减少用水量百分之十二。"),
        ("zh", "供应商将签署行为准则。"),
        ("zh", "据媒体报道，我们将关闭工厂。"),
        ("zh", "我们不承诺任何日期。"),
        ("zh", "政府将修建道路。"),
        ("ja", "昨年度は12%削減しました。"),
        ("ja", "取引先は行動規範に署名します。"),
        ("ja", "報道によると、当社は工場を閉鎖する予定です。"),
        ("ja", "当社は十原則を支持しています。"),
        ("es", "Apoyamos los diez principios."),
        ("es", "El año pasado plantamos 300 árboles."),
        ("es", "Nuestros proveedores firmarán el código en 2027."),
        ("es", "Según la prensa, cerraremos el horno en 2027."),
        ("es", "No nos comprometemos a ninguna fecha."),
        ("de", "Wir unterstützen die zehn Prinzipien."),
        ("de", "Im vergangenen Jahr haben wir 300 Bäume gepflanzt."),
        ("de", "Unsere Lieferanten werden den Kodex 2027 unterzeichnen."),
        ("de", "Laut einem Bericht der Zeitung werden wir den Ofen 2027 schließen."),
        ("de", "Wir verpflichten uns nicht zu einem Datum."),
        ("de", "Werden wir den Ofen 2027 schließen?"),
        ("ko", "당사는 10대 원칙을 지지합니다."),
        ("ko", "지난해 용수 사용량을 12% 줄였습니다."),
        ("ko", "협력사는 행동규범에 서명할 예정입니다."),
        ("ko", "언론에 따르면 당사는 공장을 폐쇄할 계획입니다."),
    ],
)
def test_what_is_no_promise_is_not_found(code: str, text: str) -> None:
    assert read(code, text) == ()


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("fr", "Nous communiquerons chaque année notre communication sur le progrès."),
        ("zh", "在加入后一年内，我们将提交进展情况通报。"),
        ("es", "Presentaremos cada año nuestra comunicación sobre el progreso."),
        ("de", "Wir werden jährlich unseren Fortschrittsbericht vorlegen."),
    ],
)
def test_what_every_participant_owes_is_required(code: str, text: str) -> None:
    assert [promise.required for promise in read(code, text)] == [True]


def test_chinese_sentences_need_no_space_and_line_ends_hide_nothing() -> None:
    found = read("zh", "我们将在2027年前建\n立 3 座水厂。我们感谢各界。我们承诺于2028年公布结果。")
    assert [promise.text[:4] for promise in found] == ["我们将在", "我们承诺"]
    assert found[0].aspects["quantity"].of("我们将在2027年前建\n立 3 座水厂。") == "3 座"


def test_simplified_and_traditional_read_alike() -> None:
    simple, traditional = "我们将于2027年委托第三方验证。", "我們將於2027年委託第三方驗證。"
    one, other = read("zh", simple), read("zh", traditional)
    assert [p.aspects for p in one] == [p.aspects for p in other] != []


def test_a_region_or_script_in_the_code_changes_nothing() -> None:
    assert language_for("zh-Hant") is language_for("zh")


def test_variants_that_are_no_pairs_are_refused() -> None:
    import msgspec

    with pytest.raises(SettingsError):
        compile_language(msgspec.structs.replace(read_language_file("zh"), variants="國国們"))


@pytest.mark.parametrize("code", CODES)
def test_rules_of_other_languages_have_no_calibration_yet(code: str) -> None:
    texts = {
        "zh": "我们承诺公布结果。",
        "ja": "結果を公表することを約束します。",
        "fr": "Nous publierons nos chiffres.",
    }
    for promise in read(code, texts[code]) if code in texts else ():
        assert promise.probability == 0.5


@pytest.mark.parametrize("code", CODES)
@settings(deadline=None, max_examples=40)
@given(noise=st.text(alphabet="我们将於2030年前nousronsà les。、，します年までに%目標 \n", max_size=200))
def test_spans_lie_within_the_text(code: str, noise: str) -> None:
    for promise in read(code, noise):
        whole = Span(promise.start, promise.end)
        assert whole.of(noise) == promise.text
        assert all(len(span) > 0 and whole.holds(span) for span in promise.aspects.values())


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(
    "seed", ["我们将", "wir werden ", "겠습니다 ", "nous nous ", "2030年", "1,000 ", "1,.", "ます", "、", "a", "目標を"]
)
def test_hostile_text_takes_no_more_than_its_length(code: str, seed: str) -> None:
    start = time.process_time()
    read(code, (seed * (2_000 // len(seed)) + ". ") * 5)
    assert time.process_time() - start < 5
