/** The namespace of the channels that riders hear of their rides on. */
export const pushNamespace = 'rides';

/**
 * The channel of one ride: `/rides/{rider}/{ride}`, each id as a segment of a channel has to be. This file is all that
 * publisher, authorizer and client know of it, so that they cannot differ.
 */
export async function rideChannel(riderId: string, rideId: string): Promise<string> {
  return `/${pushNamespace}/${await segmentOf(riderId)}/${await segmentOf(rideId)}`;
}

/** All rides of a rider. Only for who listens: nothing can be published on it. */
export async function riderChannels(riderId: string): Promise<string> {
  return `/${pushNamespace}/${await segmentOf(riderId)}/*`;
}

/** What AppSync takes: https://docs.aws.amazon.com/appsync/latest/eventapi/channel-namespaces.html */
const longestSegment = 50;

/**
 * An id as a segment: letters, digits and hyphens, no hyphen at its ends, and small letters alone, so that it does not
 * matter whether case does. Two ids are never the same segment: whatever else an id has, `z` too, is `z` and its UTF-8 in
 * hexadecimal. An id that gets too long by that is `zz`, which no other begins with, and 184 bits of its SHA-256.
 */
async function segmentOf(id: string): Promise<string> {
  const segment = id.replace(/^-|-$|[^a-y0-9-]/gu, escaped);
  return segment.length > 0 && segment.length <= longestSegment ? segment : `zz${(await sha256(id)).slice(0, 46)}`;
}

const escaped = (character: string): string => [...utf8(character)].map((byte) => `z${hex(byte)}`).join('');

/** By the Web's own API, as browsers have no other. */
async function sha256(text: string): Promise<string> {
  return [...new Uint8Array(await crypto.subtle.digest('SHA-256', utf8(text)))].map(hex).join('');
}

const utf8 = (text: string) => new TextEncoder().encode(text);

const hex = (byte: number): string => byte.toString(16).padStart(2, '0');
