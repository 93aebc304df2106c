import { setTimeout as wait } from 'node:timers/promises';
import { ending, makeCommand, notes, valued } from './command.ts';
import { grouped } from './figures.ts';
import { program } from './program.ts';
import { progressOn } from './progress.ts';
import { describeListings, describeMoved } from './redrive/describe.ts';
import { type RedriveListener, type Redriven, redriveAll } from './redrive/redrive-all.ts';
import { reportOf } from './redrive/report.ts';
import { targetOf, targetOptions } from './target.ts';
import { readText } from './values.ts';

export const redrive = makeCommand('redrive')
  .description(
    "Lists the messages in the dead-letter queues and moves them back. A queue's dead letters go back to that queue, by a message move task if SQS supports these and dead-lettered them itself; those of a subscription go to the subscribed queue. Fix the cause first: a message that fails again returns. Each message is moved once. Listing counts as a receive, and hides up to ten messages of a queue from others for a moment.",
  )
  .option('--dry-run', 'list only')
  .addOption(valued('--queue <name>', 'only this dead-letter queue; a unique part of its name is enough', readText))
  .option('--json', 'print what was found and done as JSON')
  .optionsGroup('Where the stack is, one of:')
  .addOption(targetOptions.api)
  .addOption(targetOptions.endpoint)
  .addOption(targetOptions.aws)
  .optionsGroup('With --aws and --endpoint, where there may be other stacks:')
  .addOption(targetOptions.stack)
  .addHelpText(
    'after',
    notes(
      'Exit code: 0 if there were no dead letters, all were moved or --dry-run listed them; 1 on an error, or if some were not moved.',
      `Example: ${program} redrive --queue PricingDeadLetters --dry-run`,
    ),
  )
  .action(
    ending(async ({ dryRun = false, queue, json, ...where }) => {
      const target = await targetOf(where, process.env);
      // Loaded on demand: the SDK takes longer to load than all of the other commands.
      const { awsQueueService } = await import('./redrive/aws/queue-service.ts');
      const service = awsQueueService(target);
      const redriven = await redriveAll({ service, wait }, { queue, dryRun }, json ? silent : terminal());
      if (json) console.log(JSON.stringify(reportOf(redriven), null, 2));
      return redriven.some(hasStayed) ? 1 : 0;
    }),
  );

const hasStayed = ({ result }: Redriven): boolean => (result?.stayed ?? 0) > 0;

const silent: RedriveListener = { listed: () => {}, progressed: () => {}, moved: () => {} };

function terminal(): RedriveListener {
  const progress = progressOn(process.stdout);
  return {
    listed: (listings) => console.log(`${describeListings(listings, Date.now())}\n`),
    progressed: ({ queue }, moved) =>
      progress.show(`${queue.name}: moved ${grouped(moved)} of ${grouped(queue.count)}`),
    moved: (listing, result) => {
      progress.clear();
      console.log(describeMoved(listing, result));
    },
  };
}
