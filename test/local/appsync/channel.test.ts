import { describe, expect, it } from 'vitest';
import { heardAt, listenedSegmentsOf, segmentsOf } from '../../../local/appsync/channel.ts';

const long = 'a'.repeat(51);

describe('a channel', () => {
  it.each([
    ['/rooms/1', ['rooms', '1']],
    ['rooms/1', ['rooms', '1']],
    ['/rooms', ['rooms']],
    ['/a/b/c/d/e', ['a', 'b', 'c', 'd', 'e']],
    [`/${'a'.repeat(50)}`, ['a'.repeat(50)]],
    ['/a/b/c/d/e/f', undefined],
    [`/${long}`, undefined],
    ['/rooms/', undefined],
    ['//rooms', undefined],
    ['/rooms/a_b', undefined],
    ['/rooms/-a', undefined],
    ['/rooms/a-', undefined],
    ['/rooms/*', undefined],
    ['', undefined],
    [7, undefined],
    [undefined, undefined],
  ])('to publish on is made of up to five segments: %s', (channel, segments) => {
    expect(segmentsOf(channel)).toEqual(segments);
  });

  it.each([
    ['/rooms/*', ['rooms', '*']],
    ['/a/b/c/d/*', ['a', 'b', 'c', 'd', '*']],
    ['/rooms/1', ['rooms', '1']],
    ['/*', undefined],
    ['/rooms/*/1', undefined],
    ['/rooms/**', undefined],
    ['/a/b/c/d/e/*', undefined],
    [null, undefined],
  ])('to listen to may end in a wildcard: %s', (channel, segments) => {
    expect(listenedSegmentsOf(channel)).toEqual(segments);
  });

  it('is heard by itself and by every wildcard above it', () => {
    expect(heardAt(['rooms', 'a', '1'])).toEqual(['/rooms/a/1', '/rooms/*', '/rooms/a/*']);
  });
});
