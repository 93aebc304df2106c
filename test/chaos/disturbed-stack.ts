import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { asRider } from '../../cli/callers.ts';
import { type Cloud, startCloud } from '../../local/index.ts';
import { redeliverSoon } from '../support/redeliver-soon.ts';
import { apiAt } from './api.ts';
import { bystanderOf } from './bystander.ts';
import { functionTimeoutSeconds } from './chaos-stack.ts';
import { faultsOf } from './faults.ts';
import type { Intensity } from './intensity.ts';
import { type Recorder, recorderOf } from './recorder.ts';
import { type Services, servicesOf } from './services.ts';
import type { Tally } from './tally.ts';

/** A running stack whose functions' calls meet faults between `disturb` and `calm`. */
export interface DisturbedStack {
  readonly cloud: Cloud;
  readonly services: Services;
  readonly recorder: Recorder;
  disturb(): void;
  /** No more faults; copies of messages that were still to come are sent now. */
  calm(): Promise<void>;
  stop(): Promise<void>;
}

export interface DisturbedStackOptions {
  readonly assemblyDirectory: string;
  readonly seed: number;
  readonly intensity: Intensity;
  /** Counts what is injected. */
  readonly injected: Tally;
}

export async function startDisturbedStack(options: DisturbedStackOptions): Promise<DisturbedStack> {
  const { assemblyDirectory, seed, intensity, injected } = options;
  // The faults need the cloud, and the cloud needs them to start; it starts undisturbed.
  let isDisturbed = false;
  const bystander = bystanderOf(seed, () => cloud.environment.AWS_ENDPOINT_URL ?? '', injected);
  const killFunction = (functionName: string) => cloud.killWorkers(functionName);
  const cancel = (rideId: string) => cancelRide(cloud, services, rideId);
  const intercept = faultsOf({ seed, intensity, injected, copy: bystander.copy, cancel, killFunction });
  const cloud: Cloud = await startCloud({
    assemblyDirectory,
    intercept: (call) => (isDisturbed ? intercept(call) : 'pass'),
  });
  const services = servicesOf(cloud);
  await redeliverSoon(services.sqs, cloud, functionTimeoutSeconds + 1);
  return {
    cloud,
    services,
    recorder: await recorderOf(services, cloud.outputs.RideEventsTopicArn ?? ''),
    disturb: () => {
      isDisturbed = true;
    },
    calm: async () => {
      isDisturbed = false;
      await bystander.stop();
    },
    stop: async () => {
      services.close();
      await cloud.stop();
    },
  };
}

/** As its rider would, who needs no more to know than what the record says. */
async function cancelRide({ apiUrl, outputs }: Cloud, { dynamo }: Services, rideId: string): Promise<void> {
  const { Item } = await dynamo.send(new GetCommand({ TableName: outputs.RidesTableName, Key: { rideId } }));
  await apiAt(apiUrl).call('POST', `rides/${rideId}/cancel`, await asRider(String(Item?.riderId)));
}
