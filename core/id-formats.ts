/** A ride's id. */
export const rideIdFormat = /^ride_[0-9a-f]{32}$/;

/**
 * A rider's or a driver's id. Ids become keys, and parts of paths: visible ASCII, and no longer than a subject of OpenID
 * Connect.
 */
export const subjectFormat = /^[\x21-\x7e]{1,255}$/;
