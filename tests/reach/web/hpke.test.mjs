// RFC 9180, appendix A.1 has X25519 with AES-128-GCM: base mode, first message, first export.
import assert from "node:assert/strict";
import { test } from "node:test";

const web = process.env.PW_WEB;
const { addressed, setUp } = await import(`${web}/hpke.js`);
const hex = (text) => Uint8Array.from(text.match(/../g), (two) => parseInt(two, 16));
const text = (bytes) => Buffer.from(bytes).toString("hex");

async function pairOf(secret, pub) {
  const jwk = (bytes) => Buffer.from(bytes).toString("base64url");
  const key = { kty: "OKP", crv: "X25519", x: jwk(pub) };
  return {
    publicKey: await crypto.subtle.importKey("jwk", key, "X25519", true, []),
    privateKey: await crypto.subtle.importKey("jwk", { ...key, d: jwk(secret) }, "X25519", true, ["deriveBits"]),
  };
}

test("RFC 9180 A.1.1", async () => {
  const pair = await pairOf(
    hex("52c4a758a802cd8b936eceea314432798d5baf2d7e9235dc084ab1b9cfa2f736"),
    hex("37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431"),
  );
  const recipient = hex("3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d");
  const info = hex("4f6465206f6e2061204772656369616e2055726e");
  const context = await setUp(await addressed(recipient, info), pair);
  assert.equal(text(context.enc), "37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431");
  const sealed = await context.seal(hex("4265617574792069732074727574682c20747275746820626561757479"), hex("436f756e742d30"));
  assert.equal(text(sealed), "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a");
  assert.equal(text(await context.export(new Uint8Array(), 32)), "3853fe2b4035195a573ffc53856e77058e15d9ea064de3e59f4961d0095250ee");
});
