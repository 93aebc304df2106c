/** Where a socket listens. */
interface Listener {
  readonly port: number;
  readonly ip4?: string;
  readonly ip6?: string;
}

interface Handles {
  readonly libuv: readonly {
    readonly type: string;
    readonly localEndpoint?: Listener | null;
    readonly remoteEndpoint?: object | null;
  }[];
  readonly workers?: readonly Handles[];
}

/** The TCP ports that this process listens on, its worker threads included. */
export const listeningPorts = (): Set<number> => new Set(listeners().map(({ port }) => port));

/** Where this process listens, its worker threads included, as Node's own report has it. */
export function listeners(): Listener[] {
  // Otherwise each connection's address would be looked up by name.
  Object.assign(process.report, { excludeNetwork: true });
  return listenersIn(process.report.getReport() as Handles);
}

const listenersIn = ({ libuv, workers = [] }: Handles): Listener[] => [
  ...libuv.flatMap(({ type, localEndpoint, remoteEndpoint }) =>
    type === 'tcp' && localEndpoint && !remoteEndpoint ? [localEndpoint] : [],
  ),
  ...workers.flatMap(listenersIn),
];
