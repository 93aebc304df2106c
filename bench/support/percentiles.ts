export { median, type Percentiles, percentile, percentiles } from '../../cli/percentiles.ts';
