interface Handles {
  readonly libuv: readonly {
    readonly type: string;
    readonly localEndpoint?: { readonly port: number } | null;
    readonly remoteEndpoint?: object | null;
  }[];
  readonly workers?: readonly Handles[];
}

/** The TCP ports that this process listens on, its worker threads included, as Node's own report has them. */
export function listeningPorts(): Set<number> {
  // Otherwise each connection's address would be looked up by name.
  Object.assign(process.report, { excludeNetwork: true });
  return new Set(portsIn(process.report.getReport() as Handles));
}

const portsIn = ({ libuv, workers = [] }: Handles): number[] => [
  ...libuv.flatMap(({ type, localEndpoint, remoteEndpoint }) =>
    type === 'tcp' && localEndpoint && !remoteEndpoint ? [localEndpoint.port] : [],
  ),
  ...workers.flatMap(portsIn),
];
