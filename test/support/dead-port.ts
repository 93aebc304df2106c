/**
 * A port of loopback at which nobody listens: no kernel hands it out, and nothing that is in use has it. Where a server has just
 * ended, another process may listen by now. (`fetch` refuses to call port 1.)
 */
export const deadPort = 2;
