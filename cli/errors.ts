import { type ExitCode, exitCodes } from './exit-codes.ts';

/** A command failed. The message says why and what to do next. */
export class CommandError extends Error {
  override readonly name: string = 'CommandError';
  /** The command's exit code. */
  readonly exitCode: ExitCode = exitCodes.failed;
}

/** Ctrl-C. The message says what continues nevertheless. */
export class InterruptedError extends CommandError {
  override readonly name = 'InterruptedError';
  override readonly exitCode = exitCodes.interrupted;
}

/** A command was called with invalid arguments. */
export class UsageError extends CommandError {
  override readonly name: string = 'UsageError';
  /** What to do about it; undefined if the command's help says it. */
  readonly advice: string | undefined;

  constructor(message: string, advice?: string) {
    super(message);
    this.advice = advice;
  }
}

/** npm has consumed options because they stood before `--`. */
export class OptionsKeptByNpmError extends UsageError {
  override readonly name = 'OptionsKeptByNpmError';

  constructor(kept: readonly string[], call: string) {
    super(`npm has taken ${kept.join(', ')} as its own options.`, `Write \`${call}\`.`);
  }
}

/** The API's address is not served by an embedded cloud. */
export class NotEmbeddedError extends CommandError {
  override readonly name = 'NotEmbeddedError';

  constructor(apiUrl: string) {
    super(
      `${apiUrl} is not served by the embedded cloud. For a stack on AWS use --aws, for another emulator --endpoint URL.`,
    );
  }
}

/** SQS or SNS refused a call, or was unreachable. `code` is the service's own, such as `AccessDenied`. */
export class QueueServiceError extends CommandError {
  override readonly name: string = 'QueueServiceError';
  readonly code: string;

  constructor(action: string, cause: Error) {
    const code = cause.name === 'Error' ? '' : `${cause.name}: `;
    super(`${action} failed: ${code}${cause.message}`, { cause });
    this.code = cause.name;
  }
}

/** The service does not support message move tasks, like most emulators. */
export class MoveTasksUnsupportedError extends QueueServiceError {
  override readonly name = 'MoveTasksUnsupportedError';
}

/** CloudWatch Logs refused a call, or was unreachable. */
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

/** There are no log groups, or too many. */
export class LogGroupsError extends CommandError {
  override readonly name = 'LogGroupsError';

  constructor(stackName: string, count: number, most: number) {
    super(
      count === 0
        ? `Stack ${stackName} has no log groups in this account and region. Set another --stack or a --log-group.`
        : `Stack ${stackName} has ${count} log groups, and a query takes ${most} at most. Choose some with --log-group.`,
    );
  }
}

/** A message move task of SQS failed. Messages that it has not moved are still in the dead-letter queue. */
export class MoveTaskFailedError extends CommandError {
  override readonly name = 'MoveTaskFailedError';

  constructor(queueName: string, reason: string) {
    super(`SQS failed to move the messages of ${queueName}: ${reason}`);
  }
}

/** No dead-letter queue, or more than one, has the text of `--queue` in its name. */
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

/** Several queues or subscriptions share a dead-letter queue, so the source of its messages is unknown. */
export class SharedDeadLettersError extends CommandError {
  override readonly name = 'SharedDeadLettersError';

  constructor(queueName: string, targets: readonly string[]) {
    super(
      `${queueName} takes the dead letters of ${targets.join(' and of ')}, so the source of each message is unknown.`,
    );
  }
}
