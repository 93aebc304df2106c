/** The conditions of a store in memory, whole, or with one part left out to see what that part is for. */
export interface Conditions<Part extends string> {
  /** A part that has to hold. Left out, it always does. */
  must(part: Part, holds: boolean): boolean;
  /** One of several parts of which one has to hold. Left out, it never does. */
  or(part: Part, holds: boolean): boolean;
}

export const conditions = <Part extends string>(without?: Part): Conditions<Part> => ({
  must: (part, holds) => part === without || holds,
  or: (part, holds) => part !== without && holds,
});
