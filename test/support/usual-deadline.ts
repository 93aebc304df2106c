/** Of the rides of the tests' usual stack, in seconds: time for a busy machine, and no longer than a test may wait for it. */
export const deadlineSeconds = 40;
