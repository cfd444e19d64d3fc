/** What may be believed: certificates and manifests under the publication's root key, files under a manifest. */
import { base64Of, hash, hexOf, join, number, utf8 } from "./bytes.js";

const LEAF = number(0, 1);
const NODE = number(1, 1);

/** Why something is not believed: `forged`, `early` (or a wrong clock), `late`, `older` than what was seen. */
export class Distrust extends Error {
  constructor(why) {
    super(why);
    this.why = why;
  }
}

const need = (truth, why) => {
  if (!truth) throw new Distrust(why);
};

async function checkSignature(key, label, envelope) {
  const imported = await crypto.subtle.importKey("raw", base64Of(key), "Ed25519", false, ["verify"]);
  const message = utf8(`pledgewatch/${label}/1\n${envelope.body}`);
  need(await crypto.subtle.verify("Ed25519", imported, base64Of(envelope.signature), message), "forged");
}

/**
 * What a certificate says, once it is found to be the root's (base64url), for this purpose, and valid now (milliseconds).
 */
export async function readCertificate(envelope, purpose, root, now) {
  const said = JSON.parse(envelope.body);
  need(said.root === root && said.purpose === purpose && said.format === "pledgewatch/certificate/1", "forged");
  await checkSignature(root, "certificate", envelope);
  need(Date.parse(said.valid_from) <= now, "early");
  need(now < Date.parse(said.valid_until), "late");
  return said;
}

/** The newest certified X25519 key for a purpose, or undefined; `keys` is `{v, certificates}` by whatever road. */
export async function bestKey(keys, purpose, root, now) {
  const tried = keys.certificates.slice(0, 32).map((one) => readCertificate(one, purpose, root, now).catch(() => {}));
  const good = (await Promise.all(tried)).filter((said) => said?.algorithm === "x25519");
  good.sort((one, other) => (one.valid_from < other.valid_from ? 1 : -1));
  return good.length ? base64Of(good[0].key) : undefined;
}

/** What a head (the text of manifest.json) says, once it is found good and not older than number `least`. */
export async function readHead(text, root, now, least) {
  const envelope = JSON.parse(text);
  const by = await readCertificate(envelope.certificate, "manifest", root, now);
  await checkSignature(by.key, "manifest", envelope);
  const said = JSON.parse(envelope.body);
  need(said.format === "pledgewatch/manifest/1", "forged");
  need(said.sequence >= least, "older");
  need(now < Date.parse(said.expires), "late");
  return said;
}

/** The root that a leaf at `index` of `size` leads to along a path of hashes of 32 bytes. */
async function rootWith(leaf, index, size, path) {
  let top = leaf;
  let at = 0;
  for (; size > 1; index >>= 1, size = (size + 1) >> 1) {
    if ((index ^ 1) >= size) continue;
    const beside = path.subarray(at, (at += 32));
    top = await hash(index & 1 ? join(NODE, beside, top) : join(NODE, top, beside));
  }
  need(at === path.length, "forged");
  return top;
}

/** Size and hash of the file `name`, once its proof is found to lead to the head's tree. */
export async function readProof(text, name, head) {
  const [, index, sha256, size, path] = /^(\d{1,9}) ([0-9a-f]{64}) (\d{1,15}) ([\w-]*)$/.exec(text) ?? [];
  need(path !== undefined && +index < head.files, "forged");
  const leaf = await hash(join(LEAF, utf8(`${sha256} ${size} ${name}`)));
  need(hexOf(await rootWith(leaf, +index, head.files, base64Of(path))) === head.tree, "forged");
  return { size: +size, sha256 };
}

/** Throws where a whole file is not the one that was signed. */
export async function checkFile(bytes, { size, sha256 }) {
  need(bytes.length === size && hexOf(await hash(bytes)) === sha256, "forged");
}

/** What people compare: the first 16 bytes of the hash of a root key, as 8 groups of 4 digits. */
export async function fingerprint(root) {
  return hexOf((await hash(base64Of(root))).subarray(0, 16)).replace(/.{4}(?=.)/g, "$& ");
}
