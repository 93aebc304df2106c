import { type AnnouncePorts, eventOf } from './announce.ts';
import type { Need } from './branches.ts';
import type { BranchResult, Progress } from './messages.ts';
import type { Ride } from './ride.ts';
import { branchView } from './ride-view.ts';

/** The part of a ride that a branch knows. */
type Asked = Parameters<typeof eventOf>[1] & Pick<Ride, 'deadlineAt'>;

/** Publishes that a branch has answered. Repeated on every redelivery: duplicates carry no new information. */
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
