/** The switch on the publication's page, `<pledgewatch-switch>`: nothing is contacted before a visitor turns it on. */
import { Volunteer } from "./volunteer.js";

const KEY = "pledgewatch-switch";
const LIMITS = { readers: 2, megabytes: 500, rate: 0 };

/* global WORDS: the words of the page's language, put there when the script is written */

const stored = () => {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
};

function store(change) {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...stored(), ...change }));
  } catch {
    // This browser keeps nothing; then the switch is off the next time.
  }
}

/** Whether this is no time to carry: a metered line, or a page of a telephone that is not looked at. */
function unwelcome() {
  const line = navigator.connection;
  const mobile = navigator.userAgentData?.mobile ?? /Mobi/.test(navigator.userAgent);
  return Boolean(line?.saveData || line?.type === "cellular" || (mobile && document.hidden));
}

class Switch extends HTMLElement {
  connectedCallback() {
    if (this.root) return;
    this.root = this.attachShadow({ mode: "open" });
    this.root.innerHTML = PAGE.replace(/\{(\w+)\}/g, (_, name) => WORDS[name]);
    this.at = (name) => this.root.getElementById(name);
    this.today = new Date().toISOString().slice(0, 10);
    const kept = stored();
    const limits = { ...LIMITS, ...kept.limits };
    const spent = kept.day === this.today ? kept.spent : 0;
    const place = (name) => this.dataset[name] ?? "";
    const stun = place("stun").split(" ").filter(Boolean);
    const invite = place("invite") || new URLSearchParams(location.hash.slice(1)).get("invite");
    const changed = () => this.show();
    this.volunteer = new Volunteer({ broker: place("broker"), gateway: place("gateway"), stun, invite, limits, spent, changed });
    for (const name of ["readers", "megabytes"]) this.at(name).value = limits[name];
    this.listen();
    if (kept.remember) {
      this.at("remember").checked = true;
      this.turn(true);
    }
    this.show();
  }

  disconnectedCallback() {
    this.turn(false);
  }

  listen() {
    this.at("switch").onclick = () => this.turn(this.volunteer.state === "off");
    this.at("remember").onchange = () => this.remember();
    this.at("limits").onchange = () => this.limit();
    this.at("answer").onclick = () => this.byHand();
    const look = () => this.volunteer.pause(unwelcome());
    document.addEventListener("visibilitychange", look);
    navigator.connection?.addEventListener?.("change", look);
  }

  turn(on) {
    if (on) this.volunteer.start();
    else this.volunteer.stop();
    if (on && unwelcome()) this.volunteer.pause(true);
    this.remember();
    this.keep();
  }

  remember() {
    store({ remember: this.at("remember").checked && this.volunteer.state !== "off" });
  }

  limit() {
    const { limits } = this.volunteer;
    for (const name of ["readers", "megabytes"]) {
      const box = this.at(name);
      if (box.checkValidity()) limits[name] = box.valueAsNumber;
    }
    store({ limits });
    this.volunteer.tell();
    this.show();
  }

  async byHand() {
    const say = (text) => (this.at("reply").value = text);
    try {
      say(await this.volunteer.answerByHand(this.at("call").value));
    } catch (error) {
      say(WORDS[error.message] ?? WORDS.failed);
    }
  }

  keep() {
    store({ day: this.today, spent: this.volunteer.spent });
  }

  show() {
    if (this.waits) return;
    this.waits = true; // some times a second is often enough for eyes
    setTimeout(() => {
      this.waits = false;
      const { state, readers, met, spent } = this.volunteer;
      this.at("switch").setAttribute("aria-checked", state !== "off");
      this.at("state").textContent = WORDS[readers.size && state === "on" ? "carrying" : state];
      const count = { R: readers.size, A: met, M: (spent / 2 ** 20).toFixed(1) };
      this.at("count").textContent = state === "off" && !spent ? "" : WORDS.count.replace(/#(\w)/g, (_, name) => count[name]);
      this.keep();
    }, 100);
  }
}

const PAGE = `<style>
:host{display:block;font:inherit;line-height:1.5;border:1px solid;padding:1em;max-inline-size:38em}
:host([hidden]){display:none}
button,input,textarea{font:inherit;color:inherit;background:0 0;border:1px solid;padding:.4em .8em}
#switch{display:flex;gap:.7em;align-items:center;inline-size:100%;font-weight:700;text-align:start;cursor:pointer}
#switch i{flex:none;inline-size:2.6em;block-size:1.4em;border:2px solid;border-radius:1em;position:relative}
#switch i:after{content:"";position:absolute;inset-block:.15em;inset-inline-start:.15em;inline-size:1.1em;border-radius:50%;background:currentColor}
#switch[aria-checked=true] i{background:#15803d}
#switch[aria-checked=true] i:after{inset-inline-start:1.35em;background:#fff}
p{margin:.6em 0}
label{display:block;margin:.4em 0}
input[type=number]{inline-size:6em}
textarea{inline-size:100%;box-sizing:border-box}
summary{cursor:pointer}
:focus-visible{outline:3px solid #2563eb;outline-offset:2px}
</style>
<p>{intro}</p>
<button id=switch role=switch aria-checked=false><i></i>{label}</button>
<p id=state role=status></p><p id=count></p>
<label><input type=checkbox id=remember> {remember}</label>
<details><summary>{what}</summary><p>{seen}</p><p>{unseen}</p><p>{law}</p></details>
<details><summary>{more}</summary><div id=limits><label>{readers} <input id=readers type=number min=1 max=16></label>
<label>{megabytes} <input id=megabytes type=number min=10 max=100000 step=10></label></div>
<p>{hand}</p><label>{call}<textarea id=call rows=3></textarea></label><button id=answer>{make}</button>
<label>{reply}<textarea id=reply rows=3 readonly></textarea></label></details>`;

customElements.define("pledgewatch-switch", Switch);
