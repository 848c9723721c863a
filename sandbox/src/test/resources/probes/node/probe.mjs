// The probes of the conformance suite in JavaScript: one handler each.

import { spawn } from 'node:child_process';
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';

const sleep = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });
let calls = 0;

export const echo = async (event) => event;
export const environment = async () => process.env.PROBE ?? null;
export const counts = async () => { calls += 1; return calls; };
export const sleeps = async (event) => { await sleep(event); return event; };
export const logs = async (event) => { console.log('a line'); return event; };
export const throws = async () => { throw new Error('planted'); };
export const loops = async () => { for (;;); };

export async function forks() {
  for (;;) {
    for (let i = 0; i < 10; i += 1) {
      try {
        spawn('/bin/sleep', ['60'], { stdio: 'ignore' }).on('error', () => {});
      } catch {
        // no more of them: the next turn tries again
      }
    }
    await sleep(10);
  }
}

export async function hogs() {
  const held = [];
  for (;;) held.push(Buffer.alloc(1 << 20, 'x'));
}

export async function fills_disk() {
  const part = Buffer.alloc(1 << 16, 'x');
  let written = 0;
  const file = openSync('/tmp/filled', 'w');
  try {
    for (;;) written += writeSync(file, part);
  } catch {
    return written;
  } finally {
    closeSync(file);
  }
}

export async function floods(event) {
  const line = `${'x'.repeat(1023)}\n`;
  for (let i = 0; i < 64 << 10; i += 1) {
    if (!process.stdout.write(line)) await new Promise((resolve) => process.stdout.once('drain', resolve));
  }
  return event;
}

export const crashes = async () => { process.kill(process.pid, 'SIGSEGV'); await sleep(60_000); };
export const exits = async () => { process.exit(3); };

export async function reads(event) {
  for (const path of event) {
    try {
      const file = openSync(path);
      readSync(file, Buffer.alloc(1));
      closeSync(file);
      return path;
    } catch {
      // the next one
    }
  }
  return null;
}

export function connects(event) {
  const at = event.lastIndexOf(':');
  return new Promise((resolve) => {
    const socket = net.connect({ host: event.slice(0, at), port: Number(event.slice(at + 1)), timeout: 2000 });
    const done = (reached) => { socket.destroy(); resolve(reached); };
    socket.on('connect', () => done(true));
    socket.on('error', () => done(false));
    socket.on('timeout', () => done(false));
  });
}

export const answers_much = async () => 'x'.repeat(8 << 20);
export const never_answers = () => new Promise(() => { setInterval(() => {}, 60_000); });

export function answers_twice(event, context) {
  const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
  const path = `/2018-06-01/runtime/invocation/${context.awsRequestId}/response`;
  return new Promise((resolve, reject) => {
    const request = http.request({ host, port, path, method: 'POST' }, (response) => {
      response.resume();
      response.on('end', () => resolve(event));
    });
    request.on('error', reject);
    request.end(JSON.stringify(event));
  });
}
