// The timeline: time to the right, a lane for each instance, colour for its state, and how long it will be kept.
import {d3} from './d3.js';
import {count, millis, plural, time} from './format.js';
import {lanes} from './lanes.js';
import {after, html, nothing} from './lit.js';
import {now, state} from './store.js';
import {choice, linkTo, split} from './ui.js';

const LANE = 20;
const GAP = 8;
const TOP = 24;
const MOST_LANES = 120;

export const STATES = {
  starting: 'waking: code or model is loaded',
  busy: 'busy: at work, the number is rows it ran',
  idle: 'idle: warm, nothing to do',
  changing: 'changing',
  draining: 'draining',
  stopping: 'going to sleep',
  keep: 'kept until',
};

/** What one timeline shows; each page has its own. */
export const timelineLook = (span) => ({span, held: null, most: MOST_LANES});

export function timeline(look, {wanted = null, title = 'Instances', controls = true} = {}) {
  const until = look.held ?? now();
  const from = until - look.span;
  const draw = (element) => drawTimeline(element, look, until, from, wanted);
  return html`<figure class="timeline">
    <figcaption>
      <h2>${title}</h2>
      ${controls
        ? html`${choice('Span', [[60_000, '1 min'], [300_000, '5 min'], [600_000, '10 min']], look.span, (v) => (look.span = v))}
            <button type="button" class="quiet" aria-pressed=${look.held !== null} @click=${() => hold(look)}>${look.held === null ? 'Hold' : 'Go on'}</button>`
        : nothing}
    </figcaption>
    <div class="lanes" tabindex="0" role="group" aria-label="${title}: timeline of the last ${millis(look.span)}" @keydown=${(e) => space(e, look)} ${after(draw)}></div>
    ${legend()}
  </figure>`;
}

const legend = () => html`<ul class="legend">
  ${Object.entries(STATES).map(([name, means]) => html`<li title=${means}><i class=${name} aria-hidden="true"></i>${name === 'starting' ? 'waking' : name === 'keep' ? 'kept until' : name}</li>`)}
</ul>`;

function hold(look) {
  look.held = look.held === null ? now() : null;
  window.dispatchEvent(new Event('hearth:redraw'));
}

function space(event, look) {
  if (event.key !== ' ') return;
  event.preventDefault();
  hold(look);
}

function drawTimeline(element, look, until, from, wanted) {
  const width = element.clientWidth;
  if (!width) return;
  const left = width < 520 ? 92 : 168;
  const ahead = look.held === null ? look.span * 0.12 : 0;
  const x = d3.scaleTime([from, until + ahead], [left, width - 8]);
  const perPixel = (look.span + ahead) / (width - left);
  const all = lanes(state.timeline, state.instances.values(), from, until, perPixel * 1.5, wanted);
  const some = all.slice(0, look.most);
  const rows = placed(some);
  const height = TOP + (rows.length ? d3.max(rows, (r) => r.y) + LANE + GAP : 64);
  const svg = d3.select(element).selectAll('svg').data([0]).join(first);
  svg.attr('width', width).attr('height', height).attr('viewBox', `0 0 ${width} ${height}`);
  svg.select('.axis').attr('transform', `translate(0,${TOP - 4})`).call(timeAxis(d3.axisTop(x), x, 64).tickSize(-(height - TOP)));
  svg.select('.now').attr('x1', x(until)).attr('x2', x(until)).attr('y1', TOP - 4).attr('y2', height);
  drawLanes(svg.select('.rows'), rows, x, left, until, element);
  svg.select('.none').attr('x', left + (width - left) / 2).attr('y', TOP + 36).text(rows.length ? '' : 'All is asleep. A request wakes what it needs.');
  element.setAttribute('aria-description', `${all.length} instances${all.length > some.length ? `, of which ${some.length} are drawn` : ''}`);
}

/** An axis with round times, no two nearer than so many pixels, and with seconds only where one needs them. */
export function timeAxis(axis, x, least) {
  const values = ticks(x, least).filter((at) => x(at) < x.range()[1] - 20);
  const whole = values.every((at) => at.getSeconds() === 0);
  return axis.tickValues(values).tickFormat((at) => (whole ? time(+at).slice(0, 5) : time(+at)));
}

function ticks(x, least) {
  const [from, to] = x.range();
  for (let wanted = Math.max(2, Math.floor((to - from) / 100)); wanted > 1; wanted--) {
    const found = x.ticks(wanted);
    if (found.length < 2 || x(found[1]) - x(found[0]) >= least) return found;
  }
  return x.ticks(2).slice(0, 1);
}

function first(enter) {
  const svg = enter.append('svg').attr('class', 'chart');
  svg.append('g').attr('class', 'axis');
  svg.append('g').attr('class', 'rows');
  svg.append('line').attr('class', 'now');
  svg.append('text').attr('class', 'none').attr('text-anchor', 'middle');
  return svg;
}

// Deployments stand one below the other under their names; an instance takes the first lane that is free again.
function placed(all) {
  let top = -LANE - GAP;
  let key = null;
  let free = [];
  return all.map((lane) => {
    const opens = lane.key !== key;
    if (opens) {
      top += (free.length || 1) * LANE + GAP;
      free = [];
      key = lane.key;
    }
    const from = lane.spans[0]?.from ?? lane.ends[0].at;
    let index = free.findIndex((until) => until <= from);
    const fresh = index < 0;
    if (fresh) index = free.length;
    free[index] = lane.living ? Infinity : Math.max(lane.spans.at(-1)?.to ?? 0, lane.ends.at(-1)?.at ?? 0);
    return {lane, y: top + index * LANE, opens, fresh};
  });
}

function drawLanes(group, rows, x, left, until, element) {
  const row = group
    .selectAll('g.lane')
    .data(rows, (r) => r.lane.id)
    .join((enter) => {
      const g = enter.append('g').attr('class', 'lane');
      g.append('line').attr('class', 'base');
      const a = g.append('a').attr('tabindex', -1);
      a.append('text').attr('dy', '0.32em').attr('y', LANE / 2);
      return g;
    })
    .attr('transform', (r) => `translate(0,${TOP + r.y})`);
  row.select('.base').attr('visibility', (r) => (r.fresh ? null : 'hidden')).attr('x1', left).attr('x2', x.range()[1]).attr('y1', LANE / 2).attr('y2', LANE / 2);
  row.select('a').attr('href', (r) => linkTo(r.lane.key)).attr('display', (r) => (r.opens ? null : 'none'));
  row.select('text').attr('x', 0).text((r) => (r.opens ? shorten(split(r.lane.key)[1], left) : ''));
  spans(row, x, element);
  row
    .selectAll('rect.keep')
    .data((r) => (r.lane.keepUntil > until ? [r.lane] : []))
    .join('rect')
    .attr('class', 'keep')
    .attr('y', 6)
    .attr('height', LANE - 12)
    .attr('x', x(until))
    .attr('width', (l) => Math.max(0, Math.min(x(l.keepUntil), x.range()[1]) - x(until)))
    .on('pointermove', (event, l) => tell(element, event, [`kept until ${time(l.keepUntil)}`, `${millis(l.keepUntil - until)} from now`]))
    .on('pointerleave', () => hush(element));
  row
    .selectAll('path.end')
    .data((r) => r.lane.ends)
    .join('path')
    .attr('class', (m) => `end ${m.what}`)
    .attr('d', (m) => (m.what === 'failed' ? 'M-4,-4L4,4M-4,4L4,-4' : 'M0,-5V5'))
    .attr('transform', (m) => `translate(${x(m.at)},${LANE / 2})`)
    .on('pointermove', (event, m) => tell(element, event, [m.what === 'failed' ? 'failed' : 'asleep again', time(m.at), m.note ?? '']))
    .on('pointerleave', () => hush(element));
}

function spans(row, x, element) {
  const wide = (s) => Math.max(1.5, x(s.to) - x(s.from));
  row
    .selectAll('rect.span')
    .data((r) => r.lane.spans)
    .join('rect')
    .attr('class', (s) => `span ${s.what}`)
    .attr('rx', 2)
    .attr('y', (s) => (s.what === 'idle' || s.what === 'before' ? 6 : 3))
    .attr('height', (s) => (s.what === 'idle' || s.what === 'before' ? LANE - 12 : LANE - 6))
    .attr('x', (s) => x(s.from))
    .attr('width', wide)
    .on('pointermove', (event, s) => tell(element, event, told(s)))
    .on('pointerleave', () => hush(element));
  row
    .selectAll('text.rows')
    .data((r) => r.lane.spans.filter((s) => s.rows > 1 && wide(s) > 30))
    .join('text')
    .attr('class', 'rows')
    .attr('dy', '0.32em')
    .attr('y', LANE / 2)
    .attr('text-anchor', 'middle')
    .attr('x', (s) => (x(s.from) + x(s.to)) / 2)
    .text((s) => count(s.rows));
}

function told(s) {
  const what = s.what === 'before' ? 'there, before what is known' : s.what === 'starting' ? 'waking' : s.what;
  const rows = s.rows ? plural(s.rows, 'row') : '';
  const runs = s.runs > 1 ? `${s.runs} short spells` : '';
  return [what, `${time(s.from)} for ${millis(s.to - s.from)}`, [rows, runs].filter(Boolean).join(', '), s.note ?? ''];
}

function tell(element, event, texts) {
  const box = element.getBoundingClientRect();
  const tip = d3.select(element).selectAll('div.tip').data([0]).join('div').attr('class', 'tip');
  tip.selectAll('span').data(texts.filter(Boolean)).join('span').text((t) => t);
  const at = Math.min(event.clientX - box.left + 12, box.width - 190);
  tip.style('left', `${Math.max(0, at)}px`).style('top', `${event.clientY - box.top + 16}px`);
}

const hush = (element) => d3.select(element).selectAll('div.tip').remove();

function shorten(name, left) {
  const most = Math.floor((left - 12) / 7);
  return name.length > most ? `${name.slice(0, most - 1)}…` : name;
}
