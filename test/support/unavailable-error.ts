/** What a verification needs can't be had on this machine. Nothing was tried; the message says why not, and what to do. */
export class UnavailableError extends Error {
  override readonly name = 'UnavailableError';
}
