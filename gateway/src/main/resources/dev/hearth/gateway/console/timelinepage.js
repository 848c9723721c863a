// The timeline of all instances, as large as the window.
import {time} from './format.js';
import {html} from './lit.js';
import {state} from './store.js';
import {timeline, timelineLook} from './timeline.js';
import {linkTo, redraw, split} from './ui.js';

const look = timelineLook(300_000);
let filter = '';

export const title = () => 'Timeline';
export const moves = () => look.held === null;

export function view() {
  const wanted = filter.trim().toLowerCase();
  return html`<div class="bar page">
      <h1>Timeline</h1>
      <input type="search" placeholder="Filter by name" aria-label="Filter the timeline" .value=${filter} @input=${(e) => ((filter = e.target.value), redraw())} />
    </div>
    <section class="panel">${timeline(look, {wanted: wanted ? (key) => key.toLowerCase().includes(wanted) : null})}</section>
    <section class="panel"><details>
      <summary>The same as a table</summary>
      ${table(wanted)}
    </details></section>`;
}

const ROWS = 100;

function table(wanted) {
  const rows = state.timeline.filter((m) => m.key.toLowerCase().includes(wanted)).slice(-ROWS).reverse();
  return html`<div class="scroll"><table>
    <caption class="visually-hidden">The last ${ROWS} moments, the newest first</caption>
    <thead><tr><th>Time</th><th>Deployment</th><th>Instance</th><th>What</th><th class="number">Rows</th><th>Note</th></tr></thead>
    <tbody>
      ${rows.map((m) => html`<tr><td>${time(m.at)}</td><td><a href=${linkTo(m.key)}>${split(m.key)[1]}</a></td><td class="mono">${m.instance}</td><td>${m.what}</td><td class="number">${m.rows ?? ''}</td><td>${m.note ?? ''}</td></tr>`)}
    </tbody>
  </table></div>`;
}
