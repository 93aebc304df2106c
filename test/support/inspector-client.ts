import WebSocket from 'ws';

/** A parameter or a result of the protocol: https://chromedevtools.github.io/devtools-protocol/v8/ */
// biome-ignore lint/suspicious/noExplicitAny: what it looks like is the protocol's
type Json = any;

/** A script that a worker has loaded. */
export interface Script {
  readonly worker: string;
  readonly id: string;
  readonly url: string;
  readonly sourceMapUrl: string;
}

/** A worker that stands at a breakpoint, and where: lines and columns from 0. */
export interface Pause {
  /** Undefined where the debugger was not told of it. */
  readonly script: Script | undefined;
  readonly line: number;
  readonly column: number;
  /** Evaluates an expression where it stands. */
  evaluate(expression: string): Promise<unknown>;
  resume(): Promise<void>;
}

/** Debugs the worker threads of a process by Node's inspector, as editors do. */
export class InspectorClient {
  readonly scripts: Script[] = [];
  readonly #socket: WebSocket;
  readonly #answers = new Map<string, (message: Json) => void>();
  readonly #pauses: Pause[] = [];
  readonly #waiting: ((pause: Pause) => void)[] = [];
  #asked = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data) => this.#hear(JSON.parse(String(data))));
  }

  /** Connects to an inspector, and to all worker threads of its process. */
  static async connect(url: string): Promise<InspectorClient> {
    const socket = new WebSocket(url);
    await new Promise<void>((resolve, reject) => {
      socket.once('open', () => resolve());
      socket.once('error', reject);
    });
    const client = new InspectorClient(socket);
    await client.#ask('NodeWorker.enable', { waitForDebuggerOnStart: false });
    return client;
  }

  setBreakpoint({ worker, url }: Pick<Script, 'worker' | 'url'>, line: number, column: number): Promise<Json> {
    return this.#askWorker(worker, 'Debugger.setBreakpointByUrl', { url, lineNumber: line, columnNumber: column });
  }

  /** The next worker that stops at a breakpoint. */
  paused(): Promise<Pause> {
    const pause = this.#pauses.shift();
    return pause ? Promise.resolve(pause) : new Promise((resolve) => this.#waiting.push(resolve));
  }

  close(): void {
    this.#socket.close();
  }

  #hear({ id, method, params, result, error }: Json): void {
    if (id !== undefined) this.#answers.get(String(id))?.(error ?? result);
    else if (method === 'NodeWorker.attachedToWorker') void this.#askWorker(params.sessionId, 'Debugger.enable');
    else if (method === 'NodeWorker.receivedMessageFromWorker')
      this.#hearWorker(params.sessionId, JSON.parse(params.message));
  }

  #hearWorker(worker: string, { id, method, params, result, error }: Json): void {
    if (id !== undefined) this.#answers.get(`${worker} ${id}`)?.(error ?? result);
    else if (method === 'Debugger.scriptParsed')
      this.scripts.push({ worker, id: params.scriptId, url: params.url, sourceMapUrl: params.sourceMapURL });
    else if (method === 'Debugger.paused') this.#hearPause(worker, params.callFrames[0]);
  }

  #hearPause(worker: string, { callFrameId, location }: Json): void {
    const pause: Pause = {
      script: this.scripts.find((each) => each.worker === worker && each.id === location.scriptId),
      line: location.lineNumber,
      column: location.columnNumber,
      evaluate: async (expression) =>
        (await this.#askWorker(worker, 'Debugger.evaluateOnCallFrame', { callFrameId, expression })).result.value,
      resume: async () => void (await this.#askWorker(worker, 'Debugger.resume')),
    };
    const waiting = this.#waiting.shift();
    if (waiting) waiting(pause);
    else this.#pauses.push(pause);
  }

  #ask(method: string, params: Json = {}): Promise<Json> {
    this.#asked += 1;
    const id = this.#asked;
    this.#socket.send(JSON.stringify({ id, method, params }));
    return this.#answer(String(id));
  }

  #askWorker(worker: string, method: string, params: Json = {}): Promise<Json> {
    this.#asked += 1;
    const id = this.#asked;
    const message = JSON.stringify({ id, method, params });
    void this.#ask('NodeWorker.sendMessageToWorker', { sessionId: worker, message });
    return this.#answer(`${worker} ${id}`);
  }

  #answer(key: string): Promise<Json> {
    return new Promise((resolve) =>
      this.#answers.set(key, (message) => {
        this.#answers.delete(key);
        resolve(message);
      }),
    );
  }
}
