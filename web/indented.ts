/** JSON to be read: a line for each value. */
export const indented = (value: unknown): string => JSON.stringify(value, null, 2);
