/**
 * HPKE (RFC 9180), base mode, the sender's side, on WebCrypto alone.
 * One suite: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM.
 *
 * WebCrypto's HKDF extracts and expands in one call, which is what the schedule wants wherever it does both: a call less
 * is 50 microseconds less, and a message needs some twenty.
 */
import { join, number, utf8 } from "./bytes.js";

const { subtle } = crypto;
const KEM = join(utf8("KEM"), number(0x20, 2));
const SUITE = join(utf8("HPKE"), number(0x20, 2), number(1, 2), number(1, 2));
const NOTHING = new Uint8Array();
const SHA = "SHA-256";

const arrived = async (buffer) => new Uint8Array(await buffer);
const imported = (raw, kind, ...uses) => subtle.importKey("raw", raw, kind, false, uses);
const mac = async (key, data) => arrived(subtle.sign("HMAC", await imported(key, { name: "HMAC", hash: SHA }, "sign"), data));

/** HKDF: what may be drawn from a secret, by `info` and size. */
export async function drawing(secret, salt) {
  const key = await imported(secret, "HKDF", "deriveBits");
  return (info, size) => arrived(subtle.deriveBits({ name: "HKDF", hash: SHA, salt, info }, key, size * 8));
}

const labelled = (suite, label, data) => join(utf8("HPKE-v1"), suite, utf8(label), data);
const labelledInfo = (suite, label, info, size) => join(number(size, 2), labelled(suite, label, info));

/** WebCrypto refuses an empty key for HMAC; as many zeros mean the same to it. */
const hashed = (label, data) => mac(new Uint8Array(32), labelled(SUITE, label, data));

/** AES-128-GCM under a key of raw bytes, for `"encrypt"` or `"decrypt"`; a message that was changed throws. */
export const gcm = async (use, key, iv, data, additionalData = NOTHING) =>
  arrived(subtle[use]({ name: "AES-GCM", iv, additionalData }, await imported(key, "AES-GCM", use), data));

/** What is the same for all messages to the owner of `recipient` (32 bytes). */
export async function addressed(recipient, info) {
  const hashes = await Promise.all([hashed("psk_id_hash", NOTHING), hashed("info_hash", info)]);
  return { recipient, theirs: await imported(recipient, "X25519"), context: join(number(0, 1), ...hashes) };
}

/** The secret that only the owner of `recipient` will share. */
async function sharedWith({ recipient, theirs }, enc, pair) {
  const secret = await arrived(subtle.deriveBits({ name: "X25519", public: theirs }, pair.privateKey, 256));
  const draw = await drawing(labelled(KEM, "eae_prk", secret), NOTHING);
  return draw(labelledInfo(KEM, "shared_secret", join(enc, recipient), 32), 32);
}

/**
 * Begin a message to an addressee. A pair is given only to repeat a test vector.
 * `seal` is for one message: the nonce does not move on.
 */
export async function setUp(addressee, pair) {
  pair ??= await subtle.generateKey("X25519", true, ["deriveBits"]);
  const enc = await arrived(subtle.exportKey("raw", pair.publicKey));
  const draw = await drawing(labelled(SUITE, "secret", NOTHING), await sharedWith(addressee, enc, pair));
  const [key, nonce, exporter] = await Promise.all(
    [["key", 16], ["base_nonce", 12], ["exp", 32]].map(([label, size]) => draw(labelledInfo(SUITE, label, addressee.context, size), size)),
  );
  return {
    enc,
    seal: (data, additional) => gcm("encrypt", key, nonce, data, additional),
    export: async (label, size) => (await mac(exporter, join(labelledInfo(SUITE, "sec", label, size), number(1, 1)))).slice(0, size),
  };
}
