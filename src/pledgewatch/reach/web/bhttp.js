/** Binary HTTP (RFC 9292), known length: requests written, responses read. */
import { join, number, Unpacker, textOf, utf8 } from "./bytes.js";

/** A length as QUIC writes it, below 2^30. */
const variable = (value) =>
  value < 64 ? number(value, 1) : value < 16384 ? number(value + 0x4000, 2) : number(value + 0x80000000, 4);

function variableOf(reader) {
  const first = reader.number(1);
  const size = 1 << (first >> 6);
  return (first & 63) * 256 ** (size - 1) + reader.number(size - 1);
}

const sized = (bytes) => join(variable(bytes.length), bytes);
const sizedOf = (reader) => reader.take(variableOf(reader));

/** A GET of `path` at `authority`, with fields as an object. */
export function writeRequest(method, authority, path, fields, content = new Uint8Array()) {
  const control = [method, "https", authority, path].map((part) => sized(utf8(part)));
  const lines = Object.entries(fields).flatMap(([name, value]) => [sized(utf8(name)), sized(utf8(value))]);
  return join(variable(0), ...control, sized(join(...lines)), sized(content), variable(0));
}

function fieldsOf(reader) {
  const lines = new Unpacker(sizedOf(reader));
  const fields = {};
  while (lines.left) {
    const name = textOf(sizedOf(lines));
    fields[name] = textOf(sizedOf(lines));
  }
  return fields;
}

/** Status, fields and content of a response; what follows it must be padding. */
export function readResponse(bytes) {
  const reader = new Unpacker(bytes);
  if (variableOf(reader) !== 1) throw new Error("not a response");
  let status = variableOf(reader);
  for (; status < 200; status = variableOf(reader)) fieldsOf(reader);
  const fields = fieldsOf(reader);
  // What is cut off at the end is empty (RFC 9292, 3.8).
  const content = reader.left ? sizedOf(reader) : new Uint8Array();
  if (reader.left) sizedOf(reader);
  if (reader.take(reader.left).some((byte) => byte)) throw new Error("not padding");
  return { status, fields, content };
}
