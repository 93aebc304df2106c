/** A whole number for people: `12,345`. Programs get it as it is, by `--json`. */
export const grouped = (figure: number): string => Math.round(figure).toLocaleString('en-US');

/** A duration for people: `12,345 ms`. */
export const inMs = (ms: number): string => `${grouped(ms)} ms`;
