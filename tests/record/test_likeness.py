from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgewatch.record.likeness import NameKind, compare_names


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Blauwerk Optics AG", "Blauwerk Optics Aktiengesellschaft", True),
        ("Blauwerk Optics AG", "Blauwerk Optics GmbH", False),
        ("Blauwerk Optics Corp.", "The Blauwerk Optics Company", True),
        ("Blauwrek Optics", "Blauwerk Optics", True),
        ("Blauwerk (Schweiz) AG", "Blauwerk AG", True),
        ("Blauwerk (Norway) Ltd", "Blauwerk (Iceland) Ltd", False),
        ("Blauwerk Systems", "Blauwerk", False),
        ("BLW Optics", "BXN Optics", False),
        ("van der Grau Corp", "Vandergrau Corp", True),
        ("Second Nordlicht Bank", "2nd Nordlicht Bank", True),
        ("Column Twenty-Two", "Column 22", True),
        ("ELO", "Early Lamp Observers", True),
        ("Northern Lamp/Blauwerk Optics", "Blauwerk Optics", True),
        ("浙江蓝芯", "浙江蓝芸", False),
        ("蓝芯光学", "蓝芯光学", True),
        ("Northland National Petroleum Corporation", "NNPC", True),
        ("AQNP", "Al-Qamar in the Northland Peninsula", True),
        ("ELO Group", "Early Lamp Observers", True),
        ("ELO Lanterns", "Early Lamp Observers", False),
        ("Blauwerk Fund II", "Blauwerk Fund 2", True),
        ("Blauwerk Solutions", "Blauwerk Solutions II", False),
        ("Column No. 22", "Column 22", True),
        ("Grau", "Gran", False),
        ("Blauwerk Europe", "Blauwerk", True),
        ("Blauwerk Grauberg Trading", "Blauwerk Grauberg", False),
        ("Blauwerk Trading", "Blauwerk", False),
        ("Blauwerk Trading House", "Blauwerk Trade House", True),
        ("Blauwerk Aktiengeselschaft", "Blauwerk AG", True),
        ("Lanternbank", "Al-Lanternbank", True),
        ("Iranian Lamp Bank", "Lamp Bank of Iran", True),
        ("Nordlicht Ltd formerly Blauwerk Optics", "Blauwerk Optics", True),
        ("Граубергский тракторный завод", "Grauberg Tractor Plant JSC", True),
        ("Граубергский тракторный завод", "Grauberg Cartridge Plant JSC", False),
        ("Grauberskiy Priborostroitelnyy Zavod", "Grauber Instrument-Making Plant", True),
        ("Blauwerk Gesellschaft mit beschränkter Haftung", "Blauwerk GmbH", True),
        ("Sociedad Anónima Blauwerk", "Blauwerk S.A.", True),
        ("Blauwerk Aktien Gesellschaft", "Blauwerk AG", True),
        ("BlauwerkLimited", "Blauwerk Limited", True),
        ("ELO JSC", "Early Lamp Observers JSC", True),
        ("Twentieth Street Lamps", "20th Street Lamps", True),
        ("Column Number Forty Four", "Column 44", True),
        ("Lamp-i-Nordlicht", "Lamp-e Nordlicht", True),
        ("Banco Blauwerk", "Blauwerk Bank", True),
        ("Blauwerk Blauwerk Optics", "Blauwerk Optics", True),
    ],
)
def test_organisations(one: str, other: str, same: bool) -> None:
    found = compare_names(one, other)
    assert found.same is same
    assert compare_names(other, one).same is same
    assert found.why


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Grünlich, Marta", "Marta Gruenlich", True),
        ("Marta Elisabeth Grünlich", "Marta Grünlich", True),
        ("Marta E. Grünlich", "Marta Elisabeth Grünlich", True),
        ("Marta O. Grünlich", "Marta Elisabeth Grünlich", False),
        ("Berta Grünlich", "Marta Rotholz", False),
        ("Dr. Marta Grünlich", "Marta Grünlich", True),
        ("Marta Grün lich", "Marta Grünlich", True),
        ("M.E. Grünlich", "Marta Grünlich", True),
        ("Marta Ivanovna Grunlich", "Marta Grunlich", True),
        ("Marta Ivanovna Grunlich", "Marta Petrovna Grunlich", False),
        ("Ted Grünlich", "Theodore Grünlich", True),
        ("Volodymyr Graub", "Vladimir Graub", True),
        ("Omar bin Zaki Grau", "Zaki bin Omar Grau", False),
        ("Zaki bin Omar", "Salim bin Zaki bin Omar", False),
        ("Maxim Alexeyevich Grunlich", "Максим Алексеевич Грюнлих", True),
        ("Dzmitry Uladzimiravich Graubau", "Dmitry Vladimirovich Graubov", True),
        ("Abdur Rauf Alsuleim", "Abdul Rauf al-Suleim", True),
        ("Ivan Grunlich / Іван Грюнліх", "Ivan Grunlich", True),
        ("Oleg Grauberov", "Oleg Grauberova", True),
        ("atraM hcilnürG", "Marta Grünlich", True),
        ("Abdulrahim Alsuleim", "Abd al-Rahim al-Suleim", True),
        ("مارتا غرونليخ", "Marta Grunlikh", True),
        ("グラウベルグ マルタ", "Marta Grauberg", True),
        ("Марта Грюнлих", "Marta Grunlikh", True),
    ],
)
def test_persons(one: str, other: str, same: bool) -> None:
    assert compare_names(one, other, "person").same is same


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("Blauwerk Missives", "Blauwerk Missiles", "organisation"),
        ("Kim Pong-su", "Kim Pyong-su", "person"),
        ("Eastern Blauwerk", "Western Blauwerk", "organisation"),
        ("Onshore Blauwerk Fund", "Offshore Blauwerk Fund", "organisation"),
        ("Blauwerk of Austria", "Blauwerk of Australia", "organisation"),
        ("Pacini Trust", "Puccini Trust", "organisation"),
    ],
)
def test_strictly_a_letter_more_or_another_tells_names_apart(one: str, other: str, kind: NameKind) -> None:
    assert compare_names(one, other, kind).same
    assert not compare_names(one, other, kind, strict=True).same


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("Neils Oscar Grau", "Niels Oscar Grau", "person"),
        ("M/V Nordlicht III", "MV Nordlicht 3", "vessel"),
        ("Bl4uwerk Optics", "Blauwerk Optics", "organisation"),
    ],
)
def test_strictly_a_slip_of_hand_is_still_one(one: str, other: str, kind: NameKind) -> None:
    assert compare_names(one, other, kind, strict=True).same


@pytest.mark.parametrize(("strict", "same"), [(False, True), (True, False)])
def test_strictly_numbers_tell_ships_apart(strict: bool, same: bool) -> None:
    assert compare_names("MV Nordlicht 5", "Nordlicht 6", "vessel", strict=strict).same is same


@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from(["organisation", "person", "vessel"]))
def test_any_two_texts_compare_within_bounds(one: str, other: str, kind: NameKind) -> None:
    found = compare_names(one, other, kind)
    assert 0.0 <= found.score <= 1.0
    assert found == compare_names(one, other, kind)
