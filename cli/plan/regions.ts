/** Default quotas that differ between regions. */
export interface RegionQuotas {
  /** https://docs.aws.amazon.com/general/latest/gr/sns.html */
  readonly snsMessagesPerSecond: number;
  /** https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
  readonly gatewayRequestsPerSecond: number;
}

const usualGateway = 10_000;
const smallGateway = 2_500;

const ofRegions = (regions: string, snsMessagesPerSecond: number, gatewayRequestsPerSecond = usualGateway) =>
  regions.split(' ').map((region) => [region, { snsMessagesPerSecond, gatewayRequestsPerSecond }] as const);

/** By region. Gathered 2026-11-29. */
export const regions: Readonly<Record<string, RegionQuotas>> = Object.fromEntries([
  ...ofRegions('us-east-1', 30_000),
  ...ofRegions('us-west-2 eu-west-1', 9_000),
  ...ofRegions(
    'us-east-2 us-west-1 ap-south-1 ap-northeast-2 ap-southeast-1 ap-southeast-2 ap-northeast-1 eu-central-1',
    1_500,
  ),
  ...ofRegions('ap-east-1 ap-northeast-3 ca-central-1 eu-west-2 eu-west-3 eu-north-1 me-south-1 sa-east-1', 300),
  ...ofRegions(
    'af-south-1 eu-south-1 eu-south-2 eu-central-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-7 ap-south-2 il-central-1 me-central-1 ca-west-1 mx-central-1',
    300,
    smallGateway,
  ),
]);
