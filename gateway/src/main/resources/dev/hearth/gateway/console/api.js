// Requests to the node. The key, if the node wants one, lives in the tab's session storage and nowhere else.
const KEY = 'hearth.key';

/** The node's own root: the console is served one level below it, also behind a proxy's prefix. */
export const root = new URL('..', document.baseURI).pathname;

export class Refused extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

let askForKey = async () => null;
let asked = null;

/** Says who asks the person for a key: `(reason) => Promise of a key, or of null`. */
export function onKeyWanted(ask) {
  askForKey = ask;
}

export const hasKey = () => sessionStorage.getItem(KEY) !== null;

export function forgetKey() {
  sessionStorage.removeItem(KEY);
}

/** The answer whatever its status, except that a 401 asks for a key and tries again. */
export async function send(path, {method = 'GET', body, headers = {}, signal} = {}) {
  for (;;) {
    const key = sessionStorage.getItem(KEY);
    const answer = await fetch(root + path, {
      method,
      body,
      signal,
      cache: 'no-store',
      headers: key === null ? headers : {...headers, Authorization: `Bearer ${key}`},
    });
    if (answer.status !== 401) return answer;
    const reason = await problem(answer);
    if (key === sessionStorage.getItem(KEY)) {
      // Many requests may be refused at once; the person is asked once.
      asked ??= askForKey(reason, key !== null).finally(() => (asked = null));
      const given = await asked;
      if (!given) throw new Refused(reason, 401);
      sessionStorage.setItem(KEY, given);
    }
  }
}

/** The answer if all is well, else an error that says what the node said. */
export async function ask(path, options) {
  const answer = await send(path, options);
  if (!answer.ok) throw new Refused(await problem(answer), answer.status);
  return answer;
}

export const json = async (path, options) => (await ask(path, options)).json();

/** What a refusal says, in whichever protocol's form. */
export async function problem(answer) {
  const text = await answer.text();
  return sentence(text) ?? (text.slice(0, 500).trim() || `The node answered ${answer.status} ${answer.statusText}`.trim());
}

export function sentence(text) {
  try {
    const body = JSON.parse(text);
    const said = body.error?.message ?? body.error ?? body.Message ?? body.message ?? body.errorMessage;
    return typeof said === 'string' ? said : null;
  } catch {
    return null;
  }
}

/** The lines of an answer, as they come. */
export async function* lines(answer) {
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const {done, value} = await reader.read();
    if (done) break;
    const parts = (rest + value).split('\n');
    rest = parts.pop();
    yield* parts;
  }
  if (rest) yield rest;
}

/** The events of a `text/event-stream`, as they come; a comment is an event without a name. */
export async function* events(answer) {
  let event = {name: 'message', data: ''};
  for await (const raw of lines(answer)) {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    if (line === '') {
      if (event.data) yield event;
      event = {name: 'message', data: ''};
    } else if (line.startsWith(':')) {
      yield {name: '', data: line};
    } else if (line.startsWith('event:')) {
      event.name = line.slice(6).trim();
    } else if (line.startsWith('data:')) {
      event.data += (event.data ? '\n' : '') + line.slice(5).replace(/^ /, '');
    }
  }
}
