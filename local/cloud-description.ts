/** What a process needs to know to use a running stack: the services' endpoints and the names of its resources. */
export interface CloudDescription {
  /** The environment that SDK clients need to reach this cloud. */
  readonly environment: Record<string, string>;
  /** The template's outputs; an API's own URL is replaced by its local one. */
  readonly outputs: Record<string, string>;
  /** What `Ref` gives for each logical id: a queue's URL, a topic's ARN, a table's or function's name. */
  readonly physicalIds: Record<string, string>;
}
