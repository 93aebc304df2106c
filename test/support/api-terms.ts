import { expects } from './rides.ts';

/** The terms on which the API takes rides in, in tests of its routes. */
export const apiTerms = {
  expects,
  deadlineSeconds: 20,
  retentionDays: 30,
  ridesPerMinute: 100,
  apiTimeoutSeconds: 29,
  simulation: false,
  loopbackWebhooks: false,
};
