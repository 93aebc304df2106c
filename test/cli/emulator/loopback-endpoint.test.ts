import { describe, expect, it } from 'vitest';
import { loopbackEndpoint } from '../../../cli/emulator/loopback-endpoint.ts';
import { UsageError } from '../../../cli/errors.ts';

describe('the endpoint of an emulator', () => {
  it.each([
    ['http://127.0.0.1:4566', 'http://127.0.0.1:4566'],
    ['http://127.0.0.1:4566/', 'http://127.0.0.1:4566'],
    ['http://127.1.2.3:80', 'http://127.1.2.3'],
    ['http://localhost:4566', 'http://localhost:4566'],
    ['http://LOCALHOST:4566', 'http://localhost:4566'],
    ['https://[::1]:4566', 'https://[::1]:4566'],
    ['http://2130706433:4566', 'http://127.0.0.1:4566'], // 127.0.0.1 as one number
  ])('may be %s', (text, origin) => {
    expect(loopbackEndpoint(text)).toBe(origin);
  });

  it.each([
    ['https://sqs.us-east-1.amazonaws.com', 'sqs.us-east-1.amazonaws.com'],
    ['http://localhost.localstack.cloud:4566', 'localhost.localstack.cloud'],
    ['http://localhost.example.com:4566', 'localhost.example.com'],
    ['http://127.0.0.1.nip.io:4566', '127.0.0.1.nip.io'],
    ['http://api.localhost:4566', 'api.localhost'],
    ['http://localhost.:4566', 'localhost.'],
    ['http://128.0.0.1:4566', '128.0.0.1'],
    ['http://0.0.0.0:4566', '0.0.0.0'],
    ['http://10.0.0.1:4566', '10.0.0.1'],
    ['http://169.254.169.254', '169.254.169.254'],
    ['http://[::]:4566', '[::]'],
    ['http://[::2]:4566', '[::2]'],
    ['http://[::ffff:8.8.8.8]:4566', '::ffff:808:808'],
    ['http://127.0.0.1@example.com:4566', 'user name'],
    ['http://key:secret@127.0.0.1:4566', 'user name'],
    ['http://127.0.0.1:4566/path', '/path'],
    ['http://127.0.0.1:4566?x=1', 'x=1'],
    ['http://127.0.0.1:4566#x', '#x'],
    ['ftp://127.0.0.1:4566', 'ftp:'],
    ['127.0.0.1:4566', '127.0.0.1:4566'],
    ['localhost:4566', 'localhost:'],
    ['', 'URL'],
  ])('may not be %j', (text, named) => {
    expect(() => loopbackEndpoint(text)).toThrow(UsageError);
    expect(() => loopbackEndpoint(text)).toThrow(named);
  });

  it('is refused without a word on the password in it', () => {
    expect(() => loopbackEndpoint('http://me:hush@127.0.0.1:4566')).toThrow(/^(?!.*hush)/);
  });
});
