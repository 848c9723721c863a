// The live connection: one stream read with fetch, so that a key can go along, and opened again whenever it ends.
import {events, problem, send} from './api.js';
import {applyChange, applySnapshot, setLink} from './store.js';

const INTERVAL = 500;
const SILENCE = 25_000;
const FIRST_WAIT = 500;
const LONGEST_WAIT = 8000;

let hurry = () => {};

/** Follows the node for as long as the page lives. */
export async function follow() {
  let wait = FIRST_WAIT;
  for (;;) {
    const why = await once(() => (wait = FIRST_WAIT));
    const pause = wait * (0.75 + Math.random() / 2);
    setLink('lost', why, Date.now() + pause);
    await new Promise((resume) => {
      hurry = resume;
      setTimeout(resume, pause);
    });
    wait = Math.min(LONGEST_WAIT, wait * 2);
  }
}

/** Tries again now. */
export const retry = () => hurry();

async function once(connected) {
  const silence = new AbortController();
  let timer = 0;
  const heard = () => {
    clearTimeout(timer);
    timer = setTimeout(() => silence.abort(), SILENCE);
  };
  try {
    heard();
    const answer = await send(`admin/v1/feed?interval=${INTERVAL}`, {signal: silence.signal, headers: {Accept: 'text/event-stream'}});
    if (!answer.ok) return problem(answer);
    for await (const event of events(answer)) {
      heard();
      if (event.name === 'snapshot') {
        applySnapshot(JSON.parse(event.data));
        connected();
        setLink('live');
      } else if (event.name === 'change') {
        applyChange(JSON.parse(event.data));
      }
    }
    return 'The node closed the connection.';
  } catch (failure) {
    if (failure.status === 401) return failure.message;
    return silence.signal.aborted ? 'The node has said nothing for 25 s.' : 'The node does not answer.';
  } finally {
    clearTimeout(timer);
    silence.abort();
  }
}
