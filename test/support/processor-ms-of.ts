/** The processor time that `work` takes, in milliseconds: unlike wall-clock time it does not grow on a busy machine. */
export function processorMsOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
