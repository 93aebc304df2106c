/** The progress messages when the flood begins, and when its last ride has ended. */
export const [flooding, drained] = ['flood', 'drained'];
