// The first page: the node in one line of figures, what is deployed, what happens now.
import {bytes, count, money, percent, time} from './format.js';
import {html, nothing} from './lit.js';
import {list} from './list.js';
import {samples, state} from './store.js';
import {timeline, timelineLook} from './timeline.js';
import {brief} from './decisions.js';
import {empty, href, meter, sparkline, split, tile} from './ui.js';

const look = timelineLook(60_000);

export const title = () => 'Overview';
export const moves = () => true;
let scrolled = 0;
export const keepsScroll = () => {
  window.scrollTo(0, scrolled);
  return true;
};
export const leave = () => (scrolled = window.scrollY);

export function view() {
  if (!state.node) return waiting();
  if (!state.deployments.size) return html`<h1 class="visually-hidden">Overview</h1>${figures()}${welcome()}`;
  return html`<h1 class="visually-hidden">Overview</h1>
    ${figures()}
    <div class="split">
      ${list()}
      <aside aria-label="Now">
        ${timeline(look, {title: 'Now'})} ${brief()}
      </aside>
    </div>`;
}

const waiting = () =>
  state.link.phase === 'lost'
    ? empty('The node cannot be reached', 'Start it with “hearth up”; this page will find it by itself.', nothing, true)
    : empty('Hearth', 'Asking the node …', nothing, true);

const welcome = () =>
  empty(
    'Nothing is deployed yet',
    'A model or a function costs nothing while it sleeps: deploy one, try it here, and watch it wake, work and go back to sleep.',
    html`<p><a class="button primary" href=${href('deploy')}>Deploy your first model</a></p>`,
  );

function figures() {
  const {node} = state;
  const all = [...state.deployments.values()];
  const minute = all.reduce((sum, d) => sum + (d.lastMinute?.requests ?? 0), 0);
  const cost = all.reduce((sum, d) => sum + (d.cost?.amount ?? 0), 0);
  const currency = all.find((d) => d.cost)?.cost.currency ?? 'USD';
  const awake = all.filter((d) => d.state === 'ready' || d.state === 'waking').length;
  const cold = all.reduce((sum, d) => sum + (d.totals?.coldStarts ?? 0), 0);
  return html`<dl class="tiles">
    ${tile('Deployments', count(all.length), all.length ? `${count(awake)} awake` : 'none yet')}
    ${tile('Requests, last minute', count(minute), nothing, sparkline(samples('node').slice(-60).map((s) => s.requests), 'requests by time'))}
    ${tile('In hand', count(node.running ?? 0), node.queued ? `and ${count(node.queued)} wait` : 'none waits', nothing, node.queued > 100 ? 'warn' : '')}
    ${tile('Cores reserved', count(node.used?.cpu ?? 0), reservable(node), meter(`${percent((node.used?.cpu ?? 0) / (node.capacity?.cpu || 1))} of the cores reserved`, [{share: (node.used?.cpu ?? 0) / (node.capacity?.cpu || 1), name: 'reserved', className: 'part0'}]))}
    ${memory(all)}
    ${tile('Cold starts', count(cold), `since ${time(node.startedAt)}`)}
    ${tile('Cost', money(cost, currency), 'so far')}
  </dl>`;
}

/** A node may reserve more cores than its machine has, for few instances compute at the same time. */
function reservable({capacity, cores}) {
  const most = capacity?.cpu ?? cores;
  return most === cores ? `of ${count(most)}` : `of ${count(most)}; the machine has ${count(cores)}`;
}

const PARTS = 6;

/** Memory by deployment: the largest each by itself, the rest together. */
function memory(all) {
  const {node} = state;
  const whole = node.capacity?.memoryBytes || 1;
  const holders = all.filter((d) => d.memoryBytes > 0).sort((a, b) => b.memoryBytes - a.memoryBytes);
  const parts = holders.slice(0, PARTS).map((d, i) => ({share: d.memoryBytes / whole, name: `${d.name}: ${bytes(d.memoryBytes)}`, className: `part${i}`}));
  const rest = holders.slice(PARTS).reduce((sum, d) => sum + d.memoryBytes, 0);
  if (rest) parts.push({share: rest / whole, name: `others: ${bytes(rest)}`, className: 'rest'});
  const used = node.used?.memoryBytes ?? 0;
  const label = holders.slice(0, 3).map((d) => `${split(d.key)[1]} ${bytes(d.memoryBytes)}`).join(', ');
  return tile('Memory', bytes(used), `of ${bytes(whole)}`, meter(`Memory: ${label || 'none held'}`, parts));
}

