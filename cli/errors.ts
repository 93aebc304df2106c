import { type ExitCode, exitCodes } from './exit-codes.ts';

/** A command can't do what it was asked to. The message says why and what to do next. */
export class CommandError extends Error {
  override readonly name: string = 'CommandError';
  /** What the command ends with. */
  readonly exitCode: ExitCode = exitCodes.failed;
}

/** Ctrl-C. The message says what goes on nevertheless. */
export class InterruptedError extends CommandError {
  override readonly name = 'InterruptedError';
  override readonly exitCode = exitCodes.interrupted;
}

/** A command was called in a way that it does not understand. */
export class UsageError extends CommandError {
  override readonly name: string = 'UsageError';
  /** What to do about it; undefined where the command's help tells it. */
  readonly advice: string | undefined;

  constructor(message: string, advice?: string) {
    super(message);
    this.advice = advice;
  }
}

/** npm has taken options for its own, because they stood before `--`. */
export class OptionsKeptByNpmError extends UsageError {
  override readonly name = 'OptionsKeptByNpmError';

  constructor(kept: readonly string[], call: string) {
    super(`npm keeps options for itself, and has kept ${kept.join(', ')}.`, `Write \`${call}\`.`);
  }
}

/** What answers at the API's address is not an embedded cloud. */
export class NotEmbeddedError extends CommandError {
  override readonly name = 'NotEmbeddedError';

  constructor(apiUrl: string) {
    super(
      `${apiUrl} is not served by the embedded cloud. For a stack on AWS say --aws, for another emulator --endpoint URL.`,
    );
  }
}

/** SQS or SNS refused a call, or could not be reached. `code` is the service's own, such as `AccessDenied`. */
export class QueueServiceError extends CommandError {
  override readonly name: string = 'QueueServiceError';
  readonly code: string;

  constructor(action: string, cause: Error) {
    const code = cause.name === 'Error' ? '' : `${cause.name}: `;
    super(`${action} failed: ${code}${cause.message}`, { cause });
    this.code = cause.name;
  }
}

/** The service has no message move tasks, as most emulators. */
export class MoveTasksUnsupportedError extends QueueServiceError {
  override readonly name = 'MoveTasksUnsupportedError';
}

/** CloudWatch Logs refused a call, or could not be reached. */
export class LogServiceError extends CommandError {
  override readonly name = 'LogServiceError';

  constructor(action: string, cause: Error) {
    const hint = /AccessDenied|NotAuthorized|UnrecognizedClient|ExpiredToken|Credentials/.test(cause.name)
      ? '\nThe credentials must allow logs:DescribeLogGroups, logs:StartQuery, logs:GetQueryResults and logs:StopQuery.'
      : '';
    super(`${action} failed: ${cause.name}: ${cause.message}${hint}`, { cause });
  }
}

/** A query of CloudWatch Logs Insights ended without a result. */
export class LogQueryFailedError extends CommandError {
  override readonly name = 'LogQueryFailedError';

  constructor(how: string) {
    super(`The query of the logs ${how}. Try again, with a shorter --since.`);
  }
}

/** There is no log to look into, or there are too many. */
export class LogGroupsError extends CommandError {
  override readonly name = 'LogGroupsError';

  constructor(stackName: string, count: number, most: number) {
    super(
      count === 0
        ? `There is no log group of a stack ${stackName} in this account and region. Say another --stack or a --log-group.`
        : `Stack ${stackName} has ${count} log groups, and a query takes ${most} at most. Choose some with --log-group.`,
    );
  }
}

/** SQS gave a message move task up. What it has not moved is still in the dead-letter queue. */
export class MoveTaskFailedError extends CommandError {
  override readonly name = 'MoveTaskFailedError';

  constructor(queueName: string, reason: string) {
    super(`SQS gave up moving the messages of ${queueName}: ${reason}`);
  }
}

/** No dead-letter queue, or more than one, has what `--queue` says in its name. */
export class QueueChoiceError extends CommandError {
  override readonly name = 'QueueChoiceError';

  constructor(wanted: string, matches: readonly string[], all: readonly string[]) {
    const [problem, names] =
      matches.length === 0
        ? [`No dead-letter queue has "${wanted}" in its name. There are:`, all]
        : [`"${wanted}" is in the names of several dead-letter queues:`, matches];
    super([problem, ...names.map((name) => `  ${name}`)].join('\n'));
  }
}

/** A dead-letter queue that several queues or subscriptions share: nobody can tell where its messages belong. */
export class SharedDeadLettersError extends CommandError {
  override readonly name = 'SharedDeadLettersError';

  constructor(queueName: string, targets: readonly string[]) {
    super(`${queueName} takes the dead letters of ${targets.join(' and of ')}, so where they belong can't be told.`);
  }
}
