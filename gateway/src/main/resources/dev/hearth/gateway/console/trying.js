// Trying a deployment: what it takes is asked in the form that suits, and its answer is drawn.
import {ask, events, json, problem, root, send} from './api.js';
import {millis} from './format.js';
import {html, nothing, live} from './lit.js';
import {answerOf} from './answer.js';
import {formOf, imageBody, sample, textBody, written} from './tensors.js';
import {choice, copy, href, note, redraw} from './ui.js';

const TEXT = 'A cat sleeps on the warm windowsill.\nThe kitten is napping in the sunshine.\nThe central bank raised interest rates again.';
const PROMPT = 'Once upon a time';
const MOST_FILES = 8;

let kept = fresh('');

function fresh(key) {
  return {key, about: null, form: null, text: '', files: [], body: '', busy: null, answer: null, refused: null};
}

export async function tryEnter(kind, name) {
  const key = `${kind}/${name}`;
  if (kept.key === key && kept.form) return;
  kept.busy?.abort();
  kept = fresh(key);
  const mine = kept;
  if (kind !== 'model') {
    mine.form = 'payload';
    mine.body = '{"name": "Ada"}';
    return redraw();
  }
  try {
    mine.about = await json(`v2/models/${encodeURIComponent(name)}`);
    mine.form = mine.about.inputs.length ? formOf(mine.about.inputs) : 'prompt';
    mine.text = mine.form === 'prompt' ? PROMPT : TEXT;
    mine.body = written(sample(mine.about.inputs));
  } catch (refused) {
    mine.refused = refused.message;
  }
  redraw();
}

export function trying(d) {
  const mine = kept;
  if (!mine.form) return html`<section class="panel">${mine.refused ? note('bad', mine.refused) : html`<p class="dim">Asking what it takes …</p>`}</section>`;
  const natural = mine.about ? natures(mine) : [];
  return html`<div class="try">
    <section class="panel ask">
      <div class="bar"><h2>Ask</h2>${natural.length > 1 ? choice('Form', natural, mine.form, (v) => (mine.form = v)) : nothing}</div>
      <form @submit=${(e) => (e.preventDefault(), submit(d, mine))} @keydown=${(e) => e.key === 'Enter' && (e.ctrlKey || e.metaKey) && (e.preventDefault(), submit(d, mine))}>
        ${FORMS[mine.form](mine)}
        <div class="row">
          <button class="primary" ?disabled=${mine.busy !== null}>${mine.busy ? 'Waiting …' : 'Send'}</button>
          ${mine.busy ? html`<button type="button" class="quiet" @click=${() => mine.busy.abort()}>Take it back</button>` : html`<span class="dim">or <kbd>Ctrl Enter</kbd></span>`}
        </div>
      </form>
      <details><summary>From a terminal</summary><pre class="command">${command(d, mine)}</pre>${copy(command(d, mine))}</details>
    </section>
    <section class="panel reply" aria-live="polite" aria-labelledby="reply-title">
      <h2 id="reply-title">Answer</h2>
      ${mine.refused ? note('bad', mine.refused) : nothing} ${mine.answer ? answered(mine) : mine.refused ? nothing : html`<p class="dim">${mine.busy ? waking(d) : 'It comes here. If all is asleep, the first one wakes it.'}</p>`}
    </section>
  </div>`;
}

const waking = (d) => (d.state === 'asleep' || d.state === 'waking' ? 'It wakes: code or model is being loaded …' : 'It works on it …');

function natures(mine) {
  const first = mine.about.inputs.length ? formOf(mine.about.inputs) : 'prompt';
  return first === 'json' ? [['json', 'JSON']] : [[first, {text: 'Text', image: 'Picture', prompt: 'Prompt'}[first]], ...(first === 'text' ? [['json', 'JSON']] : [])];
}

const FORMS = {
  text: (mine) => html`<label>One text a line, each a row of the batch<textarea rows="6" .value=${live(mine.text)} @input=${(e) => (mine.text = e.target.value)}></textarea></label>`,
  prompt: (mine) => html`<label>Prompt<textarea rows="4" .value=${live(mine.text)} @input=${(e) => (mine.text = e.target.value)}></textarea></label>`,
  json: (mine) => html`<label>Body of the request<textarea class="code" rows="14" spellcheck="false" .value=${live(mine.body)} @input=${(e) => (mine.body = e.target.value)}></textarea></label>`,
  payload: (mine) => html`<label>Payload<textarea class="code" rows="10" spellcheck="false" .value=${live(mine.body)} @input=${(e) => (mine.body = e.target.value)}></textarea></label>`,
  image: (mine) => html`<div class="drop" @dragover=${(e) => e.preventDefault()} @drop=${(e) => (e.preventDefault(), pictures(mine, e.dataTransfer.files))}>
    <label class="button file">Choose pictures<input class="visually-hidden" type="file" accept="image/png,image/jpeg" multiple @change=${(e) => pictures(mine, e.target.files)} /></label>
    <p class="dim">or drop PNG or JPEG files here, ${MOST_FILES} at most</p>
    <div class="previews">${mine.files.map((f) => html`<img src=${f.url} alt=${f.name} />`)}</div>
  </div>`,
};

async function pictures(mine, files) {
  for (const f of mine.files) URL.revokeObjectURL(f.url);
  mine.files = await Promise.all(
    [...files].slice(0, MOST_FILES).map(async (f) => ({name: f.name, url: URL.createObjectURL(f), bytes: await f.arrayBuffer()})),
  );
  mine.refused = null;
  redraw();
}

async function submit(d, mine) {
  if (mine.busy) return;
  mine.busy = new AbortController();
  mine.refused = null;
  mine.answer = null;
  redraw();
  const began = performance.now();
  try {
    await SENDERS[mine.form](d, mine, began);
  } catch (failure) {
    mine.refused = failure.name === 'AbortError' ? 'You took it back.' : failure instanceof TypeError ? 'The node does not answer.' : failure.message;
  }
  mine.busy = null;
  redraw();
}

const at = (d) => encodeURIComponent(d.name);
const rows = (mine) => mine.text.split('\n').map((l) => l.trim()).filter(Boolean);

const SENDERS = {
  text: (d, mine, began) => infer(d, mine, began, {body: textBody(mine.about.inputs[0].name, rows(mine))}, rows(mine)),
  json: (d, mine, began) => infer(d, mine, began, {body: mine.body}, null),
  image: (d, mine, began) => {
    if (!mine.files.length) throw new Error('Choose a picture first.');
    return infer(d, mine, began, imageBody(mine.about.inputs[0].name, mine.files.map((f) => f.bytes)), mine.files.map((f) => f.name));
  },
  payload: call,
  prompt: generate,
};

async function infer(d, mine, began, request, labels) {
  const answer = await ask(`v2/models/${at(d)}/infer`, {method: 'POST', signal: mine.busy.signal, ...request});
  const body = await answer.json();
  mine.answer = {took: performance.now() - began, invocation: answer.headers.get('X-Hearth-Invocation'), outputs: body.outputs, version: body.model_version, labels, raw: body};
}

async function call(d, mine, began) {
  const path = d.kind === 'graph' ? `graphs/${at(d)}` : `2015-03-31/functions/${at(d)}/invocations`;
  const answer = await send(path, {method: 'POST', body: mine.body, signal: mine.busy.signal, headers: {'X-Amz-Log-Type': 'Tail', 'Content-Type': 'application/json'}});
  if (!answer.ok) throw new Error(await problem(answer));
  const text = await answer.text();
  const log = answer.headers.get('X-Amz-Log-Result');
  mine.answer = {
    took: performance.now() - began,
    invocation: answer.headers.get('X-Hearth-Invocation'),
    failed: answer.headers.get('X-Amz-Function-Error'),
    version: answer.headers.get('X-Amz-Executed-Version'),
    text,
    log: log && new TextDecoder().decode(Uint8Array.from(atob(log), (c) => c.charCodeAt(0))),
  };
}

async function generate(d, mine, began) {
  const answer = await ask(`v2/models/${at(d)}/generate_stream`, {method: 'POST', body: JSON.stringify({text_input: mine.text, max_tokens: 64}), signal: mine.busy.signal});
  mine.answer = {took: 0, first: 0, invocation: answer.headers.get('X-Hearth-Invocation'), streamed: '', prompt: mine.text};
  for await (const event of events(answer)) {
    if (!event.data || event.data === '[DONE]') continue;
    const piece = JSON.parse(event.data);
    if (piece.error) throw new Error(piece.error.message ?? piece.error);
    mine.answer.first ||= performance.now() - began;
    mine.answer.streamed += piece.text_output ?? '';
    mine.answer.took = performance.now() - began;
    redraw();
  }
}

function answered(mine) {
  const a = mine.answer;
  return html`<p class="took"><strong>${millis(a.took)}</strong> <span class="dim">as this page saw it${a.first ? `, the first token after ${millis(a.first)}` : ''}${a.version ? `, version ${a.version}` : ''}</span>
      ${a.invocation ? html`<a href=${href('invocation', a.invocation)}>Where the time went</a>` : nothing}</p>
    ${answerOf(a)}`;
}

function command(d, mine) {
  const base = `curl -s ${location.origin}${root}`;
  const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;
  if (mine.form === 'payload') return `${base}${d.kind === 'graph' ? `graphs/${d.name}` : `2015-03-31/functions/${d.name}/invocations`} -d ${quoted(mine.body)}`;
  if (mine.form === 'image') return `hearth infer ${d.name} --input ${mine.files[0]?.name ?? 'PICTURE.png'}`;
  if (mine.form === 'prompt') return `${base}v2/models/${d.name}/generate_stream -d ${quoted(JSON.stringify({text_input: mine.text, max_tokens: 64}))}`;
  return `${base}v2/models/${d.name}/infer -d ${quoted(mine.form === 'text' ? textBody(mine.about.inputs[0].name, rows(mine)) : mine.body)}`;
}
