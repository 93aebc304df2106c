/** A raw log line. */
export interface RawLine {
  /** When it was written, in epoch milliseconds. */
  readonly at: number;
  /** The function that wrote it, by its own name or that of its log group. */
  readonly functionName: string;
  readonly text: string;
}

export interface FoundLines {
  /** Oldest first. */
  readonly lines: readonly RawLine[];
  /** Why lines may be missing; undefined if these are all. */
  readonly incomplete?: string | undefined;
}

/** A source of the functions' logs. */
export interface LogSource {
  /** The lines that contain one of these texts, up to a hundred ids. Throws `CommandError`. */
  linesWith(texts: readonly string[]): Promise<FoundLines>;
}
