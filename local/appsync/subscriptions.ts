/** Receives an event as the published text. */
export type Hear = (event: string) => void;

/** All subscriptions, by path. */
export class Subscriptions {
  readonly #byPath = new Map<string, Set<Hear>>();

  /** Adds a subscription and returns a function that removes it. */
  add(path: string, hear: Hear): () => void {
    const hearers = this.#byPath.get(path) ?? new Set();
    this.#byPath.set(path, hearers.add(hear));
    return () => {
      hearers.delete(hear);
      if (hearers.size === 0 && this.#byPath.get(path) === hearers) this.#byPath.delete(path);
    };
  }

  /** Notifies all subscriptions to any of these paths. */
  tell(paths: readonly string[], event: string): void {
    for (const path of paths) for (const hear of this.#byPath.get(path) ?? []) hear(event);
  }
}
