// FaaSdom (Maissen et al., DEBS 2020): factors, matrices, an empty call, and a disk.

import { answer } from './common.mjs';
import { dd, matmul } from './functionbench.mjs';

/** All divisors of n, by trial. */
function fact(n) {
  const found = [];
  for (let i = 1; i * i <= n; i++) {
    if (n % i === 0) {
      found.push(i);
      if (i * i !== n) found.push(n / i);
    }
  }
  return found.sort((a, b) => a - b);
}

const CASES = {
  fact: [fact, 2_147_483_646, 1_000_000_000_000],
  matrix: [matmul, 100, 1_000],
  netlatency: [(n) => [n], 1, 1],
  diskio: [dd, 2_500, 10_000],
};

export const handler = async (event) => answer(CASES, event);
