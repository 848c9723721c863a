// What surrounds every view: header, connection, help, the question for a key.
import {forgetKey, hasKey} from './api.js';
import {retry} from './feed.js';
import {html, nothing} from './lit.js';
import {state} from './store.js';
import {href, redraw} from './ui.js';

const PAGES = [
  ['', 'Overview', 'M3 3h5v5H3zM10 3h5v5h-5zM3 10h5v5H3zM10 10h5v5h-5z'],
  ['timeline', 'Timeline', 'M2 5h8M5 9h9M8 13h8'],
  ['decisions', 'Decisions', 'M9 2v4M9 6L4 10v5M9 6l5 4v5M2.500 13L4 15l1.500-2M12.500 13l1.500 2 1.500-2'],
  ['reports', 'Reports', 'M3 15V3M3 15h13M6 12l3-4 3 2 3-5'],
  ['deploy', 'Deploy', 'M9 12V3M5 6.500L9 3l4 3.500M3 12v3h12v-3'],
];

const icon = (path) => html`<svg class="icon" viewBox="0 0 18 18" aria-hidden="true"><path d=${path} /></svg>`;

export function header(route) {
  const here = route.page === 'd' ? '' : route.page;
  return html`<header class="top">
    <a class="brand" href="#/"><img src="hearth.svg" alt="" width="24" height="24" /><span>Hearth</span></a>
    <nav aria-label="Pages">
      ${PAGES.map(
        ([page, name, path]) => html`<a href=${href(page)} class=${page} aria-current=${page === here ? 'page' : nothing}>${icon(path)}<span>${name}</span></a>`,
      )}
    </nav>
    <div class="tools">
      ${link()}
      <button type="button" class="quiet square" @click=${toggleTheme} aria-label="Light or dark" title="Light or dark (l)">
        ${icon('M9 2.500a6.500 6.500 0 1 0 .01 0zM9 2.500v13')}
      </button>
      <button type="button" class="quiet square" @click=${openHelp} aria-label="Keys and help" title="Keys and help (?)">
        ${icon('M6.500 7a2.500 2.500 0 1 1 3.500 2.300c-.7.3-1 .8-1 1.700M9 13.500v.5')}
      </button>
    </div>
  </header>`;
}

const PHASES = {live: 'Live', connecting: 'Connecting', lost: 'Disconnected'};

function link() {
  const {phase} = state.link;
  const where = state.node ? `Hearth ${state.node.version ?? ''} on ${state.node.address ?? location.host}${state.node.tenant ? `, as the tenant ${state.node.tenant} sees it` : ''}` : '';
  return html`<span class="link ${phase}" role="status" title=${where}><i aria-hidden="true"></i>${PHASES[phase]}${state.node?.tenant ? `, ${state.node.tenant}` : ''}</span>`;
}

/** Says above all else that what stands below may be old. */
export function banner() {
  const {phase, why, retryAt} = state.link;
  if (phase !== 'lost') return nothing;
  const seconds = Math.max(0, Math.ceil((retryAt - Date.now()) / 1000));
  return html`<div class="banner" role="alert">
    <p><strong>${why}</strong> ${state.node ? 'What you see is what it last told.' : ''} Trying again${seconds ? ` in ${seconds} s` : ''}.</p>
    <button type="button" @click=${retry}>Try now</button>
  </div>`;
}

export function toggleTheme() {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = dark ? 'light' : 'dark';
  localStorage.setItem('hearth.theme', root.dataset.theme);
  redraw();
}

let wanted = null;

/** Resolves to the key that was given, or to null. */
export function askForKey(reason, refused) {
  return new Promise((resolve) => {
    wanted = {reason, refused, resolve};
    redraw();
  });
}

function answerKey(value) {
  wanted?.resolve(value);
  wanted = null;
  redraw();
}

const opened = (dialog) => dialog && !dialog.open && dialog.showModal();

export function openHelp() {
  opened(document.getElementById('help'));
}

const KEYS = [
  ['o', 'Overview'],
  ['t', 'Timeline'],
  ['p', 'Policies’ decisions'],
  ['r', 'Reports'],
  ['d', 'Deploy'],
  ['/', 'Filter the list'],
  ['↑ ↓ Home End', 'Move in the list'],
  ['Enter', 'Open what is chosen'],
  ['← →', 'Move between tabs'],
  ['Space', 'On the timeline: hold it still, or let it go on'],
  ['Ctrl Enter', 'Send, or deploy, what is written'],
  ['l', 'Light or dark'],
  ['?', 'This help'],
  ['Esc', 'Close, or leave a field'],
];

export function overlays() {
  queueMicrotask(() => opened(document.getElementById('key')));
  return html`<dialog id="help" aria-labelledby="help-title">
      <h2 id="help-title">Keys</h2>
      <dl class="keys">${KEYS.map(([key, does]) => html`<dt><kbd>${key}</kbd></dt><dd>${does}</dd>`)}</dl>
      <p class="dim">
        The same from a terminal: <code>hearth top</code>, <code>hearth list</code>, <code>hearth explain</code>.
        ${hasKey() ? html`<button type="button" class="quiet" @click=${() => (forgetKey(), location.reload())}>Forget the key</button>` : nothing}
      </p>
      <form method="dialog"><button>Close</button></form>
    </dialog>
    ${wanted ? keyDialog() : nothing}`;
}

function keyDialog() {
  const submit = (event) => {
    event.preventDefault();
    const value = new FormData(event.target).get('key').trim();
    if (value) answerKey(value);
  };
  return html`<dialog id="key" aria-labelledby="key-title" @cancel=${() => answerKey(null)}>
    <form @submit=${submit}>
      <h2 id="key-title">This node wants a key</h2>
      <p>${wanted.refused ? 'The key was refused. ' : ''}${wanted.reason}</p>
      <label>Key <input name="key" type="password" autocomplete="off" spellcheck="false" required autofocus /></label>
      <p class="dim">It is kept in this tab only and forgotten when you close it. <code>hearth keys create</code> makes one.</p>
      <div class="row"><button class="primary">Use it</button><button type="button" class="quiet" @click=${() => answerKey(null)}>Not now</button></div>
    </form>
  </dialog>`;
}
