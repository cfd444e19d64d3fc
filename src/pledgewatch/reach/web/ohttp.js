/** Oblivious HTTP (RFC 9458), the client's side: a request that only the gateway opens, and its answer. */
import { join, number, utf8 } from "./bytes.js";
import { expand, extract, gcm, setUp } from "./hpke.js";

const SUITE = number(0x00010001, 4);
const STEPS = [512, 1024, 2048, 4096, 8192, 16384];
const TAG = 16;

/** Seal a Binary HTTP request to a public key, padded so that its size tells little. `open` opens the answer to it. */
export async function sealRequest(key, request, pair) {
  const header = join(key.subarray(0, 1), number(0x20, 2), SUITE);
  const context = await setUp(key, join(utf8("message/bhttp request"), number(0, 1), header), pair);
  const around = header.length + context.enc.length + TAG;
  const step = STEPS.find((size) => size >= around + request.length);
  if (!step) throw new Error("request too large");
  const padded = join(request, new Uint8Array(step - around - request.length));
  return {
    sealed: join(header, context.enc, await context.seal(padded)),
    open: (answer) => openResponse(context, answer),
  };
}

async function openResponse(context, answer) {
  const secret = await context.export(utf8("message/bhttp response"), 16);
  const key = await extract(join(context.enc, answer.subarray(0, 16)), secret);
  return gcm("decrypt", await expand(key, utf8("key"), 16), await expand(key, utf8("nonce"), 12), answer.subarray(16));
}
