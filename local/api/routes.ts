import type { Integration } from './integration.ts';

interface RouteNode {
  resourceId: string;
  /** `/things/{id}` */
  path: string;
  statics: Map<string, RouteNode>;
  parameter?: { name: string; node: RouteNode };
  greedy?: { name: string; node: RouteNode };
  methods: Map<string, Integration>;
}

export interface Route {
  resourceId: string;
  resourcePath: string;
  /** Still encoded, as API Gateway passes them on. */
  pathParameters: Record<string, string>;
  integration: Integration;
}

/** The resource tree of a REST API. A static part takes precedence over `{parameter}`, and that over `{greedy+}`. */
export class Routes {
  readonly #nodes = new Map<string, RouteNode>();
  readonly #root: RouteNode;

  constructor(rootResourceId: string) {
    this.#root = this.#addNode(rootResourceId, '/');
  }

  addResource(resourceId: string, parentId: string, pathPart: string): void {
    const parent = this.#node(parentId);
    const node = this.#addNode(resourceId, `${parent.path.replace(/\/$/, '')}/${pathPart}`);
    const [, name = '', plus] = /^\{([^+}]+)(\+?)\}$/.exec(pathPart) ?? [];
    if (!name) parent.statics.set(pathPart, node);
    else if (plus) parent.greedy = { name, node };
    else parent.parameter = { name, node };
  }

  addMethod(resourceId: string, httpMethod: string, integration: Integration): void {
    this.#node(resourceId).methods.set(httpMethod, integration);
  }

  /** The route of a path below the stage; undefined when there is none for this path or method. */
  find(httpMethod: string, path: string): Route | undefined {
    const segments = path.split('/').filter((segment) => segment !== '');
    return search(this.#root, httpMethod, segments, {});
  }

  /** The origins that the API's answers to preflights allow. */
  preflightOrigins(): string[] {
    const preflights = [...this.#nodes.values()].map(({ methods }) => methods.get('OPTIONS'));
    const headers = preflights.flatMap((preflight) => (preflight?.kind === 'mock' ? preflight.reply.headers : []));
    return headers.filter(([name]) => name.toLowerCase() === 'access-control-allow-origin').map(([, value]) => value);
  }

  #addNode(resourceId: string, path: string): RouteNode {
    const node: RouteNode = { resourceId, path, statics: new Map(), methods: new Map() };
    this.#nodes.set(resourceId, node);
    return node;
  }

  #node(resourceId: string): RouteNode {
    const node = this.#nodes.get(resourceId);
    if (!node) throw new Error(`Unknown API resource ${resourceId}.`);
    return node;
  }
}

function search(
  node: RouteNode,
  httpMethod: string,
  segments: readonly string[],
  pathParameters: Record<string, string>,
): Route | undefined {
  const [segment, ...rest] = segments;
  if (segment === undefined) return routeOf(node, httpMethod, pathParameters);
  const { parameter, greedy } = node;
  const child = node.statics.get(decode(segment));
  return (
    (child && search(child, httpMethod, rest, pathParameters)) ??
    (parameter && search(parameter.node, httpMethod, rest, { ...pathParameters, [parameter.name]: segment })) ??
    (greedy && routeOf(greedy.node, httpMethod, { ...pathParameters, [greedy.name]: segments.join('/') }))
  );
}

function routeOf(node: RouteNode, httpMethod: string, pathParameters: Record<string, string>): Route | undefined {
  const integration = node.methods.get(httpMethod) ?? node.methods.get('ANY');
  return integration && { resourceId: node.resourceId, resourcePath: node.path, pathParameters, integration };
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
