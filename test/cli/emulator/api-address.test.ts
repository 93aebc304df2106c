import { expect, it } from 'vitest';
import { apiAddress } from '../../../cli/emulator/api-address.ts';
import { CommandError } from '../../../cli/errors.ts';

const endpoint = 'http://127.0.0.1:4566';

it.each([
  ['https://abc123.execute-api.eu-west-1.amazonaws.com/v1/', `${endpoint}/_aws/execute-api/abc123/v1/`],
  ['https://abc123.execute-api.localhost.localstack.cloud:4566/v1', `${endpoint}/_aws/execute-api/abc123/v1/`],
  [`${endpoint}/restapis/abc/v1/_user_request_`, `${endpoint}/restapis/abc/v1/_user_request_/`],
])('an API that the outputs have at %s is at %s', (apiUrl, address) => {
  expect(apiAddress(endpoint, apiUrl)).toBe(address);
});

it.each(['https://api.example.com/v1/', 'http://127.0.0.1:4567/v1/'])(
  'an API at %s is not on the emulator',
  (apiUrl) => {
    expect(() => apiAddress(endpoint, apiUrl)).toThrow(CommandError);
  },
);
