import type { CloudDescription } from '../cloud-description.ts';
import type { DeliveredMessage } from '../insides/delivered-message.ts';
import type { Functions } from '../lambda/functions.ts';
import type { LogBuffer } from '../log-buffer.ts';
import type { Queues } from '../queues.ts';
import type { AwsJsonClient } from '../services/aws-json-client.ts';
import type { HttpReply, HttpRequest } from './http-types.ts';

/** What an API reports to other processes on this machine about the cloud that serves it. */
export interface AboutCloud extends Queues {
  /** Undefined until the whole stack is up. */
  readonly description: CloudDescription | undefined;
  /** Undefined where logs are not kept. */
  readonly logs: LogBuffer | undefined;
  /** Messages that queues have delivered; undefined where they are not kept. */
  readonly messages: LogBuffer<DeliveredMessage> | undefined;
  readonly functions: Functions;
  readonly dynamodb: AwsJsonClient;
  readonly routes: readonly SideRoute[];
  /** The directory that is served at `/`. */
  readonly site: string | undefined;
}

/** Requests that are answered next to the API, on its port. */
export interface SideRoute {
  /** The prefix of its paths, with a trailing slash: `/_tools/`. */
  readonly prefix: string;
  /** Errors are answered with 500. */
  answer(request: HttpRequest, about: AboutCloud): Promise<HttpReply> | HttpReply;
}
