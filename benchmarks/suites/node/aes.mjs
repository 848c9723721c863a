// AES with a key of 128 bits in counter mode (FIPS 197, NIST SP 800-38A), with the key and counter of the latter's example.

const KEY = Buffer.from('2b7e151628aed2a6abf7158809cf4f3c', 'hex');
const COUNTER = Buffer.from('f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff', 'hex');

const turned = (value, bits) => ((value << bits) | (value >> (8 - bits))) & 0xff;
const doubled = (value) => ((value << 1) & 0xff) ^ (value & 0x80 ? 0x1b : 0);

function substitutions() {
  const box = new Uint8Array(256);
  let p = 1;
  let q = 1;
  do {
    p ^= doubled(p);
    q ^= q << 1;
    q ^= q << 2;
    q ^= q << 4;
    q &= 0xff;
    if (q & 0x80) q ^= 0x09;
    box[p] = q ^ turned(q, 1) ^ turned(q, 2) ^ turned(q, 3) ^ turned(q, 4) ^ 0x63;
  } while (p !== 1);
  box[0] = 0x63;
  return box;
}

const BOX = substitutions();

function roundKeys() {
  const bytes = new Uint8Array(176);
  bytes.set(KEY);
  let constant = 1;
  for (let at = 16; at < 176; at += 4) {
    let word = bytes.slice(at - 4, at);
    if (at % 16 === 0) {
      word = Uint8Array.of(BOX[word[1]] ^ constant, BOX[word[2]], BOX[word[3]], BOX[word[0]]);
      constant = doubled(constant);
    }
    for (let i = 0; i < 4; i++) bytes[at + i] = bytes[at - 16 + i] ^ word[i];
  }
  return bytes;
}

const KEYS = roundKeys();

function encrypted(block) {
  let state = block.map((value, i) => value ^ KEYS[i]);
  for (let round = 1; round <= 10; round++) {
    const before = state;
    state = before.map((_, i) => BOX[before[(i + 4 * (i % 4)) % 16]]);
    if (round < 10) state = mixed(state);
    for (let i = 0; i < 16; i++) state[i] ^= KEYS[16 * round + i];
  }
  return state;
}

function mixed(state) {
  const out = new Uint8Array(16);
  for (let i = 0; i < 16; i += 4) {
    const [a, b, c, d] = state.subarray(i, i + 4);
    out[i] = doubled(a) ^ doubled(b) ^ b ^ c ^ d;
    out[i + 1] = a ^ doubled(b) ^ doubled(c) ^ c ^ d;
    out[i + 2] = a ^ b ^ doubled(c) ^ doubled(d) ^ d;
    out[i + 3] = doubled(a) ^ a ^ b ^ c ^ doubled(d);
  }
  return out;
}

/** The text encrypted; of any length. */
export function ctr(text) {
  const out = new Uint8Array(text.length);
  const counter = Uint8Array.from(COUNTER);
  for (let start = 0; start < text.length; start += 16) {
    const pad = encrypted(counter);
    for (let i = start; i < Math.min(text.length, start + 16); i++) out[i] = text[i] ^ pad[i - start];
    for (let i = 15; i >= 0; i--) {
      counter[i]++;
      if (counter[i] !== 0) break;
    }
  }
  return out;
}
