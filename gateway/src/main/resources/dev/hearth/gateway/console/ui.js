// Small pieces that every view uses.
import {html, nothing, styled, svg} from './lit.js';
import {count} from './format.js';

/** Has the page drawn again; views do not know the page. */
export const redraw = () => window.dispatchEvent(new Event('hearth:redraw'));

export const href = (...parts) => `#/${parts.map(encodeURIComponent).join('/')}`;
export const linkTo = (key, tab) => href('d', ...split(key), ...(tab ? [tab] : []));

/** A key's kind and name; a name may hold no slash, but whatever follows the first one belongs to it. */
export function split(key) {
  const slash = key.indexOf('/');
  return [key.slice(0, slash), key.slice(slash + 1)];
}

const STATES = {
  asleep: ['asleep', 'M11 3a5.500 5.500 0 1 0 4 9A6 6 0 0 1 11 3z'],
  waking: ['waking', 'M3 12a6 6 0 0 1 12 0zM9 1v3M2.500 4.500l2 2M15.500 4.500l-2 2'],
  ready: ['ready', 'M9 3a6 6 0 1 0 .01 0z'],
  unloaded: ['unloaded', 'M9 4a5 5 0 1 0 .01 0zM5.500 5.500l7 7'],
  failing: ['failing', 'M9 2l7.500 13h-15zM9 7v4M9 12.500v.5'],
};

/** A state as shape, colour and word: colour alone would leave some readers out. */
export function stateMark(state) {
  const [word, path] = STATES[state] ?? [String(state), STATES.asleep[1]];
  return html`<span class="state ${STATES[state] ? state : ''}"
    ><svg viewBox="0 0 18 18" aria-hidden="true">${svg`<path d=${path} />`}</svg>${word}</span
  >`;
}

const KINDS = {
  model: 'M9 2l6 3.500v7L9 16l-6-3.500v-7zM3 5.500l6 3.500 6-3.500M9 9v7',
  function: 'M6 3c-4 0 0 6-4 6 4 0 0 6 4 6M12 3c4 0 0 6 4 6-4 0 0 6-4 6',
  graph: 'M4 9a2 2 0 1 0 .01 0M14 3a2 2 0 1 0 .01 0M14 11a2 2 0 1 0 .01 0M6 10l6-4M6 12l6 1',
};

export const kindMark = (kind) => html`<svg class="kind" viewBox="0 0 18 18" role="img" aria-label=${kind}>
  ${svg`<path d=${KINDS[kind] ?? ''} />`}
</svg>`;

/** A number with its name, large enough to be read across a desk. */
export const tile = (name, value, more = nothing, extra = nothing, tone = '') => html`<div class="tile ${tone}">
  <dt>${name}</dt>
  <dd><span class="figure">${value}</span><span class="more">${more}</span>${extra}</dd>
</div>`;

/** How much of something is used. Parts are `{share, name, className}`; shares are of the whole. */
export function meter(label, parts) {
  return html`<div class="meter" role="img" aria-label=${label}>
    ${parts.map((p) => html`<span class=${p.className ?? ''} title=${p.name} ${styled({width: `${Math.min(100, p.share * 100)}%`})}></span>`)}
  </div>`;
}

export function sparkline(values, label) {
  if (values.length < 2) return html`<svg class="spark" aria-hidden="true"></svg>`;
  const top = Math.max(1e-9, ...values);
  const points = values.map((v, i) => `${((i / (values.length - 1)) * 100).toFixed(2)},${(23 - (v / top) * 21).toFixed(2)}`);
  return html`<svg class="spark" viewBox="0 0 100 24" preserveAspectRatio="none" role="img" aria-label=${label}>
    ${svg`<polygon points=${`0,24 ${points.join(' ')} 100,24`} /><polyline points=${points.join(' ')} />`}
  </svg>`;
}

/** One choice of few, as buttons. */
export function choice(label, options, chosen, choose) {
  return html`<div class="choice" role="group" aria-label=${label}>
    ${options.map(
      ([value, text, number]) => html`<button
        type="button"
        aria-pressed=${value === chosen}
        @click=${() => {
          choose(value);
          redraw();
        }}
      >
        ${text}${number === undefined ? nothing : html` <span class="number">${count(number)}</span>`}
      </button>`,
    )}
  </div>`;
}

export const note = (kind, text, more = nothing) =>
  html`<div class="note ${kind}" role=${kind === 'bad' ? 'alert' : 'status'}><p>${text}</p>${more}</div>`;

/** What stands where there is nothing; `whole` if it is all of a view. */
export const empty = (title, text, more = nothing, whole = false) =>
  html`<div class="empty">${whole ? html`<h1>${title}</h1>` : html`<h2>${title}</h2>`}<p>${text}</p>${more}</div>`;

/** A button that copies a text, and says that it has. */
export function copy(text, label = 'Copy') {
  const press = async (event) => {
    const button = event.currentTarget;
    await navigator.clipboard.writeText(text);
    button.dataset.done = 'Copied';
    setTimeout(() => delete button.dataset.done, 1500);
  };
  return html`<button type="button" class="quiet copy" @click=${press}>${label}</button>`;
}
