/** Oblivious HTTP (RFC 9458), the client's side: a request that only the gateway opens, and its answer. */
import { join, number, utf8 } from "./bytes.js";
import { addressed, drawing, gcm, setUp } from "./hpke.js";

const KINDS = number(0x00010001, 4);
const STEPS = [512, 1024, 2048, 4096, 8192, 16384];
const TAG = 16;
const known = new WeakMap();

const headerOf = (key) => join(key.subarray(0, 1), number(0x20, 2), KINDS);

/** What is the same for all requests to a key, made once. */
export function addressee(key) {
  if (!known.has(key)) known.set(key, addressed(key, join(utf8("message/bhttp request"), number(0, 1), headerOf(key))));
  return known.get(key);
}

/** Seal a Binary HTTP request to a public key, padded so that its size tells little. `open` opens the answer to it. */
export async function sealRequest(key, request, pair) {
  const context = await setUp(await addressee(key), pair);
  const header = join(headerOf(key), context.enc);
  const around = header.length + TAG;
  const step = STEPS.find((size) => size >= around + request.length);
  if (!step) throw new Error("request too large");
  const padded = join(request, new Uint8Array(step - around - request.length));
  return { sealed: join(header, await context.seal(padded)), open: (answer) => openResponse(context, answer) };
}

async function openResponse(context, answer) {
  const secret = await context.export(utf8("message/bhttp response"), 16);
  const draw = await drawing(secret, join(context.enc, answer.subarray(0, 16)));
  const [key, nonce] = await Promise.all([draw(utf8("key"), 16), draw(utf8("nonce"), 12)]);
  return gcm("decrypt", key, nonce, answer.subarray(16));
}
