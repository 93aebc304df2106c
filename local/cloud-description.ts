/** What a process needs to know to work on a running stack: where its services are and what its resources are called. */
export interface CloudDescription {
  /** What an SDK client's process needs in its environment to reach this cloud. */
  readonly environment: Record<string, string>;
  /** The template's outputs; an API's own URL is replaced by its local one. */
  readonly outputs: Record<string, string>;
  /** What `Ref` gives for each logical id: a queue's URL, a topic's ARN, a table's or function's name. */
  readonly physicalIds: Record<string, string>;
}
