// One deployment: what it does, trying it, its traffic, its logs, its invocations.
import {ask, json} from './api.js';
import {latencyChart} from './charts.js';
import {offices} from './decisions.js';
import {bytes, count, millis, money, percent, plural} from './format.js';
import {html, nothing} from './lit.js';
import {invocations, invocationsEnter} from './invocation.js';
import {logs, logsEnter} from './logs.js';
import {now, running, samples, state} from './store.js';
import {timeline, timelineLook} from './timeline.js';
import {traffic} from './traffic.js';
import {trying, tryEnter} from './trying.js';
import {copy, empty, kindMark, linkTo, meter, note, redraw, sparkline, stateMark, tile} from './ui.js';

const look = timelineLook(300_000);
const TABS = {now: 'Now', try: 'Try it', traffic: 'Traffic', invocations: 'Invocations', logs: 'Logs', about: 'About'};
const ENTER = {try: tryEnter, logs: logsEnter, invocations: invocationsEnter, now: askOnce, about: askOnce};

/** What the node tells beside the feed, by key: its own description, and decisions older than the page. */
let told = {key: null, about: null, latest: new Map(), problem: null};

export const title = ([, name]) => name;
export const moves = () => look.held === null;
export const keepsScroll = () => false;

const tabsOf = (kind) => Object.keys(TABS).filter((t) => t !== 'traffic' || kind === 'model');
const tabOf = ([kind, , tab]) => (tabsOf(kind).includes(tab) ? tab : 'now');

export function enter([kind, name, tab]) {
  const key = `${kind}/${name}`;
  if (told.key !== key) told = {key, about: null, latest: new Map(), problem: null};
  ENTER[tabOf([kind, name, tab])]?.(kind, name);
}

async function askOnce(kind, name) {
  const mine = told;
  const [about, latest] = await Promise.allSettled([
    json(`admin/v1/${kind}s/${encodeURIComponent(name)}`),
    json(`admin/v1/deployments/${kind}/${encodeURIComponent(name)}`),
  ]);
  mine.about = about.value ?? null;
  mine.problem = about.reason?.message ?? null;
  for (const d of Object.values(latest.value?.decisions ?? {})) mine.latest.set(d.role, d);
  redraw();
}

export function view(parts) {
  const [kind, name] = parts;
  const key = `${kind}/${name}`;
  const d = state.deployments.get(key);
  if (!d) return state.node ? gone(kind, name) : empty(name, 'Asking the node …', nothing, true);
  const tab = tabOf(parts);
  return html`${heading(d)} ${d.problem ? note('bad', d.problem) : nothing} ${tabs(d, tab)}
    <div id="panel" role="tabpanel" aria-labelledby=${`tab-${tab}`} class="stack">${PANELS[tab](d)}</div>`;
}

const gone = (kind, name) =>
  empty(`There is no ${kind} “${name}”`, 'It may have been removed.', html`<p><a class="button" href="#/">All deployments</a></p>`, true);

function heading(d) {
  return html`<div class="bar page heading">
    <p class="crumb"><a href="#/">Overview</a> <span aria-hidden="true">/</span> ${d.kind}s</p>
    <h1>${kindMark(d.kind)}${d.name} ${stateMark(d.state)}</h1>
    ${d.kind === 'model' ? loading(d) : nothing}
    <button type="button" class="quiet danger" @click=${() => remove(d)}>Remove</button>
    <a class="button primary" href=${linkTo(d.key, 'try')}>Try it</a>
  </div>`;
}

function loading(d) {
  const unloaded = d.state === 'unloaded';
  const verb = unloaded ? 'load' : 'unload';
  return html`<button type="button" class="quiet" title=${unloaded ? 'Take requests again' : 'Take no requests until it is loaded again'} @click=${() => change(() => ask(`v2/repository/models/${encodeURIComponent(d.name)}/${verb}`, {method: 'POST', body: '{}'}))}>
    ${unloaded ? 'Load' : 'Unload'}
  </button>`;
}

async function change(does) {
  try {
    await does();
    told.problem = null;
  } catch (refused) {
    told.problem = refused.message;
  }
  redraw();
}

function remove(d) {
  if (!window.confirm(`Remove ${d.kind} “${d.name}”? Calls that run finish; new ones are refused.`)) return;
  change(async () => {
    await ask(`admin/v1/${d.kind}s/${encodeURIComponent(d.name)}`, {method: 'DELETE'});
    location.hash = '#/';
  });
}

function tabs(d, current) {
  const names = tabsOf(d.kind);
  const move = (event) => {
    const step = {ArrowRight: 1, ArrowLeft: -1}[event.key];
    if (!step) return;
    event.preventDefault();
    const next = names[(names.indexOf(current) + step + names.length) % names.length];
    location.hash = linkTo(d.key, next);
    setTimeout(() => document.getElementById(`tab-${next}`)?.focus(), 0);
  };
  return html`${told.problem ? note('bad', told.problem) : nothing}
    <div class="tabs" role="tablist" aria-label="About ${d.name}" @keydown=${move}>
      ${names.map(
        (t) => html`<a role="tab" id=${`tab-${t}`} href=${linkTo(d.key, t)} aria-selected=${t === current} aria-controls=${t === current ? 'panel' : nothing} tabindex=${t === current ? 0 : -1}>${TABS[t]}</a>`,
      )}
    </div>`;
}

const PANELS = {
  now: (d) => html`${figures(d)}
    <section class="panel">${timeline(look, {wanted: (key) => key === d.key})}</section>
    <div class="pair">
      <section class="panel">${latencyChart(samples(d.key), d.objective, now())}</section>
      ${offices(d, latest(d))}
    </div>`,
  try: (d) => trying(d),
  traffic: (d) => traffic(d),
  invocations: (d) => invocations(d),
  logs: (d) => logs(d),
  about: (d) => about(d),
};

/** The last decision of each role, from the feed or, if older, from the node's own memory. */
function latest(d) {
  const found = new Map(told.key === d.key ? told.latest : []);
  for (const each of state.decisions) {
    if (each.key === d.key && !(found.get(each.role)?.at > each.at)) found.set(each.role, each);
  }
  return found;
}

function figures(d) {
  const minute = d.lastMinute ?? {};
  const totals = d.totals ?? {};
  const bad = (totals.failed ?? 0) + (totals.timedOut ?? 0);
  const quiet = !minute.requests;
  const late = !quiet && d.objective && minute.p99Ms > d.objective.latencyMs;
  const kept = [...state.instances.values()].filter((i) => i.key === d.key && i.keepUntil > now()).map((i) => i.keepUntil);
  return html`<dl class="tiles">
    ${tile('Instances', count(running(d)), running(d) ? words(d.instances) : kept.length ? '' : 'costs nothing')}
    ${tile('Requests, last minute', count(minute.requests ?? 0), nothing, sparkline(samples(d.key).slice(-60).map((s) => s.requests ?? 0), 'requests by time'))}
    ${tile('p50', quiet ? '–' : millis(minute.p50Ms), quiet ? '' : html`p99 ${millis(minute.p99Ms)}`, nothing, late ? 'bad' : '')}
    ${d.objective ? tile('Goodput', quiet ? '–' : percent(minute.goodput), `within ${millis(d.objective.latencyMs)}`, nothing, !quiet && minute.goodput < 0.9 ? 'bad' : '') : nothing}
    ${tile('Queue', count(d.queued ?? 0), `${count(d.running ?? 0)} running`)}
    ${d.kind === 'model' ? tile('Batch', quiet ? '–' : count(minute.meanBatch), 'rows on average') : nothing}
    ${tile('Cold starts', count(totals.coldStarts ?? 0), `of ${plural(totals.answered ?? 0, 'answer')}`)}
    ${tile('Failed', count(bad), totals.rejected ? `${count(totals.rejected)} turned away` : '', nothing, bad ? 'warn' : '')}
    ${tile('Memory', bytes(d.memoryBytes ?? 0), '', meter('of the node’s memory', [{share: (d.memoryBytes ?? 0) / (state.node?.capacity?.memoryBytes || 1), name: 'held', className: 'part0'}]))}
    ${d.cost ? tile('Cost', money(d.cost.amount, d.cost.currency), d.cost.gbSeconds === undefined ? '' : `${count(d.cost.gbSeconds)} GB s`) : nothing}
  </dl>`;
}

const words = (instances) => Object.entries(instances ?? {}).filter(([, n]) => n).map(([phase, n]) => `${n} ${phase === 'starting' ? 'waking' : phase}`).join(', ');

function about(d) {
  const {about: info} = told;
  if (!info) return html`<section class="panel"><p class="dim">${told.problem ?? 'Asking the node …'}</p></section>`;
  return html`<section class="panel facts">
      <h2>What it is</h2>
      <dl>
        ${fact('Source', info.from)} ${fact('SHA-256', info.sha256)} ${fact('Size', info.bytes && bytes(info.bytes))}
        ${fact('Runtime', info.runtime)} ${fact('Handler', info.handler)} ${fact('Sandbox', info.sandbox && `${info.sandbox}, isolates by ${String(info.isolation).toLowerCase()}`)}
        ${fact('Time limit', info.timeoutMillis && millis(info.timeoutMillis))} ${fact('Memory', info.memoryBytes && bytes(info.memoryBytes))}
        ${fact('Batching', info.batching && (info.batching.batched ? `up to ${info.batching.maxSize} rows` : 'no batch axis: requests run alone'))}
        ${fact('Version', info.version)}
        ${fact('Called by', endpoint(d))}
      </dl>
    </section>
    ${info.inputs ? tensors(info) : nothing}
    <section class="panel">
      <div class="bar"><h2>As the node tells it</h2>${copy(JSON.stringify(info, null, 2))}</div>
      <pre class="answer">${JSON.stringify(info, null, 2)}</pre>
    </section>`;
}

const fact = (name, value) => (value === undefined || value === null || value === '' ? nothing : html`<dt>${name}</dt><dd class="mono">${value}</dd>`);

export const endpoint = (d) =>
  ({
    model: `POST /v2/models/${d.name}/infer`,
    function: `POST /2015-03-31/functions/${d.name}/invocations`,
    graph: `POST /graphs/${d.name}`,
  })[d.kind];

const tensors = (info) => html`<section class="panel">
  <h2>Inputs and outputs</h2>
  <div class="scroll"><table>
    <thead><tr><th></th><th>Name</th><th>Datatype</th><th>Shape</th></tr></thead>
    <tbody>
      ${[...info.inputs.map((t) => ['input', t]), ...info.outputs.map((t) => ['output', t])].map(
        ([side, t]) => html`<tr><td class="dim">${side}</td><td class="mono">${t.name}</td><td>${t.datatype}</td><td class="mono">[${t.shape.map((n) => (n < 0 ? 'any' : n)).join(', ')}]</td></tr>`,
      )}
    </tbody>
  </table></div>
</section>`;

