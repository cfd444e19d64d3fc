/**
 * Fetches files over several carriers at once: in ranges, each asked again elsewhere when it does not come.
 * What comes is opened, checked against the signed head, and given only whole.
 */
import { readResponse, writeRequest } from "./bhttp.js";
import { textOf } from "./bytes.js";
import { BUSY, Failure, MALFORMED, REPLAYED, TOO_LARGE, UNKNOWN_KEY } from "./carrier.js";
import { addressee, sealRequest } from "./ohttp.js";
import { bestKey, checkFile, Distrust, readHead, readProof } from "./trust.js";

const MOST_IN_FLIGHT = 8; // ranges on one carrier; twice as many where they are asked again
const MOST_AT_ONCE = 24; // ranges of one file, over all carriers
const LARGE_RANGE = 260096;
const SMALL_RANGE = 16384;
const MOST_BYTES = 2 ** 28;
const [SHORTEST_PATIENCE, LONGEST_PATIENCE] = [250, 900]; // milliseconds
const HELD_BACK = 5000; // a range that does not come while others do
const TOO_LONG = 60000;
// Milliseconds for a range beyond the fastest seen: below they grow, above they shrink. At 700, eight of the largest
// are what 3 MB/s carry; smaller ones would cost a busy machine more than they save.
const [FAST, SLOW] = [150, 700];

export class Fetcher {
  /**
   * `root` is the root key (base64url), `sequence` the least number that a head may have, `keys` as they stand in the door.
   * `seek` is called when more carriers are wanted, `left` with a carrier that sent what does not open.
   */
  constructor({ root, sequence, keys, seek, left }) {
    Object.assign(this, { root, least: sequence, keys, seek, left });
    this.carriers = new Map(); // carrier: jobs in flight on it
    this.queue = [];
    this.running = new Set();
    this.times = [];
    this.fastest = Infinity;
    this.size = LARGE_RANGE / 4;
    this.sized = 0; // when it was last changed: answers to what was asked before say nothing of it
  }

  add(carrier) {
    this.carriers.set(carrier, new Set());
    carrier.onclose = () => this.lose(carrier);
    this.pump();
  }

  /**
   * Fetch a file: status, type, bytes, and whether the publication signed it.
   * Throws `Distrust` where it is not what it should be, `Failure` where nobody answers.
   */
  async get(authority, path, progress = () => {}) {
    for (let turn = 0; turn < 3; turn++) {
      const whole = await this.whole(authority, path, progress);
      if (whole) return whole;
    }
    throw new Distrust("forged"); // it changed thrice while it was fetched
  }

  async whole(authority, path, progress) {
    const first = await this.range(authority, path);
    const proof = first.proof;
    if (first.status !== 200 && first.status !== 206) return { status: first.status, type: "", bytes: first.content, signed: false };
    const bytes = new Uint8Array(proof?.size ?? first.total);
    if (bytes.length !== first.total) throw new Distrust("forged");
    let got = 0;
    const place = (part) => {
      bytes.set(part.content, part.begin);
      progress((got += part.content.length), bytes.length);
    };
    place(first);
    let next = first.content.length;
    const stop = (error) => {
      next = Infinity;
      throw error;
    };
    const some = async () => {
      while (next < bytes.length) {
        const begin = next;
        next = Math.min(begin + this.size, bytes.length);
        if (!(await this.fill(authority, path, begin, next, first, place).catch(stop))) next = Infinity;
      }
    };
    await Promise.all(Array.from({ length: MOST_AT_ONCE }, some));
    if (next > bytes.length) return undefined;
    if (proof) await checkFile(bytes, proof);
    return { status: 200, type: first.type, bytes, signed: Boolean(proof) };
  }

  /** Fetch one part, in several answers where they are shorter; false where the file is another by now. */
  async fill(authority, path, begin, end, first, place) {
    while (begin < end) {
      const part = await this.range(authority, path, begin, end);
      if (part.total !== first.total || part.proof?.sha256 !== first.proof?.sha256) return false;
      if (part.begin !== begin || !part.content.length || part.content.length > end - begin) throw new Distrust("forged");
      place(part);
      begin += part.content.length;
    }
    return true;
  }

  range(authority, path, begin, end) {
    return new Promise((give, fail) => {
      const wants = begin === undefined ? {} : { "range": `bytes=${begin}-${end - 1}` };
      this.queue.push({ authority, path, wants, give, fail, on: new Map(), since: performance.now(), busy: 0 });
      this.pump();
    });
  }

  // Which range goes to which carrier

  pump() {
    for (let room; this.queue.length && (room = this.freest(MOST_IN_FLIGHT)); ) this.start(this.queue.shift(), room);
    if (this.queue.length || this.running.size) this.timer ??= setTimeout(() => this.look(), 50);
    if (this.queue.length && !this.carriers.size) this.seek?.();
  }

  freest(most, not) {
    const rooms = [...this.carriers].filter(([carrier, jobs]) => jobs.size < most && !not?.has(carrier));
    return rooms.sort(([, one], [, other]) => one.size - other.size)[0]?.[0];
  }

  /** Look after what does not come: ask a carrier who is silent no more, and ask for more carriers. */
  look() {
    this.timer = undefined;
    const now = performance.now();
    for (const job of [...this.queue, ...this.running]) if (now - job.since > TOO_LONG) this.finish(job, "fail", new Failure(LONGEST_PATIENCE));
    for (const job of this.running) {
      const late = [...job.on].some(([carrier, { begun }]) => this.silent(carrier, begun, now));
      const room = late && this.freest(2 * MOST_IN_FLIGHT, job.on);
      if (room) this.start(job, room);
      else if (late) this.seek?.();
    }
    for (const [carrier, jobs] of this.carriers) {
      const late = [...jobs].filter((job) => this.silent(carrier, job.on.get(carrier).begun, now)).length;
      if (late >= 3 && this.carriers.size > 1 && now - carrier.heard > LONGEST_PATIENCE) carrier.close();
    }
    this.pump();
  }

  silent(carrier, begun, now) {
    const waited = now - Math.max(begun, carrier.heard);
    return waited > this.patience() || now - begun > HELD_BACK;
  }

  patience() {
    const sorted = [...this.times].sort((one, other) => one - other);
    const usual = sorted.length ? 3 * sorted[sorted.length >> 1] : LONGEST_PATIENCE;
    return Math.min(LONGEST_PATIENCE, Math.max(SHORTEST_PATIENCE, usual));
  }

  async start(job, carrier) {
    const begun = performance.now();
    this.running.add(job);
    this.carriers.get(carrier).add(job);
    job.on.set(carrier, { begun, cancel: () => {} });
    try {
      const key = await this.gatewayKey();
      const fields = { ...job.wants, "pw-sequence": String(this.head?.sequence ?? 0) };
      const { sealed, open } = await sealRequest(key, writeRequest("GET", job.authority, job.path, fields));
      if (!job.on.has(carrier)) return;
      const { answer, cancel } = carrier.ask(sealed);
      job.on.get(carrier).cancel = cancel;
      const opened = await open(await answer).catch((error) => this.offence(carrier, error));
      this.timed(begun, performance.now());
      this.finish(job, "give", await this.read(job, readResponse(opened)));
    } catch (error) {
      await this.failed(job, carrier, error);
    }
  }

  offence(carrier, error) {
    if (error instanceof Failure) throw error;
    this.left?.(carrier);
    carrier.close();
    throw new Failure(0);
  }

  /** Learn from an answer how long one takes, and so how large the next ranges should be: one change a round trip. */
  timed(begun, now) {
    const time = now - begun;
    this.times = [...this.times.slice(-15), time];
    this.fastest = Math.min(this.fastest, time);
    if (begun < this.sized) return;
    const beyond = time - this.fastest;
    const size = Math.max(SMALL_RANGE, Math.min(LARGE_RANGE, beyond < FAST ? this.size * 2 : beyond > SLOW ? this.size / 2 : this.size));
    if (size !== this.size) Object.assign(this, { size, sized: now });
  }

  async failed(job, carrier, error) {
    this.release(job, carrier);
    if (job.done) return;
    const code = error instanceof Failure ? error.code : undefined;
    if (code === undefined || code === MALFORMED || code === TOO_LARGE) return this.finish(job, "fail", error);
    if (code === UNKNOWN_KEY) await this.renew(error.payload);
    if (code === BUSY) await new Promise((done) => setTimeout(done, 100 * 2 ** Math.min(job.busy++, 5)));
    if (code === UNKNOWN_KEY || code === REPLAYED) job.busy++;
    if (job.busy > 9) return this.finish(job, "fail", error);
    if (!job.on.size && !job.done) this.queue.unshift(job);
    this.pump();
  }

  release(job, carrier) {
    job.on.delete(carrier);
    this.carriers.get(carrier)?.delete(job);
    if (!job.on.size) this.running.delete(job);
  }

  finish(job, how, what) {
    if (job.done) return;
    job.done = true;
    this.queue = this.queue.filter((other) => other !== job);
    for (const [carrier, { cancel }] of [...job.on]) {
      cancel();
      this.release(job, carrier);
    }
    job[how](what);
    this.pump();
  }

  lose(carrier) {
    const jobs = this.carriers.get(carrier) ?? [];
    this.carriers.delete(carrier);
    for (const job of jobs) {
      this.release(job, carrier);
      if (!job.on.size && !job.done) this.queue.unshift(job);
    }
    this.seek?.();
    this.pump();
  }

  // What is believed

  async gatewayKey() {
    this.key ??= await bestKey(this.keys, "reach-gateway", this.root, Date.now());
    if (!this.key) throw new Distrust("late");
    await addressee(this.key);
    return this.key;
  }

  /** Take newer keys that came by the way; they count only as far as the root certifies them. */
  async renew(payload) {
    try {
      const keys = JSON.parse(textOf(payload));
      const key = await bestKey(keys, "reach-gateway", this.root, Date.now());
      if (key) Object.assign(this, { keys, key });
    } catch {
      // They were none: the request is repeated as it was, a few times.
    }
  }

  async read(job, { status, fields, content }) {
    const site = job.authority === "site";
    if (site && fields["pw-head"]) await this.takeHead(fields["pw-head"]);
    if (status !== 200 && status !== 206) return { status, content };
    if (site && !this.head) throw new Distrust("forged");
    const proof = site ? await this.proof(fields["pw-proof"] ?? "", nameOf(job.path)) : undefined;
    const [, begin, total] = /^bytes (\d+)-\d+\/(\d+)$/.exec(fields["content-range"] ?? "") ?? [, 0, content.length];
    if (+total > MOST_BYTES || +begin + content.length > +total) throw new Distrust("forged");
    return { status, content, proof, begin: +begin, total: +total, type: fields["content-type"] ?? "" };
  }

  /** Read a proof; all ranges of a file carry the same. */
  proof(text, name) {
    const key = [this.head.tree, name, text].join(" ");
    if (this.proven?.key !== key) this.proven = { key, proof: readProof(text, name, this.head) };
    return this.proven.proof;
  }

  async takeHead(text) {
    const head = await readHead(text, this.root, Date.now(), this.least);
    if (head.sequence < (this.head?.sequence ?? 0)) throw new Distrust("older");
    this.head = head;
    this.least = Math.max(this.least, head.sequence);
  }
}

/** The file that a path of an address means. */
export function nameOf(path) {
  const name = path.replace(/[?#].*$/s, "").replace(/^\/+/, "");
  return name === "" || name.endsWith("/") ? `${name}index.html` : name;
}
