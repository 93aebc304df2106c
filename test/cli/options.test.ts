import { describe, expect, it } from 'vitest';
import { UsageError } from '../../cli/errors.ts';
import { optionsOf, pointOf, portOf } from '../../cli/options.ts';

describe('options', () => {
  const known = { pickup: { type: 'string' }, json: { type: 'boolean', default: false } } as const;

  it('are read by name, with their defaults', () => {
    expect({ ...optionsOf(['--pickup', '1,2'], known) }).toEqual({ pickup: '1,2', json: false });
    expect({ ...optionsOf(['--pickup=-1,2', '--json'], known) }).toEqual({ pickup: '-1,2', json: true });
  });

  it.each([[['--pikcup', '1,2']], [['1,2']], [['--pickup']], [['--json=yes']]])('are refused: %j', (args) => {
    expect(() => optionsOf(args, known)).toThrow(UsageError);
  });
});

describe('a place', () => {
  it.each([
    ['37.7749,-122.4194', { lat: 37.7749, lng: -122.4194 }],
    ['0,0', { lat: 0, lng: 0 }],
    [' 1 , 2 ', { lat: 1, lng: 2 }],
  ])('is read from %s', (text, point) => {
    expect(pointOf(text, '--pickup')).toEqual(point);
  });

  it.each([undefined, '', '37', '37,', ',1', '1,2,3', 'here', '1;2', 'NaN,1', 'Infinity,1'])('is not %s', (text) => {
    expect(() => pointOf(text, '--pickup')).toThrow(UsageError);
    expect(() => pointOf(text, '--pickup')).toThrow('--pickup must be a place');
  });
});

describe('a port', () => {
  it.each([
    ['0', 0],
    ['4100', 4100],
    ['65535', 65_535],
  ])('is %s', (text, port) => {
    expect(portOf(text, '--port')).toBe(port);
  });

  it.each(['-1', '65536', '80.5', 'http', ' '])('is not %s', (text) => {
    expect(() => portOf(text, '--port')).toThrow(UsageError);
  });
});
