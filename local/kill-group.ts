/** Signals a process that was started detached, and all of its descendants in the group. Does nothing when none is left. */
export function killGroup(pid: number | undefined, how: NodeJS.Signals): void {
  if (pid === undefined) return; // it could not be started
  try {
    process.kill(-pid, how);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
