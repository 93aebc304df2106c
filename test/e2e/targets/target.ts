/** What the command line says about where the stack is. */
export interface TargetOptions {
  /** Where the services of an emulator are, for the AWS SDK and the API. */
  readonly endpoint?: string | undefined;
  /** The file that `cdk deploy --outputs-file` wrote. */
  readonly outputsFile?: string | undefined;
}

/** The services of AWS that the suite looks into. */
export type Service = 'sqs' | 'secretsmanager';

/** For a client of the AWS SDK. What is left out is the SDK's default. */
export interface ClientConfig {
  readonly endpoint?: string;
  readonly region?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** A stack that runs somewhere, and how to speak to it. */
export interface Deployment {
  /** Ends with a slash. */
  readonly apiUrl: string;
  readonly stackName: string;
  /** The stack's outputs. */
  readonly outputs: Readonly<Record<string, string>>;
  /** How the redrive command is told where the stack is. */
  readonly redriveOptions: readonly string[];
  /** What simulated delays and waits are multiplied by: more where every hop takes longer. */
  readonly timeFactor: number;
  /** Prints a bearer token, told a role and a name, where the stack does not believe the development issuer. */
  readonly tokenCommand?: string;
  clientConfig(service: Service): ClientConfig;
  close(): Promise<void>;
}

/** A kind of place where the stack can run. */
export interface Target {
  /** Half a line, for `--help`. */
  readonly summary: string;
  /** The options that it needs; it takes no others. */
  readonly needs: readonly (keyof TargetOptions)[];
  /** Whether scenarios have to run one after the other there, where they would be in each other's way. */
  readonly oneAtATime?: boolean;
  /** Finds the stack, or starts it. Throws `TargetError` when there is none. */
  open(options: TargetOptions): Promise<Deployment>;
}

/** The suite can't run against a target. The message says why and what to do. */
export class TargetError extends Error {
  override readonly name = 'TargetError';
}
