import { type SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { MailNotSentError } from '../core/errors.ts';
import type { Mailer } from '../core/ports.ts';
import { TimeLimitError, withTimeLimit } from './time-limit.ts';

/** SES answers well within this time. */
const timeLimitMs = 3_000;

/** Sends plain text through SES. SES has no idempotency key: the tag and the header identify duplicates of a mail. */
export function sesMailer(client: SESv2Client, sender: string): Mailer {
  return {
    send: async ({ to, subject, text, about }) => {
      const command = new SendEmailCommand({
        FromEmailAddress: sender,
        Destination: { ToAddresses: [to] },
        Content: {
          Simple: {
            Subject: { Data: subject, Charset: 'UTF-8' },
            Body: { Text: { Data: text, Charset: 'UTF-8' } },
            Headers: [{ Name: 'X-Entity-Ref-ID', Value: about }],
          },
        },
        EmailTags: [{ Name: 'about', Value: about }],
      });
      await withTimeLimit('The mail service', timeLimitMs, (abortSignal) =>
        client.send(command, { abortSignal }),
      ).catch(namingNobody);
    },
  };
}

/** SES repeats addresses in its refusals, and errors are logged. */
function namingNobody(error: Error): never {
  throw error instanceof TimeLimitError ? error : new MailNotSentError(error.name);
}
