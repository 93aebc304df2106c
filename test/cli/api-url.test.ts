import { describe, expect, it } from 'vitest';
import { apiUrlOf } from '../../cli/api-url.ts';
import { defaultApi } from '../../cli/defaults.ts';

describe('the address of the API', () => {
  it.each([
    ['http://127.0.0.1:1/v1/', 'http://127.0.0.1:2/v1/', 'http://127.0.0.1:1/v1/'],
    [undefined, 'http://127.0.0.1:2/v1/', 'http://127.0.0.1:2/v1/'],
    [undefined, '', defaultApi],
    [undefined, undefined, defaultApi],
  ])('with the option %s and the variable %j is %s', (option, variable, url) => {
    expect(apiUrlOf(option, { RIDE_REQUEST_API: variable })).toBe(url);
  });

  it('is blamed on where it is from', () => {
    expect(() => apiUrlOf(undefined, { RIDE_REQUEST_API: 'here' })).toThrow(
      '$RIDE_REQUEST_API must begin with http://',
    );
    expect(() => apiUrlOf('', { RIDE_REQUEST_API: 'here' })).toThrow('--api must be a URL');
  });
});
