import { describe, expect, it } from 'vitest';
import { riderAccess, sameWho } from '../../cli/rider-client.ts';
import { shellWord } from '../../cli/shell-word.ts';

describe('the next command', () => {
  it.each([
    [{}, ''],
    [{ rider: 'alice', api: 'http://127.0.0.1:4100/v1/' }, ' --rider alice'],
    [{ rider: 'auth0|a', api: 'http://127.0.0.1:5/$HOME/' }, " --rider 'auth0|a' --api 'http://127.0.0.1:5/$HOME/'"],
  ])('means, after one with %j, the same stack and rider', (who, options) => {
    expect(sameWho(who)).toBe(options);
  });

  it.each([
    ['a-b_1@c.d', 'a-b_1@c.d'],
    ['', "''"],
    ['a b', "'a b'"],
    ["it's", "'it'\\''s'"],
    ['$(id)', "'$(id)'"],
  ])('has %j as %s', (value, word) => {
    expect(shellWord(value)).toBe(word);
  });

  it.each([
    ['https://abc.execute-api.eu-west-1.amazonaws.com/v1/', ' --aws'],
    ['http://abc.execute-api.localhost.localstack.cloud:4566/v1/', ' --endpoint http://localhost:4566'],
    ['http://localhost/v1/', ' --endpoint http://localhost'],
  ])('looks for logs of a stack behind %s, which no embedded cloud serves, with%s', (api, options) => {
    expect(riderAccess({ token: 'a.b.c', api }).elsewhere).toBe(options);
  });
});
