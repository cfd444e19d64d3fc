/** Meets volunteers: calls are made, a broker hands them on, answers come back. Or friends copy them by hand. */
import { readResponse, writeRequest } from "./bhttp.js";
import { base64, base64Of, textOf, utf8 } from "./bytes.js";
import { Volunteer } from "./carrier.js";
import { byHand, fromHand, gathered, sdpOf } from "./describe.js";
import { addressee, sealRequest } from "./ohttp.js";
import { bestKey } from "./trust.js";

const OPENS_WITHIN = 4000; // milliseconds
const TRIES = 2; // a key that is no longer known is learned on the first

/** One call to whoever will answer: a connection that waits for the other side. */
async function call(stun) {
  const connection = new RTCPeerConnection({ iceServers: stun.map((urls) => ({ urls })) });
  const channel = connection.createDataChannel("pw", { negotiated: true, id: 0, ordered: false });
  await connection.setLocalDescription();
  return { connection, channel, description: await gathered(connection) };
}

/** A volunteer, once the connection to her stands; undefined where it does not come about. */
async function take({ connection, channel }, answer, ticket) {
  const opened = new Promise((done) => {
    channel.onopen = () => done(true);
    connection.onconnectionstatechange = () => connection.connectionState === "failed" && done(false);
    setTimeout(() => done(false), OPENS_WITHIN);
  });
  try {
    await connection.setRemoteDescription({ type: "answer", sdp: sdpOf(answer, "answer") });
    if (await opened) return new Volunteer(connection, channel, ticket);
  } catch {
    // What was answered is no description.
  }
  connection.close();
  return undefined;
}

export class Meeting {
  /** `brokers` and `stun` are addresses, `keys` as they stand in the door, `root` the root key (base64url). */
  constructor({ brokers, stun, keys, root, invite }) {
    Object.assign(this, { brokers, stun, keys, root, invite, bad: [] });
  }

  /**
   * Ask for `count` volunteers; each is given to `met` as soon as she is there. Done when the first is: returns 0, or,
   * when none came, seconds to wait.
   */
  async seek(count, met) {
    this.brokerKey().catch(() => {}); // while addresses are gathered
    const calls = await Promise.all(Array.from({ length: count }, () => call(this.stun)));
    const answered = await this.introduce(calls.map(({ description }) => base64(description)));
    for (const [place, { connection }] of calls.entries()) {
      if (!answered.answers.some(({ offer }) => offer === place)) connection.close();
    }
    const taken = answered.answers.map(async ({ offer, description, ticket }) => {
      const volunteer = await take(calls[offer], base64Of(description), ticket);
      if (!volunteer) throw new Error("gone");
      met(volunteer);
      return 0;
    });
    return Promise.any(taken).catch(() => answered.wait ?? 3);
  }

  /** Name a volunteer who sent what does not open, at the next introduction. */
  accuse(volunteer) {
    if (volunteer.ticket) this.bad = [...this.bad, volunteer.ticket].slice(-8);
  }

  async introduce(offers) {
    const wish = { v: 1, offers, ...(this.invite && { invite: this.invite }), ...(this.bad.length && { bad: this.bad }) };
    this.bad = [];
    let wait;
    for (const broker of this.brokers) {
      for (let turn = 0; turn < TRIES; turn++) {
        const answer = await this.ask(broker, JSON.stringify(wish)).catch(() => undefined);
        if (answer?.answers?.length) return answer;
        wait = answer?.wait ?? wait;
        if (!answer?.again) break;
      }
    }
    return { answers: [], wait };
  }

  async ask(broker, wish) {
    const key = await this.brokerKey();
    const request = writeRequest("POST", "broker", "/introduce", { "content-type": "application/json" }, utf8(wish));
    const { sealed, open } = await sealRequest(key, request);
    const answer = await fetch(`${broker}/introduce`, { method: "POST", body: sealed, credentials: "omit", referrerPolicy: "no-referrer" });
    if (answer.status === 401) return { again: await this.learn(await answer.json()) };
    if (answer.status !== 200) return { wait: Number(answer.headers.get("retry-after")) || 10 };
    return JSON.parse(textOf(readResponse(await open(new Uint8Array(await answer.arrayBuffer()))).content));
  }

  /** Take newer keys, as far as the root certifies them. */
  async learn(keys) {
    const key = await bestKey(keys, "reach-broker", this.root, Date.now());
    this.key = key ?? this.key;
    return Boolean(key);
  }

  async brokerKey() {
    this.key ??= await bestKey(this.keys, "reach-broker", this.root, Date.now());
    await addressee(this.key);
    return this.key;
  }

  /** Begin a call that two friends carry: the text to copy, and what to do with the text that comes back. */
  async byHand() {
    const made = await call(this.stun);
    return {
      text: await byHand(made.description, "call"),
      answer: async (text) => take(made, await fromHand(text, "answer")),
      close: () => made.connection.close(),
    };
  }
}
