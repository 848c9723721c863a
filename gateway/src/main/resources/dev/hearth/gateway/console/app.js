// Puts the page together: which view the address names, when to draw it, and the keys that work everywhere.
import {onKeyWanted} from './api.js';
import {follow} from './feed.js';
import {html, nothing, render} from './lit.js';
import {subscribe} from './store.js';
import {askForKey, banner, header, openHelp, overlays, toggleTheme} from './shell.js';
import * as decisions from './decisions.js';
import * as deploy from './deploy.js';
import * as detail from './detail.js';
import * as overview from './overview.js';
import * as reports from './reports.js';
import * as timelinePage from './timelinepage.js';
import * as invocation from './invocation.js';

const VIEWS = {'': overview, d: detail, timeline: timelinePage, decisions, reports, deploy, invocation};
/** Live data are drawn at most this often; what a person does is drawn at once. */
const FRAME = 250;

let at = null;
let route = parse();
let view = VIEWS[route.page] ?? overview;
let drawn = 0;
let due = 0;

function parse() {
  const [page = '', ...rest] = location.hash.replace(/^#\/?/, '').split('/').map(decode);
  return {page, rest};
}

function decode(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function draw() {
  clearTimeout(due);
  due = 0;
  drawn = performance.now();
  render(
    html`${header(route)}${banner()}
      <main id="main" tabindex="-1">${view.view(route.rest)}</main>
      ${overlays() ?? nothing}`,
    document.getElementById('app'),
  );
}

/** Draws at once. Views call it after what a person did. */
export function redraw() {
  if (!due || due > 0) requestDraw(0);
}

function requestDraw(wait) {
  clearTimeout(due);
  due = setTimeout(() => requestAnimationFrame(draw), wait);
}

function navigate() {
  if (location.hash === at) return;
  const first = at === null;
  at = location.hash;
  const before = view;
  route = parse();
  view = VIEWS[route.page] ?? overview;
  if (before !== view || route.page === 'd') before.leave?.(route.rest);
  view.enter?.(route.rest);
  draw();
  document.title = `${view.title(route.rest)} · Hearth`;
  const main = document.getElementById('main');
  // Who opens the page begins at its top; who goes on begins with the new view.
  if (!first && !main.contains(document.activeElement)) main.focus({preventScroll: true});
  if (!view.keepsScroll?.(route.rest)) window.scrollTo(0, 0);
}

// At once, so that the next key already finds the view.
function go(hash) {
  location.hash = hash;
  navigate();
}

const SHORTCUTS = {
  o: () => go('#/'),
  t: () => go('#/timeline'),
  p: () => go('#/decisions'),
  r: () => go('#/reports'),
  d: () => go('#/deploy'),
  l: toggleTheme,
  '?': openHelp,
  '/': (event) => {
    const filter = document.querySelector('input[type=search]');
    if (filter) {
      event.preventDefault();
      filter.focus();
      filter.select();
    }
  },
};

function key(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
  const target = event.target;
  if (target.closest('input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]')) {
    if (event.key === 'Escape') target.blur();
    return;
  }
  SHORTCUTS[event.key]?.(event);
}

document.querySelector('.skip').addEventListener('click', (event) => {
  event.preventDefault();
  document.getElementById('main').focus();
});
window.addEventListener('hashchange', navigate);
window.addEventListener('keydown', key);
window.addEventListener('hearth:redraw', redraw);
onKeyWanted(askForKey);
subscribe(() => {
  if (!due && !document.hidden) requestDraw(Math.max(0, FRAME - (performance.now() - drawn)));
});
document.addEventListener('visibilitychange', () => !document.hidden && redraw());
// Time passes on the page also when the node has nothing to tell.
setInterval(() => !due && !document.hidden && view.moves?.() && requestDraw(0), FRAME);
setInterval(() => !due && !document.hidden && requestDraw(0), 1000);
navigate();
follow();
