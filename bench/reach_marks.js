// Notes when what happens while a door opens, beneath the code that is measured; see bench/reach_steps.py.
(() => {
  window.marks = [];
  const mark = (name) => window.marks.push([name, performance.now()]);
  const around = (owner, name, before, after) => {
    const plain = owner[name];
    owner[name] = function (...given) {
      if (before) mark(before);
      const result = plain.apply(this, given);
      if (after) Promise.resolve(result).then(() => mark(after), () => {});
      return result;
    };
  };
  const peer = RTCPeerConnection.prototype;
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...given) {
      super(...given);
      mark("connection made");
      this.addEventListener("icecandidate", ({ candidate }) => mark(candidate ? `candidate ${candidate.type}` : "gathered"));
      this.addEventListener("iceconnectionstatechange", () => mark(`ice ${this.iceConnectionState}`));
      this.addEventListener("connectionstatechange", () => mark(`connection ${this.connectionState}`));
    }
    createDataChannel(...given) {
      const channel = super.createDataChannel(...given);
      channel.addEventListener("open", () => mark("channel open"));
      channel.addEventListener("message", () => mark("message"));
      return channel;
    }
  };
  around(peer, "setLocalDescription", "", "local set");
  around(peer, "setRemoteDescription", "remote given", "remote set");
  around(window, "fetch", "broker asked", "broker answered");
  around(RTCDataChannel.prototype, "send", "request sent");
  const source = Object.getOwnPropertyDescriptor(HTMLIFrameElement.prototype, "srcdoc");
  Object.defineProperty(HTMLIFrameElement.prototype, "srcdoc", {
    ...source,
    set(html) {
      mark("page put in");
      source.set.call(this, html);
    },
  });
  addEventListener("DOMContentLoaded", () => mark("script has run"));
  mark("begun");
})();
