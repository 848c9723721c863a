// Deploying: a manifest, or a function written in the page.
import {ask, json, lines, problem, send} from './api.js';
import {bytes, percent} from './format.js';
import {html, live, nothing} from './lit.js';
import {FUNCTIONS, MANIFESTS} from './templates.js';
import {meter, choice, href, linkTo, note, redraw} from './ui.js';
import {base64, zip} from './zip.js';

const look = {
  how: 'manifest',
  text: MANIFESTS[0].text,
  runtime: FUNCTIONS[0].runtime,
  name: 'hello',
  code: FUNCTIONS[0].code,
  busy: null,
  said: null,
  line: 0,
};

export const title = () => 'Deploy';

export function view() {
  return html`<div class="bar page"><h1>Deploy</h1>${choice('What', [['manifest', 'A manifest'], ['function', 'A function, written here']], look.how, (v) => ((look.how = v), clear()))}</div>
    <div class="deploy">${look.how === 'manifest' ? manifest() : written()}
      <section class="panel outcome" aria-live="polite">${outcome()}</section>
    </div>`;
}

function clear() {
  look.said = null;
  look.line = 0;
}

function manifest() {
  return html`<section class="panel">
    <div class="templates" role="group" aria-label="Begin with">
      ${MANIFESTS.map((t) => html`<button type="button" class="template" aria-pressed=${look.text === t.text} @click=${() => ((look.text = t.text), clear(), redraw())}><strong>${t.name}</strong><span>${t.about}</span></button>`)}
    </div>
    <form @submit=${(e) => (e.preventDefault(), deployManifest())} @keydown=${ctrlEnter(deployManifest)}>
      <div class="editor">
        <div class="gutter" aria-hidden="true">${look.text.split('\n').map((_, i) => html`<span class=${i + 1 === look.line ? 'wrong' : ''}>${i + 1}</span>`)}</div>
        <textarea class="code" aria-label="Manifest" spellcheck="false" wrap="off" rows=${Math.max(12, look.text.split('\n').length + 1)} aria-invalid=${look.line > 0} .value=${live(look.text)} @input=${(e) => ((look.text = e.target.value), (look.line = 0), redraw())}></textarea>
      </div>
      <div class="row">${button()}<label class="button quiet file">Open a file<input type="file" class="visually-hidden" accept=".yaml,.yml" @change=${openFile} /></label></div>
    </form>
  </section>`;
}

function written() {
  const chosen = (runtime) => {
    const to = FUNCTIONS.find((f) => f.runtime === runtime);
    const untouched = FUNCTIONS.some((f) => f.code === look.code);
    look.runtime = runtime;
    if (untouched) look.code = to.code;
  };
  return html`<section class="panel">
    <form @submit=${(e) => (e.preventDefault(), deployFunction())} @keydown=${ctrlEnter(deployFunction)}>
      <div class="row">
        <label class="inline">Name <input name="name" required pattern="[A-Za-z0-9_\\-]{1,64}" .value=${live(look.name)} @input=${(e) => (look.name = e.target.value)} /></label>
        ${choice('Language', FUNCTIONS.map((f) => [f.runtime, f.name]), look.runtime, chosen)}
      </div>
      <div class="editor">
        <div class="gutter" aria-hidden="true">${look.code.split('\n').map((_, i) => html`<span>${i + 1}</span>`)}</div>
        <textarea class="code" aria-label="Code" spellcheck="false" wrap="off" rows=${Math.max(12, look.code.split('\n').length + 1)} .value=${live(look.code)} @input=${(e) => ((look.code = e.target.value), redraw())}></textarea>
      </div>
      <div class="row">${button()}<span class="dim">It runs in the sandbox <code>process</code>: namespaces, limits and a filter of system calls.</span></div>
    </form>
  </section>`;
}

const button = () => html`<button class="primary" ?disabled=${look.busy !== null}>${look.busy ? 'Deploying …' : 'Deploy'}</button>`;

const ctrlEnter = (does) => (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    does();
  }
};

async function openFile(event) {
  look.text = await event.target.files[0].text();
  clear();
  redraw();
}

/** What a manifest is of, as far as its address on the node needs. The node reads the rest, and says what is wrong. */
export function addressOf(text) {
  const kind = text.match(/^kind:\s*["']?(\w+)/m)?.[1];
  const paths = {Model: 'models', InferenceService: 'models', Function: 'functions', InferenceGraph: 'graphs'};
  if (!kind) return {problem: 'The manifest has no kind; write “kind: Model”, “kind: Function” or “kind: InferenceGraph”.'};
  if (!paths[kind]) return {problem: `The kind “${kind}” is none that can be deployed; there are ${Object.keys(paths).join(', ')}.`};
  const kserve = kind.startsWith('Inference');
  const name = (kserve ? text.match(/^metadata:\s*\{.*?\bname:\s*["']?([^\s,"'}]+)/m) ?? text.match(/^metadata:\s*\n(?:[ \t]+.*\n)*?[ \t]+name:\s*["']?([^\s"'#]+)/m) : text.match(/^name:\s*["']?([^\s"'#]+)/m))?.[1];
  if (!name) return {problem: `The manifest has no name; write “${kserve ? 'metadata: {name: …}' : 'name: …'}”.`};
  return {path: paths[kind], kind: paths[kind].slice(0, -1), name};
}

async function deployManifest() {
  if (look.busy) return;
  clear();
  const to = addressOf(look.text);
  if (to.problem) {
    look.said = {problem: to.problem};
    return redraw();
  }
  look.busy = {name: to.name, done: 0, total: 0};
  redraw();
  try {
    const answer = await send(`admin/v1/${to.path}/${encodeURIComponent(to.name)}`, {method: 'PUT', body: look.text, headers: {Accept: 'application/x-ndjson', 'Content-Type': 'application/yaml'}});
    if (!answer.ok) throw new Error(await problem(answer));
    await followDeployment(answer);
    look.said = {key: `${to.kind}/${to.name}`};
  } catch (refused) {
    look.said = {problem: refused instanceof TypeError ? 'The node does not answer.' : refused.message};
    look.line = Number(refused.message.match(/\bline (\d+)/)?.[1] ?? 0);
  }
  look.busy = null;
  redraw();
}

async function followDeployment(answer) {
  for await (const line of lines(answer)) {
    if (!line.trim()) continue;
    const event = JSON.parse(line);
    if (event.event === 'progress') {
      Object.assign(look.busy, {done: event.bytesDone, total: event.bytesTotal});
      redraw();
    } else if (event.event === 'failed') {
      throw new Error(event.error);
    }
  }
}

async function deployFunction() {
  if (look.busy) return;
  clear();
  look.busy = {name: look.name, done: 0, total: 0};
  redraw();
  const runtime = FUNCTIONS.find((f) => f.runtime === look.runtime);
  const code = base64(zip(runtime.file, look.code));
  const post = (path, method, body) => ask(path, {method, body: JSON.stringify(body), headers: {'Content-Type': 'application/json'}});
  try {
    const exists = await json('admin/v1/functions').then((all) => all.functions.some((f) => f.name === look.name));
    if (exists) {
      await post(`2015-03-31/functions/${encodeURIComponent(look.name)}/code`, 'PUT', {ZipFile: code});
    } else {
      await post('2015-03-31/functions', 'POST', {FunctionName: look.name, Runtime: runtime.runtime, Handler: runtime.handler, Role: 'arn:aws:iam::000000000000:role/hearth', Code: {ZipFile: code}});
    }
    look.said = {key: `function/${look.name}`};
  } catch (refused) {
    look.said = {problem: refused instanceof TypeError ? 'The node does not answer.' : refused.message};
  }
  look.busy = null;
  redraw();
}

function outcome() {
  if (look.busy) {
    const {name, done, total} = look.busy;
    return html`<h2>Deploying ${name} …</h2>
      ${total > 0 ? html`${meter(percent(done / total), [{share: done / total, name: 'fetched', className: 'part0'}])}<p class="dim">${bytes(done)} of ${bytes(total)}</p>` : html`<p class="dim">Fetching and checking.</p>`}`;
  }
  if (look.said?.problem) return html`<h2>Refused</h2>${note('bad', look.said.problem)}<p class="dim">Nothing has changed on the node.</p>`;
  if (look.said?.key) {
    const {key} = look.said;
    return html`<h2>Deployed</h2>${note('good', 'It sleeps, and costs nothing until somebody asks for it.')}
      <div class="row"><a class="button primary" href=${linkTo(key, 'try')}>Try it</a><a class="button" href=${linkTo(key)}>Look at it</a><a class="button" href=${href()}>All deployments</a></div>`;
  }
  return look.how === 'manifest' ? hints() : functionHints();
}

const hints = () => html`<h2>What to write</h2>
  <p class="dim"><code>from</code> is where the model or code comes from: <code>file:/PATH</code> on the node’s machine, <code>https://…</code>, <code>maven:…</code> or <code>npm:…</code>.</p>
  <p class="dim">What is deployed sleeps until it is asked. <code>scale: {zero-after: 30s}</code> says after how long without requests it goes back to sleep, <code>objective: {latency: 200ms}</code> what to plan for, <code>policies:</code> who decides.</p>
  <p class="dim">Deploy a name again and the new version takes over when it is ready; with <code>traffic: 10%</code> it stands beside the old one.</p>
  <p class="dim">A mistake is refused with its line, and nothing changes.</p>`;

const functionHints = () => html`<h2>What to write</h2>
  <p class="dim">The handler gets what JSON makes of the payload, and the context that AWS Lambda gives. What it returns is the answer; what it prints goes to its logs.</p>
  <p class="dim">Deploying the name again replaces the code; calls that run finish with the old one.</p>
  ${nothing}`;
