// Runs a JavaScript handler: asks the Lambda Runtime API for calls and tells it their answers.

import http from 'node:http';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';

const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
const prefix = '/2018-06-01/runtime/';
const agent = new http.Agent({ keepAlive: true, maxSockets: Infinity });
const STREAMS = Symbol.for('aws.lambda.runtime.handler.streaming');

function open(method, path, headers, answered) {
  const request = http.request({ host, port, method, agent, path: prefix + path, headers }, (response) => {
    const parts = [];
    response.on('data', (part) => parts.push(part));
    response.on('end', () => answered({ status: response.statusCode, headers: response.headers,
      body: Buffer.concat(parts) }));
  });
  request.on('error', () => process.exit(0)); // the node is gone, and so is whoever asked
  return request;
}

function ask(method, path, body = '', headers = {}) {
  return new Promise((resolve) => {
    open(method, path, { ...headers, 'Content-Length': Buffer.byteLength(body) }, resolve).end(body);
  });
}

function report(error) {
  const known = error instanceof Error;
  return {
    errorType: known ? error.name : typeof error,
    errorMessage: known ? error.message : String(error),
    trace: known && error.stack ? error.stack.split('\n').slice(0, 50) : [],
  };
}

function context(headers) {
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  const client = headers['lambda-runtime-client-context'];
  return {
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: client ? JSON.parse(client) : undefined,
    identity: undefined,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

// Streaming: the handler writes, and the answer goes out while it does.

class ResponseStream extends Writable {
  constructor(requestId) {
    super();
    this.requestId = requestId;
    this.type = 'application/octet-stream';
    this.done = new Promise((resolve) => { this.answered = resolve; });
  }

  setContentType(type) {
    this.type = type;
  }

  begin() {
    this.request ??= open('POST', `invocation/${this.requestId}/response`, {
      'Lambda-Runtime-Function-Response-Mode': 'streaming',
      'Transfer-Encoding': 'chunked',
      'Content-Type': this.type,
      Trailer: 'Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body',
    }, this.answered);
    return this.request;
  }

  _write(part, encoding, done) {
    this.begin().write(part, done);
  }

  _final(done) {
    this.begin().end(done);
  }

  fail(error) {
    const told = report(error);
    const request = this.begin();
    request.addTrailers({
      'Lambda-Runtime-Function-Error-Type': told.errorType,
      'Lambda-Runtime-Function-Error-Body': Buffer.from(JSON.stringify(told)).toString('base64'),
    });
    request.end();
  }
}

globalThis.awslambda = {
  streamifyResponse(handler) {
    handler[STREAMS] = true;
    return handler;
  },
  HttpResponseStream: {
    from(stream, prelude) {
      stream.setContentType('application/vnd.awslambda.http-integration-response');
      stream.write(JSON.stringify(prelude));
      stream.write(Buffer.alloc(8));
      return stream;
    },
  },
};

// The trace of the call under way is a variable that handlers and their children see, but not the C
// library: it never forgets a value.
const TRACE = '_X_AMZN_TRACE_ID';
let trace;

process.env = new Proxy(process.env, {
  has: (env, key) => (key === TRACE ? trace !== undefined : key in env),
  get: (env, key) => (key === TRACE ? trace : env[key]),
  set(env, key, value) {
    if (key === TRACE) trace = String(value);
    else env[key] = value;
    return true;
  },
  deleteProperty(env, key) {
    if (key === TRACE) trace = undefined;
    else delete env[key];
    return true;
  },
  ownKeys: (env) => (trace === undefined ? Reflect.ownKeys(env) : [...Reflect.ownKeys(env), TRACE]),
  getOwnPropertyDescriptor(env, key) {
    if (key !== TRACE) return Reflect.getOwnPropertyDescriptor(env, key);
    return trace === undefined ? undefined
      : {value: trace, writable: true, enumerable: true, configurable: true};
  },
});

async function load(name) {
  const root = process.env.LAMBDA_TASK_ROOT;
  const slash = name.lastIndexOf('/') + 1;
  const dot = name.indexOf('.', slash);
  const file = `${root}/${name.slice(0, dot)}`;
  const ending = ['.mjs', '.cjs', '.js'].find((each) => existsSync(file + each));
  if (!ending) {
    throw new Error(`there is no ${name.slice(0, dot)}.js, .mjs or .cjs`);
  }
  const module = ending === '.cjs' ? createRequire(file)(file + ending)
    : await import(pathToFileURL(file + ending));
  let found = module;
  for (const part of name.slice(dot + 1).split('.')) {
    found = found?.[part] ?? found?.default?.[part];
  }
  if (typeof found !== 'function') {
    throw new TypeError(`${name.slice(0, dot)}${ending} exports no function '${name.slice(dot + 1)}'`);
  }
  return found;
}

function run(handler, event, given) {
  return new Promise((resolve, reject) => {
    const done = (error, result) => (error ? reject(error) : resolve(result));
    given.done = done;
    given.succeed = resolve;
    given.fail = reject;
    const returned = handler(event, given, done);
    if (returned && typeof returned.then === 'function') {
      returned.then(resolve, reject);
    } else if (handler.length < 3) {
      resolve(returned);
    }
  });
}

async function call(handler, asked) {
  const id = asked.headers['lambda-runtime-aws-request-id'];
  trace = asked.headers['lambda-runtime-trace-id'];
  let stream;
  try {
    const event = asked.body.length ? JSON.parse(asked.body) : undefined;
    if (handler[STREAMS]) {
      stream = new ResponseStream(id);
      await handler(event, stream, context(asked.headers));
      if (!stream.writableEnded) stream.end();
      await stream.done;
      return;
    }
    const result = await run(handler, event, context(asked.headers));
    await ask('POST', `invocation/${id}/response`, JSON.stringify(result === undefined ? null : result));
  } catch (error) {
    console.error('[ERROR]', error);
    if (stream?.request) {
      stream.fail(error);
      await stream.done;
      return;
    }
    const told = report(error);
    await ask('POST', `invocation/${id}/error`, JSON.stringify(told), {
      'Lambda-Runtime-Function-Error-Type': told.errorType.replace(/[^\x20-\x7e]/g, '?'),
    });
  }
}

async function serve(handler) {
  for (;;) {
    const asked = await ask('GET', 'invocation/next');
    if (asked.status !== 200) process.exit(1);
    await call(handler, asked);
  }
}

let handler;
try {
  handler = await load(process.env._HANDLER);
} catch (error) {
  const told = report(error);
  await ask('POST', 'init/error', JSON.stringify(told), {
    'Lambda-Runtime-Function-Error-Type': `Runtime.${told.errorType}`,
  });
  process.exit(1);
}
for (let i = 0; i < Number(process.env.HEARTH_CONCURRENCY ?? '1'); i++) serve(handler);
