// Where the time of one invocation went, and which were the slowest.
import {json} from './api.js';
import {count, millis, time} from './format.js';
import {html, nothing, styled} from './lit.js';
import {roleName} from './decisions.js';
import {choice, copy, href, linkTo, note, redraw} from './ui.js';

let listed = {key: '', order: 'latest', found: null, problem: null};
let one = {id: '', found: null, problem: null};

export const title = ([id]) => `Invocation ${id ?? ''}`;

export function enter([id]) {
  one = {id, found: null, problem: null};
  fetchOne(one);
}

async function fetchOne(mine) {
  try {
    mine.found = await json(`admin/v1/invocations/${encodeURIComponent(mine.id)}`);
  } catch (refused) {
    mine.problem = refused.message;
  }
  redraw();
}

export function invocationsEnter(kind, name) {
  const key = `${kind}/${name}`;
  if (listed.key !== key) listed = {key, order: 'latest', found: null, problem: null};
  fetchSome();
}

async function fetchSome() {
  const mine = listed;
  try {
    const answer = await json(`admin/v1/invocations?deployment=${encodeURIComponent(mine.key)}&${mine.order}=30`);
    mine.found = answer.invocations ?? answer;
    mine.problem = null;
  } catch (refused) {
    mine.problem = refused.message;
  }
  redraw();
}

export function invocations() {
  const order = (value) => {
    listed.order = value;
    listed.found = null;
    fetchSome();
  };
  return html`<section class="panel">
    <div class="bar">
      <h2>Invocations</h2>
      ${choice('Which', [['latest', 'Latest'], ['slowest', 'Slowest'], ['failed', 'Failed']], listed.order, order)}
      <button type="button" @click=${fetchSome}>Refresh</button>
    </div>
    ${listed.problem ? note('bad', listed.problem) : listed.found?.length ? table(listed.found) : html`<p class="dim">${listed.found ? 'None yet.' : 'Asking the node …'}</p>`}
  </section>`;
}

const PHASES = ['queue', 'load', 'batch', 'run', 'answer'];
const toneOf = (name) => PHASES.find((p) => String(name ?? '').startsWith(p));
/** A phase that is not known by its name looks like the one it is part of. */
const tone = (p) => `phase-${toneOf(p.name) ?? (p.name?.startsWith('wait') ? 'queue' : toneOf(p.within)) ?? 'other'}`;

function table(found) {
  const longest = Math.max(1e-6, ...found.map((i) => i.totalMs));
  return html`<div class="scroll"><table class="invocations">
    <thead><tr><th>When</th><th>Outcome</th><th class="number">Took</th><th class="wide">Where its time went</th><th class="number">Rows</th><th>Id</th></tr></thead>
    <tbody>
      ${found.map(
        (i) => html`<tr>
          <td>${time(i.receivedAt)}</td>
          <td class=${i.outcome === 'answered' ? '' : 'late'}>${String(i.outcome).replaceAll('_', ' ')}</td>
          <td class="number">${millis(i.totalMs)}</td>
          <td class="wide"><div class="phases">${outer(i.phases ?? []).map((p) => html`<span class=${tone(p)} title="${p.name} ${millis(p.ms)}" ${styled({left: `${(p.startMs / longest) * 100}%`, width: `${(p.ms / longest) * 100}%`})}></span>`)}</div></td>
          <td class="number">${i.runRows > i.rows ? `${i.rows} of ${i.runRows}` : count(i.rows)}</td>
          <td><a class="mono" href=${href('invocation', i.id)}>${i.id}</a></td>
        </tr>`,
      )}
    </tbody>
  </table></div>
  <ul class="legend">${[...new Set(found.flatMap((i) => outer(i.phases ?? []).map((p) => p.name)))].map((name) => html`<li><i class=${tone({name})} aria-hidden="true"></i>${name}</li>`)}</ul>`;
}

/** What is worth telling apart in a short bar: what comes last lies upon what it is part of. */
const outer = (phases) => [...phases.filter((p) => !p.within), ...phases.filter((p) => p.within === 'queue')];

export function view([id]) {
  return html`<div class="bar page"><h1>Invocation <span class="mono">${id}</span></h1>${copy(`hearth explain ${id}`, 'Copy the command')}</div>
    ${one.problem ? note('bad', one.problem) : one.found ? explained(one.found) : html`<p class="dim">Asking the node …</p>`}`;
}

function explained(i) {
  return html`<section class="panel">
      <div class="sum">
        <p><a href=${linkTo(i.deployment)}>${i.deployment}</a> version ${i.version}, by ${i.protocol}, ${time(i.receivedAt)}</p>
        <p><strong class=${i.outcome === 'answered' ? '' : 'late'}>${String(i.outcome).replaceAll('_', ' ')}</strong> after <strong>${millis(i.totalMs)}</strong>${i.runRows > 0 ? html`, ${count(i.rows)} of ${count(i.runRows)} rows in a run of ${count(i.runMembers)}` : nothing}${i.instance === undefined ? nothing : html`, instance ${i.instance}`}</p>
        ${i.message ? note('bad', i.message) : nothing}
      </div>
      ${waterfall(i.phases ?? [], i.totalMs, (p) => html`${p.name}`, (p) => (p.within ? 1 : 0))}
    </section>
    ${i.steps?.length ? html`<section class="panel"><h2>What it led to</h2>${waterfall(i.steps, i.totalMs, (s) => html`<a href=${href('invocation', s.id)}>${s.deployment}</a>`, () => 0)}</section>` : nothing}
    <section class="panel"><h2>Decided on its way</h2>${decided(i)}</section>
    ${i.operators?.length ? operators(i.operators) : nothing}
    <p class="dim">Trace <code>${i.traceId}</code>, span <code>${i.spanId}</code>${i.sampled ? ', exported' : ', not exported'}.</p>`;
}

const waterfall = (stretches, total, name, depth) => html`<ol class="waterfall">
  ${stretches.map(
    (p) => html`<li>
      <span class="what depth${depth(p)}">${name(p)}</span>
      <span class="track" aria-hidden="true"><i class="${p.type ? 'phase-run' : tone(p)} ${depth(p) ? 'part' : ''}" ${styled({left: `${(p.startMs / (total || 1)) * 100}%`, width: `${Math.max(0.3, (p.ms / (total || 1)) * 100)}%`})}></i></span>
      <span class="took">${millis(p.ms)}</span>
    </li>`,
  )}
</ol>`;

function decided(i) {
  if (!i.decisions?.length) return html`<p class="dim">No policy was asked about it.</p>`;
  return html`<ol class="decisions steps">
    ${i.decisions.map((d) => html`<li><span class="at">${millis(d.atMs)}</span><div><div class="what"><span class="role ${roleName(d.role)}">${roleName(d.role)}</span><strong>${d.answer}</strong><span class="dim">${d.policy}</span></div>${d.why ? html`<p class="why">${d.why}</p>` : nothing}</div></li>`)}
  </ol>
  ${i.reasons ? nothing : html`<p class="dim">Reasons are noted for a part of the invocations only; this was not one of them.</p>`}`;
}

const MOST_OPERATORS = 60;

function operators(all) {
  const total = Math.max(...all.map((o) => o.startMs + o.ms));
  const costly = [...all].sort((a, b) => b.ms - a.ms).slice(0, MOST_OPERATORS).sort((a, b) => a.startMs - b.startMs);
  return html`<section class="panel"><h2>Operators of the model</h2>
    ${waterfall(costly, total, (o) => html`${o.type} <span class="dim">${o.name}</span>`, () => 0)}
    ${all.length > costly.length ? html`<p class="dim">The ${MOST_OPERATORS} that took longest of ${count(all.length)}.</p>` : nothing}
  </section>`;
}

