/** The reader's door: says what is not protected, meets volunteers when she wishes it, shows the publication. */
import { textOf, utf8 } from "./bytes.js";
import { Failure, Relay } from "./carrier.js";
import { Fetcher } from "./fetcher.js";
import { Meeting } from "./meeting.js";
import { Distrust, fingerprint } from "./trust.js";
import { Viewer } from "./viewer.js";

const SITE = "https://site";
const CARRIERS = 2;
const HOUR = 3600;

const at = (name) => document.getElementById(name);
const settings = JSON.parse(at("pw").textContent);
const say = JSON.parse(at("words").textContent);
const past = [];

const fill = (text, values) => text.replace(/\b[A-Z]{2,}\b/g, (name) => values[name] ?? name);

// Whether this browser can be trusted with it

async function unsafe() {
  if (Date.now() / 1000 < settings.written - HOUR) return say.clock;
  if (!globalThis.RTCPeerConnection || !globalThis.crypto?.subtle || !("srcdoc" in at("frame"))) return say.browser;
  try {
    await crypto.subtle.generateKey("X25519", false, ["deriveBits"]);
    await crypto.subtle.generateKey("Ed25519", false, ["verify", "sign"]);
  } catch {
    return say.browser;
  }
}

function stop(text) {
  at("stop").textContent = text;
  at("stop").hidden = false;
  at("ways").hidden = true;
}

// The highest number seen, kept where the browser keeps anything for a file

const MEMORY = `pledgewatch ${settings.root}`;

function remembered() {
  try {
    return Math.max(settings.sequence, Number(localStorage.getItem(MEMORY)) || 0);
  } catch {
    return settings.sequence;
  }
}

function remember(sequence) {
  try {
    localStorage.setItem(MEMORY, sequence);
  } catch {
    // Then the number in the door is what counts.
  }
}

// Who carries

const meeting = new Meeting(settings);
const fetcher = new Fetcher({ ...settings, sequence: remembered(), seek: () => seek(), left: (carrier) => meeting.accuse(carrier) });
let seeking = true; // until a way was chosen
let waiting;

async function seek() {
  if (seeking || fetcher.carriers.size >= CARRIERS) return;
  seeking = true;
  clearTimeout(waiting);
  tell(fetcher.carriers.size ? "" : say.seeking);
  const wait = await meeting.seek(CARRIERS - fetcher.carriers.size, (volunteer) => fetcher.add(volunteer)).catch(() => 10);
  seeking = false;
  if (wait) waiting = setTimeout(seek, wait * 1000);
  if (wait && !fetcher.carriers.size) tell(fill(say.nobody, { SECONDS: wait }));
}

const tell = (text) => (at(at("before").hidden ? "note" : "state").textContent = text);

// What is shown

const viewer = new Viewer(at("frame"), (address) => get(address), (address) => go(address));

function get(address) {
  if (address.origin === SITE) return fetched("site", address);
  if (settings.origins.includes(address.host) && address.protocol === "https:") return fetched(address.host, address);
  throw new Failure(0);
}

async function fetched(authority, address, progress) {
  const got = await fetcher.get(authority, decodeURI(address.pathname) + address.search, progress);
  if (got.status !== 200) throw Object.assign(new Error("status"), { status: got.status });
  return got;
}

async function go(address, again) {
  if (address.origin !== SITE && !settings.origins.includes(address.host)) {
    tell(fill(say.outside, { ADDRESS: address.href }));
    return;
  }
  const shown = (done, all) => all > 300000 && tell(fill(say.progress, { DONE: size(done), ALL: size(all) }));
  try {
    tell(say.fetching);
    const got = await fetched(address.origin === SITE ? "site" : address.host, address, shown);
    await show(got, address);
    if (!again) past.push(address);
    tell("");
  } catch (error) {
    tell(reason(error));
  }
}

const size = (bytes) => (bytes < 1e6 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

function reason(error) {
  if (error instanceof Distrust) return say[error.why];
  if (error.status === 404) return say.missing;
  if (error.status) return fill(say.refused, { NUMBER: error.status });
  return say.lost;
}

async function show(got, address) {
  const kind = got.type.split(";")[0];
  if (kind === "text/html") await viewer.show(got.bytes, address);
  else if (kind.startsWith("text/") || kind === "application/json") await viewer.show(plain(textOf(got.bytes)), address);
  else return save(got, kind, address);
  at("before").hidden = true;
  at("reading").hidden = false;
  at("address").textContent = address.origin === SITE ? address.pathname : address.href;
  const { sequence, issued } = fetcher.head ?? {};
  at("mark").textContent = got.signed ? fill(say.signed, { NUMBER: sequence, DAY: issued.slice(0, 10) }) : say.unsigned;
  if (sequence) remember(sequence);
  document.title = `${at("frame").contentDocument.title || settings.title}`;
  document.body.dataset.shown = address.href;
}

const plain = (text) => utf8(`<!doctype html><meta name=viewport content="width=device-width"><pre style="white-space:pre-wrap"></pre>`.replace("></pre>", `>${escaped(text)}</pre>`));
const escaped = (text) => text.replace(/[&<]/g, (sign) => (sign === "&" ? "&amp;" : "&lt;"));

function save(got, type, address) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([got.bytes], { type }));
  link.download = address.pathname.split("/").pop() || "file";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

// What the reader chooses

const first = () => go(new URL(`${SITE}/`));

function throughVolunteers() {
  seeking = false;
  fetcher.gatewayKey().catch(() => {}); // checked while volunteers are met; what is wrong with it is told by what needs it
  seek();
  first();
}

function throughRelays() {
  for (const address of settings.relays) fetcher.add(new Relay(address));
  first();
}

async function makeCall() {
  const made = await meeting.byHand();
  at("call").value = made.text;
  at("hand").hidden = false;
  at("call").select();
  at("use").onclick = () => useAnswer(made);
}

async function useAnswer(made) {
  try {
    const friend = await made.answer(at("reply").value);
    if (!friend) return tell(say.failed);
    fetcher.add(friend);
    first();
  } catch (error) {
    tell(say[error.message] ?? say.failed);
  }
}

function back() {
  past.pop();
  if (past.length) go(past.at(-1), true);
}

async function begin() {
  at("relays").hidden = !settings.relays.length;
  at("open").onclick = throughVolunteers;
  at("relay").onclick = throughRelays;
  at("make").onclick = makeCall;
  at("back").onclick = back;
  at("home").onclick = first;
  const why = await unsafe();
  if (why) stop(why);
  else at("print").textContent = await fingerprint(settings.root);
}

begin();
