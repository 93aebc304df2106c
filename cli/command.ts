/** A command of the command line. */
export interface Command {
  /** Half a line, for the list of commands. */
  readonly summary: string;
  /** What `--help` prints. */
  readonly usage: string;
  /** Takes the command's own arguments; resolves to the exit code. */
  run(args: readonly string[]): Promise<number>;
}
