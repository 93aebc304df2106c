// @ts-check
// The Lambda runtime inside a worker thread: loads a handler once, then answers invocations, several at once if need be.
// What belongs to one of them is in the invoke store, where Lambda's own runtime keeps it and where clients look for it.
// JavaScript, because a worker thread that has to strip types takes 30 ms longer to start.

import { existsSync } from 'node:fs';
import { createRequire, enableCompileCache, flushCompileCache } from 'node:module';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { InvokeStore, InvokeStoreBase } from '@aws/lambda-invoke-store';

/** @type {import('./protocol.ts').RuntimeOptions} */
const options = workerData;
const port = /** @type {import('node:worker_threads').MessagePort} */ (parentPort);

const { REQUEST_ID, X_RAY_TRACE_ID } = InvokeStoreBase.PROTECTED_KEYS;

const invokeStore = await InvokeStore.getInstanceAsync(true);

/** @param {import('./protocol.ts').FromRuntime} message */
function post(message) {
  port.postMessage(message);
}

class RuntimeError extends Error {
  /** @param {string} name @param {string} message */
  constructor(name, message) {
    super(message);
    this.name = name;
  }
}

/**
 * Sends a stream's lines through the same port as the results, so that an invocation's lines arrive before its end.
 * @param {'stdout' | 'stderr'} stream
 */
function forwardLines(stream) {
  let rest = '';
  /** @type {(chunk: string | Uint8Array, encoding?: any, done?: any) => boolean} */
  const write = (chunk, encoding, done) => {
    const lines = (rest + (typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'))).split('\n');
    rest = lines.pop() ?? '';
    if (options.forwardsLogs && lines.length > 0) {
      post({ type: 'log', at: Date.now(), requestId: invokeStore.get(REQUEST_ID), stream, lines });
    }
    (typeof encoding === 'function' ? encoding : done)?.();
    return true;
  };
  process[stream].write = write;
}

/** @param {unknown} error @returns {import('./protocol.ts').ReportedError} */
function report(error) {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error) };
  return { errorType: error.name, errorMessage: error.message, stack: error.stack?.split('\n') };
}

/** @param {string} modulePath */
async function loadModule(modulePath) {
  const file = ['.js', '.mjs', '.cjs'].map((extension) => modulePath + extension).find(existsSync);
  if (!file) throw new RuntimeError('Runtime.ImportModuleError', `Cannot find module '${modulePath}'`);
  return file.endsWith('.mjs') ? import(pathToFileURL(file).href) : createRequire(file)(file);
}

async function loadHandler() {
  const dot = options.handler.lastIndexOf('.');
  const module = await loadModule(join(options.taskRoot, options.handler.slice(0, dot)));
  const handler = module[options.handler.slice(dot + 1)];
  if (typeof handler !== 'function') {
    throw new RuntimeError('Runtime.HandlerNotFound', `${options.handler} is undefined or not exported`);
  }
  if (handler.length > 2) {
    throw new RuntimeError('Runtime.CallbackHandlerDeprecated', 'Since Node.js 24, handlers cannot take a callback');
  }
  return handler;
}

/** Epoch milliseconds in the form of the shared memory. */
const bits = 2 ** 31;
const moment = () => Date.now() % bits;

/** Milliseconds of own time: the last sample plus the time since, of which the next sample may count less. */
function ownTime() {
  const sinceSample = (moment() - Atomics.load(options.ownTime, 1) + bits) % bits;
  return Atomics.load(options.ownTime, 0) + Math.min(options.sampleMs, sinceSample);
}

/** The longest time-out that Lambda has. */
const longestMs = 900_000;

const mayBeSuspended = () => Atomics.load(options.ownTime, 2) === 1;

let underWay = 0;
/** @type {NodeJS.Timeout | undefined} */
let heart;

/** The layout of a WorkerState's memory. */
const [lastBeat, begun] = [0, 1];

const beat = () => Atomics.store(options.state, lastBeat, moment());

/** Counts an invocation. Returns false when this worker may begin no more: the invocation has gone to another worker. */
function begin() {
  const count = Atomics.load(options.state, begun);
  if (count < 0 || Atomics.compareExchange(options.state, begun, count, count + 1) !== count) return false;
  beat();
  underWay += 1;
  heart ??= setInterval(beat, options.beatMs);
  return true;
}

function end() {
  underWay -= 1;
  if (underWay > 0) return;
  clearInterval(heart);
  heart = undefined;
}

/** @param {import('./protocol.ts').Invocation} invocation */
function contextOf({ requestId, timeoutMs }) {
  const until = ownTime() + timeoutMs;
  return {
    ...options.context,
    awsRequestId: requestId,
    callbackWaitsForEmptyEventLoop: true,
    // Handlers set timers by it. A timer is over after a breakpoint; own time stands still there, and still limits the invocation.
    getRemainingTimeInMillis: () => (mayBeSuspended() ? longestMs : Math.max(0, until - ownTime())),
  };
}

/** Of a thread that handles messages; others have 0. Beside a thread of 0 it gets a fifth of the processor time of that. */
const niceness = 7;

let hasGivenWay = false;

/**
 * A function that handles a queue's messages gives way to functions that callers wait for, and to the services that all
 * functions share: otherwise, on a busy machine, each call waits for its turn at each step. Only Linux has priorities of threads,
 * where 0 is the calling one.
 * @param {unknown} event
 */
function giveWay(event) {
  if (hasGivenWay || process.platform !== 'linux' || !Array.isArray(/** @type {any} */ (event)?.Records)) return;
  hasGivenWay = true;
  setPriority(0, niceness);
}

/** @param {unknown} value */
function marshal(value) {
  try {
    return JSON.stringify(value) ?? 'null';
  } catch (error) {
    throw new RuntimeError('Runtime.MarshalError', `Unable to stringify response body: ${report(error).errorMessage}`);
  }
}

/** @param {Function} handler @param {import('./protocol.ts').Invocation} invocation */
async function answer(handler, invocation) {
  if (!begin()) return;
  giveWay(invocation.event);
  post({ type: 'started', requestId: invocation.requestId });
  try {
    const payload = marshal(await handler(invocation.event, contextOf(invocation)));
    post({ type: 'result', requestId: invocation.requestId, payload });
  } catch (error) {
    const reported = report(error);
    process.stderr.write(`ERROR\tInvoke Error\t${JSON.stringify(reported)}\n`);
    post({ type: 'failure', requestId: invocation.requestId, error: reported });
  } finally {
    end();
  }
}

async function serve() {
  enableCompileCache(options.compileCacheDirectory);
  forwardLines('stdout');
  forwardLines('stderr');
  const startedAt = performance.now();
  try {
    const handler = await loadHandler();
    port.on('message', (invocation) => {
      const context = { [REQUEST_ID]: invocation.requestId, [X_RAY_TRACE_ID]: invocation.traceId };
      invokeStore.run(context, () => answer(handler, invocation));
    });
    post({ type: 'ready', initMs: performance.now() - startedAt });
  } catch (error) {
    post({ type: 'init-failure', error: report(error) });
    return;
  }
  if (options.fillsCompileCache) flushCompileCache();
}

await serve();
