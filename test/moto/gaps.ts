/**
 * The names of adapters' tests that fail on moto's DynamoDB. Of what was updated it returns only what has changed, so that an
 * answer which is in the ride already is not told again. AWS documents neither. A branch that is not told sends its answer to
 * the aggregator as a message, which does no harm.
 */
export const motoGaps: readonly string[] = [
  'answers of branches, in DynamoDB are the first of each branch',
  'answers of branches, in DynamoDB keep one of many of the same branch, the same for all',
  'answers of branches, in DynamoDB can be found again by their branch',
  'answers of branches, in DynamoDB are kept of a branch that the ride does not expect',
  'answers of branches, in DynamoDB find nobody pending once the ride was decided: so they know that they are late',
  'what a branch does besides answering driver-matching gives the gather the drivers back whom the ride did not take, however often the message comes',
];
