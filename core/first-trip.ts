/** The city where drivers are seeded and that the console shows: its name and its centre. */
export const firstCity = { name: 'San Francisco', center: { lat: 37.7749, lng: -122.4194 } } as const;

/** Where the first ride of a demonstration begins and ends. */
export const firstTrip = { pickup: firstCity.center, dropoff: { lat: 37.8044, lng: -122.2712 } } as const;
