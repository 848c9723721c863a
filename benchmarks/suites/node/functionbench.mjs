// FunctionBench (Kim and Lee, CLOUD 2019): kernels and small applications, each of a size `n`.

import { closeSync, ftruncateSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateSync, inflateSync } from 'node:zlib';

import { ctr } from './aes.mjs';
import { MODULUS, answer, micros, numbers } from './common.mjs';

const BLOCK = 4096;
export const WORDS = 'ash birch cedar elm fir hazel larch maple oak pine rowan spruce willow yew'.split(' ');

const range = (n, make) => Array.from({ length: n }, (_, i) => make(i));
const sum = (values) => values.reduce((total, value) => total + value, 0);

function floating(n) {
  let total = 0;
  for (let i = 1; i <= n; i++) total += Math.sqrt(i) + 1 / i - i * 1e-6;
  return [micros(total)];
}

export function matmul(n) {
  const draw = numbers(n);
  const a = range(n, () => range(n, () => draw() % 10));
  const b = range(n, () => range(n, () => draw() % 10));
  const product = a.map((row) => range(n, (j) => row.reduce((total, value, k) => total + value * b[k][j], 0)));
  return [...product.map(sum), ...range(n, (i) => product[i][i])];
}

function linpack(n) {
  const draw = numbers(n);
  const a = range(n, () => range(n, () => draw() / MODULUS - 0.5));
  const x = a.map(sum);
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(a[i][k]) > Math.abs(a[pivot][k])) pivot = i;
    [a[k], a[pivot]] = [a[pivot], a[k]];
    [x[k], x[pivot]] = [x[pivot], x[k]];
    for (let i = k + 1; i < n; i++) {
      const factor = a[i][k] / a[k][k];
      for (let j = k; j < n; j++) a[i][j] -= factor * a[k][j];
      x[i] -= factor * x[k];
    }
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let j = i + 1; j < n; j++) x[i] -= a[i][j] * x[j];
    x[i] /= a[i][i];
  }
  return x.map(micros);
}

function aes(n) {
  const draw = numbers(n);
  return ctr(Uint8Array.from({ length: n }, () => draw() % 256));
}

function html(n) {
  const draw = numbers(n);
  const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const cell = (i, j) => `<td>${escaped(`${WORDS[draw() % WORDS.length]} <${i}> & ${j}`)}</td>`;
  const row = (i) => `<tr>${range(10, (j) => cell(i, j)).join('')}</tr>`;
  return `<table>${range(n, row).join('')}</table>`;
}

function jsonText(n) {
  const draw = numbers(n);
  const record = (id) => ({ id, name: WORDS[draw() % WORDS.length], tags: [draw() % 100, draw() % 100] });
  const text = JSON.stringify({ records: range(n, record) });
  const again = JSON.parse(text).records;
  return [text.length, sum(again.map((each) => each.id + sum(each.tags) + each.name.length))];
}

function gzip(n) {
  const text = Buffer.from(words(Math.floor(n / 5) + 1).join(' ')).subarray(0, n);
  const packed = deflateSync(text, { level: 6 });
  if (packed.length >= text.length && n > 100) throw new Error('words did not compress');
  return inflateSync(packed);
}

export function words(n) {
  const draw = numbers(n);
  return range(n, () => WORDS[draw() % WORDS.length]);
}

/** Does something with new files, which are gone afterwards. */
function withFiles(count, work) {
  const folder = mkdtempSync(join(tmpdir(), 'suite-'));
  const files = range(count, (i) => openSync(join(folder, `${i}`), 'w+'));
  try {
    return work(...files);
  } finally {
    files.forEach((file) => closeSync(file));
    rmSync(folder, { recursive: true });
  }
}

const filled = (value) => Buffer.alloc(BLOCK, value);

function diskSequential(n) {
  const draw = numbers(n);
  const block = Buffer.alloc(BLOCK);
  return withFiles(1, (file) => {
    for (let i = 0; i < n; i++) writeSync(file, filled(draw() % 256), 0, BLOCK, i * BLOCK);
    return range(n, (i) => {
      readSync(file, block, 0, BLOCK, i * BLOCK);
      return crc32(block);
    });
  });
}

function diskRandom(n) {
  const draw = numbers(n);
  const block = Buffer.alloc(BLOCK);
  return withFiles(1, (file) => {
    ftruncateSync(file, 256 * BLOCK);
    return range(n, () => {
      const value = filled(draw() % 256);
      writeSync(file, value, 0, BLOCK, (draw() % 256) * BLOCK);
      readSync(file, block, 0, BLOCK, (draw() % 256) * BLOCK);
      return crc32(block);
    });
  });
}

export function dd(n) {
  const draw = numbers(n);
  const block = Buffer.alloc(BLOCK);
  return withFiles(2, (source, target) => {
    for (let i = 0; i < n; i++) writeSync(source, filled(draw() % 256), 0, BLOCK, i * BLOCK);
    for (let i = 0; i < n; i++) {
      readSync(source, block, 0, BLOCK, i * BLOCK);
      writeSync(target, block, 0, BLOCK, i * BLOCK);
    }
    let crc = 0;
    for (let i = 0; i < n; i++) {
      readSync(target, block, 0, BLOCK, i * BLOCK);
      crc = crc32(block, crc);
    }
    return [crc];
  });
}

export const picture = (n, draw) => range(n, () => range(n, () => draw() % 256));

function image(n) {
  let pixels = picture(n, numbers(n)).map((row) => row.reverse());
  pixels = range(n, (y) => range(n, (x) => pixels[n - 1 - x][y]));
  const blurred = range(n, (y) => range(n, (x) => blur(pixels, x, y)));
  return Uint8Array.from([...blurred.flat(), ...halved(blurred).flat()]);
}

function blur(pixels, x, y) {
  let total = 0;
  let count = 0;
  for (let v = Math.max(0, y - 1); v < Math.min(pixels.length, y + 2); v++) {
    for (let u = Math.max(0, x - 1); u < Math.min(pixels.length, x + 2); u++) {
      total += pixels[v][u];
      count++;
    }
  }
  return Math.floor(total / count);
}

/** Each pixel the mean of four. */
export function halved(pixels) {
  const half = Math.floor(pixels.length / 2);
  const mean = (x, y) =>
    Math.floor((pixels[2 * y][2 * x] + pixels[2 * y][2 * x + 1] + pixels[2 * y + 1][2 * x] + pixels[2 * y + 1][2 * x + 1]) / 4);
  return range(half, (y) => range(half, (x) => mean(x, y)));
}

function video(n) {
  const draw = numbers(n);
  let before = new Array(4096).fill(0);
  const grey = () => {
    const red = draw() % 256;
    const green = draw() % 256;
    const blue = draw() % 256;
    return Math.floor((red * 299 + green * 587 + blue * 114) / 1000);
  };
  return range(n, () => {
    const frame = range(4096, grey);
    const moved = sum(frame.map((value, i) => Math.abs(value - before[i])));
    before = frame;
    return moved;
  });
}

function samples(n, features) {
  const draw = numbers(n);
  return range(n, () => range(features, () => draw() / MODULUS - 0.5));
}

function dot(a, b) {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i] * b[i];
  return total;
}

function training(n) {
  const data = samples(n, 8);
  const weights = new Array(8).fill(0);
  for (let epoch = 0; epoch < 10; epoch++) {
    for (const sample of data) {
      const target = sample[0] + sample[1] - sample[2] > 0 ? 1 : -1;
      const score = dot(weights, sample);
      const error = target - score / (1 + Math.abs(score));
      for (let i = 0; i < 8; i++) weights[i] += 0.1 * error * sample[i];
    }
  }
  return weights.map(micros);
}

function serving(n) {
  const draw = numbers(7);
  const hidden = range(32, () => range(16, () => draw() / MODULUS - 0.5));
  const output = range(4, () => range(32, () => draw() / MODULUS - 0.5));
  const answers = [0, 0, 0, 0];
  for (const sample of samples(n, 16)) {
    const middle = hidden.map((unit) => Math.max(0, dot(unit, sample)));
    const scores = output.map((unit) => dot(unit, middle));
    answers[scores.indexOf(Math.max(...scores))]++;
  }
  return answers;
}

function mapreduce(n) {
  const text = words(n);
  const parts = range(8, (i) => text.filter((_, at) => at % 8 === i));
  const total = new Map();
  for (const counts of parts.map(counted)) {
    for (const [word, count] of counts) total.set(word, (total.get(word) ?? 0) + count);
  }
  return [...total.keys()].sort().map((word) => `${word}=${total.get(word)}`);
}

function counted(part) {
  const counts = new Map();
  for (const word of part) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

const CASES = {
  float: [floating, 300_000, 100_000_000],
  matmul: [matmul, 80, 1_000],
  linpack: [linpack, 80, 1_000],
  aes: [aes, 8_000, 10_000_000],
  html: [html, 800, 100_000],
  json: [jsonText, 4_000, 1_000_000],
  gzip: [gzip, 500_000, 50_000_000],
  dd: [dd, 1_000, 10_000],
  'disk-sequential': [diskSequential, 1_000, 10_000],
  'disk-random': [diskRandom, 1_000, 1_000_000],
  image: [image, 128, 2_000],
  video: [video, 8, 1_000],
  training: [training, 1_500, 1_000_000],
  serving: [serving, 300, 1_000_000],
  mapreduce: [mapreduce, 100_000, 10_000_000],
};

export const handler = async (event) => answer(CASES, event);
