/** The default port of the API of `start`. */
export const defaultPort = 4100;

/** The default API address of the other commands. */
export const defaultApi = `http://127.0.0.1:${defaultPort}/v1/`;

/** The default rider. */
export const defaultRider = 'rider-1';

/** The rider of the rides that `start` requests by itself: those of the default rider are the user's own. */
export const demonstrationRider = 'demonstration';
