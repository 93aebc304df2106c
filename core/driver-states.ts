/** A hold that nobody ends is over after this long: no ride takes a day, and no driver is lost for ever. */
export const holdSeconds = 86_400;

/** A device's clock may be ahead of the server's by this much. */
export const longestReportAheadMs = 5_000;
