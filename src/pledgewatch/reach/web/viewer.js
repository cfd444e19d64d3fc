/**
 * Shows a page that was fetched, in a frame that can neither run anything nor ask the network for anything.
 * Its styles and pictures are fetched like itself and put in; its links are followed here.
 */
import { textOf } from "./bytes.js";

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src blob: data:; font-src data:";
const NOT_SHOWN = "script, iframe, frame, object, embed, base, meta[http-equiv], link:not([rel~=stylesheet]), pledgewatch-switch";

export class Viewer {
  /** `get` fetches an address (URL) and gives `{type, bytes}`; `go` is called with the address of a link. */
  constructor(frame, get, go) {
    Object.assign(this, { frame, get, go, pictures: [] });
  }

  /** Show HTML that stands at an address; done when it stands there with its styles. */
  async show(bytes, address) {
    const page = new DOMParser().parseFromString(textOf(bytes), "text/html");
    for (const element of page.querySelectorAll(NOT_SHOWN)) element.remove();
    await Promise.all(Array.from(page.querySelectorAll("link[href]"), (link) => this.style(link, address)));
    const waiting = Array.from(page.querySelectorAll("img[src]"), (image, place) => this.mark(image, place));
    for (const element of page.querySelectorAll("source, [srcset]")) element.removeAttribute("srcset");
    const policy = page.createElement("meta");
    Object.assign(policy, { httpEquiv: "Content-Security-Policy", content: POLICY });
    page.head.prepend(policy);
    await this.load(`<!doctype html>${page.documentElement.outerHTML}`, address);
    this.showPictures(waiting, address);
  }

  async load(html, address) {
    for (const picture of this.pictures) URL.revokeObjectURL(picture);
    this.pictures = [];
    const loaded = new Promise((done) => (this.frame.onload = done));
    this.frame.srcdoc = html;
    await loaded;
    const page = this.frame.contentDocument;
    page.addEventListener("click", (event) => this.click(event, page, address));
    page.addEventListener("auxclick", (event) => event.preventDefault());
    page.addEventListener("submit", (event) => this.submit(event, address));
    this.jump(page, address.hash);
  }

  async style(link, address) {
    const got = await this.get(new URL(link.getAttribute("href"), address)).catch(() => undefined);
    const style = link.ownerDocument.createElement("style");
    // What ends a style element cannot stand in a style sheet otherwise than as text of a comment or a string.
    style.textContent = got ? textOf(got.bytes).replaceAll("</", "<\\/") : "";
    style.media = link.media;
    link.replaceWith(style);
  }

  mark(image, place) {
    const source = image.getAttribute("src");
    if (/^data:/i.test(source)) return undefined;
    image.removeAttribute("src");
    image.setAttribute("data-place", place);
    return { source, place };
  }

  showPictures(waiting, address) {
    const page = this.frame.contentDocument;
    for (const { source, place } of waiting.filter(Boolean)) {
      this.get(new URL(source, address))
        .then(({ type, bytes }) => {
          const image = page.querySelector(`img[data-place="${place}"]`);
          this.pictures.push((image.src = URL.createObjectURL(new Blob([bytes], { type }))));
        })
        .catch(() => {}); // its text stands in its place
    }
  }

  click(event, page, address) {
    const link = event.target.closest?.("a[href], area[href]");
    if (!link) return;
    event.preventDefault();
    const href = link.getAttribute("href");
    if (href.startsWith("#")) this.jump(page, href);
    else this.follow(href, address);
  }

  submit(event, address) {
    event.preventDefault();
    const form = event.target;
    const target = new URL(form.getAttribute("action") ?? "", address);
    target.search = new URLSearchParams(new FormData(form)).toString();
    this.go(target);
  }

  follow(href, address) {
    try {
      this.go(new URL(href, address));
    } catch {
      // It is no address.
    }
  }

  jump(page, hash) {
    page.getElementById(decodeURIComponent(hash.slice(1)))?.scrollIntoView();
  }
}
