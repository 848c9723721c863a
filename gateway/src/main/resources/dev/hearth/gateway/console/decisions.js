// What the policies decided, and why.
import {ago, count, time} from './format.js';
import {html, nothing, repeat} from './lit.js';
import {now, state} from './store.js';
import {empty, href, linkTo, redraw, split} from './ui.js';

const SHOWN = 200;
const BRIEF = 8;
let filter = '';
let role = '';

export const title = () => 'Decisions';

export const roleName = (name) => String(name).toLowerCase().replaceAll('_', ' ');

const id = (d) => d.id;

export function view() {
  const wanted = filter.trim().toLowerCase();
  const roles = [...new Set(state.decisions.map((d) => d.role))].sort();
  const found = state.decisions
    .filter((d) => (!role || d.role === role) && (!wanted || `${d.key} ${d.policy} ${d.answer} ${d.why ?? ''}`.toLowerCase().includes(wanted)))
    .slice(-SHOWN)
    .reverse();
  return html`<div class="bar page">
      <h1>Decisions</h1>
      <input type="search" placeholder="Filter by name, policy or words" aria-label="Filter decisions" .value=${filter} @input=${(e) => ((filter = e.target.value), redraw())} />
      <label>Role <select @change=${(e) => ((role = e.target.value), redraw())}>
        <option value="">all</option>${roles.map((r) => html`<option value=${r} ?selected=${r === role}>${roleName(r)}</option>`)}
      </select></label>
    </div>
    <section class="panel">
      ${found.length
        ? html`<ol class="decisions full">${repeat(found, id, one)}</ol>`
        : empty('No decisions yet', 'Each request asks policies: admit it? with which batch? how many instances? until when warm? Their answers appear here, with the reason where the policy gives one.')}
    </section>`;
}

/** The newest few, for the overview. */
export function brief() {
  const newest = state.decisions.slice(-BRIEF).reverse();
  return html`<section class="brief" aria-labelledby="brief-title">
    <div class="bar"><h2 id="brief-title">Last decided</h2><a href=${href('decisions')}>All</a></div>
    ${newest.length ? html`<ol class="decisions">${repeat(newest, id, one)}</ol>` : html`<p class="dim">No policy was asked yet.</p>`}
  </section>`;
}

const one = (d) => html`<li>
  <div class="what"><span class="role ${roleName(d.role)}">${roleName(d.role)}</span><strong>${d.answer}</strong>${d.times > 1 ? html`<span class="times" title="so often in a row">× ${count(d.times)}</span>` : nothing}</div>
  ${d.why ? html`<p class="why">${d.why}</p>` : nothing}
  <div class="meta"><a href=${linkTo(d.key)}>${split(d.key)[1]}</a><span>${d.policy || state.deployments.get(d.key)?.policies?.[d.role]}</span><time title=${time(d.at)}>${ago(d.at, now())}</time></div>
</li>`;

/** Each role of one deployment: who is in office, what it last decided and why. */
export function offices(deployment, latest) {
  const roles = Object.entries(deployment.policies ?? {});
  return html`<section class="panel offices" aria-labelledby="offices-title">
    <h2 id="offices-title">Policies</h2>
    <div class="scroll"><table>
      <thead><tr><th>Role</th><th>Policy</th><th>Last answer</th><th>Why</th><th>When</th></tr></thead>
      <tbody>
        ${roles.map(([name, policy]) => {
          const d = latest.get(name);
          return html`<tr>
            <td><span class="role ${roleName(name)}">${roleName(name)}</span></td>
            <td class="mono">${policy}</td>
            <td>${d ? html`<strong>${d.answer}</strong>${d.times > 1 ? html` <span class="times">× ${count(d.times)}</span>` : nothing}` : html`<span class="dim">not asked yet</span>`}</td>
            <td class="why">${d?.why ?? ''}</td>
            <td class="dim when">${d ? ago(d.at, now()) : ''}</td>
          </tr>`;
        })}
      </tbody>
    </table></div>
  </section>`;
}
