// Draws what came back: vectors as stripes and likeness, scores as bars, all else as it is.
import {bytes} from './format.js';
import {html, nothing, styled, svg} from './lit.js';
import {cosine, largest, rowsOf} from './tensors.js';
import {copy} from './ui.js';

const FEW = 24;
const TOP = 8;
const MOST_TEXT = 20_000;

export function answerOf(a) {
  if (a.streamed !== undefined) return html`<p class="generated"><span class="dim">${a.prompt}</span>${a.streamed}</p>`;
  if (a.outputs) return html`${a.outputs.map((o) => tensor(o, a.labels))} ${raw(JSON.stringify(a.raw))}`;
  return html`${a.failed ? html`<p class="late">The function failed (${a.failed}).</p>` : nothing}
    <pre class="answer ${a.failed ? 'bad' : ''}">${pretty(a.text)}</pre>
    ${a.log ? html`<h3>It wrote</h3><pre class="answer">${a.log}</pre>` : nothing}`;
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2).slice(0, MOST_TEXT);
  } catch {
    return text.slice(0, MOST_TEXT);
  }
}

const raw = (text) => html`<details><summary>As it came (${bytes(text.length)})</summary><pre class="answer">${text.slice(0, MOST_TEXT)}${text.length > MOST_TEXT ? ' …' : ''}</pre>${copy(text)}</details>`;

function tensor(o, labels) {
  const rows = rowsOf(o);
  const name = html`<h3>${o.name} <span class="dim">${o.datatype} [${o.shape.join(', ')}]</span></h3>`;
  if (!rows) return html`${name}<pre class="answer">${JSON.stringify(o.data).slice(0, MOST_TEXT)}</pre>`;
  const width = rows[0].length;
  if (width <= FEW && o.shape.length <= 2) return html`${name}${rows.map((row, i) => scores(row, labels?.[i]))}`;
  if (o.shape.length === 2) return html`${name}${rows.length > 1 && rows.length <= 12 ? likeness(rows, labels) : nothing}${rows.slice(0, 12).map((row, i) => stripes(row, labels?.[i]))}`;
  return html`${name}<p class="dim">${rows.length} × ${width} numbers, from ${Math.min(...rows[0]).toPrecision(4)} to ${Math.max(...rows[0]).toPrecision(4)} in the first row</p>`;
}

function scores(row, label) {
  const most = Math.max(...row.map(Math.abs), 1e-9);
  return html`<div class="bars" role="group" aria-label=${label ?? 'row'}>
    ${label ? html`<p class="label">${label}</p>` : nothing}
    ${largest(row, TOP).map(({value, index}) => html`<div class="bar-line"><span class="dim">${index}</span><span class="track"><i class="part0" ${styled({width: `${(Math.abs(value) / most) * 100}%`})}></i></span><span class="number">${Number(value.toPrecision(4))}</span></div>`)}
  </div>`;
}

/** How alike the rows are, by cosine: the square that embeddings are for. */
function likeness(rows, labels) {
  const name = (i) => labels?.[i] ?? `row ${i + 1}`;
  return html`<div class="scroll"><table class="likeness">
    <caption>How alike they are (cosine)</caption>
    <thead><tr><th></th>${rows.map((_, i) => html`<th scope="col" title=${name(i)}>${i + 1}</th>`)}</tr></thead>
    <tbody>
      ${rows.map(
        (a, i) => html`<tr><th scope="row" title=${name(i)}>${i + 1}. ${name(i)}</th>
          ${rows.map((b) => cell(cosine(a, b)))}</tr>`,
      )}
    </tbody>
  </table></div>`;
}

const cell = (value) => html`<td><span class="heat" ${styled({'--heat': `${Math.max(0, value) * 100}%`})}>${value.toFixed(2)}</span></td>`;

function stripes(row, label) {
  const most = Math.max(...row.map(Math.abs), 1e-9);
  return html`<figure class="vector"><svg viewBox="0 0 ${row.length} 20" preserveAspectRatio="none" role="img" aria-label="${row.length} numbers">
      ${row.map((v, i) => svg`<rect x=${i} width="1.05" height="20" class=${v < 0 ? 'below' : 'above'} opacity=${(Math.abs(v) / most).toFixed(2)} />`)}
    </svg>${label ? html`<figcaption>${label}</figcaption>` : nothing}</figure>`;
}
