import { createClient, followRide } from '../index.ts';

const { RIDE_REQUEST_API = 'http://127.0.0.1:4100/v1/', RIDE_REQUEST_TOKEN = '' } = process.env;
const client = createClient({ baseUrl: RIDE_REQUEST_API, token: RIDE_REQUEST_TOKEN });

const ride = await client.requestRide(
  {
    pickup: { lat: 37.7749, lng: -122.4194 },
    dropoff: { lat: 37.8044, lng: -122.2712 },
    paymentMethodId: 'pm_card_visa',
  },
  { waitSeconds: 0, idempotencyKey: crypto.randomUUID() },
);
for await (const { status, branches } of followRide(client, ride.rideId)) console.log(status, branches);
