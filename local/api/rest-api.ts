import type { Server } from 'node:http';
import { REGION } from '../identity.ts';
import type { AboutCloud } from './about-cloud.ts';
import { answerRequest } from './answer-request.ts';
import { cloudReply } from './cloud-route.ts';
import type { GatewayResponse } from './gateway-response.ts';
import { closeServer, listen } from './http-server.ts';
import type { HttpReply, HttpRequest } from './http-types.ts';
import { isLoopbackHost } from './loopback-host.ts';
import { RefusalPace } from './refusal-pace.ts';
import { Routes } from './routes.ts';
import { sideReply } from './side-route.ts';
import type { ApiStage } from './stage.ts';
import { siteReply } from './static-site.ts';

/** A REST API with its own port, served as `/{stage}/...`. */
export class RestApi {
  readonly id: string;
  readonly binaryMediaTypes: readonly string[];
  readonly routes: Routes;
  /** By response type. */
  readonly gatewayResponses = new Map<string, GatewayResponse>();
  /** By name. */
  readonly stages = new Map<string, ApiStage>();
  readonly refusalPace = new RefusalPace();
  readonly #onEvent: (line: string) => void;
  readonly #about: AboutCloud;
  readonly #stopping = new AbortController();
  #server: Server | undefined;
  #port = 0;

  constructor(options: {
    id: string;
    rootResourceId: string;
    binaryMediaTypes: readonly string[];
    /** Receives errors that are not part of a response. */
    onEvent(line: string): void;
    /** What the API reports about the cloud that serves it. */
    about: AboutCloud;
  }) {
    this.id = options.id;
    this.binaryMediaTypes = options.binaryMediaTypes;
    this.routes = new Routes(options.rootResourceId);
    this.#onEvent = options.onEvent;
    this.#about = options.about;
  }

  get port(): number {
    return this.#port;
  }

  /** `http://127.0.0.1:PORT`, without a stage. */
  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** The origin of its URLs on AWS, and the local one. */
  get localOrigins(): readonly (readonly [string, string])[] {
    return [[`https://${this.id}.execute-api.${REGION}.amazonaws.com`, this.origin]];
  }

  /** Listens on the loopback interface; port 0 takes a free one. Throws PortTakenError. */
  async start(port: number): Promise<void> {
    const listening = await listen(port, {
      answer: (request) => this.#answer(request),
      onHangUp: (request) => this.#reportHangUp(request),
      stopping: this.#stopping.signal,
      isOwnOrigin: (origin) => this.letsIn(origin),
    });
    this.#server = listening.server;
    this.#port = listening.port;
  }

  /** Whether pages of this origin may call: its own, by any name of this machine, and those that its preflights allow. */
  letsIn(origin: string): boolean {
    const { protocol, host, port } = URL.parse(origin) ?? {};
    if (protocol === 'http:' && port === String(this.#port) && isLoopbackHost(host)) return true;
    const allowed = this.routes.preflightOrigins();
    return allowed.includes('*') || allowed.includes(origin);
  }

  /** Accepts no new connections; requests under way get `graceMs`. */
  async stop(graceMs: number): Promise<void> {
    this.#stopping.abort();
    if (this.#server) await closeServer(this.#server, graceMs);
  }

  async #answer(request: HttpRequest): Promise<HttpReply> {
    return (await this.#besides(request)) ?? answerRequest(request, this, this.#onEvent);
  }

  /** Answers on the API's port that are not the API's own; none of them hides a stage. */
  async #besides(request: HttpRequest): Promise<HttpReply | undefined> {
    const [, first = ''] = request.path.split('/');
    if (this.stages.has(first)) return undefined;
    const reply = (await cloudReply(request, this.#about)) ?? (await sideReply(request, this.#about, this.#onEvent));
    return reply ?? (this.#about.site === undefined ? undefined : siteReply(this.#about.site, request));
  }

  #reportHangUp(request: HttpRequest): void {
    this.#onEvent(`${request.method} ${request.path} (${request.id}): the client hung up before the answer`);
  }
}
