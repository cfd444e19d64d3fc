"""The cryptography against the RFCs' own examples and two other implementations."""

from __future__ import annotations

import contextlib

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from pledgewatch.errors import UnknownKeyIdError, WireError
from pledgewatch.reach import bhttp, hpke, ohttp

HEX = bytes.fromhex
# RFC 9180, A.1.1
INFO = HEX("4f6465206f6e2061204772656369616e2055726e")
SECRET_E = X25519PrivateKey.from_private_bytes(HEX("52c4a758a802cd8b936eceea314432798d5baf2d7e9235dc084ab1b9cfa2f736"))
SECRET_R = X25519PrivateKey.from_private_bytes(HEX("4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8"))
PUBLIC_R = HEX("3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d")
PLAIN = HEX("4265617574792069732074727574682c20747275746820626561757479")
SEALED = {
    0: "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a",
    1: "af2d7e9ac9ae7e270f46ba1f975be53c09f8d875bdc8535458c2494e8a6eab251c03d0c22a56b8ca42c2063b84",
    2: "498dfcabd92e8acedc281e85af1cb4e3e31c7dc394a1ca20e173cb72516491588d96a19ad4a683518973dcc180",
    4: "583bd32bc67a5994bb8ceaca813d369bca7b2a42408cddef5e22f880b631215a09fc0012bc69fccaa251c0246d",
}
EXPORTED = {
    "": "3853fe2b4035195a573ffc53856e77058e15d9ea064de3e59f4961d0095250ee",
    "00": "2e8f0b54673c7029649d4eb9d5e33bf1872cf76d623ff164ac185da9e88c21a5",
    "54657374436f6e74657874": "e9e43065102c3836401bed8c3c3c75ae46be1639869391d62c61f1ec7af54931",
}
# RFC 9458, appendix A
OHTTP_SECRET = X25519PrivateKey.from_private_bytes(
    HEX("3c168975674b2fa8e465970b79c8dcf09f1c741626480bd4c6162fc5b6a98e1a")
)
OHTTP_EPHEMERAL = X25519PrivateKey.from_private_bytes(
    HEX("bc51d5e930bda26589890ac7032f70ad12e4ecb37abb1b65b1256c9c48999c73")
)
OHTTP_REQUEST = HEX("00034745540568747470730b6578616d706c652e636f6d012f")
OHTTP_SEALED = HEX(
    "010020000100014b28f881333e7c164ffc499ad9796f877f4e1051ee6d31bad19dec96c208b4726374e469135906992e1268c594d2a10c"
    "695d858c40a026e7965e7d86b83dd440b2c0185204b4d63525"
)
OHTTP_NONCE = HEX("c789e7151fcba46158ca84b04464910d")
OHTTP_ANSWER = HEX("c789e7151fcba46158ca84b04464910d86f9013e404feea014e7be4a441f234f857fbd")
CONFIG = ohttp.KeyConfig(1, OHTTP_SECRET.public_key().public_bytes_raw())


def test_hpke_gives_the_rfcs_values_on_both_sides() -> None:
    enc, sender = hpke.send(PUBLIC_R, INFO, SECRET_E)
    assert enc.hex() == "37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431"
    assert hpke.receive(SECRET_R, enc, INFO) == sender
    for sequence, sealed in SEALED.items():
        aad = f"Count-{sequence}".encode()
        assert sender.seal(PLAIN, sequence=sequence, aad=aad).hex() == sealed
        assert sender.open(HEX(sealed), sequence=sequence, aad=aad) == PLAIN
    for label, secret in EXPORTED.items():
        assert sender.export(HEX(label), 32).hex() == secret


@pytest.mark.parametrize("plain", [b"", b"a", bytes(range(256)) * 300])
def test_hpke_agrees_with_two_others(plain: bytes) -> None:
    from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

    pyhpke = pytest.importorskip("pyhpke")
    public = SECRET_R.public_key()
    enc, context = hpke.send(PUBLIC_R, INFO)
    theirs = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_128_GCM)
    assert theirs.decrypt(enc + context.seal(plain), SECRET_R, INFO) == plain
    made = theirs.encrypt(plain, public, INFO)
    assert hpke.receive(SECRET_R, made[:32], INFO).open(made[32:]) == plain

    ids = pyhpke.KEMId.DHKEM_X25519_HKDF_SHA256, pyhpke.KDFId.HKDF_SHA256, pyhpke.AEADId.AES128_GCM
    suite = pyhpke.CipherSuite.new(*ids)
    theirs_r = suite.create_recipient_context(enc, pyhpke.KEMKey.from_pyca_cryptography_key(SECRET_R), info=INFO)
    assert theirs_r.open(context.seal(plain)) == plain
    assert theirs_r.export(b"message/bhttp response", 16) == context.export(b"message/bhttp response", 16)


def test_a_point_of_small_order_is_no_key() -> None:
    with pytest.raises(WireError):
        hpke.receive(SECRET_R, bytes(32), INFO)


def test_ohttp_gives_the_rfcs_values_on_both_sides() -> None:
    assert CONFIG.data.hex() == ("01002031e1f05a740102115220e9af918f738674aec95f54db6e04eb705aae8e798155000400010001")
    sealed, asking = ohttp.encapsulate(CONFIG, OHTTP_REQUEST, steps=(), ephemeral=OHTTP_EPHEMERAL)
    assert sealed == OHTTP_SEALED
    plain, answering = ohttp.decapsulate({1: OHTTP_SECRET}, sealed)
    assert plain == OHTTP_REQUEST
    assert answering.seal(HEX("0140c8"), steps=(), random=lambda _: OHTTP_NONCE) == OHTTP_ANSWER
    assert asking.open(OHTTP_ANSWER) == HEX("0140c8")


@given(st.integers(0, 15_000), st.integers(0, 262_000))
def test_ohttp_pads_in_steps(asked: int, answered: int) -> None:
    sealed, asking = ohttp.encapsulate(CONFIG, b"q" * asked)
    assert len(sealed) in {512, 1024, 2048, 4096, 8192, 16384}
    plain, answering = ohttp.decapsulate({1: OHTTP_SECRET}, sealed)
    assert plain.rstrip(b"\x00") == b"q" * asked
    back = answering.seal(b"a" * answered)
    assert len(back) in {1024 << k for k in range(8)} | {262_139}
    assert asking.open(back).rstrip(b"\x00") == b"a" * answered


def test_what_is_anothers_or_changed_does_not_open() -> None:
    sealed, asking = ohttp.encapsulate(CONFIG, OHTTP_REQUEST)
    _, other = ohttp.encapsulate(CONFIG, OHTTP_REQUEST)
    _, answering = ohttp.decapsulate({1: OHTTP_SECRET}, sealed)
    answer = answering.seal(b"\x01\x40\xc8")
    with pytest.raises(WireError):
        other.open(answer)
    for at in (0, 15, 16, 500, len(answer) - 1):
        with pytest.raises(WireError):
            asking.open(answer[:at] + bytes([answer[at] ^ 1]) + answer[at + 1 :])
        with pytest.raises(WireError):
            asking.open(answer[:at])
    with pytest.raises(UnknownKeyIdError):
        ohttp.decapsulate({2: OHTTP_SECRET}, sealed)


def test_bhttp_reads_and_writes_the_rfcs_examples() -> None:
    assert bhttp.write_request(bhttp.Request(authority="example.com", path="/")) == OHTTP_REQUEST + b"\x00\x00\x00"
    assert bhttp.read_request(OHTTP_REQUEST) == bhttp.Request(authority="example.com", path="/")
    # RFC 9292, 5.2: the chunked response as a known-length message
    known = HEX("0140c8001d5468697320636f6e74656e7420636f6e7461696e732043524c462e0d0a0d07747261696c65720474657874")
    assert bhttp.read_response(known).content == b"This content contains CRLF.\r\n"
    assert bhttp.read_response(known + bytes(100)).status == 200


NAMES = st.text("abcdefghijklmnopqrstuvwxyz-", min_size=1, max_size=20)


@given(st.integers(200, 599), st.lists(st.tuples(NAMES, st.text(max_size=90)), max_size=8), st.binary(max_size=20_000))
def test_bhttp_responses_come_back_as_they_were(status: int, fields: list[tuple[str, str]], content: bytes) -> None:
    response = bhttp.Response(status=status, fields=tuple(fields), content=content)
    assert bhttp.read_response(bhttp.write_response(response) + bytes(7)) == response


@given(st.binary(max_size=200))
def test_bhttp_refuses_or_reads_anything(data: bytes) -> None:
    for read in (bhttp.read_request, bhttp.read_response):
        with contextlib.suppress(WireError):
            read(data)


def test_public_key_of_the_example() -> None:
    assert X25519PublicKey.from_public_bytes(PUBLIC_R).public_bytes_raw() == SECRET_R.public_key().public_bytes_raw()
