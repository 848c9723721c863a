// Shares of a model's versions.
import {ask} from './api.js';
import {html, nothing, live, styled} from './lit.js';
import {empty, note, redraw} from './ui.js';

let draft = {name: '', shares: null, said: null};

export function traffic(d) {
  if (draft.name !== d.name) draft = {name: d.name, shares: null, said: null};
  const versions = d.versions ?? [];
  if (versions.length < 2) {
    return html`<section class="panel">${empty('One version has it all', 'Deploy the name again with “traffic: 10%” in its manifest, and the new version stands beside this one with a tenth of the requests.')}</section>`;
  }
  const shares = draft.shares ?? Object.fromEntries(versions.map((v) => [v.version, v.share]));
  const sum = Object.values(shares).reduce((a, b) => a + b, 0);
  return html`<section class="panel traffic">
    <h2>Who answers</h2>
    <div class="meter large" role="img" aria-label=${versions.map((v) => `version ${v.version}: ${v.share} %`).join(', ')}>
      ${versions.map((v, i) => html`<span class=${`part${i % 6}`} ${styled({width: `${v.share}%`})}></span>`)}
    </div>
    <form @submit=${(e) => share(e, d, shares)}>
      ${versions.map(
        (v, i) => html`<label class="share"
          ><i class=${`part${i % 6}`} aria-hidden="true"></i><span>version ${v.version}</span>
          <input type="range" min="0" max="100" .value=${live(String(shares[v.version] ?? 0))} @input=${(e) => set(shares, v.version, Number(e.target.value), versions)} />
          <output>${shares[v.version] ?? 0} %</output></label
        >`,
      )}
      <div class="row">
        <button class="primary" ?disabled=${sum !== 100 || !draft.shares}>Share out</button>
        ${draft.shares ? html`<button type="button" class="quiet" @click=${() => ((draft.shares = null), redraw())}>As it was</button>` : nothing}
        ${versions.map((v) => html`<button type="button" class="quiet" @click=${() => all(versions, v.version)}>All to ${v.version}</button>`)}
      </div>
    </form>
    ${draft.said ? note(draft.said.kind, draft.said.text) : nothing}
    <p class="dim">Out of any hundred requests in a row, exactly so many go to each version. A request with the header <code>X-Routing-Key</code> stays with its version.</p>
  </section>`;
}

// With two versions one gives what the other takes; with more the others shrink in proportion.
function set(shares, version, value, versions) {
  const others = versions.map((v) => v.version).filter((v) => v !== version);
  const rest = 100 - value;
  const before = others.reduce((sum, v) => sum + (shares[v] ?? 0), 0);
  const next = {[version]: value};
  let left = rest;
  others.forEach((v, i) => {
    next[v] = i === others.length - 1 ? left : Math.min(left, Math.round(before ? (rest * (shares[v] ?? 0)) / before : rest / others.length));
    left -= next[v];
  });
  draft.shares = next;
  draft.said = null;
  redraw();
}

function all(versions, chosen) {
  draft.shares = Object.fromEntries(versions.map((v) => [v.version, v.version === chosen ? 100 : 0]));
  draft.said = null;
  redraw();
}

async function share(event, d, shares) {
  event.preventDefault();
  const mine = draft;
  try {
    await ask(`admin/v1/models/${encodeURIComponent(d.name)}/traffic`, {method: 'PUT', body: JSON.stringify(shares), headers: {'Content-Type': 'application/json'}});
    mine.shares = null;
    mine.said = {kind: 'good', text: `Shared out: ${Object.entries(shares).map(([v, s]) => `version ${v} ${s} %`).join(', ')}.`};
  } catch (refused) {
    mine.said = {kind: 'bad', text: refused.message};
  }
  redraw();
}
