/** Told of an event, as the text that was published. */
export type Hear = (event: string) => void;

/** Who listens to what. */
export class Subscriptions {
  readonly #byPath = new Map<string, Set<Hear>>();

  /** Adds one and returns what takes it away again. */
  add(path: string, hear: Hear): () => void {
    const hearers = this.#byPath.get(path) ?? new Set();
    this.#byPath.set(path, hearers.add(hear));
    return () => {
      hearers.delete(hear);
      if (hearers.size === 0 && this.#byPath.get(path) === hearers) this.#byPath.delete(path);
    };
  }

  /** Tells all who listen to any of these paths. */
  tell(paths: readonly string[], event: string): void {
    for (const path of paths) for (const hear of this.#byPath.get(path) ?? []) hear(event);
  }
}
