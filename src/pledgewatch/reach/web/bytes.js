/** Byte strings: joining, numbers, base64url, hashes. Everything else here is built of these. */

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/** Text as UTF-8. */
export const utf8 = (text) => encoder.encode(text);

/** UTF-8 as text; throws where it is none. */
export const textOf = (bytes) => decoder.decode(bytes);

/** One byte string of several. */
export function join(...parts) {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A whole number below 2^53 as `size` bytes, the greatest first. */
export function number(value, size) {
  const bytes = new Uint8Array(size);
  for (let at = size - 1; at >= 0; at--) {
    bytes[at] = value % 256;
    value = Math.floor(value / 256);
  }
  return bytes;
}

/** The whole number that bytes stand for; at most 6 of them, so that it is exact. */
export const numberOf = (bytes) => bytes.reduce((value, byte) => value * 256 + byte, 0);

/** Bytes as base64url without padding; some thousand of them at most, since they are spread as arguments. */
export const base64 = (bytes) =>
  btoa(String.fromCharCode(...bytes)).replace(/[+/=]/g, (sign) => ({ "+": "-", "/": "_", "=": "" })[sign]);

/** Base64url as bytes; throws where it is none. */
export function base64Of(text) {
  const bytes = Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
  if (base64(bytes) !== text) throw new Error("not base64url"); // another text of the same bytes, or of other letters
  return bytes;
}

/** Bytes as hexadecimal digits, and back. */
export const hexOf = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

export const bytesOfHex = (text) => Uint8Array.from(text.match(/../g), (two) => parseInt(two, 16));

/** SHA-256. */
export const hash = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

/** Takes a byte string apart from its start; throws where it ends too early. */
export class Unpacker {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  get left() {
    return this.bytes.length - this.at;
  }

  take(size) {
    if (size > this.left) throw new Error("too short");
    this.at += size;
    return this.bytes.subarray(this.at - size, this.at);
  }

  number(size) {
    return numberOf(this.take(size));
  }
}
