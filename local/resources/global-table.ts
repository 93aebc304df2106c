import { UnsupportedResourceError } from '../errors.ts';
import type { Provider } from './provider.ts';
import { provisionTable, type TableProperties } from './table.ts';

/** A global table with a single replica is an ordinary table. */
export const createGlobalTable: Provider = ({ logicalId, type, properties }, stack) => {
  const { Replicas = [] } = properties as { Replicas?: unknown[] };
  if (Replicas.length > 1) throw new UnsupportedResourceError(logicalId, type, 'several replicas are not supported');
  return provisionTable({ logicalId, type }, properties as unknown as TableProperties, stack);
};
