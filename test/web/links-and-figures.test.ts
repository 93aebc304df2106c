import { describe, expect, it } from 'vitest';
import { type CurlTerms, curlOf, curlOfRequest, curlOfRide } from '../../web/src/curl.ts';
import { hashOf, rideInHash } from '../../web/src/ride-link.ts';
import { counted, inAge, inMs, inTenths, listed } from '../../web/src/units.ts';

const rideId = `ride_${'0a'.repeat(16)}`;

describe('the address of a ride', () => {
  it('names it, and nothing else is taken for a ride', () => {
    expect(rideInHash(hashOf(rideId))).toBe(rideId);
    for (const other of ['', '#race', '#ride=', '#ride=ride_1', `${hashOf(rideId)}0`, hashOf(rideId).slice(1)]) {
      expect(rideInHash(other)).toBeUndefined();
    }
  });
});

describe('a curl command', () => {
  const terms: CurlTerms = { apiUrl: 'http://127.0.0.1:4100/v1/', caller: { role: 'rider', id: 'rider-1' } };

  it('looks a ride up with a token of its rider', () => {
    expect(curlOfRide(terms, rideId)).toBe(
      `curl -s 'http://127.0.0.1:4100/v1/rides/${rideId}' -H "Authorization: Bearer $(npm run -s cli -- token --rider rider-1)"`,
    );
    expect(curlOfRide({ ...terms, caller: undefined }, rideId)).toMatch(/ -H "Authorization: Bearer \$TOKEN"$/);
  });

  it('asks for the same ride, and no quote in it ends the word', () => {
    const place = { lat: 1, lng: 2 };
    const request = { pickup: place, dropoff: place, paymentMethodId: "pm_'; echo" };
    const command = curlOfRequest(terms, 'sequential', request);
    expect(command).toContain("curl -s 'http://127.0.0.1:4100/v1/sequential-rides'");
    const word = /-d '(.*)'$/.exec(command)?.[1]?.replaceAll("'\\''", "'");
    expect(JSON.parse(word ?? '')).toEqual(request);
    expect(command).toContain("pm_'\\''; echo");
    expect(curlOfRequest(terms, 'parallel', request)).toContain("/v1/rides'");
  });

  it('makes any call with its method and headers, as anybody', () => {
    const caller = { role: 'driver', id: "d'1" } as const;
    const call = { method: 'PUT', path: 'drivers/d%271', headers: { 'X-A': "it's" }, body: '{}' };
    expect(curlOf({ ...terms, caller }, call)).toBe(
      `curl -s -X PUT 'http://127.0.0.1:4100/v1/drivers/d%271' -H 'X-A: it'\\''s' -H "Authorization: Bearer $(npm run -s cli -- token --driver 'd'\\''1')" -d '{}'`,
    );
    expect(curlOf(terms, { method: 'POST', path: 'rides/r/cancel', headers: {} })).toContain('curl -s -X POST ');
  });
});

describe('figures', () => {
  it('have their units and separators', () => {
    expect([inMs(1_234.6), counted(1, 'ride'), counted(1_000, 'ride'), counted(2, 'branch', 'branches')]).toEqual([
      '1,235 ms',
      '1 ride',
      '1,000 rides',
      '2 branches',
    ]);
    expect([inTenths(0), inTenths(1_234.56)]).toEqual(['0.0', '1,234.6']);
    expect([-5, 59_999, 60_000, 3_599_999, 3_600_000].map(inAge)).toEqual(['0 s', '59 s', '1 min', '59 min', '1 h']);
    expect([listed([]), listed(['a']), listed(['a', 'b']), listed(['a', 'b', 'c'])]).toEqual([
      '',
      'a',
      'a and b',
      'a, b and c',
    ]);
  });
});
