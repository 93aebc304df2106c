import type { Place } from '../../cli/console/protocol.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Converts between coordinates and points of a picture. At the scale of a city a plane is accurate enough. */
export interface Projection {
  toPoint(place: Place): readonly [x: number, y: number];
  toPlace(x: number, y: number): Place;
}

/** Fits all of `places` into the picture, as large as possible, with a margin. */
export function projectionOf(places: readonly Place[], { width, height }: Size, margin: number): Projection {
  const [lats, lngs] = [places.map(({ lat }) => lat), places.map(({ lng }) => lng)];
  const [south, north] = [Math.min(...lats), Math.max(...lats)];
  const [west, east] = [Math.min(...lngs), Math.max(...lngs)];
  const [midLat, midLng] = [(south + north) / 2, (west + east) / 2];
  const squeeze = Math.cos((midLat * Math.PI) / 180);
  const scale = Math.min(
    (width - 2 * margin) / Math.max(1e-6, (east - west) * squeeze),
    (height - 2 * margin) / Math.max(1e-6, north - south),
  );
  return {
    toPoint: ({ lat, lng }) => [width / 2 + (lng - midLng) * squeeze * scale, height / 2 - (lat - midLat) * scale],
    toPlace: (x, y) => ({
      lat: rounded(midLat - (y - height / 2) / scale),
      lng: rounded(midLng + (x - width / 2) / scale / squeeze),
    }),
  };
}

const rounded = (degrees: number): number => Math.round(degrees * 1e5) / 1e5;
