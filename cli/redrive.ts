import { setTimeout as wait } from 'node:timers/promises';
import type { Command } from './command.ts';
import { defaultApi } from './defaults.ts';
import { optionsOf } from './options.ts';
import { program } from './program.ts';
import { progressOn } from './progress.ts';
import { describeListings, describeMoved } from './redrive/describe.ts';
import { type RedriveListener, type Redriven, redriveAll } from './redrive/redrive-all.ts';
import { reportOf } from './redrive/report.ts';
import { defaultStack, targetOf } from './target.ts';

export const redrive: Command = {
  usage: `Usage: ${program} redrive [OPTIONS]

  --dry-run        list only
  --queue NAME     only this dead-letter queue; a part of its name that no other has is enough
  --json           print what was found and done as JSON

Where the stack is, one of:

  --api URL        an embedded cloud, by its API; $RIDE_REQUEST_API or ${defaultApi} by default
  --endpoint URL   another emulator of SQS and SNS
  --aws            AWS, with the credentials and the region that the AWS SDK finds

  --stack NAME     with --aws and --endpoint, where there may be other stacks: take the queues that CloudFormation has
                   named NAME-LOGICALID-RANDOM; ${defaultStack} by default

A queue's dead letters go back to it, by a message move task where SQS has them and gave the messages up; those of a
subscription go to the subscribed queue. Fix the cause first: what fails again comes back. Each message is moved once.
Looking counts as a receive and hides up to ten messages of a queue for a moment.

Exit code: 0 when nothing lay there, all was moved or --dry-run listed it; 1 on an error, or when something was not moved.

Example: ${program} redrive --queue PricingDeadLetters --dry-run`,

  async run(args) {
    const {
      queue,
      json,
      'dry-run': dryRun,
      ...where
    } = optionsOf(args, {
      'dry-run': { type: 'boolean', default: false },
      queue: { type: 'string' },
      json: { type: 'boolean', default: false },
      api: { type: 'string' },
      endpoint: { type: 'string' },
      aws: { type: 'boolean', default: false },
      stack: { type: 'string' },
    });
    const target = await targetOf(where, process.env);
    // Loaded only now: the SDK takes longer to load than all of the other commands.
    const { awsQueueService } = await import('./redrive/aws/queue-service.ts');
    const service = awsQueueService(target);
    const redriven = await redriveAll({ service, wait }, { queue, dryRun }, json ? silent : terminal());
    if (json) console.log(JSON.stringify(reportOf(redriven), null, 2));
    return redriven.some(hasStayed) ? 1 : 0;
  },
};

const hasStayed = ({ result }: Redriven): boolean => (result?.stayed ?? 0) > 0;

const silent: RedriveListener = { listed: () => {}, progressed: () => {}, moved: () => {} };

function terminal(): RedriveListener {
  const progress = progressOn(process.stdout);
  return {
    listed: (listings) => console.log(`${describeListings(listings, Date.now())}\n`),
    progressed: ({ queue }, moved) => progress.show(`${queue.name}: moved ${moved} of ${queue.count}`),
    moved: (listing, result) => {
      progress.clear();
      console.log(describeMoved(listing, result));
    },
  };
}
