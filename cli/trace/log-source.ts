/** A line as a log has it. */
export interface RawLine {
  /** When it was written, in epoch milliseconds. */
  readonly at: number;
  /** The function that wrote it, by the name that it or its log group has. */
  readonly functionName: string;
  readonly text: string;
}

export interface FoundLines {
  /** Oldest first. */
  readonly lines: readonly RawLine[];
  /** Why there may have been more; undefined when these are all. */
  readonly incomplete?: string | undefined;
}

/** Where the functions' logs are read. */
export interface LogSource {
  /** The lines that have one of these texts in them, up to a hundred ids. Throws `CommandError`. */
  linesWith(texts: readonly string[]): Promise<FoundLines>;
}
