/** Where `start` puts the API unless told otherwise. */
export const defaultPort = 4100;

/** Where the other commands look for it. */
export const defaultApi = `http://127.0.0.1:${defaultPort}/v1/`;

/** Who asks for rides unless told otherwise. */
export const defaultRider = 'rider-1';
