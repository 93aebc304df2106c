/** Who signs the tokens of riders and drivers. */
export interface TokenIssuer {
  /** What a function has to know to verify them. */
  readonly environment: Readonly<Record<string, string>>;
  /** What has to be known to get one. */
  readonly outputs: Readonly<Record<string, string>>;
}
