import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { asRider } from '../../cli/callers.ts';
import type { DriverRideView, RideView } from '../../core/ride-view.ts';
import { type Cloud, type ServiceCall, startCloud } from '../../local/index.ts';
import { redeliverSoon } from '../support/redeliver-soon.ts';
import { type Answer, apiAt } from './api.ts';
import { bystanderOf } from './bystander.ts';
import { functionTimeoutSeconds } from './chaos-stack.ts';
import { clockOf, type StackClock } from './clock.ts';
import { type Deliveries, deliveriesOf } from './deliveries.ts';
import { faultsOf } from './faults.ts';
import type { Intensity } from './intensity.ts';
import { type Metronome, metronomeOf } from './metronome.ts';
import { type OwnClock, ownClock as startOwnClock } from './own-clock.ts';
import { type Recorder, recorderOf } from './recorder.ts';
import type { Outage } from './scenario.ts';
import { type Services, servicesOf } from './services.ts';
import { type Sightings, Watch } from './sightings.ts';
import type { Tally } from './tally.ts';

/** A running stack whose functions' calls meet faults between `disturb` and `calm`. */
export interface DisturbedStack {
  readonly cloud: Cloud;
  readonly services: Services;
  readonly recorder: Recorder;
  readonly metronome: Metronome;
  readonly ownClock: OwnClock;
  readonly deliveries: Deliveries;
  /** What was seen of calls while they were disturbed. */
  readonly sightings: Sightings;
  /** When invocations of the API's function ended without an answer: epoch milliseconds. */
  readonly apiDeaths: readonly number[];
  /** What was answered to whoever cancelled a ride that was about to be confirmed. */
  readonly cancelled: readonly (RideView | DriverRideView)[];
  readonly clock: StackClock;
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
  /** What goes on failing, by the trace of the ride. */
  readonly outages?: ReadonlyMap<string, Outage>;
}

export async function startDisturbedStack(options: DisturbedStackOptions): Promise<DisturbedStack> {
  const { assemblyDirectory, seed, intensity, injected, outages = new Map() } = options;
  const clock = await clockOf(assemblyDirectory);
  const watch = new Watch();
  const apiDeaths: number[] = [];
  // The faults need the cloud, and the cloud needs them to start; it starts undisturbed.
  let isDisturbed = false;
  const bystander = bystanderOf(seed, () => cloud.environment.AWS_ENDPOINT_URL ?? '', injected);
  const killFunction = (functionName: string) => cloud.killWorkers(functionName);
  const cancelled: (RideView | DriverRideView)[] = [];
  const cancel = async (rideId: string) => {
    const { view } = await cancelRide(cloud, services, rideId);
    if (view) cancelled.push(view);
  };
  const copy = (call: ServiceCall) => {
    watch.disturb(call);
    bystander.copy(call);
  };
  const decide = faultsOf({ seed, intensity, injected, copy, outages, cancel, killFunction });
  const intercept = async (call: ServiceCall) => {
    const fate = isDisturbed ? await decide(call) : 'pass';
    watch.saw(call, fate);
    return fate;
  };
  const cloud: Cloud = await startCloud({
    assemblyDirectory,
    intercept,
    onLog: ({ at, functionName, stream, line }) => {
      if (stream === 'platform' && /ApiFunction/.test(functionName) && isDeath(line)) apiDeaths.push(at);
    },
  });
  const services = servicesOf(cloud);
  await redeliverSoon(services.sqs, cloud, functionTimeoutSeconds + 1);
  const metronome = await metronomeOf(services);
  const ownClock = startOwnClock();
  const deliveries = deliveriesOf(cloud.apiUrl);
  return {
    cloud,
    services,
    metronome,
    ownClock,
    deliveries,
    sightings: watch,
    apiDeaths,
    cancelled,
    clock,
    recorder: await recorderOf(services, cloud.outputs.RideEventsTopicArn ?? ''),
    disturb: () => {
      isDisturbed = true;
    },
    calm: async () => {
      isDisturbed = false;
      await bystander.stop();
    },
    stop: async () => {
      deliveries.stop();
      await metronome.stop();
      ownClock.stop();
      await clock.reset();
      services.close();
      await cloud.stop();
    },
  };
}

/** A line by which the cloud tells that a worker has ended, or that an invocation took too long. */
const isDeath = (line: string): boolean => /^(Runtime\.ExitError|Sandbox\.Timedout) /.test(line);

/** As its rider would, who needs no more to know than what the record says. */
async function cancelRide({ apiUrl, outputs }: Cloud, { dynamo }: Services, rideId: string): Promise<Answer> {
  const { Item } = await dynamo.send(new GetCommand({ TableName: outputs.RidesTableName, Key: { rideId } }));
  return apiAt(apiUrl).call('POST', `rides/${rideId}/cancel`, await asRider(String(Item?.riderId)));
}
