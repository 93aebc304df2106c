/** A hold without an explicit end is over after this long: no ride takes a day, and no driver stays unavailable for ever. */
export const holdSeconds = 86_400;

/** How far a device's clock may be ahead of the server's. */
export const longestReportAheadMs = 5_000;
