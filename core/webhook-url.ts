/** The most characters of a webhook's URL. */
export const longestUrl = 2_048;

const absolute = /^https?:\/\/[\x21-\x7e]+$/i;

/** Names and addresses of the machine itself, as in a parsed URL. */
const loopbackHost = /^((.+\.)?localhost\.?|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * What is wrong with a webhook's URL; undefined when it is allowed. It has to be `https:`; loopback may be called where that
 * is allowed, over `http:` too. The addresses of its host are checked when the call is made.
 */
export function webhookUrlFault(text: string, loopbackAllowed: boolean): string | undefined {
  if (text.length > longestUrl) return `must be at most ${longestUrl} characters long`;
  const url = absolute.test(text) ? URL.parse(text) : null;
  if (url === null) return 'must be an absolute URL that begins with https:';
  if (url.port === '0') return 'must not have port 0';
  if (url.username !== '' || url.password !== '') return 'must not contain credentials';
  // The parser has normalized all forms of an address (decimal, octal, hexadecimal).
  const isLoopback = loopbackHost.test(url.hostname);
  if (isLoopback && loopbackAllowed) return undefined;
  if (url.protocol !== 'https:') return 'must begin with https:';
  return isLoopback ? 'must lead to a public address' : undefined;
}
