import { describe, expect, it } from 'vitest';
import { tableEnvironment } from '../../bench/support/tables.ts';

const stores = { rides: { environment: 'RIDES_TABLE' }, drivers: { environment: 'DRIVERS_TABLE' } };

describe("the tables' names in the environment", () => {
  it("come from the stack's outputs", () => {
    const outputs = { RidesTableName: 'r', DriversTableName: 'd', ApiUrl: 'http://127.0.0.1/' };
    expect(tableEnvironment(outputs, stores)).toEqual({ RIDES_TABLE: 'r', DRIVERS_TABLE: 'd' });
  });

  it('are missed by the name of their output', () => {
    expect(() => tableEnvironment({ RidesTableName: 'r' }, stores)).toThrow('DriversTableName');
  });
});
