/** Connections described in some hundred bytes instead of an SDP of a thousand, and as text to copy by hand. */
import { base64, base64Of, bytesOfHex, hash, hexOf, join, number, Unpacker, textOf, utf8 } from "./bytes.js";

const MOST = 12;
const MDNS = 2;
const SIZES = [4, 16, 16, 4, 16];
const PREFIX = { call: "pw1r", answer: "pw1a" };

/** The bytes of an IPv6 address as people write it. */
function bytesOfIpv6(text) {
  const [head, tail] = text.split("::").map((half) => (half ? half.split(":") : []));
  const zeros = Array(tail ? 8 - head.length - tail.length : 0).fill("0");
  return bytesOfHex([...head, ...zeros, ...(tail ?? [])].map((group) => group.padStart(4, "0")).join(""));
}

function candidateOf([, host, port, kind]) {
  const seen = kind === "srflx" ? 3 : 0;
  let address = [MDNS];
  if (/^[\d.]+$/.test(host)) address = [seen, Uint8Array.from(host.split("."), Number)];
  else if (host.includes(":")) address = [seen + 1, bytesOfIpv6(host)];
  else if (/^[0-9a-f-]{36}\.local$/i.test(host)) address = [MDNS, bytesOfHex(host.replace(/\.local$|-/g, ""))];
  return address[1]?.length === SIZES[address[0]] ? join(number(address[0], 1), address[1], number(+port, 2)) : undefined;
}

/** The bytes that describe what an SDP says; what they leave out is fixed by the protocol. */
export function describe(sdp) {
  const only = (name) => utf8(new RegExp(`^a=${name}:(\\S+)`, "m").exec(sdp)[1]);
  const found = [...sdp.matchAll(/^a=candidate:\S+ 1 udp \d+ (\S+) (\d+) typ (host|srflx)/gim)].map(candidateOf);
  const candidates = [...new Set(found.filter(Boolean).map(hexOf))].slice(0, MOST).map(bytesOfHex);
  const print = bytesOfHex(/^a=fingerprint:sha-256 (\S+)/im.exec(sdp)[1].replaceAll(":", ""));
  const [name, password] = [only("ice-ufrag"), only("ice-pwd")];
  const sized = (bytes) => join(number(bytes.length, 1), bytes);
  return join(number(1, 1), sized(name), sized(password), print, number(candidates.length, 1), ...candidates);
}

function hostOf(kind, address) {
  if (kind === MDNS) return `${hexOf(address).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-")}.local`;
  return address.length === 4 ? address.join(".") : hexOf(address).match(/..../g).join(":");
}

function candidateLine(reader, place) {
  const kind = reader.number(1);
  const host = hostOf(kind, reader.take(SIZES[kind]));
  const priority = (kind > MDNS ? 100 : 126) * 2 ** 24 + (65535 - place) * 256 + 255;
  const how = kind > MDNS ? "srflx raddr 0.0.0.0 rport 0" : "host";
  return `a=candidate:${place + 1} 1 udp ${priority} ${host} ${reader.number(2)} typ ${how}`;
}

/** The SDP of a description, for a `call` or an `answer`; throws where it is none. */
export function sdpOf(bytes, role) {
  const reader = new Unpacker(bytes);
  const [version, name, password] = [reader.number(1), ...[0, 0].map(() => textOf(reader.take(reader.number(1))))];
  const print = hexOf(reader.take(32)).toUpperCase().match(/../g).join(":");
  const count = reader.number(1);
  const lines = Array.from({ length: Math.min(count, MOST) }, (_, place) => candidateLine(reader, place));
  const plain = /^[A-Za-z\d+/]{4,255}$/;
  if (version !== 1 || count > MOST || reader.left || !plain.test(name) || !plain.test(password)) throw new Error("malformed");
  return [
    "v=0",
    "o=- 1 1 IN IP4 0.0.0.0",
    "s=-",
    "t=0 0",
    "a=group:BUNDLE 0",
    "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
    "c=IN IP4 0.0.0.0",
    ...lines,
    "a=end-of-candidates",
    `a=ice-ufrag:${name}`,
    `a=ice-pwd:${password}`,
    `a=fingerprint:sha-256 ${print}`,
    `a=setup:${role === "call" ? "actpass" : "active"}`,
    "a=mid:0",
    "a=sctp-port:5000",
    "a=max-message-size:262144",
    "",
  ].join("\r\n");
}

/** Wait until a connection has gathered its addresses, for a second at most; describe it. */
export async function gathered(connection) {
  if (connection.iceGatheringState !== "complete") {
    await new Promise((done) => {
      setTimeout(done, 1000);
      connection.onicegatheringstatechange = () => connection.iceGatheringState === "complete" && done();
      // How others see this side is known: what else there may be comes within a moment, or is not worth waiting for.
      connection.onicecandidate = ({ candidate }) => candidate?.type === "srflx" && setTimeout(done, 10);
    });
  }
  return describe(connection.localDescription.sdp);
}

/** A description as a text that two friends can copy to each other. */
export async function byHand(bytes, role) {
  return PREFIX[role] + base64(join(bytes, (await hash(bytes)).subarray(0, 4)));
}

/** A description that was copied by hand; throws `other` (call for answer), `none` or `torn` (a part is missing). */
export async function fromHand(text, role) {
  const plain = text.replace(/\s/g, "");
  if (!plain.startsWith(PREFIX[role])) throw new Error(/^pw1[ra]/.test(plain) ? "other" : "none");
  try {
    const body = base64Of(plain.slice(4)).subarray(0, -4);
    if ((await byHand(body, role)) === plain) return body;
  } catch {
    // It is no base64url.
  }
  throw new Error("torn");
}
