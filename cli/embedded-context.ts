/**
 * The context of a stack for the embedded cloud: it simulates, its rules are checked elsewhere, and a rider may ask for
 * rides as fast as a test or a measurement does.
 */
export const embeddedContext = { target: 'embedded', simulation: 'on', nag: 'off', ridesPerMinute: '10000' } as const;
