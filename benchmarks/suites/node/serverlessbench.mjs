// ServerlessBench (Yu et al., SoCC 2020): what its cases run; composing them is the harness's part.

import { MODULUS, answer, numbers } from './common.mjs';

let calls = 0;

/** Whole-number arithmetic, cases 1, 2 and 12. */
function alu(n) {
  const draw = numbers(n);
  let total = 0;
  for (let i = 0; i < n; i++) {
    const a = draw();
    const b = draw();
    const next = total + Math.floor(a / ((b % 1000) + 1)) - (b % 7) * 3;
    total = ((next % MODULUS) + MODULUS) % MODULUS;
  }
  return [total];
}

/** Copies a mebibyte n times to and fro, case 11. */
function memory(n) {
  const source = Uint8Array.from({ length: 1 << 20 }, (_, i) => (i * 31) % 256);
  const target = new Uint8Array(1 << 20);
  for (let i = 0; i < n; i++) {
    target.set(source);
    target[0] = i % 256;
    source.set(target);
  }
  return [source.subarray(0, 4096).reduce((total, value) => total + value, 0), source[0]];
}

/** Calls within calls: itself, by the node's own way, one less deep (3). */
async function nested({ depth, next }, context) {
  if (depth === 1) {
    return { case: 'nested', calls: 1 };
  }
  const reply = await fetch(`http://${process.env.AWS_LAMBDA_RUNTIME_API}/hearth/functions/${next}`, {
    method: 'POST',
    headers: { 'Lambda-Runtime-Aws-Request-Id': context.awsRequestId },
    body: JSON.stringify({ case: 'nested', depth: depth - 1, next }),
  });
  const text = await reply.text();
  if (reply.status !== 200) {
    throw new Error(text);
  }
  return { case: 'nested', calls: JSON.parse(text).calls + 1 };
}

const CASES = {
  alu: [alu, 60_000, 100_000_000],
  hello: [() => ['hello'], 1, 1],
  memory: [memory, 100, 100_000],
};

/**
 * Beside the cases: `chain` adds 1 to each number of an array, `nested` calls itself (3), `echo` gives back what it got (5),
 * `state` tells how often this instance was called (10).
 */
export const handler = async (event, context) => {
  calls++;
  switch (event.case) {
    case 'chain':
      return { case: 'chain', numbers: event.numbers.map((number) => number + 1) };
    case 'nested':
      return nested(event, context);
    case 'echo':
      return { case: 'echo', text: event.text };
    case 'state':
      return { case: 'state', calls };
    default:
      return answer(CASES, event);
  }
};
