/**
 * The environment variable that has tests of adapters use an emulator that runs already, at this endpoint, instead of one
 * of their own. They share its tables: one file at a time.
 */
export const servedVariable = 'TEST_AWS_ENDPOINT';

export const servedEndpoint = (): string | undefined => process.env[servedVariable];
