// Turns moments into what is drawn: for each instance a lane of spans, each in one state.
// Pure functions of their arguments, so that they can be tested without a page.

/** States that end an instance's lane. */
const ENDS = new Set(['gone', 'failed']);

/**
 * Lanes of the instances that lived between `from` and `now`, in order of their deployments and then of their births.
 * Spans that would be narrower than `least` milliseconds are joined with what comes before them.
 */
export function lanes(moments, instances, from, now, least = 0, wanted = null) {
  const byId = new Map();
  const lane = (id, key) => {
    let found = byId.get(id);
    if (!found) byId.set(id, (found = {id, key, spans: [], ends: [], keepUntil: null, open: null}));
    return found;
  };
  for (const m of moments) {
    if (wanted && !wanted(m.key)) continue;
    const l = lane(m.instance, m.key);
    // What an instance was before the first moment that is known of it is not known, but it was there.
    if (!l.open && !l.ended && m.what !== 'starting' && m.at > from) l.open = {from, what: 'before'};
    if (l.open?.what === 'busy' && m.rows !== undefined) {
      // Only when a spell of work ends is it known how much it was.
      l.open.rows = m.rows;
      l.open.note = m.note;
    }
    close(l, m.at, from, least);
    if (ENDS.has(m.what)) {
      if (m.at >= from) l.ends.push(m);
      l.ended = true;
    } else {
      l.open = {from: m.at, what: m.what, note: m.what === 'idle' ? undefined : m.note};
    }
  }
  for (const i of instances) {
    if (wanted && !wanted(i.key)) continue;
    const l = lane(i.id, i.key);
    l.living = true;
    l.open ??= {from: Math.min(i.since, now), what: i.state};
    l.keepUntil = i.state === 'idle' ? (i.keepUntil ?? null) : null;
  }
  const result = [];
  for (const l of byId.values()) {
    close(l, now, from, 0);
    if (l.spans.length || l.ends.length) result.push(l);
  }
  const born = (l) => l.spans[0]?.from ?? l.ends[0].at;
  return result.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : born(a) - born(b) || (a.id < b.id ? -1 : 1)));
}

function close(l, at, from, least) {
  if (!l.open) return;
  const span = {...l.open, from: Math.max(l.open.from, from), to: at};
  l.open = null;
  if (span.to <= from) return;
  const last = l.spans.at(-1);
  if (last && (span.to - span.from < least || last.to - last.from < least) && span.from - last.to < least) {
    // Short ones flicker between states; the busier one is worth seeing.
    last.to = span.to;
    last.runs = (last.runs ?? 1) + 1;
    if (span.what === 'busy') last.what = 'busy';
    last.rows = (last.rows ?? 0) + (span.rows ?? 0) || undefined;
    last.note = undefined;
  } else {
    l.spans.push(span);
  }
}
