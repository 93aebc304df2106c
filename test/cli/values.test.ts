import { describe, expect, it } from 'vitest';
import { UsageError } from '../../cli/errors.ts';
import {
  readCount,
  readEndpoint,
  readJson,
  readPoint,
  readPort,
  readSpanMs,
  readSpanWithin,
  readUrl,
} from '../../cli/values.ts';

describe('a place', () => {
  it.each([
    ['37.7749,-122.4194', { lat: 37.7749, lng: -122.4194 }],
    ['0,0', { lat: 0, lng: 0 }],
    ['-33.8,151.2', { lat: -33.8, lng: 151.2 }],
    [' 1 , 2 ', { lat: 1, lng: 2 }],
  ])('is read from %s', (text, point) => {
    expect(readPoint(text, '--pickup')).toEqual(point);
  });

  it.each(['', '37', '37,', ',1', '1,2,3', 'here', '1;2', 'NaN,1', 'Infinity,1'])('is not %s', (text) => {
    expect(() => readPoint(text, '--pickup')).toThrow(UsageError);
    expect(() => readPoint(text, '--pickup')).toThrow('--pickup must be a place');
  });
});

describe('an address', () => {
  it.each(['http://127.0.0.1:4100/v1/', 'https://abc.execute-api.eu-west-1.amazonaws.com/v1', 'HTTP://[::1]:4100'])(
    'is %s',
    (text) => {
      expect(readUrl(text, '--api')).toBe(text);
    },
  );

  it.each([
    ['', 'be a URL, such as http://127.0.0.1:4100/v1/'],
    ['http://', 'be a URL, such as http://127.0.0.1:4100/v1/'],
    ['http://a b', 'be a URL, such as http://127.0.0.1:4100/v1/'],
    ['here', 'begin with http:// or https://, such as http://here'],
    ['localhost:4100', 'begin with http:// or https://, such as http://localhost:4100'],
    ['127.0.0.1:4100/v1/', 'begin with http:// or https://, such as http://127.0.0.1:4100/v1/'],
    ['ftp://localhost/', 'begin with http:// or https://, not ftp://'],
    ['file:///v1/', 'begin with http:// or https://, not file://'],
    ['http://ann:secret@localhost/', 'have no user name or password in it.'],
    ['ann:secret@localhost', 'have no user name or password in it.'],
    ['http://localhost/v1/?a=b#c', 'end before ?a=b#c, such as http://127.0.0.1:4100/v1/'],
    ['http://localhost/#c', 'end before #c, such as http://127.0.0.1:4100/v1/'],
  ])('is not %j', (text, must) => {
    expect(() => readUrl(text, '--api')).toThrow(new UsageError(`--api must ${must}`));
  });

  it('of an emulator has another example', () => {
    expect(() => readEndpoint('', '--endpoint')).toThrow('--endpoint must be a URL, such as http://127.0.0.1:4566');
  });
});

describe('a port', () => {
  it.each([
    ['0', 0],
    ['4100', 4100],
    ['65535', 65_535],
  ])('is %s', (text, port) => {
    expect(readPort(text, '--port')).toBe(port);
  });

  it.each(['-1', '65536', '80.5', 'http', ' '])('is not %s', (text) => {
    expect(() => readPort(text, '--port')).toThrow(UsageError);
  });
});

describe('a span of time', () => {
  it.each([
    ['90s', 90_000],
    ['30m', 1_800_000],
    ['6h', 21_600_000],
    ['2d', 172_800_000],
  ])('is %s', (text, ms) => {
    expect(readSpanMs(text, '--since')).toBe(ms);
  });

  it.each(['90', 's', '1w', '-1s', '1.5h'])('is not %s', (text) => {
    expect(() => readSpanMs(text, '--since')).toThrow('--since must be a span of time');
  });
});

describe('a span of time between two others', () => {
  const read = readSpanWithin('1s', '24d');

  it.each([
    ['1s', 1_000],
    ['24d', 2_073_600_000],
  ])('is %s', (text, ms) => {
    expect(read(text, '--for')).toBe(ms);
  });

  it.each(['0s', '25d', '2073601s', '', '24'])('is not %s', (text) => {
    expect(() => read(text, '--for')).toThrow(UsageError);
  });
});

describe('a count', () => {
  it.each(['0', '-1', '1.5', 'many', '1000000'])('is not %s', (text) => {
    expect(() => readCount(text, '--wait')).toThrow('--wait must be a whole number');
  });
});

describe('JSON', () => {
  it('is read, or named with what is wrong with it', () => {
    expect(readJson('{"eta":{"delayMs":5}}', '--simulate')).toEqual({ eta: { delayMs: 5 } });
    expect(() => readJson('{', '--simulate')).toThrow(/--simulate must be JSON: ./);
  });
});
