/** The API's description, as `vite.config.ts` hands it to the page. */
declare module '*/openapi.yaml' {
  const operations: readonly import('../describe-operations.ts').Operation[];
  export default operations;
}
