// Lines over time, drawn with D3.
import {d3} from './d3.js';
import {millis, time} from './format.js';
import {after, html} from './lit.js';
import {timeAxis} from './timeline.js';

const HEIGHT = 200;
const MARGIN = {top: 12, right: 12, bottom: 24, left: 56};

/** Percentiles of the latency over the last minutes, with the objective if there is one. */
export function latencyChart(samples, objective, until) {
  const known = samples.filter((s) => s.requests > 0);
  const last = known.at(-1);
  const label = last ? `p50 ${millis(last.p50Ms)}, p90 ${millis(last.p90Ms)}, p99 ${millis(last.p99Ms)} at ${time(last.at)}` : 'no requests yet';
  return html`<figure class="latency">
    <figcaption><h2>Latency</h2><ul class="legend lines"><li><i class="p50"></i>p50</li><li><i class="p90"></i>p90</li><li><i class="p99"></i>p99</li>${objective ? html`<li><i class="objective"></i>objective, p${objective.percentile ?? 99}</li>` : ''}</ul></figcaption>
    <div class="plot" role="img" aria-label=${label} ${after((element) => draw(element, known, objective, until))}></div>
  </figure>`;
}

function draw(element, samples, objective, until) {
  const width = element.clientWidth;
  if (!width) return;
  const from = Math.max(until - 600_000, samples[0]?.at ?? until - 60_000);
  const x = d3.scaleTime([Math.min(from, until - 60_000), until], [MARGIN.left, width - MARGIN.right]);
  const most = d3.max(samples, (s) => s.p99Ms) ?? 1;
  const top = Math.max(most, objective && objective.latencyMs < most * 4 ? objective.latencyMs : 0) * 1.15;
  const y = d3.scaleLinear([0, top], [HEIGHT - MARGIN.bottom, MARGIN.top]).nice(4);
  const svg = d3.select(element).selectAll('svg').data([0]).join(parts);
  svg.attr('width', width).attr('height', HEIGHT);
  svg.select('.x').attr('transform', `translate(0,${HEIGHT - MARGIN.bottom})`).call(timeAxis(d3.axisBottom(x), x, 90).tickSize(4));
  svg.select('.y').attr('visibility', samples.length ? null : 'hidden').attr('transform', `translate(${MARGIN.left},0)`).call(d3.axisLeft(y).ticks(4).tickFormat(millis).tickSize(-(width - MARGIN.left - MARGIN.right)));
  // Samples come when something changed; a long time without one is a gap, not a slope.
  const pieces = cut(samples);
  const line = (field) => d3.line((s) => x(s.at), (s) => y(s[field] ?? 0)).curve(d3.curveMonotoneX);
  svg.select('.band').attr('d', pieces.map(d3.area((s) => x(s.at), (s) => y(s.p50Ms ?? 0), (s) => y(s.p99Ms ?? 0)).curve(d3.curveMonotoneX)).join(''));
  for (const field of ['p50', 'p90', 'p99']) svg.select(`path.${field}`).attr('d', pieces.map(line(`${field}Ms`)).join(''));
  svg.selectAll('circle').data(samples.length ? ['p50', 'p90', 'p99'] : []).join('circle').attr('class', (f) => f).attr('r', 2.5).attr('cx', () => x(samples.at(-1).at)).attr('cy', (f) => y(samples.at(-1)[`${f}Ms`] ?? 0));
  const inside = objective && objective.latencyMs <= y.domain()[1];
  svg.select('.objective').attr('visibility', inside ? null : 'hidden').attr('x1', MARGIN.left).attr('x2', width - MARGIN.right).attr('y1', inside ? y(objective.latencyMs) : 0).attr('y2', inside ? y(objective.latencyMs) : 0);
  svg.select('.none').attr('x', width / 2).attr('y', HEIGHT / 2 - 6).text(samples.length ? '' : 'Nothing was asked since this page was opened.');
}

const GAP = 65_000;

function cut(samples) {
  const pieces = [];
  samples.forEach((s, i) => {
    if (i === 0 || s.at - samples[i - 1].at > GAP) pieces.push([]);
    pieces.at(-1).push(s);
  });
  return pieces;
}

function parts(enter) {
  const svg = enter.append('svg').attr('class', 'chart');
  for (const name of ['axis y', 'axis x']) svg.append('g').attr('class', name);
  for (const name of ['band', 'line p50', 'line p90', 'line p99']) svg.append('path').attr('class', name);
  svg.append('line').attr('class', 'objective');
  svg.append('text').attr('class', 'none').attr('text-anchor', 'middle');
  return svg;
}
