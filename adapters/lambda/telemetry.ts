import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { LineFormat } from './line-format.ts';
import { redacted } from './redacted.ts';

/** Structured logs, one JSON object a line, with private data redacted; the service's name comes from the environment. */
export const logger = new Logger({ logFormatter: new LineFormat(), jsonReplacerFn: (_key, value) => redacted(value) });

/** Metrics in CloudWatch's embedded metric format, printed with the logs; its warnings are logged like other lines. */
export const metrics = new Metrics({ logger });
