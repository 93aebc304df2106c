declare module 'dynalite' {
  import type { Server } from 'node:http';

  export type Dynalite = (options: { createTableMs: number; updateTableMs: number; deleteTableMs: number }) => Server;
}
