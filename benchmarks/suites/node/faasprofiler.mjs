// FaaSProfiler (Shahrad et al., MICRO 2019): the kinds of functions it drives with its loads.

import { answer, numbers } from './common.mjs';
import { WORDS, halved, picture, words } from './functionbench.mjs';

const VALUES = new Map(Object.entries({ ash: 2, maple: 3, oak: 1, yew: -3, hazel: -1, willow: -2 }));
const LETTERS = [...'abcdefgh'];

/** The sieve of Eratosthenes. */
function primes(n) {
  const composite = new Uint8Array(n + 1);
  let count = 0;
  let total = 0;
  for (let i = 2; i <= n; i++) {
    if (!composite[i]) {
      count++;
      total += i;
      for (let j = i * i; j <= n; j += i) composite[j] = 1;
    }
  }
  return [count, total];
}

function base64(n) {
  const draw = numbers(n);
  let data = Buffer.from(Uint8Array.from({ length: n }, () => draw() % 256));
  for (let i = 0; i < 3; i++) data = Buffer.from(data.toString('base64'));
  const text = data;
  for (let i = 0; i < 3; i++) data = Buffer.from(data.toString('latin1'), 'base64');
  return Buffer.concat([text.subarray(0, 1000), data.subarray(0, 1000)]);
}

/** Headings, lists, emphasis and paragraphs of n lines as HTML. */
function markdown(n) {
  const draw = numbers(n);
  let out = '';
  for (let i = 0; i < n; i++) {
    const word = WORDS[draw() % WORDS.length];
    const line = [`# ${word}`, `* ${word}`, `**${word}** and more`, `plain ${word}`][draw() % 4];
    if (line.startsWith('# ')) out += `<h1>${line.slice(2)}</h1>`;
    else if (line.startsWith('* ')) out += `<li>${line.slice(2)}</li>`;
    else out += `<p>${line.split('**').map((part, at) => (at % 2 === 0 ? part : `<b>${part}</b>`)).join('')}</p>`;
  }
  return out;
}

/** Scores n words by a list of good and bad ones, turned round behind a fir. */
function sentiment(n) {
  let score = 0;
  let turned = false;
  for (const word of words(n)) {
    const value = VALUES.get(word) ?? 0;
    score += turned ? -value : value;
    turned = word === 'fir';
  }
  return [score];
}

/** A grey picture of n times n made half as wide and high, three times. */
function resize(n) {
  return Uint8Array.from(halved(halved(halved(picture(n, numbers(n))))).flat());
}

/** A tree of n made-up words, and how many begin with each letter and with each two letters. */
function autocomplete(n) {
  const draw = numbers(n);
  const tree = new Map();
  for (let i = 0; i < n; i++) {
    let node = tree;
    for (let left = 3 + (draw() % 4); left > 0; left--) {
      const letter = LETTERS[draw() % 8];
      if (!node.has(letter)) node.set(letter, new Map());
      node = node.get(letter);
    }
    node.set('.', (node.get('.') ?? 0) + 1);
  }
  const ones = LETTERS.filter((a) => tree.has(a)).map((a) => tree.get(a));
  const twos = ones.flatMap((node) => LETTERS.filter((b) => node.has(b)).map((b) => node.get(b)));
  return [...ones, ...twos].map(below);
}

function below(node) {
  let total = 0;
  for (const [letter, value] of node) total += letter === '.' ? value : below(value);
  return total;
}

const CASES = {
  primes: [primes, 200_000, 10_000_000],
  base64: [base64, 100_000, 10_000_000],
  markdown: [markdown, 20_000, 1_000_000],
  sentiment: [sentiment, 100_000, 10_000_000],
  resize: [resize, 256, 4_000],
  autocomplete: [autocomplete, 20_000, 1_000_000],
};

export const handler = async (event) => answer(CASES, event);
