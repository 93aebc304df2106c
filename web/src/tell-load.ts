import type { Outcomes } from '../../cli/console/protocol.ts';
import { counted, grouped, listed } from './units.ts';

/** What is known of a load at some moment. */
export interface LoadFacts {
  readonly wanted: number;
  readonly accepted: number;
  /** Refused with 429: the stack cannot serve more in time. */
  readonly refused: number;
  /** The range of their `Retry-After`, in seconds. */
  readonly retryAfter?: readonly [least: number, most: number] | undefined;
  /** Failed otherwise; `problem` is the last reason. */
  readonly failed: number;
  readonly problem?: string | undefined;
  /** Of the accepted rides. Unknown where the page does not see into the stack. */
  readonly outcomes?: Outcomes | undefined;
  readonly isStopped: boolean;
  /** The stack has stopped answering. */
  readonly isCutOff: boolean;
  /** `waiting`: for outcomes. `releasing`: the remaining rides are being cancelled. */
  readonly phase: 'sending' | 'waiting' | 'releasing' | 'done';
  readonly tookMs?: number | undefined;
  /** How many rides could not be cancelled. */
  readonly leftBehind?: number | undefined;
}

export const offeredOf = ({ accepted, refused, failed }: LoadFacts): number => accepted + refused + failed;

/** The state of a load in words. */
export function tellLoad(facts: LoadFacts): string {
  const { phase, wanted, outcomes } = facts;
  const offered = offeredOf(facts);
  // Once it is known how the rides have ended, that is told.
  if (facts.isCutOff && facts.tookMs === undefined) return cutOffOf(facts);
  switch (phase) {
    case 'sending':
      return `Sending: ${grouped(offered)} of ${counted(wanted, 'ride')} offered, ${answersOf(facts)}.`;
    case 'waiting': {
      if (!outcomes) return `${sentOf(facts)}. Accepted rides wait for their outcome.`;
      const waiting = waitingOf(facts);
      const wait = waiting === 1 ? 'waits for its outcome' : 'wait for their outcome';
      return `${sentOf(facts)}. ${grouped(waiting)} of ${counted(facts.accepted, 'accepted ride')} ${wait}.`;
    }
    case 'releasing': {
      const open = outcomes ? grouped(outcomes.open) : 'All';
      const left =
        outcomes?.open === 1 ? '1 ride that waits or has a driver is' : `${open} rides that wait or have a driver are`;
      return `${sentOf(facts)}. ${left} being cancelled.`;
    }
    case 'done':
      return endOf(facts);
  }
}

function cutOffOf(facts: LoadFacts): string {
  const { wanted, accepted } = facts;
  const [offered, waiting] = [offeredOf(facts), waitingOf(facts)];
  const all = wanted === 1 ? 'the ride' : `all ${grouped(wanted)} rides`;
  const sent = offered === wanted ? all : `${grouped(offered)} of ${counted(wanted, 'ride')}`;
  const these =
    waiting < accepted
      ? `${grouped(waiting)} of ${counted(accepted, 'accepted ride')}`
      : `the accepted ${accepted === 1 ? 'ride' : 'rides'}`;
  const fate =
    waiting > 0
      ? [`what happened to ${these} is not known`]
      : accepted > 0
        ? ['each accepted ride had its outcome']
        : [];
  return `${[`The stack stopped answering after ${sent}`, ...fate].join('; ')}.`;
}

const sentOf = (facts: LoadFacts): string =>
  facts.isStopped
    ? `Stopped after ${grouped(offeredOf(facts))} of ${counted(facts.wanted, 'ride')}: ${answersOf(facts)}`
    : `${facts.wanted === 1 ? 'The ride was' : `All ${grouped(facts.wanted)} rides were`} offered: ${answersOf(facts)}`;

function answersOf({ accepted, refused, retryAfter, failed, problem }: LoadFacts): string {
  const [least, most] = retryAfter ?? [];
  const span = least === most ? least : `${least} to ${most}`;
  const back = least === undefined ? '' : ` and told to retry after ${span} s`;
  return listed([
    `${grouped(accepted)} accepted`,
    ...(refused > 0 ? [`${grouped(refused)} refused at once (429)${back}`] : []),
    ...(failed > 0 ? [`${grouped(failed)} failed (${problem})`] : []),
  ]);
}

/** Whether all accepted rides are known to have an outcome. */
export function isDecided(outcomes: Outcomes | undefined, accepted: number): boolean {
  if (accepted === 0) return true;
  if (!outcomes) return false;
  const { waiting, confirmed, rejected, expired, cancelled } = outcomes;
  return waiting === 0 && confirmed + rejected + expired + cancelled >= accepted;
}

/** Accepted rides without a known outcome: the backend may not have received the latest ones. */
export const waitingOf = ({ accepted, outcomes }: Pick<LoadFacts, 'accepted' | 'outcomes'>): number =>
  outcomes ? accepted - outcomes.confirmed - outcomes.rejected - outcomes.expired - outcomes.cancelled : accepted;

function endOf(facts: LoadFacts): string {
  const { outcomes, tookMs, leftBehind, accepted } = facts;
  if (accepted === 0) return `${sentOf(facts)}.`;
  if (!outcomes)
    return `${sentOf(facts)}. How ${facts.accepted === 1 ? 'it' : 'the accepted rides'} ended is not known here.`;
  const ends = [
    `${grouped(outcomes.confirmed)} ${outcomes.confirmed === 1 ? 'was' : 'were'} confirmed`,
    `${grouped(outcomes.rejected)} rejected`,
    `${grouped(outcomes.expired)} expired`,
  ];
  const early = `cancelled before ${outcomes.cancelled === 1 ? 'its' : 'their'} outcome`;
  const cancelled = outcomes.cancelled > 0 ? [`${grouped(outcomes.cancelled)} ${early}`] : [];
  const unknown = waitingOf(facts) > 0 ? [`${grouped(waitingOf(facts))} without a known outcome`] : [];
  const took = tookMs === undefined ? '' : `, after ${(tookMs / 1_000).toFixed(1)} s`;
  const ended = `Of ${accepted === 1 ? '1 accepted ride' : 'the accepted rides'} ${listed([...ends, ...cancelled, ...unknown])}${took}.`;
  return [`${sentOf(facts)}.`, ended, ...leftOf(outcomes.confirmed, leftBehind)].join(' ');
}

/** What became of the rides that had a driver, where any had. */
function leftOf(confirmed: number, leftBehind: number | undefined): string[] {
  if (leftBehind) return [`${counted(leftBehind, 'ride')} could not be cancelled and may hold a driver.`];
  if (confirmed === 0) return [];
  const [rides, drivers] = confirmed === 1 ? ['ride was', 'its driver'] : ['rides were', 'their drivers'];
  if (leftBehind === 0) return [`The confirmed ${rides} cancelled to free ${drivers}.`];
  return [`Whether the confirmed ${rides} cancelled afterwards is not known.`];
}

/**
 * A round number of rides for a machine with so many cores. It leaves some of the free drivers free, so that nearly all
 * rides can be confirmed.
 */
export function suggestedRides(freeDrivers: number | undefined, cores: number): number {
  if (freeDrivers === undefined) return 100;
  const rides = Math.min(ridesACore * cores, Math.floor(0.6 * freeDrivers));
  return Math.max(1, rides < 20 ? rides : Math.floor(rides / 10) * 10);
}

/** Cores that run everything finish that in some ten seconds. */
const ridesACore = 100;
