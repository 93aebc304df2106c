/** The issuer of riders' and drivers' tokens. */
export interface TokenIssuer {
  /** What a function needs to verify tokens. */
  readonly environment: Readonly<Record<string, string>>;
  /** What a client needs to get a token. */
  readonly outputs: Readonly<Record<string, string>>;
}
