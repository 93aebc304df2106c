/** The page's address with a ride's id in its hash. */
export const hashOf = (rideId: string): string => `#ride=${rideId}`;

/** The ride that an address's hash names; undefined when it names none. */
export const rideInHash = (hash: string): string | undefined => /^#ride=(ride_[0-9a-f]{32})$/.exec(hash)?.[1];
