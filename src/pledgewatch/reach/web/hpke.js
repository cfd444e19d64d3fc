/**
 * HPKE (RFC 9180), base mode, the sender's side, on WebCrypto alone.
 * One suite: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM.
 */
import { join, number, utf8 } from "./bytes.js";

const KEM = join(utf8("KEM"), number(0x20, 2));
const SUITE = join(utf8("HPKE"), number(0x20, 2), number(1, 2), number(1, 2));
const NOTHING = new Uint8Array();

async function mac(key, data) {
  const imported = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, data));
}

/** HKDF's first half. WebCrypto refuses an empty key; as many zeros mean the same to HMAC. */
export const extract = (salt, secret) => mac(salt.length ? salt : new Uint8Array(32), secret);

/** HKDF's second half. */
export async function expand(key, info, size) {
  let whole = NOTHING;
  for (let last = NOTHING, turn = 1; whole.length < size; turn++) {
    last = await mac(key, join(last, info, number(turn, 1)));
    whole = join(whole, last);
  }
  return whole.slice(0, size);
}

const labelled = (suite, label, data) => join(utf8("HPKE-v1"), suite, utf8(label), data);
const extractAs = (suite, salt, label, secret) => extract(salt, labelled(suite, label, secret));
const expandAs = (suite, key, label, info, size) =>
  expand(key, join(number(size, 2), labelled(suite, label, info)), size);

/** AES-128-GCM under a key of raw bytes, for `"encrypt"` or `"decrypt"`; a message that was changed throws. */
export async function gcm(use, key, nonce, data, additional = NOTHING) {
  const imported = await crypto.subtle.importKey("raw", key, "AES-GCM", false, [use]);
  return new Uint8Array(await crypto.subtle[use]({ name: "AES-GCM", iv: nonce, additionalData: additional }, imported, data));
}

/** The secret that only the owner of `recipient` will share, and what tells her of it. */
async function encapsulate(recipient, pair) {
  const theirs = await crypto.subtle.importKey("raw", recipient, "X25519", false, []);
  const secret = await crypto.subtle.deriveBits({ name: "X25519", public: theirs }, pair.privateKey, 256);
  const enc = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const key = await extractAs(KEM, NOTHING, "eae_prk", new Uint8Array(secret));
  return { enc, shared: await expandAs(KEM, key, "shared_secret", join(enc, recipient), 32) };
}

/**
 * Begin a message to the owner of `recipient` (32 bytes). A pair is given only to repeat a test vector.
 * `seal` is for one message: the nonce does not move on.
 */
export async function setUp(recipient, info, pair) {
  pair ??= await crypto.subtle.generateKey("X25519", true, ["deriveBits"]);
  const { enc, shared } = await encapsulate(recipient, pair);
  const ids = await extractAs(SUITE, NOTHING, "psk_id_hash", NOTHING);
  const context = join(number(0, 1), ids, await extractAs(SUITE, NOTHING, "info_hash", info));
  const secret = await extractAs(SUITE, shared, "secret", NOTHING);
  const key = await expandAs(SUITE, secret, "key", context, 16);
  const nonce = await expandAs(SUITE, secret, "base_nonce", context, 12);
  const exporter = await expandAs(SUITE, secret, "exp", context, 32);
  return {
    enc,
    seal: (data, additional) => gcm("encrypt", key, nonce, data, additional),
    export: (label, size) => expandAs(SUITE, exporter, "sec", label, size),
  };
}
