import { Duration, Stack } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

/** A metric that the function `service` writes. `statistic` is CloudWatch's, such as `p99` or `Sum`. */
export function rideMetric(scope: Construct, service: string, metricName: string, statistic: string): Metric {
  return new Metric({
    namespace: Stack.of(scope).stackName,
    metricName,
    dimensionsMap: { service },
    statistic,
    period: Duration.minutes(5),
  });
}
