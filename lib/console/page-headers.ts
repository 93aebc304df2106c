import { Aws, Duration } from 'aws-cdk-lib';
import { HeadersFrameOption, HeadersReferrerPolicy, ResponseHeadersPolicy } from 'aws-cdk-lib/aws-cloudfront';
import type { Construct } from 'constructs';
import { signInUrlOf } from '../identity/rider-pool.ts';
import { regionalName } from '../regional-name.ts';
import type { Settings } from '../settings.ts';

/** How long a browser may keep a file without revalidating it. */
export type Keeping = 'no-cache' | 'public, max-age=31536000, immutable';

/** The response headers of the site's files. */
export function pageHeaders(scope: Construct, id: string, settings: Settings, keeping: Keeping): ResponseHeadersPolicy {
  return new ResponseHeadersPolicy(scope, id, {
    responseHeadersPolicyName: regionalName(scope, id),
    securityHeadersBehavior: {
      contentSecurityPolicy: { contentSecurityPolicy: contentSecurityPolicy(settings), override: true },
      contentTypeOptions: { override: true },
      frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
      referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
      strictTransportSecurity: { accessControlMaxAge: Duration.days(730), includeSubdomains: true, override: true },
    },
    customHeadersBehavior: {
      customHeaders: [
        { header: 'Cache-Control', value: keeping, override: true },
        { header: 'Cross-Origin-Opener-Policy', value: 'same-origin', override: true },
        { header: 'Cross-Origin-Resource-Policy', value: 'same-origin', override: true },
      ],
    },
  });
}

/**
 * The page loads from its own origin only, and connects to that origin, to the sign-in and to the push endpoint. The push
 * endpoint's host is not known here: its authorizer refers to the sign-in's clients, and these refer to this site.
 */
function contentSecurityPolicy(settings: Settings): string {
  const push = settings.push ? [`wss://*.appsync-realtime-api.${Aws.REGION}.amazonaws.com`] : [];
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    `connect-src ${["'self'", signInUrlOf(settings), ...push].join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
