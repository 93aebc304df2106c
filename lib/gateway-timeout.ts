/** How long API Gateway waits for a function, and so how long a function behind it may take. */
export const gatewayTimeoutSeconds = 29;
