import type { CloudDescription } from '../cloud-description.ts';
import type { DeliveredMessage } from '../insides/delivered-message.ts';
import type { Functions } from '../lambda/functions.ts';
import type { LogBuffer } from '../log-buffer.ts';
import type { Queues } from '../queues.ts';
import type { AwsJsonClient } from '../services/aws-json-client.ts';
import type { HttpReply, HttpRequest } from './http-types.ts';

/** What an API tells other processes on this machine of the cloud that serves it. */
export interface AboutCloud extends Queues {
  /** Undefined until all of the stack is there. */
  readonly description: CloudDescription | undefined;
  /** Undefined where none are kept. */
  readonly logs: LogBuffer | undefined;
  /** What queues have delivered; undefined where it is not kept. */
  readonly messages: LogBuffer<DeliveredMessage> | undefined;
  readonly functions: Functions;
  readonly dynamodb: AwsJsonClient;
  readonly routes: readonly SideRoute[];
  /** The directory that is served at `/`. */
  readonly site: string | undefined;
}

/** Requests that are answered beside the API, on its port. */
export interface SideRoute {
  /** Of the paths that it answers, up to a slash: `/_tools/`. */
  readonly prefix: string;
  /** What it throws is answered as 500. */
  answer(request: HttpRequest, about: AboutCloud): Promise<HttpReply> | HttpReply;
}
