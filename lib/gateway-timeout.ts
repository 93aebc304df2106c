/** How long API Gateway waits for a function, and so the longest that a function behind it may take. */
export const gatewayTimeoutSeconds = 29;
