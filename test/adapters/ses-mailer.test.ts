import { SESv2Client } from '@aws-sdk/client-sesv2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sesMailer } from '../../adapters/ses-mailer.ts';
import { MailNotSentError } from '../../core/errors.ts';
import { type MailService, startMailService } from '../../local/services/mail-service.ts';

describe('the mailer', () => {
  let service: MailService;
  let client: SESv2Client;
  beforeAll(async () => {
    service = await startMailService();
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    client = new SESv2Client({ region: 'us-east-1', credentials, endpoint: service.endpoint, maxAttempts: 1 });
  });
  afterAll(async () => {
    client.destroy();
    await service.stop();
  });

  it('sends plain text that says what it is about', async () => {
    const mail = { to: 'rider@example.com', subject: 'Fare: ¥1,721', text: 'Line 1\nLine 2', about: 'ride_1' };
    await sesMailer(client, 'receipts@example.com').send(mail);
    expect(service.outbox()).toMatchObject([
      {
        from: 'receipts@example.com',
        to: ['rider@example.com'],
        cc: [],
        bcc: [],
        subject: 'Fare: ¥1,721',
        text: 'Line 1\nLine 2',
        headers: { 'X-Entity-Ref-ID': 'ride_1' },
        tags: { about: 'ride_1' },
      },
    ]);
  });

  it('fails when the service refuses, and names nobody who was written to', async () => {
    const mail = { to: 'rider@example.com', subject: '', text: '', about: 'ride_2' };
    await expect(sesMailer(client, '').send(mail)).rejects.toThrow(/^The mail was not sent: \w+\.$/);
    const refusing = { send: async () => Promise.reject(new Error('Not verified: rider@example.com')) };
    const failed = sesMailer(refusing as unknown as SESv2Client, 'receipts@example.com').send(mail);
    await expect(failed).rejects.toThrow(new MailNotSentError('Error'));
  });
});
