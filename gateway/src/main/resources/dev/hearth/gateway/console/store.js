// What the page knows of the node. The feed alone changes it; all else reads.
const MOMENTS = 4000;
const SPAN = 600_000;
const DECISIONS = 500;
const SAMPLES = 200;
const SAMPLE_EVERY = 2000;

export const state = {
  link: {phase: 'connecting', why: '', retryAt: 0},
  node: null,
  /** Deployments that the node has beyond those it tells of. */
  more: 0,
  deployments: new Map(),
  instances: new Map(),
  timeline: [],
  decisions: [],
  history: new Map(),
  skew: 0,
};

const watchers = new Set();

/** Calls a function after each change. */
export function subscribe(watcher) {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

export function changed() {
  for (const watcher of watchers) watcher();
}

/** The node's clock, as far as the last event told. */
export const now = () => Date.now() + state.skew;

export function setLink(phase, why = '', retryAt = 0) {
  state.link = {phase, why, retryAt};
  changed();
}

export function applySnapshot(snapshot) {
  state.deployments = new Map(snapshot.deployments.map((d) => [d.key, d]));
  state.instances = new Map(snapshot.instances.map((i) => [i.id, i]));
  state.timeline = snapshot.timeline ?? [];
  state.decisions = snapshot.decisions ?? [];
  state.more = snapshot.more ?? 0;
  settle(snapshot);
}

export function applyChange(change) {
  for (const d of change.deployments ?? []) state.deployments.set(d.key, d);
  for (const key of change.removed ?? []) forget(key);
  for (const i of change.instances ?? []) {
    if (i.state === 'gone') state.instances.delete(i.id);
    else state.instances.set(i.id, i);
  }
  for (const m of change.timeline ?? []) {
    if (m.what === 'gone' || m.what === 'failed') state.instances.delete(m.instance);
    state.timeline.push(m);
  }
  if (change.decisions?.length) state.decisions = mergeDecisions(state.decisions, change.decisions);
  settle(change);
}

// An answer that is given again comes again, with its old id and a higher count; only the latest is kept.
function mergeDecisions(old, fresh) {
  const told = new Set(fresh.map((d) => d.id));
  return [...old.filter((d) => !told.has(d.id)), ...[...fresh].sort((a, b) => a.at - b.at)].slice(-DECISIONS);
}

function forget(key) {
  state.deployments.delete(key);
  state.history.delete(key);
  for (const [id, instance] of state.instances) {
    if (instance.key === key) state.instances.delete(id);
  }
}

function settle(event) {
  state.skew = event.now - Date.now();
  if (event.node) state.node = event.node;
  const oldest = event.now - SPAN;
  const first = state.timeline.findIndex((m) => m.at >= oldest);
  const drop = Math.max(first < 0 ? state.timeline.length : first, state.timeline.length - MOMENTS);
  if (drop > 0) state.timeline = state.timeline.slice(drop);
  sample(event.now, event.deployments ?? []);
  changed();
}

function sample(at, deployments) {
  let requests = 0;
  let answered = 0;
  for (const d of state.deployments.values()) {
    requests += d.lastMinute?.requests ?? 0;
    answered += d.totals?.answered ?? 0;
  }
  keep('node', at, {requests, answered, queued: state.node?.queued ?? 0, running: state.node?.running ?? 0});
  for (const d of deployments) {
    keep(d.key, at, {...d.lastMinute, queued: d.queued, running: d.running, memory: d.memoryBytes, answered: d.totals?.answered});
  }
}

function keep(key, at, values) {
  let samples = state.history.get(key);
  if (!samples) state.history.set(key, (samples = []));
  const last = samples.at(-1);
  if (last && at - last.at < SAMPLE_EVERY) return;
  samples.push({at, ...values});
  if (samples.length > SAMPLES) samples.shift();
}

export const samples = (key) => state.history.get(key) ?? [];

export const running = (d) => {
  const i = d.instances ?? {};
  return (i.starting ?? 0) + (i.idle ?? 0) + (i.busy ?? 0) + (i.changing ?? 0) + (i.draining ?? 0) + (i.stopping ?? 0);
};
