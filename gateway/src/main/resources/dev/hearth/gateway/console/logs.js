// What a function wrote, and what happened to a model.
import {ask, json} from './api.js';
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
    const [events, written] = await Promise.all([
      json(`admin/v1/logs/${kind}/${encodeURIComponent(name)}?limit=${LINES}`),
      kind === 'function' ? ask(`admin/v1/functions/${encodeURIComponent(name)}/logs?lines=${LINES}`).then((a) => a.text()) : '',
    ]);
    mine.lines = merged(events.lines ?? events, written.split('\n').map(parsed).filter(Boolean));
    mine.problem = null;
  } catch (refused) {
    mine.problem = refused.message;
  }
  redraw();
  clearTimeout(timer);
  // Asked again only while they are on screen.
  timer = setTimeout(() => kept === mine && document.querySelector('.logs') && fetchLines(kind, name), EVERY);
}

/** A line that a function wrote: time, instance, request, text. */
function parsed(line) {
  const parts = line.match(/^(\S+Z) (\S+) (\S+) (.*)$/);
  if (!parts) return null;
  const [, at, instance, request, text] = parts;
  return {at: Date.parse(at), level: text.startsWith('[ERROR]') ? 'error' : '', text, by: `instance ${instance}${request === '-' ? '' : `, request ${request}`}`};
}

const merged = (events, written) => [...events, ...written].sort((a, b) => a.at - b.at);

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
          ${lines.map((l) => html`<li class=${level(l.level)} title=${l.by ?? ''}><time>${time(l.at)}</time><span class="level">${l.level || 'wrote'}</span><span class="text">${l.text}</span>${l.invocation ? html`<a href=${href('invocation', l.invocation)} title="Invocation ${l.invocation}">${l.invocation.slice(0, 8)}</a>` : nothing}</li>`)}
        </ol>`
      : html`<p class="dim">${kept.lines === null && !kept.problem ? 'Asking the node …' : d.kind === 'function' ? 'It wrote nothing yet. What a function prints appears here.' : 'Nothing happened to it yet: loads, failures and evictions appear here.'}</p>`}
  </section>`;
}

const level = (name) => ({ERROR: 'bad', WARN: 'warn', WARNING: 'warn'})[String(name).toUpperCase()] ?? '';
