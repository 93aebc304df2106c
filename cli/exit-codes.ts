/** The exit codes of all commands. */
export const exitCodes = { done: 0, failed: 1, no: 2, undecided: 3, interrupted: 130 } as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** What the codes mean. */
export const exitCodeMeanings: readonly (readonly [code: ExitCode, meaning: string])[] = [
  [exitCodes.done, 'done; a ride is confirmed or completed'],
  [exitCodes.failed, 'an error, or a command that was called in a wrong way'],
  [exitCodes.no, 'done, and the answer is no: a ride is rejected, expired or cancelled; nothing was found'],
  [exitCodes.undecided, 'the outcome was not known in time'],
  [exitCodes.interrupted, 'ended by Ctrl-C'],
];

const ofStatus: Readonly<Record<string, ExitCode>> = {
  requested: exitCodes.undecided,
  confirmed: exitCodes.done,
  completed: exitCodes.done,
};

/** The exit code for a ride's state. */
export const exitCodeOf = ({ status }: { readonly status: string }): ExitCode => ofStatus[status] ?? exitCodes.no;
