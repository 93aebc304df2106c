const longestUrl = 2_048;

const absolute = /^https?:\/\/[\x21-\x7e]+$/i;

const loopbackHost = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * What is wrong with a URL to call back at; undefined when it will do. It has to be `https:`; `http:` may lead to
 * loopback, where that is allowed. The addresses that its host's name stands for are looked at when the call is made.
 */
export function callbackUrlFault(text: string, loopbackAllowed: boolean): string | undefined {
  if (text.length > longestUrl) return `must be at most ${longestUrl} characters long`;
  const url = absolute.test(text) ? URL.parse(text) : null;
  if (url === null) return 'must be an absolute URL that begins with https:';
  if (url.username !== '' || url.password !== '') return 'must not contain credentials';
  // The parser has written all forms of an address (decimal, octal, hexadecimal) as one.
  const mayBePlain = loopbackAllowed && loopbackHost.test(url.hostname);
  return url.protocol === 'https:' || mayBePlain ? undefined : 'must begin with https:';
}
