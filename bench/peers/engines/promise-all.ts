// The floor: Promise.all behind node:http.
import { branch } from './support/branches.ts';
import { httpFrontOf } from './support/http-front.ts';
import { runEngine } from './support/lifecycle.ts';

await runEngine(async () => {
  const { url, close } = await httpFrontOf(({ delays }) => Promise.all(delays.map(branch)));
  return { url, versions: {}, stop: close };
});
