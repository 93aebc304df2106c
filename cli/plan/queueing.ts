/**
 * The probability that a call finds all servers busy in a system without a queue: Erlang's B formula, by its recursion.
 *
 * @param offered arrivals a second × seconds of service: the mean number of busy servers, if there were enough (erlangs)
 * @see https://en.wikipedia.org/wiki/Erlang_(unit)#Erlang_B_formula
 */
export function erlangB(servers: number, offered: number): number {
  let blocked = 1;
  for (let server = 1; server <= servers; server += 1) blocked = (offered * blocked) / (server + offered * blocked);
  return blocked;
}

/** The probability that a call has to wait in an M/M/c queue: Erlang's C formula. 1 if the queue grows without end. */
export function erlangC(servers: number, offered: number): number {
  if (offered >= servers) return 1;
  return waitingShare(servers, offered, erlangB(servers, offered));
}

/** Erlang's C from his B. */
const waitingShare = (servers: number, offered: number, blocked: number): number =>
  (servers * blocked) / (servers - offered * (1 - blocked));

/** The mean wait in an M/M/c queue, in the unit of `serviceMs`. Infinite if there are too few servers. */
export function meanWaitMs(servers: number, offered: number, serviceMs: number): number {
  return offered >= servers ? Number.POSITIVE_INFINITY : (erlangC(servers, offered) * serviceMs) / (servers - offered);
}

/** The fewest servers with which at most `share` of the calls find none free. */
export function serversFor(offered: number, share: number): number {
  if (offered <= 0) return 0;
  let blocked = 1;
  for (let servers = 1; ; servers += 1) {
    blocked = (offered * blocked) / (servers + offered * blocked);
    if (servers > offered && waitingShare(servers, offered, blocked) <= share) return servers;
  }
}
