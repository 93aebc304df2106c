/**
 * Whether a text is valid as a rider's or a driver's id. Ids become keys, and parts of paths: visible ASCII, and no longer
 * than a subject of OpenID Connect.
 */
export const isSubject = (text: string): boolean => /^[\x21-\x7e]{1,255}$/.test(text);
