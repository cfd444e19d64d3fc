// Faster hands: keys, and the next page swapped in without loading it whole. Without this file everything still works.
"use strict";

const writing = (target) => target.matches("input, textarea, select, [contenteditable]");
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
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("textarea")) return withKey("c")?.click();
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

addEventListener("popstate", (event) => { if (event.state?.swapped || history.state === null) location.reload(); });
