import { Aws, Validations } from 'aws-cdk-lib';
import {
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Distribution,
  HttpVersion,
  type IOrigin,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  OriginSslPolicy,
  PriceClass,
  S3OriginAccessControl,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { dataRemoval } from '../data-removal.ts';
import type { Flow } from '../flow.ts';
import { regionalName } from '../regional-name.ts';
import { apiStageName, type RidesApi } from '../rides-api.ts';
import type { Settings } from '../settings.ts';
import { consoleConfig } from './console-config.ts';
import { type Keeping, pageHeaders } from './page-headers.ts';
import { SiteFiles } from './site-files.ts';

/**
 * The console as a site: its page from a private bucket, and the API beside it, so that the browser sees one origin. It takes
 * only the API's address: the functions refer to the sign-in, and the sign-in refers to this site.
 */
export class ConsoleSite extends Construct {
  /** Its URL, with a trailing slash. */
  readonly url: string;
  readonly #bucket: IBucket;
  readonly #settings: Settings;

  constructor(scope: Construct, id: string, api: RidesApi, settings: Settings) {
    super(scope, id);
    this.#settings = settings;
    this.#bucket = this.#makeBucket();
    this.url = `https://${this.#distribution(api).distributionDomainName}/`;
  }

  /** Deploys the page, and the configuration that it needs. */
  deploy(flow: Flow): void {
    new SiteFiles(this, 'Files', {
      bucket: this.#bucket,
      settings: this.#settings,
      config: consoleConfig(flow, this.url),
    });
  }

  #makeBucket(): IBucket {
    const { stage } = this.#settings;
    const bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      removalPolicy: dataRemoval(stage),
    });
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'Only CloudFront reads it, and its content is public: the page is built from this repository.',
    });
    return bucket as IBucket; // the types differ: `isWebsite` may be undefined
  }

  #distribution(api: RidesApi): Distribution {
    const originAccessControlName = regionalName(this, 'Console');
    const files = S3BucketOrigin.withOriginAccessControl(this.#bucket, {
      originAccessControl: new S3OriginAccessControl(this, 'OriginAccess', { originAccessControlName }),
    });
    const distribution = new Distribution(this, 'Distribution', {
      comment: `${Aws.STACK_NAME}: the console`,
      defaultRootObject: 'index.html',
      defaultBehavior: this.#files(files, 'Page', 'no-cache'),
      additionalBehaviors: {
        // Their names contain a hash of their content.
        '/assets/*': this.#files(files, 'Assets', 'public, max-age=31536000, immutable'),
        [`/${apiStageName}/*`]: throughTo(api),
      },
      httpVersion: HttpVersion.HTTP2_AND_3,
      priceClass: PriceClass.PRICE_CLASS_100,
    });
    for (const [rule, reason] of Object.entries(findings)) {
      Validations.of(distribution).acknowledge({ id: rule, reason });
    }
    return distribution;
  }

  #files(origin: IOrigin, name: string, keeping: Keeping): BehaviorOptions {
    return {
      origin,
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      cachePolicy: keeping === 'no-cache' ? CachePolicy.CACHING_DISABLED : CachePolicy.CACHING_OPTIMIZED,
      responseHeadersPolicy: pageHeaders(this, `${name}Headers`, this.#settings, keeping),
      compress: true,
    };
  }
}

/** API responses are not cached. All request headers but `Host` are passed on. */
function throughTo(api: RidesApi): BehaviorOptions {
  return {
    origin: new HttpOrigin(`${api.restApiId}.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}`, {
      protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
      originSslProtocols: [OriginSslPolicy.TLS_V1_2],
    }),
    viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
    allowedMethods: AllowedMethods.ALLOW_ALL,
    cachePolicy: CachePolicy.CACHING_DISABLED,
    originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
  };
}

const findings = {
  'AwsSolutions-CFR1': 'Riders may be anywhere.',
  'AwsSolutions-CFR2': "A firewall costs by the month and is the account owner's decision.",
  'AwsSolutions-CFR3': 'Requests for files need no log; the gateway logs calls of the API.',
  'AwsSolutions-CFR4':
    "With CloudFront's own domain name, its certificate and TLS settings are fixed. Browsers use TLS 1.2 or later.",
};
