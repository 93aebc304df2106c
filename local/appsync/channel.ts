/** The allowed form of a channel's segments: https://docs.aws.amazon.com/appsync/latest/eventapi/channel-namespaces.html */
const segmentFormat = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,48}[A-Za-z0-9])?$/;
const mostSegments = 5;

/** The segments of `/one/two`, with or without the leading slash; undefined when it is not a channel to publish on. */
export function segmentsOf(channel: unknown): readonly string[] | undefined {
  if (typeof channel !== 'string') return undefined;
  const segments = channel.replace(/^\//, '').split('/');
  return segments.length <= mostSegments && segments.every((segment) => segmentFormat.test(segment))
    ? segments
    : undefined;
}

/** The same for a channel to subscribe to, whose last segment may be `*`: all channels with that prefix. */
export function listenedSegmentsOf(channel: unknown): readonly string[] | undefined {
  if (typeof channel !== 'string' || !channel.endsWith('/*')) return segmentsOf(channel);
  const above = segmentsOf(channel.slice(0, -2));
  return above && above.length < mostSegments ? [...above, '*'] : undefined;
}

/** The key of a channel's subscriptions. */
export const pathOf = (segments: readonly string[]): string => `/${segments.join('/')}`;

/** The paths of all subscriptions that match a channel: its own, and the wildcards above it. */
export function heardAt(segments: readonly string[]): readonly string[] {
  const wildcards = segments.slice(1).map((_, index) => `${pathOf(segments.slice(0, index + 1))}/*`);
  return [pathOf(segments), ...wildcards];
}
