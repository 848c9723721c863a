// What all suites share: numbers by seed, checksums, and the way from an event to an answer. The same cases with the same
// checksums are in ../python, whose comments say what each computes.

import { createHash } from 'node:crypto';

export const MODULUS = 2147483647;

/** Lehmer's generator: whole numbers from 1 to 2**31 - 2, in an order that the seed decides. */
export function numbers(seed) {
  let state = seed;
  return () => (state = (state * 48271) % MODULUS);
}

/** The first 16 hexadecimal digits of SHA-256, of bytes, text or the parts of an array joined by commas. */
export function checksum(data) {
  const text = Array.isArray(data) ? data.join(',') : data;
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** A double as a whole number of millionths, half away from zero. */
export function micros(value) {
  const scaled = value * 1e6;
  return scaled >= 0 ? Math.trunc(scaled + 0.5) : 0 - Math.trunc(-scaled + 0.5);
}

/**
 * Runs the case that an event names; its size is `n`, or the case's usual one. With `cpu` it also says how much of a processor
 * that took.
 */
export function answer(cases, event) {
  const found = Object.hasOwn(cases, event.case) ? cases[event.case] : undefined;
  if (!found) {
    throw new RangeError(`there is no case '${event.case}'; there are ${Object.keys(cases).sort().join(', ')}`);
  }
  const [run, usual, most] = found;
  const n = event.n ?? usual;
  if (!Number.isInteger(n) || n < 1 || n > most) {
    throw new RangeError(`n of '${event.case}' must be a whole number from 1 to ${most}, not ${JSON.stringify(n)}`);
  }
  const used = event.cpu ? process.cpuUsage() : undefined;
  const started = process.hrtime.bigint();
  const sum = checksum(run(n));
  const told = { case: event.case, n, checksum: sum, nanos: Number(process.hrtime.bigint() - started) };
  if (used) {
    const { user, system } = process.cpuUsage(used);
    told.cpuNanos = (user + system) * 1000;
  }
  return told;
}
