// What a function wrote, and what happened to a model.
import {json} from './api.js';
import {time} from './format.js';
import {html, nothing} from './lit.js';
import {href, note, redraw} from './ui.js';

const EVERY = 2000;
const LINES = 300;
let kept = {key: '', lines: null, problem: null, filter: ''};
let timer = 0;

export function logsEnter(kind, name) {
  const key = `${kind}/${name}`;
  if (kept.key !== key) kept = {key, lines: null, problem: null, filter: ''};
  clearTimeout(timer);
  fetchLines(kind, name);
}

async function fetchLines(kind, name) {
  const mine = kept;
  try {
    const answer = await json(`admin/v1/logs/${kind}/${encodeURIComponent(name)}?limit=${LINES}`);
    mine.lines = answer.lines ?? answer;
    mine.problem = null;
  } catch (refused) {
    mine.problem = refused.message;
  }
  redraw();
  clearTimeout(timer);
  // Asked again only while they are on screen.
  timer = setTimeout(() => kept === mine && document.querySelector('.logs') && fetchLines(kind, name), EVERY);
}

export function logs(d) {
  const wanted = kept.filter.toLowerCase();
  const lines = (kept.lines ?? []).filter((l) => !wanted || `${l.text} ${l.invocation ?? ''}`.toLowerCase().includes(wanted));
  return html`<section class="panel logs">
    <div class="bar">
      <h2>Logs</h2>
      <input type="search" placeholder="Filter lines" aria-label="Filter log lines" .value=${kept.filter} @input=${(e) => ((kept.filter = e.target.value), redraw())} />
    </div>
    ${kept.problem ? note('bad', kept.problem) : nothing}
    ${lines.length
      ? html`<ol class="loglines" tabindex="0" aria-label="Log lines, the newest last">
          ${lines.map((l) => html`<li class=${level(l.level)}><time>${time(l.at)}</time><span class="level">${l.level ?? ''}</span><span class="text">${l.text}</span>${l.invocation ? html`<a href=${href('invocation', l.invocation)} title="Invocation ${l.invocation}">${l.invocation.slice(0, 8)}</a>` : nothing}</li>`)}
        </ol>`
      : html`<p class="dim">${kept.lines === null && !kept.problem ? 'Asking the node …' : d.kind === 'function' ? 'It wrote nothing yet. What a function prints appears here.' : 'Nothing happened to it yet: loads, failures and evictions appear here.'}</p>`}
  </section>`;
}

const level = (name) => ({ERROR: 'bad', WARN: 'warn', WARNING: 'warn'})[String(name).toUpperCase()] ?? '';
