/**
 * A port of loopback at which nobody listens: no kernel hands it out, and nothing that is in use has it. Where a server has just
 * ended, another process may listen by now. (Port 1 is one that `fetch` calls nobody at.)
 */
export const deadPort = 2;
