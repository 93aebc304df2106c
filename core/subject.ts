import { subjectFormat } from './id-formats.ts';

/** Whether a text is valid as a rider's or a driver's id. */
export const isSubject = (text: string): boolean => subjectFormat.test(text);
