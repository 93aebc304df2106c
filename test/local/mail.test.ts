import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { functionOf } from './support/resources.ts';
import { type TestCloud, testCloud } from './support/test-cloud.ts';

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };

const aMail = (to: string, Subject = 'Hello') => ({
  FromEmailAddress: 'sender@example.com',
  Destination: { ToAddresses: [to] },
  Content: { Simple: { Subject: { Data: Subject }, Body: { Text: { Data: 'Text' }, Html: { Data: '<p>Text</p>' } } } },
});

const SEND = `
exports.handler = async (mail) => {
  const url = process.env.AWS_ENDPOINT_URL_SESV2 + '/v2/email/outbound-emails';
  return (await fetch(url, { method: 'POST', body: JSON.stringify(mail) })).json();
};`;

describe('the embedded mail service', () => {
  let cloud: TestCloud;
  let ses: SESv2Client;
  const outboxOf = (to: string) => cloud.outbox().filter((mail) => mail.to.includes(to));

  beforeAll(async () => {
    cloud = await testCloud({ resources: { Send: functionOf('Send') }, code: { Send: SEND } });
    ses = new SESv2Client({
      region: 'us-east-1',
      credentials,
      endpoint: cloud.environment.AWS_ENDPOINT_URL_SESV2 ?? '',
    });
  });
  afterAll(async () => {
    ses.destroy();
    await cloud.stop();
  });

  it('keeps what an SDK client sends in the outbox', async () => {
    const tags = [{ Name: 'kind', Value: 'test' }];
    const { MessageId } = await ses.send(new SendEmailCommand({ ...aMail('one@example.com'), EmailTags: tags }));
    expect(outboxOf('one@example.com')).toEqual([
      expect.objectContaining({
        messageId: MessageId,
        from: 'sender@example.com',
        subject: 'Hello',
        text: 'Text',
        html: '<p>Text</p>',
        tags: { kind: 'test' },
      }),
    ]);
  });

  it('is found by functions', async () => {
    expect(await cloud.invoke('Send', aMail('two@example.com'))).toEqual({ MessageId: expect.any(String) });
    expect(outboxOf('two@example.com')).toHaveLength(1);
  });

  it('shows its outbox to whoever asks', async () => {
    await ses.send(new SendEmailCommand(aMail('three@example.com')));
    const answer = await fetch(new URL('/_outbox', cloud.environment.AWS_ENDPOINT_URL_SESV2));
    expect(await answer.json()).toEqual(cloud.outbox());
  });

  it.each([
    ['no recipient', { ...aMail('x@example.com'), Destination: {} }, 'Missing final recipient'],
    ['no sender', { ...aMail('x@example.com'), FromEmailAddress: undefined }, 'From'],
    ['raw content', { ...aMail('x@example.com'), Content: { Raw: { Data: new Uint8Array() } } }, 'simple content'],
  ])('refuses a mail with %s', async (_fault, mail, message) => {
    const refused = ses.send(new SendEmailCommand(mail));
    await expect(refused).rejects.toMatchObject({
      name: 'BadRequestException',
      message: expect.stringContaining(message),
    });
    expect(outboxOf('x@example.com')).toEqual([]);
  });

  it('keeps the last thousand mails', async () => {
    for (let count = 0; count < 1_001; count += 1) await cloud.invoke('Send', aMail('many@example.com', `${count}`));
    expect(cloud.outbox()).toHaveLength(1_000);
    expect(cloud.outbox().at(-1)?.subject).toBe('1000');
  });
});
