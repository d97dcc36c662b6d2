"""Sealing and blind indexes: the published vectors, and what must not open."""

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from veterans.foundation import crypto

ONE, TWO = bytes(range(16)), bytes(range(16, 32))


@pytest.fixture(autouse=True)
def _keys(settings):
    settings.PORTAL_SEAL_KEYS = {1: ONE, 2: TWO}
    settings.PORTAL_SEAL_KEY_ID = 1
    settings.PORTAL_INDEX_KEY = b"i" * 32


def test_sm3_vectors_of_gb_t_32905():
    assert (
        crypto.sm3(b"abc").hex()
        == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    )
    assert (
        crypto.sm3(b"abcd" * 16).hex()
        == "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"
    )


def test_sm4_vector_of_gb_t_32907():
    """Key and block of the standard's first example."""
    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    encryptor = Cipher(algorithms.SM4(key), modes.ECB()).encryptor()
    assert encryptor.update(key).hex() == "681edf34d206965e86b3e94f536e4246"


def test_our_layout_opens_the_sm4_gcm_vector_of_rfc_8998(settings):
    """The RFC's plain text, sealed by hand in our layout (its own key and nonce, our key id)."""
    settings.PORTAL_SEAL_KEYS = {9: bytes.fromhex("0123456789abcdeffedcba9876543210")}
    nonce = bytes.fromhex("00001234567800000000abcd")
    plain = bytes.fromhex(
        "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd"
        "eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa"
    )
    cipher_text = bytes.fromhex(
        "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
        "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
    )
    encryptor = Cipher(
        algorithms.SM4(bytes.fromhex("0123456789abcdeffedcba9876543210")), modes.GCM(nonce)
    ).encryptor()
    encryptor.authenticate_additional_data(
        bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    )
    assert encryptor.update(plain) + encryptor.finalize() == cipher_text
    assert encryptor.tag.hex() == "83de3541e4c2b58177e065a9bf7b62ec"

    ours = Cipher(crypto._key(9), modes.GCM(nonce)).encryptor()
    ours.authenticate_additional_data(b"\x09")
    body = ours.update(plain) + ours.finalize()
    assert body == cipher_text  # additional data changes the tag only
    assert crypto.unseal(b"\x09" + nonce + body + ours.tag) == plain


@given(st.binary(max_size=300))
def test_what_is_sealed_comes_back(plain):
    sealed = crypto.seal(plain)
    assert crypto.unseal(sealed) == plain
    assert len(sealed) == len(plain) + crypto.OVERHEAD


def test_twice_sealed_is_never_the_same():
    assert len({crypto.seal(b"370303194901011234") for _ in range(100)}) == 100


def test_every_single_flipped_byte_is_found():
    sealed = crypto.seal(b"6217000012345678")
    for place in range(1, len(sealed)):
        bad = bytearray(sealed)
        bad[place] ^= 1
        with pytest.raises(crypto.Tampered):
            crypto.unseal(bytes(bad))


def test_key_id_is_authenticated(settings):
    """The same key under another id does not open: the id cannot be exchanged."""
    settings.PORTAL_SEAL_KEYS = {1: ONE, 2: ONE}
    sealed = crypto.seal(b"x")
    with pytest.raises(crypto.Tampered):
        crypto.unseal(b"\x02" + sealed[1:])


def test_old_key_still_opens_after_a_key_change(settings):
    old = crypto.seal(b"before")
    settings.PORTAL_SEAL_KEY_ID = 2
    new = crypto.seal(b"after")
    assert (crypto.key_id_of(old), crypto.key_id_of(new)) == (1, 2)
    assert (crypto.unseal(old), crypto.unseal(new)) == (b"before", b"after")


def test_unknown_key_id_says_which_and_what_is_there(settings):
    sealed = crypto.seal(b"secret text")
    settings.PORTAL_SEAL_KEYS = {2: TWO, 3: ONE}
    with pytest.raises(crypto.UnknownKey, match=r"id 1 .*ids there: 2, 3") as caught:
        crypto.unseal(sealed)
    assert "secret" not in str(caught.value)


def test_a_value_cut_short_is_refused():
    with pytest.raises(crypto.Tampered, match="at least"):
        crypto.unseal(crypto.seal(b"")[:-1])


def test_a_key_of_the_wrong_length_is_refused(settings):
    settings.PORTAL_SEAL_KEYS = {1: b"short"}
    with pytest.raises(ImproperlyConfigured, match="16 bytes"):
        crypto.seal(b"x")


def test_blind_index_finds_equals_within_one_purpose_only(settings):
    one = crypto.blind_index("370303194901011234", purpose="person.id_number")
    assert len(one) == crypto.INDEX_BYTES
    assert one == crypto.blind_index("370303194901011234", purpose="person.id_number")
    assert one != crypto.blind_index("370303194901011235", purpose="person.id_number")
    assert one != crypto.blind_index("370303194901011234", purpose="account.number")
    settings.PORTAL_INDEX_KEY = b"j" * 32
    assert one != crypto.blind_index("370303194901011234", purpose="person.id_number")


def test_changing_the_sealing_key_leaves_the_index_alone(settings):
    before = crypto.blind_index("x", purpose="p")
    settings.PORTAL_SEAL_KEYS = {5: TWO}
    settings.PORTAL_SEAL_KEY_ID = 5
    assert crypto.blind_index("x", purpose="p") == before


@pytest.mark.parametrize(("value", "purpose"), [("", "p"), ("v", "")])
def test_blind_index_refuses_empties(value, purpose):
    with pytest.raises(ValueError, match="value and a purpose"):
        crypto.blind_index(value, purpose=purpose)
