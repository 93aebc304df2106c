import { type AnnouncePorts, eventOf } from './announce.ts';
import type { Need } from './branches.ts';
import type { BranchResult, Progress } from './messages.ts';
import type { Ride } from './ride.ts';
import { branchView } from './ride-view.ts';

/** As much of a ride as a branch knows of it. */
type Asked = Parameters<typeof eventOf>[1] & Pick<Ride, 'deadlineAt'>;

/** Publishes that a branch has answered. Repeated on every redelivery: who hears of it twice knows no more than before. */
export async function announceProgress(
  ports: AnnouncePorts,
  ride: Asked,
  result: BranchResult,
  { flow, need }: Pick<Ride, 'flow'> & { readonly need: Need },
): Promise<void> {
  const { branch, finishedAt } = result;
  const known = { expects: { [branch]: need }, results: { [branch]: result }, deadlineAt: ride.deadlineAt };
  const progress: Progress = { branch, flow, view: branchView(known, branch) };
  await ports.events.publish({ ...eventOf(ports, ride, 'ride.progress', finishedAt), progress });
}
