// Faster hands: keys, and the next page swapped in without loading it whole. Without this file everything still works.
"use strict";

const writing = (target) => target.matches?.("input, textarea, select, [contenteditable]");
const withKey = (key) => document.querySelector(`[data-key="${CSS.escape(key)}"]:not(:disabled)`);
const rows = () => [...document.querySelectorAll("[data-row]")];

function step(by) {
  const all = rows();
  if (!all.length) return false;
  const at = all.indexOf(document.activeElement);
  const next = all[Math.min(all.length - 1, Math.max(0, at < 0 ? 0 : at + by))];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function press(key) {
  if (key === "?") return location.assign("/help");
  if ((key === "j" || key === "k") && step(key === "j" ? 1 : -1)) return;
  const found = withKey(key);
  if (!found) return;
  if (writing(found)) {
    found.focus();
    found.select?.();
  } else found.click();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && writing(event.target)) return event.target.blur();
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches?.("textarea")) return withKey("c")?.click();
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat && !"jk".includes(event.key)) return;
  if (writing(event.target) || !"jkcdrnu/?".includes(event.key)) return;
  event.preventDefault();
  press(event.key);
});

async function swap(request, remember) {
  const answer = await fetch(request);
  const type = answer.headers.get("content-type") || "";
  if (!type.startsWith("text/html")) return location.assign(answer.url);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const main = page.getElementById("main");
  if (!main || !document.body.classList.contains("desk")) return location.assign(answer.url);
  document.title = page.title;
  document.getElementById("main").replaceWith(document.adoptNode(main));
  if (remember && request.method === "GET" || answer.redirected) history.pushState({ swapped: true }, "", answer.url);
  scrollTo(0, 0);
  const said = main.querySelector("[role=alert], [role=status]");
  document.getElementById("told").textContent = [said?.textContent, main.querySelector("h1")?.textContent].filter(Boolean).join(" ");
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-swap]") || event.defaultPrevented) return;
  event.preventDefault();
  if (form.dataset.sent) return;
  form.dataset.sent = "yes";
  const action = event.submitter?.getAttribute("formaction") || form.getAttribute("action");
  const body = new URLSearchParams(new FormData(form));
  swap(new Request(action, { method: "POST", body }), true).catch(() => { delete form.dataset.sent; form.submit(); });
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-swap]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  swap(new Request(link.href), true).catch(() => location.assign(link.href));
});

// Layers of a text are switched where they stand; without this file the form asks the server.
document.documentElement.classList.add("js");
document.addEventListener("change", (event) => {
  const box = event.target;
  const form = box.closest?.("[data-layers]");
  if (!form) return;
  const boxes = [...form.elements].filter((one) => one.name === "layer");
  for (const one of boxes) document.getElementById("main").classList.toggle(`hide-${one.value}`, !one.checked);
  const place = new URL(location.href);
  for (const name of ["set", "layer"]) place.searchParams.delete(name);
  place.searchParams.set("hide", boxes.filter((one) => !one.checked).map((one) => one.value).join(","));
  history.replaceState(history.state, "", place);
});

// Letters are dropped anywhere on the page, and sent with a bar that shows how far.
function takeDrops(form) {
  const files = form.querySelector("[type=file]");
  const list = form.querySelector(".chosen");
  const bar = form.querySelector("progress");
  const show = () => {
    list.replaceChildren(...[...files.files].slice(0, 12).map((file) => Object.assign(document.createElement("li"), { textContent: `${file.name} (${Math.ceil(file.size / 1000).toLocaleString("en")} kB)` })));
    if (files.files.length > 12) list.append(Object.assign(document.createElement("li"), { textContent: `and ${files.files.length - 12} more` }));
  };
  files.addEventListener("change", show);
  for (const name of ["dragover", "dragleave", "drop"]) document.addEventListener(name, (event) => {
    event.preventDefault();
    form.classList.toggle("over", name === "dragover");
    if (name === "drop" && event.dataTransfer?.files.length) { files.files = event.dataTransfer.files; show(); form.querySelector("button").focus(); }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const began = performance.now();
    const sending = new XMLHttpRequest();
    const told = document.getElementById("told");
    sending.open("POST", form.getAttribute("action"));
    sending.upload.addEventListener("progress", ({ loaded, total }) => {
      bar.hidden = false;
      bar.value = loaded / total;
      const left = ((performance.now() - began) / 1000 / loaded) * (total - loaded);
      form.querySelector("button").textContent = loaded < total ? `Sending, ${Math.ceil(left)} s left` : "Sent";
    });
    sending.addEventListener("load", () => {
      if (sending.status < 400) return location.assign(sending.responseURL);
      told.textContent = `Could not be sent (${sending.status}).`;
      form.querySelector("button").textContent = "Send again";
      list.replaceChildren(Object.assign(document.createElement("li"), { textContent: sending.status === 413 ? "Too large: send fewer at once." : `Could not be sent (${sending.status}).` }));
    });
    sending.addEventListener("error", () => { form.querySelector("button").textContent = "The desk cannot be reached. Send again"; });
    sending.send(new FormData(form));
  });
}
document.querySelectorAll("[data-drop]").forEach(takeDrops);

// How far a job is, asked every second until it has ended.
async function follow(card) {
  try {
    const state = await (await fetch(card.dataset.job)).json();
    if (!["waiting", "running"].includes(state.status)) return location.reload();
    card.querySelector(".worktold").textContent = state.told;
    const bar = card.querySelector("progress");
    if (state.total) { bar.max = state.total; bar.value = state.done; } else bar.removeAttribute("value");
  } catch { card.querySelector(".worktold").textContent = "The desk cannot be reached; the work goes on."; }
  setTimeout(follow, 1000, card);
}
document.querySelectorAll("[data-job]").forEach((card) => setTimeout(follow, 700, card));

// Two texts go together: the first shared passage in sight of the one that is moved stands at the same height in the other.
function tie(beside) {
  const panes = [...beside.querySelectorAll(".pane")];
  if (panes.length !== 2) return;
  let led = null;
  const follow = (from, to, own, other) => {
    const top = from.getBoundingClientRect().top;
    const first = [...from.querySelectorAll(".pair[id]")].find((one) => one.getBoundingClientRect().bottom > top + 40);
    const twin = first && to.querySelector(`#${other}${first.id.slice(1)}`);
    if (!twin) return (to.scrollTop = (from.scrollTop / Math.max(1, from.scrollHeight - from.clientHeight)) * (to.scrollHeight - to.clientHeight));
    to.scrollTop += twin.getBoundingClientRect().top - to.getBoundingClientRect().top - (first.getBoundingClientRect().top - top);
  };
  panes.forEach((pane, at) => {
    const lead = () => { led = pane; };
    for (const name of ["pointerenter", "focusin", "touchstart", "wheel", "keydown"]) pane.addEventListener(name, lead, { passive: true });
    pane.addEventListener("scroll", () => { if (led === pane) follow(pane, panes[1 - at], "ab"[at], "ab"[1 - at]); }, { passive: true });
    pane.addEventListener("click", (event) => {
      const mark = event.target.closest(".pair");
      if (!mark?.id) return;
      beside.querySelectorAll(".lit").forEach((one) => one.classList.remove("lit"));
      for (const side of ["a", "b"]) beside.querySelector(`#${side}${mark.id.slice(1)}`)?.classList.add("lit");
    });
  });
}
document.querySelectorAll("[data-beside]").forEach(tie);

addEventListener("popstate", (event) => { if (event.state?.swapped || history.state === null) location.reload(); });
