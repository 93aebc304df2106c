/** The context of a stack for the embedded cloud: it simulates, and its rules are checked elsewhere. */
export const embeddedContext = { target: 'embedded', simulation: 'on', nag: 'off' } as const;
