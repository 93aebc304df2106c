/**
 * The limit of the young generation of a thread's heap, in MB. With less, functions spend much of their time on garbage
 * collection. V8's own limit grows with the machine's memory, up to 192, and a busy thread fills it; there may be dozens of them.
 */
export const youngGenerationMb = 32;
