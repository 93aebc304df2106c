/**
 * Whether a text can say who a rider or a driver is. Ids become keys, and parts of paths: visible ASCII, and no longer than
 * OpenID Connect lets a subject be.
 */
export const isSubject = (text: string): boolean => /^[\x21-\x7e]{1,255}$/.test(text);
