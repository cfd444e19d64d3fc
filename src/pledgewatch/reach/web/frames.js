/** What passes over a data channel and the relay's line: kind (1) | exchange (4) | payload. */
import { join, number, numberOf } from "./bytes.js";

export const REQUEST = 1;
export const RESPONSE = 2;
export const ERROR = 3;
export const CANCEL = 4;

/** The largest message of each kind, its five bytes of head included. */
export const LARGEST = [0, 16389, 262144, 32773, 5];

export const writeFrame = (kind, exchange, payload = new Uint8Array()) => join(number(kind, 1), number(exchange, 4), payload);

/** Kind, exchange and payload; throws where there is no such frame. */
export function readFrame(bytes) {
  const kind = bytes[0];
  if (bytes.length < 5 || !(bytes.length <= LARGEST[kind])) throw new Error("not a frame");
  return { kind, exchange: numberOf(bytes.subarray(1, 5)), payload: bytes.subarray(5) };
}
