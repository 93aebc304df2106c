/** A command of the command line. */
export interface Command {
  /** What `--help` prints. */
  readonly usage: string;
  /** Takes the command's own arguments; resolves to the exit code. */
  run(args: readonly string[]): Promise<number>;
  /** Whether all arguments but the first are handed on to another program, which has a `--help` of its own. */
  readonly handsOn?: true;
}

/** A command as the list of commands has it. */
export interface CommandEntry {
  /** Half a line. */
  readonly summary: string;
  /** Loaded when called for: `request` has no use for the embedded cloud that `start` brings along. */
  readonly load: () => Promise<Command>;
  /** Whether it needs what only a working copy has: the functions, the stack, the embedded cloud. */
  readonly needsWorkingCopy?: true;
}
