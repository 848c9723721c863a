// All deployments, of which only those in sight are in the document: a thousand are as quick as ten.
import {after, html, nothing, repeat, styled} from './lit.js';
import {bytes, count, millis, money, percent, plural} from './format.js';
import {running, samples, state} from './store.js';
import {choice, kindMark, linkTo, redraw, sparkline, stateMark} from './ui.js';

const ROW = 44;
const CARD = 92;
const BEYOND = 8;
const narrow = matchMedia('(max-width: 760px)');
const ORDER = {failing: 0, waking: 1, ready: 2, asleep: 3, unloaded: 4};

const COLUMNS = [
  {id: 'name', name: 'Name', text: true, of: (d) => d.name},
  {id: 'state', name: 'State', text: true, of: (d) => ORDER[d.state] ?? 5},
  {id: 'instances', name: 'Instances', of: running},
  {id: 'queued', name: 'Queue', of: (d) => d.queued ?? 0},
  {id: 'requests', name: 'Last minute', of: (d) => d.lastMinute?.requests ?? 0},
  {id: 'p50', name: 'p50', of: (d) => d.lastMinute?.p50Ms ?? -1},
  {id: 'p99', name: 'p99', of: (d) => d.lastMinute?.p99Ms ?? -1},
  {id: 'goodput', name: 'Goodput', of: (d) => d.lastMinute?.goodput ?? 2},
  {id: 'cold', name: 'Cold', of: (d) => d.totals?.coldStarts ?? 0},
  {id: 'memory', name: 'Memory', of: (d) => d.memoryBytes ?? 0},
  {id: 'cost', name: 'Cost', of: (d) => d.cost?.amount ?? 0},
];

const look = {filter: '', show: 'all', sort: 'state', down: false, active: 0};

function shown() {
  const wanted = look.filter.trim().toLowerCase();
  const all = [...state.deployments.values()].filter((d) => !wanted || d.key.toLowerCase().includes(wanted));
  const chosen = all.filter((d) => SHOWS[look.show](d));
  const {of} = COLUMNS.find((c) => c.id === look.sort);
  const sign = look.down ? -1 : 1;
  chosen.sort((a, b) => sign * compare(of(a), of(b)) || compare(a.name, b.name) || compare(a.kind, b.kind));
  return {all, chosen};
}

const compare = (a, b) => (typeof a === 'string' ? a.localeCompare(b, 'en', {numeric: true}) : a - b);

const SHOWS = {
  all: () => true,
  awake: (d) => d.state === 'ready' || d.state === 'waking',
  asleep: (d) => d.state === 'asleep' || d.state === 'unloaded',
  failing: (d) => d.state === 'failing' || Boolean(d.problem),
};

export function list() {
  const {all, chosen} = shown();
  look.active = Math.max(0, Math.min(look.active, chosen.length - 1));
  const tally = (show) => all.filter(SHOWS[show]).length;
  return html`<section class="deployments" aria-labelledby="deployments-title">
    <div class="bar">
      <h2 id="deployments-title">Deployments</h2>
      <input type="search" placeholder="Filter by name or kind" aria-label="Filter deployments" .value=${look.filter} @input=${filter} @keydown=${fromFilter} />
      ${choice('Show', [['all', 'All', all.length], ['awake', 'Awake', tally('awake')], ['asleep', 'Asleep', tally('asleep')], ['failing', 'Failing', tally('failing')]], look.show, (v) => (look.show = v))}
      <label class="sorter"
        >Sort by
        <select @change=${(e) => sortBy(e.target.value)}>
          ${COLUMNS.map((c) => html`<option value=${c.id} ?selected=${c.id === look.sort}>${c.name}</option>`)}
        </select></label
      >
    </div>
    ${state.more ? html`<p class="empty-list">${plural(state.more, 'more is', 'more are')} deployed than one page is told of; <code>hearth list</code> shows all.</p>` : nothing}
    ${chosen.length ? grid(chosen) : nothingFound()}
  </section>`;
}

const nothingFound = () => html`<p class="empty-list" role="status">
  Nothing matches.
  <button type="button" class="quiet" @click=${() => (Object.assign(look, {filter: '', show: 'all'}), redraw())}>Show all</button>
</p>`;

function filter(event) {
  look.filter = event.target.value;
  look.active = 0;
  redraw();
}

function fromFilter(event) {
  if (event.key === 'ArrowDown' || event.key === 'Enter') {
    event.preventDefault();
    document.getElementById('grid')?.focus();
  }
}

function sortBy(id) {
  look.down = look.sort === id ? !look.down : !COLUMNS.find((c) => c.id === id).text && id !== 'goodput';
  look.sort = id;
  redraw();
}

function grid(rows) {
  const height = narrow.matches ? CARD : ROW;
  const [from, to] = inSight(rows.length, height);
  drawn = [from, to];
  const visible = rows.slice(from, to);
  return html`<div
    id="grid"
    class="grid"
    role="grid"
    tabindex="0"
    aria-labelledby="deployments-title"
    aria-rowcount=${rows.length + 1}
    aria-activedescendant=${look.active >= from && look.active < to ? `row-${look.active}` : nothing}
    @keydown=${(e) => move(e, rows, height)}
  >
    <div class="head" role="row" aria-rowindex="1">${COLUMNS.map(head)}</div>
    <div class="body" role="rowgroup" ${styled({height: `${rows.length * height}px`})} ${after(watchScroll)}>
      ${repeat(visible, (d) => d.key, (d, i) => row(d, from + i, height))}
    </div>
  </div>`;
}

function head(c) {
  const sorted = look.sort === c.id;
  return html`<div role="columnheader" class="${c.id} ${c.text ? 'text' : ''}" aria-sort=${sorted ? (look.down ? 'descending' : 'ascending') : nothing}>
    <button type="button" tabindex="-1" @click=${() => sortBy(c.id)}>${c.name}<span aria-hidden="true">${sorted ? (look.down ? ' ↓' : ' ↑') : ''}</span></button>
  </div>`;
}

let watched = false;

// The window scrolls, not the list: one scroll bar, on a phone as well.
function watchScroll() {
  if (watched) return;
  watched = true;
  window.addEventListener('scroll', scrolled, {passive: true});
  window.addEventListener('resize', redraw, {passive: true});
}

// Rows are ready beyond what is in sight; only near their end are others needed.
function scrolled() {
  if (!document.getElementById('grid')) return;
  const [from, to] = inSight(state.deployments.size, narrow.matches ? CARD : ROW);
  if (Math.abs(from - drawn[0]) >= BEYOND / 2 || Math.abs(to - drawn[1]) >= BEYOND / 2) redraw();
}

let drawn = [0, 0];

function inSight(total, height) {
  const body = document.querySelector('#grid .body');
  const top = body ? body.getBoundingClientRect().top : 300;
  const from = Math.max(0, Math.floor(-top / height) - BEYOND);
  const to = Math.ceil((window.innerHeight - top) / height) + BEYOND;
  return [Math.min(from, Math.max(0, total - 1)), Math.min(total, Math.max(to, BEYOND))];
}

function move(event, rows, height) {
  const page = Math.max(1, Math.floor(window.innerHeight / height) - 4);
  const steps = {ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -rows.length, End: rows.length};
  if (event.key === 'Enter' && event.target.id === 'grid') {
    location.hash = linkTo(rows[look.active].key);
  } else if (event.key in steps) {
    event.preventDefault();
    look.active = Math.max(0, Math.min(rows.length - 1, look.active + steps[event.key]));
    reveal(height);
    redraw();
  }
}

function reveal(height) {
  const top = document.querySelector('#grid .body').getBoundingClientRect().top + look.active * height;
  const above = 120;
  const below = window.innerHeight - height - (narrow.matches ? 72 : 12);
  if (top < above) window.scrollBy(0, top - above);
  else if (top > below) window.scrollBy(0, top - below);
}

function row(d, index, height) {
  const minute = d.lastMinute ?? {};
  const late = d.objective && minute.p99Ms > d.objective.latencyMs;
  return html`<div
    role="row"
    id=${`row-${index}`}
    class="line ${index === look.active ? 'active' : ''}"
    aria-rowindex=${index + 2}
    aria-selected=${index === look.active}
    ${styled({top: `${index * height}px`, height: `${height}px`})}
    @click=${(e) => e.target.closest('a') || (location.hash = linkTo(d.key))}
  >
    <div role="gridcell" class="name text">${kindMark(d.kind)}<a tabindex="-1" href=${linkTo(d.key)} title=${d.name}>${d.name}</a>${versions(d)}</div>
    <div role="gridcell" class="state text" title=${d.problem ?? ''}>${stateMark(d.state)}</div>
    <div role="gridcell" class="instances">${instances(d)}</div>
    <div role="gridcell" class="queued ${d.queued ? '' : 'zero'}">${count(d.queued ?? 0)}</div>
    <div role="gridcell" class="requests ${minute.requests ? '' : 'zero'}">${sparkline(samples(d.key).slice(-30).map((s) => s.requests ?? 0), 'requests')}<span>${count(minute.requests ?? 0)}</span></div>
    <div role="gridcell" class="p50">${minute.requests ? millis(minute.p50Ms) : '–'}</div>
    <div role="gridcell" class="p99 ${late ? 'late' : ''}" title=${d.objective ? `objective ${millis(d.objective.latencyMs)}` : ''}>${minute.requests ? millis(minute.p99Ms) : '–'}</div>
    <div role="gridcell" class="goodput ${minute.goodput < 0.9 ? 'late' : ''}">${minute.requests ? percent(minute.goodput) : '–'}</div>
    <div role="gridcell" class="cold ${d.totals?.coldStarts ? '' : 'zero'}">${count(d.totals?.coldStarts ?? 0)}</div>
    <div role="gridcell" class="memory ${d.memoryBytes ? '' : 'zero'}">${bytes(d.memoryBytes ?? 0)}</div>
    <div role="gridcell" class="cost ${d.cost?.amount ? '' : 'zero'}">${d.cost ? money(d.cost.amount, d.cost.currency) : '–'}</div>
  </div>`;
}

const versions = (d) =>
  (d.versions?.length ?? 0) > 1 ? html`<span class="tag" title=${d.versions.map((v) => `${v.version}: ${v.share} %`).join(', ')}>${plural(d.versions.length, 'version')}</span>` : nothing;

const PHASES = ['starting', 'busy', 'idle', 'changing', 'draining', 'stopping'];
const SQUARES = 6;

function instances(d) {
  const total = running(d);
  if (!total) return html`<span class="zero">0</span>`;
  const each = PHASES.flatMap((phase) => Array(Math.min(SQUARES, d.instances[phase] ?? 0)).fill(phase)).slice(0, SQUARES);
  const label = PHASES.filter((p) => d.instances[p]).map((p) => `${d.instances[p]} ${p}`).join(', ');
  return html`<span class="squares" role="img" aria-label=${label} title=${label}>${each.map((p) => html`<i class=${p}></i>`)}</span> ${count(total)}`;
}
