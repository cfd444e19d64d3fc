/** The ways on which sealed requests leave and answers come back: a volunteer's data channel, or a relay by HTTP. */
import { CANCEL, ERROR, REQUEST, RESPONSE, readFrame, writeFrame } from "./frames.js";

export const [MALFORMED, TOO_LARGE, UNKNOWN_KEY, REPLAYED, LIMIT, UNREACHABLE, BUSY, LEAVING] = [1, 2, 3, 4, 5, 6, 7, 8];

/** A request that came to no answer, with the protocol's code and what the code says. */
export class Failure extends Error {
  constructor(code, payload = new Uint8Array()) {
    super(`failed (${code})`);
    this.code = code;
    this.payload = payload;
  }
}

/** One volunteer. `onclose` is called once, when she is gone. */
export class Volunteer {
  constructor(connection, channel, ticket) {
    Object.assign(this, { connection, channel, ticket, waiting: new Map(), last: 0, heard: performance.now() });
    channel.binaryType = "arraybuffer";
    channel.onmessage = ({ data }) => this.hear(new Uint8Array(data));
    channel.onclose = () => this.close();
    connection.onconnectionstatechange = () => connection.connectionState === "failed" && this.close();
  }

  /** Send a sealed request; the answer is a promise of the sealed response. */
  ask(sealed) {
    const number = ++this.last;
    const answer = new Promise((give, fail) => this.waiting.set(number, { give, fail }));
    if (this.channel.readyState === "open") this.channel.send(writeFrame(REQUEST, number, sealed));
    else this.end(number, new Failure(LEAVING));
    return { answer, cancel: () => this.cancel(number) };
  }

  cancel(number) {
    // It stays known, without anybody waiting: its answer may be on the way.
    if (!this.waiting.has(number) || this.channel.readyState !== "open") return;
    this.waiting.set(number, undefined);
    this.channel.send(writeFrame(CANCEL, number));
  }

  hear(bytes) {
    try {
      this.heard = performance.now();
      const { kind, exchange, payload } = readFrame(bytes);
      const known = this.waiting.has(exchange);
      if (kind === RESPONSE && known) this.end(exchange, undefined, payload);
      else if (kind === ERROR && (known || !exchange)) this.err(exchange, payload);
      else throw new Error("unknown");
    } catch {
      this.close();
    }
  }

  err(exchange, payload) {
    if (exchange) this.end(exchange, new Failure(payload[0], payload.subarray(1)));
    if ([LIMIT, UNREACHABLE, LEAVING].includes(payload[0])) this.close();
  }

  end(number, failure, payload) {
    const waits = this.waiting.get(number);
    this.waiting.delete(number);
    if (failure) waits?.fail(failure);
    else waits?.give(payload);
  }

  close() {
    this.connection.close();
    for (const number of [...this.waiting.keys()]) this.end(number, new Failure(LEAVING));
    this.onclose?.();
    this.onclose = undefined;
  }
}

/** A relay that takes sealed requests by HTTP (RFC 9458 as it stands): the road without WebRTC. */
export class Relay {
  constructor(address) {
    this.address = address;
    this.heard = performance.now();
  }

  ask(sealed) {
    const stop = new AbortController();
    return { answer: this.post(sealed, stop.signal), cancel: () => stop.abort() };
  }

  async post(sealed, signal) {
    const answer = await fetch(`${this.address}/message`, { method: "POST", body: sealed, signal, credentials: "omit" }).catch(
      () => this.gone(),
    );
    const bytes = new Uint8Array(await answer.arrayBuffer().catch(() => this.gone()));
    this.heard = performance.now();
    if (answer.status === 200) return bytes;
    throw new Failure({ 400: MALFORMED, 401: UNKNOWN_KEY, 409: REPLAYED, 413: TOO_LARGE, 429: BUSY }[answer.status] ?? UNREACHABLE, bytes);
  }

  gone() {
    this.close();
    throw new Failure(UNREACHABLE);
  }

  close() {
    this.onclose?.();
    this.onclose = undefined;
  }
}
