/** The namespace of the channels on which riders receive events of their rides. */
export const pushNamespace = 'rides';

/**
 * The channel of one ride: `/rides/{rider}/{ride}`, with each id encoded as a channel segment. Publisher, authorizer and
 * client all use this file, so that they cannot differ.
 */
export async function rideChannel(riderId: string, rideId: string): Promise<string> {
  return `/${pushNamespace}/${await segmentOf(riderId)}/${await segmentOf(rideId)}`;
}

/** All rides of a rider. For subscriptions only: nothing can be published on it. */
export async function riderChannels(riderId: string): Promise<string> {
  return `/${pushNamespace}/${await segmentOf(riderId)}/*`;
}

/** The format that AppSync accepts: https://docs.aws.amazon.com/appsync/latest/eventapi/channel-namespaces.html */
const longestSegment = 50;

/**
 * An id as a segment: letters, digits and inner hyphens. Only lower-case letters are used, so that case sensitivity does not
 * matter. Two ids never give the same segment: each other character, and `z`, becomes `z` and its UTF-8 in hexadecimal. An id
 * that would get too long becomes `zz`, a prefix that no other has, and 184 bits of its SHA-256.
 */
async function segmentOf(id: string): Promise<string> {
  const segment = id.replace(/^-|-$|[^a-y0-9-]/gu, escaped);
  return segment.length > 0 && segment.length <= longestSegment ? segment : `zz${(await sha256(id)).slice(0, 46)}`;
}

const escaped = (character: string): string => [...utf8(character)].map((byte) => `z${hex(byte)}`).join('');

/** Uses the Web Crypto API, the only one that browsers have. */
async function sha256(text: string): Promise<string> {
  return [...new Uint8Array(await crypto.subtle.digest('SHA-256', utf8(text)))].map(hex).join('');
}

const utf8 = (text: string) => new TextEncoder().encode(text);

const hex = (byte: number): string => byte.toString(16).padStart(2, '0');
