// Does harm to what a door reads, as bench/reach_torture.py does: prints how much of it was accepted, by kind.
import { readFileSync } from "node:fs";

const WEB = new URL("../src/pledgewatch/reach/web/", import.meta.url);
const [{ sealRequest }, { readResponse }, trust, describe, { readFrame }, { base64Of }] = await Promise.all(
  ["ohttp", "bhttp", "trust", "describe", "frames", "bytes"].map((name) => import(new URL(`${name}.js`, WEB))),
);
const truth = JSON.parse(readFileSync(process.argv[2], "utf8"));
const head = await trust.readHead(truth.head, truth.root, Date.now(), 1);
const key = await trust.bestKey(JSON.parse(truth.keys), "reach-gateway", truth.root, Date.now());

// Numbers that are the same in every run (mulberry32).
let state = 7;
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
}
const below = (most) => Math.floor(random() * most);

const ways = [
  (data) => data.map((byte, at, all) => (at === all.hurt ? byte ^ (1 << below(8)) : byte)),
  (data) => data.slice(0, below(data.length)),
  (data) => Uint8Array.from([...data, ...Array.from({ length: 1 + below(40) }, () => below(256))]),
  (data, other) => ((at) => Uint8Array.from([...data.subarray(0, at), ...other.subarray(at)]))(below(data.length)),
  (data, other) => other,
];
function harmed(data, other) {
  for (;;) {
    data.hurt = below(data.length);
    const changed = ways[below(ways.length)](data, other);
    if (Buffer.compare(changed, data)) return changed;
  }
}
const utf8 = (text) => new TextEncoder().encode(text);
const textOf = (bytes) => new TextDecoder().decode(bytes);
const harmedText = (text, other) => textOf(harmed(utf8(text), utf8(other)));
const accepted = async (receive) => {
  try {
    return (await receive()) !== undefined;
  } catch {
    return false;
  }
};
const same = (text, other) => {
  try {
    return JSON.stringify(JSON.parse(text)) === JSON.stringify(JSON.parse(other));
  } catch {
    return false;
  }
};

const receivers = {
  async response() {
    const { open } = await sealRequest(key, utf8("asked"));
    const noise = Uint8Array.from({ length: 1024 }, () => below(256));
    return accepted(async () => readResponse(await open(noise)));
  },
  async head() {
    const changed = harmedText(truth.head, [...truth.head].reverse().join(""));
    return !same(changed, truth.head) && accepted(() => trust.readHead(changed, truth.root, Date.now(), 1));
  },
  async proof() {
    const changed = harmedText(truth.proof, truth.other);
    return accepted(() => trust.readProof(changed, "index.html", head));
  },
  async keys() {
    const changed = harmedText(truth.keys, [...truth.keys].reverse().join(""));
    return accepted(async () => {
      const found = await trust.bestKey(JSON.parse(changed), "reach-gateway", truth.root, Date.now());
      return found && Buffer.compare(found, key) ? found : undefined;
    });
  },
  async hand() {
    const changed = harmedText(truth.hand, [...truth.hand].reverse().join(""));
    return accepted(async () => {
      const found = await describe.fromHand(changed, "answer");
      return Buffer.compare(found, base64Of(truth.description)) ? found : undefined;
    });
  },
  async frames() {
    // A changed description or frame may be one; only it must not break what reads it.
    await accepted(() => describe.sdpOf(harmed(base64Of(truth.description), utf8("x")), "call"));
    await accepted(() => readResponse(Uint8Array.from({ length: below(200) }, () => below(256))));
    await accepted(() => readFrame(harmed(Uint8Array.of(2, 0, 0, 0, 7, 1, 2, 3), Uint8Array.of(9))));
    return false;
  },
};

const names = Object.keys(receivers);
const found = Object.fromEntries(names.map((name) => [name, 0]));
for (let turn = 0; turn < truth.times; turn++) {
  const name = names[turn % names.length];
  if (await receivers[name]()) found[name]++;
}
console.log(JSON.stringify(found));
