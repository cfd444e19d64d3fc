/** The switch on the publication's page, `<pledgewatch-switch>`: nothing is contacted before a visitor turns it on. */
import { Volunteer } from "./volunteer.js";

const KEY = "pledgewatch-switch";
const LIMITS = { readers: 2, megabytes: 500, rate: 0 };

/* global WORDS: words of the interface; they and the {words} of the page below are filled in when the script is written */

/** What is remembered in this browser, with a change to it; nothing where the browser keeps nothing. */
function kept(change) {
  try {
    const all = { ...JSON.parse(localStorage.getItem(KEY)), ...change };
    if (change) localStorage.setItem(KEY, JSON.stringify(all));
    return all;
  } catch {
    return {};
  }
}

/** Whether this is no time to carry: a metered line, or a page of a telephone that is not looked at. */
function unwelcome() {
  const line = navigator.connection;
  const mobile = navigator.userAgentData?.mobile ?? /Mobi/.test(navigator.userAgent);
  return Boolean(line?.saveData || line?.type === "cellular" || (mobile && document.hidden));
}

const today = () => new Date().toISOString().slice(0, 10);

class Switch extends HTMLElement {
  connectedCallback() {
    if (this.root) return;
    this.root = this.attachShadow({ mode: "open" });
    this.root.innerHTML = PAGE;
    this.at = (name) => this.root.getElementById(name);
    this.today = today();
    const known = kept();
    const limits = { ...LIMITS, ...known.limits };
    const spent = known.day === this.today ? known.spent : 0;
    const place = (name) => this.dataset[name] ?? "";
    const stun = place("stun").split(" ").filter(Boolean);
    const invite = place("invite") || new URLSearchParams(location.hash.slice(1)).get("invite");
    const changed = () => this.show();
    this.volunteer = new Volunteer({ broker: place("broker"), gateway: place("gateway"), stun, invite, limits, spent, changed });
    for (const name in LIMITS) this.at(name).value = limits[name];
    this.listen();
    if (known.remember) {
      this.at("remember").checked = true;
      this.turn(true);
    }
    this.show();
  }

  disconnectedCallback() {
    this.turn(false);
  }

  listen() {
    this.at("switch").onchange = ({ target }) => this.turn(target.checked);
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
    kept({ remember: this.at("remember").checked && this.volunteer.state !== "off" });
  }

  limit() {
    const { limits } = this.volunteer;
    for (const name in LIMITS) {
      const box = this.at(name);
      if (box.checkValidity()) limits[name] = box.valueAsNumber;
    }
    kept({ limits });
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
    if (this.today !== today()) this.volunteer.anew();
    this.today = today();
    kept({ day: this.today, spent: this.volunteer.spent });
  }

  show() {
    if (this.waits) return;
    this.waits = true; // some times a second is often enough for eyes
    setTimeout(() => {
      this.waits = false;
      const { state, readers, met, spent } = this.volunteer;
      this.at("switch").checked = state !== "off";
      this.at("state").textContent = WORDS[readers.size && state === "on" ? "carrying" : state];
      const count = { R: readers.size, A: met, M: (spent / 2 ** 20).toFixed(1) };
      this.at("count").textContent = state === "off" && !spent ? "" : WORDS.count.replace(/#(\w)/g, (_, name) => count[name]);
      this.keep();
    }, 100);
  }
}

const PAGE = `<style>
:host{display:block;border:1px solid;padding:1em;max-inline-size:38em}
input,button,textarea{font:inherit;color:inherit;background:0 0;border:1px solid}
label{display:block;margin:.5em 0}
textarea{inline-size:100%;box-sizing:border-box}
#switch{appearance:none;border:0;vertical-align:middle;inline-size:2.6em;block-size:1.4em;border-radius:1em;background:radial-gradient(circle at .7em,#fff .5em,#777 .56em)}
#switch:checked{background:radial-gradient(circle at 1.9em,#fff .5em,#15803d .56em)}
</style>
<p>{intro}</p>
<label><input type=checkbox role=switch id=switch> <b>{label}</b></label>
<p id=state role=status></p><p id=count></p>
<label><input type=checkbox id=remember> {remember}</label>
<details><summary>{what}</summary><p>{seen}</p><p>{unseen}</p><p>{law}</p></details>
<details><summary>{more}</summary><div id=limits><label>{readers} <input type=number id=readers min=1 max=16></label>
<label>{megabytes} <input type=number id=megabytes min=10></label>
<label>{rate} <input type=number id=rate min=0></label></div>
<p>{hand}</p><label>{call}<textarea id=call></textarea></label><button id=answer>{make}</button>
<label>{reply}<textarea id=reply readonly></textarea></label></details>`;

customElements.define("pledgewatch-switch", Switch);
