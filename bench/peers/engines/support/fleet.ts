/** Several times as many as rides hold at once: there is a driver near each of them. */
export const driversOnShift = 2_000;

/** For how long a driver's report counts. One lasts for a turn, so that no engine is charged for reports that are no ride's work. */
export const freshSeconds = 3_600;
