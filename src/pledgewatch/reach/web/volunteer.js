/**
 * A volunteer's browser: holds a line to the meeting point, and for each reader who is handed on a data channel to
 * him and a line to the gateway. It passes sealed messages on and looks at kind and length only. It is no exit: the
 * one address that it ever contacts for a reader is the publication's gateway.
 */
import { base64, base64Of } from "./bytes.js";
import { byHand, fromHand, gathered, sdpOf } from "./describe.js";
import { CANCEL, ERROR, LARGEST, REQUEST, RESPONSE, writeFrame } from "./frames.js";

const [LIMIT, UNREACHABLE, LEAVING] = [5, 6, 8];
const MOST_HELD = 2 ** 24; // bytes that may wait for one reader's line; more than a door ever asks at once
const CONNECTS_WITHIN = 15000;
const GONE_AFTER = 4000;
const AGAIN = [2000, 60000]; // milliseconds until a lost line is tried again: at first, and at most

/** One reader: her data channel on one side, the gateway's line on the other. */
class Reader {
  constructor(owner, gateway, ticket) {
    Object.assign(this, { owner, early: [], due: 0 });
    this.connection = new RTCPeerConnection({ iceServers: owner.stun.map((urls) => ({ urls })) });
    this.channel = this.connection.createDataChannel("pw", { negotiated: true, id: 0, ordered: false });
    this.line = new WebSocket(`${gateway}?ticket=${ticket}`);
    this.channel.binaryType = this.line.binaryType = "arraybuffer";
    this.channel.onmessage = ({ data }) => this.fromReader(new Uint8Array(data));
    this.line.onmessage = ({ data }) => this.fromGateway(new Uint8Array(data));
    this.line.onopen = () => this.early.splice(0).forEach((frame) => this.line.send(frame));
    this.line.onclose = () => this.end(UNREACHABLE);
    this.channel.onopen = () => owner.changed();
    this.channel.onclose = () => this.end();
    this.connection.onconnectionstatechange = () => this.look();
    setTimeout(() => this.channel.readyState === "connecting" && this.end(), CONNECTS_WITHIN);
  }

  /** A reader who went without a word leaves room for another a few seconds later, not when ICE gives up. */
  look(again) {
    const { connectionState } = this.connection;
    if (connectionState === "failed" || (again && connectionState === "disconnected")) this.end();
    else if (connectionState === "disconnected") setTimeout(() => this.look(true), GONE_AFTER);
  }

  async answer(offer) {
    await this.connection.setRemoteDescription({ type: "offer", sdp: sdpOf(offer, "call") });
    await this.connection.setLocalDescription();
    return gathered(this.connection);
  }

  fromReader(frame) {
    if (![REQUEST, CANCEL].includes(frame[0]) || frame.length > LARGEST[frame[0]]) return this.end();
    if (this.line.readyState > 1 || !this.owner.carry(frame.length)) return this.end(LIMIT);
    if (this.line.readyState) this.line.send(frame);
    else if (this.early.push(frame) > 32) this.end();
  }

  fromGateway(frame) {
    if (![RESPONSE, ERROR].includes(frame[0]) || frame.length > LARGEST[frame[0]]) return this.end();
    if (!this.owner.carry(frame.length)) return this.end(LIMIT);
    const wait = this.owner.pace(frame.length);
    if (wait) setTimeout(() => this.pass(frame), wait);
    else this.pass(frame);
  }

  pass(frame) {
    if (this.channel.readyState !== "open") return;
    if (this.channel.bufferedAmount > MOST_HELD) this.end();
    else this.channel.send(frame);
  }

  end(code) {
    if (this.ended) return;
    this.ended = true;
    if (code && this.channel.readyState === "open") this.channel.send(writeFrame(ERROR, 0, Uint8Array.of(code)));
    this.line.close();
    this.connection.close();
    this.owner.lose(this);
  }
}

export class Volunteer {
  /**
   * `broker` and `gateway` are addresses of the publication's; `limits` are {readers, megabytes a day, KiB a second (0: none)};
   * `spent` bytes were carried today already. `changed` is called whenever something to show has changed.
   */
  constructor({ broker, gateway, stun, invite, limits, spent, changed }) {
    Object.assign(this, { broker, gateway, stun, invite, limits, spent, changed });
    this.readers = new Set();
    this.met = 0; // readers since it was turned on
    this.due = 0;
    this.state = "off"; // off, seeking, on, paused, full, refused
    this.delay = AGAIN[0];
  }

  get left() {
    return this.limits.megabytes * 2 ** 20 - this.spent;
  }

  get room() {
    return this.state === "paused" || this.left <= 0 ? 0 : Math.max(0, this.limits.readers - this.readers.size);
  }

  start() {
    if (this.state !== "off") return;
    this.to("seeking");
    this.join();
  }

  stop() {
    this.to("off");
    clearTimeout(this.again);
    clearInterval(this.beat);
    this.socket?.close();
    this.leave();
  }

  /** Take no new readers for a while, as on a hidden page of a telephone; those who are there may stay or not. */
  pause(paused) {
    if (this.state === "off" || (this.state === "paused") === paused) return;
    this.to(paused ? "paused" : this.socket?.readyState === 1 ? "on" : "seeking");
    if (paused) this.leave();
    this.tell();
  }

  leave() {
    for (const reader of [...this.readers]) reader.end(LEAVING);
  }

  to(state) {
    this.state = state;
    this.changed();
  }

  // The line to the meeting point

  join() {
    const { limits } = this;
    const socket = (this.socket = new WebSocket(`${this.broker.replace(/^http/, "ws")}/volunteer`));
    socket.onopen = () => {
      const rate = Math.ceil(limits.rate / limits.readers);
      this.say({ t: "hello", v: 1, room: this.room, invite: this.invite || undefined, rate, megabytes: this.share });
    };
    socket.onmessage = ({ data }) => this.hear(JSON.parse(data));
    socket.onclose = () => this.lost(socket);
  }

  /** Whole megabytes that one reader may still have. */
  get share() {
    return Math.max(1, Math.floor(this.left / 2 ** 20));
  }

  hear(said) {
    if (said.t === "welcome") {
      Object.assign(this, { gateway: said.gateway, stun: said.stun, delay: AGAIN[0] });
      this.beat = setInterval(() => this.say({ t: "here" }), said.every * 900);
      if (this.state === "seeking") this.to("on");
    } else if (said.t === "offer") this.take(said);
    else if (said.t === "bye" && said.why === "invite") this.to("refused");
  }

  say(message) {
    if (this.socket?.readyState === 1) this.socket.send(JSON.stringify(message));
  }

  tell() {
    this.say({ t: "room", room: this.room, megabytes: this.share });
  }

  lost(socket) {
    clearInterval(this.beat);
    if (socket !== this.socket || this.state === "off" || this.state === "refused") return;
    if (this.state === "on") this.to("seeking");
    this.again = setTimeout(() => this.join(), this.delay * (1 + Math.random()));
    this.delay = Math.min(AGAIN[1], 2 * this.delay);
  }

  async take({ n, description, ticket }) {
    const reader = this.room && this.reader(ticket);
    try {
      this.say({ t: "answer", n, description: base64(await reader.answer(base64Of(description))) });
    } catch {
      if (reader) reader.end();
      this.say({ t: "no", n });
    }
    this.tell();
  }

  reader(ticket) {
    const reader = new Reader(this, this.gateway, ticket);
    this.readers.add(reader);
    this.met++;
    this.changed();
    return reader;
  }

  lose(reader) {
    this.readers.delete(reader);
    this.tell();
    this.changed();
  }

  /** Answer a call that a friend copied by hand; the gateway gives the ticket itself. */
  async answerByHand(text) {
    const offer = await fromHand(text, "call");
    const asked = await fetch(this.gateway.replace(/^ws(.*)relay$/, "http$1ticket"), { method: "POST", credentials: "omit" });
    const reader = this.reader((await asked.json()).ticket);
    return byHand(await reader.answer(offer), "answer");
  }

  // Limits

  /** Begin another day. */
  anew() {
    this.spent = 0;
    if (this.state === "full") this.to("on");
    this.tell();
  }

  /** Count a message that is about to be carried; false where it would go over the day's measure. */
  carry(size) {
    if (size > this.left) {
      this.spent = this.limits.megabytes * 2 ** 20;
      this.to("full");
      return false;
    }
    this.spent += size;
    this.changed();
    return true;
  }

  /** Milliseconds that a message must wait, so that a second's measure is not passed. */
  pace(size) {
    if (!this.limits.rate) return 0;
    const now = performance.now();
    this.due = Math.max(this.due, now - 1000) + (size / (this.limits.rate * 1024)) * 1000;
    return Math.max(0, this.due - now);
  }
}
