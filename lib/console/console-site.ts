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
 * The console as a site: its page from a bucket that nobody else may read, and the API beside it, so that for the browser
 * both are one origin. Of the API it takes the address alone: functions know the sign-in, and the sign-in knows this site.
 */
export class ConsoleSite extends Construct {
  /** Where it is, with a slash at its end. */
  readonly url: string;
  readonly #bucket: IBucket;
  readonly #settings: Settings;

  constructor(scope: Construct, id: string, api: RidesApi, settings: Settings) {
    super(scope, id);
    this.#settings = settings;
    this.#bucket = this.#makeBucket();
    this.url = `https://${this.#distribution(api).distributionDomainName}/`;
  }

  /** Puts the page there, and what it has to know of the stack. */
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
      reason: 'CloudFront alone reads it, and what is in it is no secret: the page is built from this repository.',
    });
    return bucket as IBucket; // by its type it may not be: `isWebsite` may be undefined
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
        // Names with a hash of what is in them.
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

/** Nothing is kept of what the API answers, and all headers are passed on but the one that says whose site it was asked for. */
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
  'AwsSolutions-CFR2': 'A firewall costs by the month and is the decision of whose account it is.',
  'AwsSolutions-CFR3': "Of files nothing is worth a log; calls of the API are in the gateway's own.",
  'AwsSolutions-CFR4':
    "Under CloudFront's own name it takes no other certificate than its own, and no other setting with it. Browsers speak TLS 1.2 and later.",
};
