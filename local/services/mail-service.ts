import { randomUUID } from 'node:crypto';
import { closeServer, listen } from '../api/http-server.ts';
import type { HttpReply, HttpRequest } from '../api/http-types.ts';

/** A mail that was sent. It is not delivered: it stays in the outbox. */
export interface SentMail {
  messageId: string;
  /** Epoch milliseconds. */
  sentAt: number;
  from: string;
  to: string[];
  cc: string[];
  bcc: string[];
  replyTo: string[];
  subject: string;
  text?: string | undefined;
  html?: string | undefined;
  headers: Record<string, string>;
  tags: Record<string, string>;
}

/** An embedded SES (version 2 of its API) that delivers nothing. `GET /_outbox` shows what it would have sent. */
export interface MailService {
  /** http://127.0.0.1:PORT */
  readonly endpoint: string;
  /** The last thousand mails, the oldest first. */
  outbox(): SentMail[];
  stop(): Promise<void>;
}

/** A bound, so that a long-running cloud does not keep everything. */
const LONGEST_OUTBOX = 1_000;

interface SendEmail {
  FromEmailAddress?: string;
  Destination?: { ToAddresses?: string[]; CcAddresses?: string[]; BccAddresses?: string[] };
  ReplyToAddresses?: string[];
  Content?: { Simple?: SimpleContent };
  EmailTags?: Pair[];
}

interface SimpleContent {
  Subject: { Data: string };
  Body: { Text?: { Data: string }; Html?: { Data: string } };
  Headers?: Pair[];
}

interface Pair {
  Name: string;
  Value: string;
}

export async function startMailService(): Promise<MailService> {
  const sent: SentMail[] = [];
  const answer = async (request: HttpRequest) => answerCall(sent, request);
  const { server, port } = await listen(0, { answer, onHangUp: () => {} });
  return { endpoint: `http://127.0.0.1:${port}`, outbox: () => [...sent], stop: () => closeServer(server, 0) };
}

function answerCall(sent: SentMail[], request: HttpRequest): HttpReply {
  const route = `${request.method} ${request.path}`;
  if (route === 'GET /_outbox') return reply(200, sent);
  if (route !== 'POST /v2/email/outbound-emails') return refusal(`${route} cannot be answered locally.`);
  const input = JSON.parse(request.body.toString()) as SendEmail;
  if (!input.Content?.Simple) return refusal('Only simple content can be sent locally.');
  if (!input.FromEmailAddress) return refusal('Missing required header: From.');
  const mail = mailOf(input, input.Content.Simple);
  if ([...mail.to, ...mail.cc, ...mail.bcc].length === 0) return refusal('Missing final recipient.');
  sent.push(mail);
  if (sent.length > LONGEST_OUTBOX) sent.shift();
  return reply(200, { MessageId: mail.messageId });
}

function mailOf(input: SendEmail, { Subject, Body, Headers }: SimpleContent): SentMail {
  return {
    messageId: randomUUID(),
    sentAt: Date.now(),
    from: input.FromEmailAddress ?? '',
    to: input.Destination?.ToAddresses ?? [],
    cc: input.Destination?.CcAddresses ?? [],
    bcc: input.Destination?.BccAddresses ?? [],
    replyTo: input.ReplyToAddresses ?? [],
    subject: Subject.Data,
    text: Body.Text?.Data,
    html: Body.Html?.Data,
    headers: recordOf(Headers),
    tags: recordOf(input.EmailTags),
  };
}

const recordOf = (pairs: readonly Pair[] = []): Record<string, string> =>
  Object.fromEntries(pairs.map(({ Name, Value }) => [Name, Value]));

const refusal = (message: string): HttpReply => reply(400, { message }, [['x-amzn-ErrorType', 'BadRequestException']]);

const reply = (statusCode: number, body: unknown, more: [string, string][] = []): HttpReply => ({
  statusCode,
  headers: [['Content-Type', 'application/json'], ...more],
  body: JSON.stringify(body),
});
