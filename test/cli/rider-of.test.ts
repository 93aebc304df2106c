import { describe, expect, it } from 'vitest';
import { CommandError, UsageError } from '../../cli/errors.ts';
import { riderOf } from '../../cli/rider-of.ts';
import { subjectOf } from '../support/subject.ts';

const onAws = 'https://abc123.execute-api.eu-west-1.amazonaws.com/v1/';
const here = 'http://127.0.0.1:4100/v1/';

describe('who asks for a ride', () => {
  it.each([
    [{}, {}, 'rider-1'],
    [{ rider: 'alice' }, {}, 'alice'],
    [{ rider: 'alice' }, { RIDE_REQUEST_TOKEN: 'a.b.c' }, 'alice'],
    [{}, { RIDE_REQUEST_TOKEN: '' }, 'rider-1'],
  ])('is, of a stack on this machine, with %o and %o, %s', async (options, environment, rider) => {
    expect(subjectOf(`Bearer ${await riderOf(here, options, environment)()}`)).toBe(rider);
  });

  it.each([
    [{ token: 'x.y.z' }, { RIDE_REQUEST_TOKEN: 'a.b.c' }, 'x.y.z'],
    [{}, { RIDE_REQUEST_TOKEN: 'a.b.c' }, 'a.b.c'],
    [{}, { RIDE_REQUEST_TOKEN: 'a.b.c\n' }, 'a.b.c'],
  ])('is, of any stack, with %o and %o, whom the token speaks of', async (options, environment, token) => {
    expect(await riderOf(onAws, options, environment)()).toBe(token);
    expect(await riderOf(here, options, environment)()).toBe(token);
  });

  it.each([
    here,
    'http://localhost:4566/_aws/execute-api/abc/v1/',
    'http://[::1]:4100/v1/',
    'http://abc.execute-api.localhost.localstack.cloud:4566/v1/',
  ])('is made up for %s', async (url) => {
    expect(subjectOf(`Bearer ${await riderOf(url, {}, {})()}`)).toBe('rider-1');
  });

  it.each([onAws, 'http://127.0.0.1.example/v1/', 'http://localhost.example/', 'http://10.0.0.1:4100/v1/'])(
    'is not made up for %s, which gets no token of this machine',
    async (url) => {
      expect(() => riderOf(url, {}, {})).toThrow(CommandError);
      expect(() => riderOf(url, { rider: 'alice' }, {})).toThrow('--token');
    },
  );

  it.each(['a.b…', 'a.\nb', 'a b', ' '])('is not told by what no header can contain: %j', (token) => {
    expect(() => riderOf(here, {}, { RIDE_REQUEST_TOKEN: token })).toThrow(
      new UsageError('$RIDE_REQUEST_TOKEN must be a token: visible characters of ASCII, without spaces.'),
    );
  });

  it('is not said twice', async () => {
    expect(() => riderOf(here, { rider: 'alice', token: 'x.y.z' }, {})).toThrow(UsageError);
  });
});
