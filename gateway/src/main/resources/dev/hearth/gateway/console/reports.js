// Pages that the simulator made: kept by the node, opened here in a frame that may do nothing but draw.
import {ask, hasKey, json, root} from './api.js';
import {bytes, time} from './format.js';
import {html, nothing} from './lit.js';
import {empty, href, note, redraw} from './ui.js';

let found = null;
let problem = null;
let shown = {name: '', source: null};

export const title = ([name]) => name ?? 'Reports';

export function enter([name]) {
  problem = null;
  fetchAll();
  open(name);
}

export function leave() {
  if (shown.source?.startsWith('blob:')) URL.revokeObjectURL(shown.source);
  shown = {name: '', source: null};
}

async function fetchAll() {
  try {
    const answer = await json('admin/v1/reports');
    found = answer.reports ?? answer;
  } catch (refused) {
    problem = refused.message;
  }
  redraw();
}

// A frame cannot send a key, and a page fetched here would have this page's policy, under which its scripts do not run.
// So with a key the report is fetched to be saved and opened by itself.
async function open(name) {
  shown = {name: name ?? '', source: null};
  if (!name) return;
  const path = `admin/v1/reports/${encodeURIComponent(name)}`;
  const mine = shown;
  try {
    if (hasKey()) mine.source = URL.createObjectURL(await (await ask(path)).blob());
    else mine.source = root + path;
  } catch (refused) {
    problem = refused.message;
  }
  redraw();
}

async function keep(files) {
  problem = null;
  for (const file of files) {
    const name = file.name.replace(/\.html?$/i, '').replace(/[^A-Za-z0-9_.-]+/g, '-') || 'report';
    try {
      await ask(`admin/v1/reports/${encodeURIComponent(name)}`, {method: 'PUT', body: file, headers: {'Content-Type': 'text/html'}});
    } catch (refused) {
      problem = refused.message;
    }
  }
  fetchAll();
}

export function view([name]) {
  if (name) return frame(name);
  return html`<div class="bar page">
      <h1>Reports</h1>
      <label class="button file">Keep a report here<input type="file" class="visually-hidden" accept=".html,text/html" multiple @change=${(e) => keep(e.target.files)} /></label>
    </div>
    ${problem ? note('bad', problem) : nothing}
    <section class="panel">${found?.length ? table() : found ? nothingYet() : html`<p class="dim">Asking the node …</p>`}</section>`;
}

const nothingYet = () =>
  empty(
    'No reports yet',
    'The simulator compares policies on your load and writes one page with plots. Keep that page here to look at it beside the live node.',
    html`<pre class="command">hearth simulate --generate azure:functions=50,days=2 --policies hybrid-histogram,lsth --out compared</pre>`,
  );

const table = () => html`<table>
  <thead><tr><th>Report</th><th class="number">Size</th><th>Kept</th></tr></thead>
  <tbody>${found.map((r) => html`<tr><td><a href=${href('reports', r.name)}>${r.name}</a></td><td class="number">${bytes(r.bytes)}</td><td>${r.at ? new Date(r.at).toLocaleString('en-GB') : time(r.at)}</td></tr>`)}</tbody>
</table>`;

const frame = (name) => html`<div class="bar page"><h1>${name}</h1><a class="button" href=${href('reports')}>All reports</a></div>
  ${problem ? note('bad', problem) : nothing}
  ${shown.source?.startsWith('blob:') ? html`<section class="panel">${note('warn', 'This node wants a key, which a frame cannot send along. Save the report and open it by itself.', html`<p><a class="button primary" href=${shown.source} download=${`${name}.html`}>Save the report</a></p>`)}</section>` : shown.source ? html`<iframe class="report" title="Report ${name}" sandbox="allow-scripts" src=${shown.source}></iframe>` : html`<p class="dim">Asking the node …</p>`}`;
