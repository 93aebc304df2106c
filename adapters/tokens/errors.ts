/** A token that is not accepted. The error contains nothing of the token. */
export class InvalidTokenError extends Error {
  override readonly name: string = 'InvalidTokenError';

  constructor(message = 'The token is not one that this API accepts.') {
    super(message);
  }
}

/** A token that has expired: its bearer needs a new one. */
export class ExpiredTokenError extends InvalidTokenError {
  override readonly name = 'ExpiredTokenError';

  constructor() {
    super('The token has expired.');
  }
}

/** A token that is valid later: most likely its issuer's clock is ahead of this one. */
export class TokenNotYetValidError extends InvalidTokenError {
  override readonly name = 'TokenNotYetValidError';

  constructor() {
    super('The token is not valid yet.');
  }
}

/** The issuer's public keys are unavailable at the moment, so no token can be verified. */
export class IssuerUnavailableError extends Error {
  override readonly name = 'IssuerUnavailableError';
}
