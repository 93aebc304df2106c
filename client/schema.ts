// Made of docs/reference/openapi.yaml by `npm run client:generate`. Change that file and not this one.
// SHA-256 of docs/reference/openapi.yaml: a039eebf36f185e548dbd22086072ab2c36b1fce39ae8ea3b21358eca3130b34

export interface paths {
    "/rides": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List rides
         * @description Returns the caller's own rides in pages, newest first, for as long as their records are kept. A ride appears in
         *     the list some milliseconds after it was accepted, and then as `GET /rides/{rideId}` shows it.
         */
        get: operations["listRides"];
        put?: never;
        /**
         * Request a ride
         * @description Accepts a ride and waits for its outcome: 10 s, or as long as `Prefer` sets. A rejected or expired ride also
         *     returns `200`; its `status` and `reasons` give the outcome. If the outcome is not known within the wait, the
         *     response is `202`; while many rides are under way, the response is `202` without a wait. Both have the ride's
         *     `Location`. A stack with simulation off rejects a body with `simulate`.
         *
         *     Once a ride is accepted, the response is `200` or `202`, even if a later step fails. Any other response means that
         *     this request has not created a ride, except `outcome_unknown`, `bad_gateway` and `gateway_timeout`, which mean that
         *     it may have.
         */
        post: operations["requestRide"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rides/{rideId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a ride
         * @description Returns the current state of the ride. With `Prefer: wait=N`, the response is sent as soon as the outcome is known,
         *     or after N seconds with the state at that time.
         */
        get: operations["getRide"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rides/{rideId}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a ride
         * @description Changes a `requested` or `confirmed` ride to `cancelled` and frees its driver for other rides. The call is
         *     idempotent.
         */
        post: operations["cancelRide"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rides/{rideId}/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Complete a ride
         * @description The driver calls this at the drop-off. It changes a `confirmed` ride to `completed` and frees the driver for other
         *     rides. The call is idempotent. Drivers other than the ride's own get `404`.
         */
        post: operations["completeRide"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/drivers/{driverId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Report a driver
         * @description The driver's device reports the driver's position and whether the driver is on shift. Drivers can report only for
         *     themselves. A report does not release the driver from their current ride. A report that is older than the latest
         *     accepted one changes nothing, and the response is the latest one. A driver whose last report is older than two
         *     minutes (a setting of the stack) is not matched.
         */
        put: operations["reportDriver"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sequential-rides": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Request a ride with sequential branches
         * @description Does the same work as `POST /rides`, but runs the branches one after the other in one process: the baseline for
         *     measurements of the parallel flow. Available only on a stack with simulation on; elsewhere it returns `404`. A
         *     successful response always has the outcome. Every request creates a new ride; a valid `Idempotency-Key` has no
         *     effect.
         */
        post: operations["requestSequentialRide"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface webhooks {
    rideEvent: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A ride has changed state
         * @description Sent to the `webhookUrl` of a ride's request, according to [Standard Webhooks](https://www.standardwebhooks.com): at
         *     least once for each state that the ride reaches, in no guaranteed order. The signature covers the id, the timestamp
         *     and the body. There are several signatures while the secret is being rotated; the Standard Webhooks libraries verify
         *     them.
         *
         *     Any `2xx` status within 1 s counts as delivered, whether or not the body follows: respond first, then do the work. A
         *     limited number of responses per host may take up to 5 s. Redirects are not followed. After any other response the
         *     call is retried after 5 s, 1 min, 5 min, 30 min, 2 h, 5 h and 10 h (1, 2 and 4 s on a stack with simulation on),
         *     except after `410`, which ends the delivery. If the host cannot be reached (unknown name, closed port), retries stop
         *     within minutes; if too many webhooks of the same rider or to the same host are waiting for a retry, they stop
         *     immediately.
         */
        post: operations["rideEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface components {
    schemas: {
        /** @description The id of a rider or driver, which is the `sub` of their tokens. */
        PartyId: string;
        RideId: string;
        /** @description The name of a branch, such as driver-matching, eta, pricing or payment-check. */
        BranchName: string;
        /**
         * Format: date-time
         * @description A UTC time with millisecond precision.
         * @example 2026-11-22T14:05:09.123Z
         */
        Instant: string;
        /** @description A position in WGS 84 degrees. */
        Point: {
            lat: number;
            lng: number;
        };
        /**
         * @description The class of a ride and of a driver's vehicle.
         * @enum {string}
         */
        Product: "standard" | "xl" | "premium";
        RideRequest: {
            pickup: components["schemas"]["Point"];
            dropoff: components["schemas"]["Point"];
            /**
             * @description The class of ride. Standard by default.
             * @default standard
             */
            product?: components["schemas"]["Product"] | undefined;
            /** @description The payment provider's id of the rider's payment method. The payment sandbox accepts `pm_card_visa` and `pm_card_mastercard`, declines `pm_card_chargeDeclined`, `pm_card_insufficientFunds` and `pm_card_expired`, and never answers for `pm_timeout`. With Stripe, it is the id of a payment method that is saved with a Customer. */
            paymentMethodId: string;
            /** @description Simulated delays and faults, by branch. Rejected on a stack with simulation off. */
            simulate?: {
                [key: string]: components["schemas"]["SimulatedBranch"];
            } | undefined;
            /**
             * Format: uri
             * @description The URL that receives the ride's events by POST: see the webhook `rideEvent`. An `https:` URL with a public host and without credentials. A stack on a local machine also accepts URLs on that machine, including `http:`.
             */
            webhookUrl?: string | undefined;
            /**
             * Format: email
             * @description The address that receives the receipt of a confirmed ride.
             */
            receiptEmail?: string | undefined;
        };
        /** @description How long a branch waits before it starts, and how it fails. An empty object changes nothing. */
        SimulatedBranch: {
            /** @description The delay in milliseconds, in place of the branch's usual one. */
            delayMs?: number | undefined;
            /**
             * @description `exception` throws, `timeout` hangs until the function's time-out, `crash` ends the process, and `reject` is a business rejection.
             * @enum {string}
             */
            fault?: ("exception" | "timeout" | "crash" | "reject") | undefined;
            /** @description The number of attempts that fail, from the first. All attempts by default. */
            times?: number | undefined;
        };
        /**
         * @description Whether the branches ran in parallel or one after the other.
         * @enum {string}
         */
        Flow: "parallel" | "sequential";
        /**
         * @description `requested` until the outcome is known; then `confirmed`, `rejected` (a branch rejected the ride or failed) or `expired` (a branch did not answer by the deadline, or the ride was not decided in time). The rider can change it to `cancelled`, the driver to `completed`.
         * @enum {string}
         */
        RideStatus: "requested" | "confirmed" | "rejected" | "expired" | "cancelled" | "completed";
        /** @description A position in a list. Treat it as opaque. */
        Cursor: string;
        /** @description A ride in a list. `GET /rides/{rideId}` returns all of its fields. */
        RideSummary: {
            rideId: components["schemas"]["RideId"];
            flow: components["schemas"]["Flow"];
            status: components["schemas"]["RideStatus"];
            requestedAt: components["schemas"]["Instant"];
            /** @description When the ride left the state `requested`; a rejected or expired ride ended then. Null until then. For the time of completion or cancellation, get the ride. */
            settledAt: components["schemas"]["Instant"] | null;
        };
        RidesPage: {
            rides: components["schemas"]["RideSummary"][];
            /** @description The cursor of the next page. Null on the last page. */
            next: components["schemas"]["Cursor"] | null;
        };
        /** @description The matched driver, with the time and distance to the pickup. */
        MatchedDriver: {
            driverId: components["schemas"]["PartyId"];
            pickupSeconds: number;
            pickupDistanceMeters: number;
        };
        Trip: {
            distanceMeters: number;
            durationSeconds: number;
            /**
             * @description The source of the figures: a routing service, an estimate or, if eta gave no answer, the estimate from which the fare was computed.
             * @enum {string}
             */
            source: "routing-service" | "estimate" | "fare";
        };
        /** @description An upfront fare, with the distance and duration from which it was computed. */
        Fare: {
            quoteId: string;
            /** @description The quote is valid until then. */
            expiresAt: components["schemas"]["Instant"];
            /** @description The amount in minor units of the currency, such as cents. */
            amountMinor: number;
            /** @description The ISO 4217 code of the currency. */
            currency: string;
            surgeMultiplier: number;
            distanceMeters: number;
            durationSeconds: number;
        };
        Outcome: {
            driver: components["schemas"]["MatchedDriver"];
            trip: components["schemas"]["Trip"];
            fare: components["schemas"]["Fare"];
            payment: {
                paymentMethodId: string;
                /** @constant */
                status: "valid";
            };
            /** @description Answers of branches for which the outcome has no field of its own, by branch. */
            more?: {
                [key: string]: unknown;
            } | undefined;
        };
        Reason: {
            /**
             * @description One of:
             *
             *     - a branch's own code, such as no_drivers_available, trip_too_long, card_declined, insufficient_funds, expired_card,
             *       authentication_required, issuer_unavailable, payment_method_unknown, payment_method_unusable or simulated_rejection
             *     - the branch's name followed by `_unavailable` (it failed) or `_timed_out` (it did not answer by the deadline)
             *     - decided_too_late: all branches answered, but the ride was decided too late
             *     - ride-requested_unavailable: the ride could not be sent to the branches
             */
            code: string;
            /** @description The reason, for humans. */
            message: string;
            /** @description Whether the same request may succeed later. */
            retryable: boolean;
            /** @description The branch, or `ride-requested` if no branch could be asked. */
            branch: components["schemas"]["BranchName"];
        };
        /** @description The answer of one branch and its times. Times are null until it has answered. */
        Branch: {
            /**
             * @description Whether the ride needs the branch's answer to be confirmed.
             * @enum {string}
             */
            need: "required" | "optional";
            /**
             * @description `ok`, `rejected` or `failed` (no attempt gave an answer). Without an answer: `pending`, `timed_out` (no answer by the deadline) or `not_awaited` (the ride ended before the branch answered, or the branch is optional and took two seconds longer than the required ones).
             * @enum {string}
             */
            status: "ok" | "rejected" | "failed" | "pending" | "timed_out" | "not_awaited";
            /** @description When the branch's queue received the request. */
            queuedAt: components["schemas"]["Instant"] | null;
            /** @description When the first attempt started. */
            startedAt: components["schemas"]["Instant"] | null;
            /** @description When the last attempt ended. */
            finishedAt: components["schemas"]["Instant"] | null;
            /** @description Time from `queuedAt` to `startedAt`. */
            queuedMs: number | null;
            /** @description Time from `startedAt` to `finishedAt`, without the wait in the queue. */
            durationMs: number | null;
            /** @description The number of attempts. */
            attempt: number | null;
            /** @description Whether the branch answered after the ride left the state `requested`. A late answer changes nothing. */
            late: boolean;
            /** @description Why the branch rejected the ride or failed. Null otherwise. */
            reason: {
                code: string;
                message: string;
                retryable?: boolean | undefined;
            } | null;
        };
        /** @description Compares the ride's total time with the times of its branches. A value that depends on a branch without an answer when the ride ended is null. */
        Timing: {
            /** @description Time from the request to the outcome. */
            totalMs: number | null;
            slowestBranch: components["schemas"]["BranchName"] | null;
            slowestMs: number | null;
            /** @description The sum of the branches' durations. */
            sequentialMs: number | null;
            /** @description `totalMs` − `slowestMs`. */
            overheadMs: number | null;
            /** @description `sequentialMs` − `totalMs`. */
            savedMs: number | null;
        };
        Ride: {
            rideId: components["schemas"]["RideId"];
            riderId: components["schemas"]["PartyId"];
            flow: components["schemas"]["Flow"];
            status: components["schemas"]["RideStatus"];
            /** @description The requested ride. */
            request: components["schemas"]["RideRequest"] & unknown;
            /** @description The result of a confirmed ride. Null if the ride was never confirmed. */
            outcome: components["schemas"]["Outcome"] | null;
            /** @description Why the ride was rejected or expired. Empty otherwise. */
            reasons: components["schemas"]["Reason"][];
            /** @description How long a driver takes to the pickup: the matched driver or, before the match, the nearest one. Null if neither is known. */
            pickup: {
                seconds: number;
                /** @enum {string} */
                source: "matched-driver" | "nearest-drivers";
                /** @description Whether the time is an estimate: always for a matched driver; for the nearest drivers, unless it comes from a routing service. */
                estimated: boolean;
            } | null;
            /** @description The branches of the ride, by name. */
            branches: {
                [key: string]: components["schemas"]["Branch"];
            };
            timing: components["schemas"]["Timing"];
            requestedAt: components["schemas"]["Instant"];
            /** @description The time by which the outcome is to be known. */
            deadlineAt: components["schemas"]["Instant"];
            /** @description When the ride left the state `requested`. Null until then. */
            settledAt: components["schemas"]["Instant"] | null;
            /** @description When the driver completed the ride. Null otherwise. */
            completedAt: components["schemas"]["Instant"] | null;
            /** @description When the rider cancelled the ride; equals `settledAt` if the ride was still `requested`. Null otherwise. */
            cancelledAt: components["schemas"]["Instant"] | null;
        } & (unknown & unknown & unknown & unknown & unknown & unknown);
        /** @description A ride with an outcome. */
        EndedRide: components["schemas"]["Ride"] & {
            status?: unknown | undefined;
        };
        /** @description A ride without an outcome yet. */
        RequestedRide: components["schemas"]["Ride"] & {
            /** @constant */
            status?: "requested" | undefined;
        };
        /** @description A change of the state of a ride. `data` is the ride at the time of the call: it may already have left that state. */
        RideEvent: {
            /** @enum {string} */
            type: "ride.confirmed" | "ride.rejected" | "ride.expired" | "ride.cancelled" | "ride.completed";
            /** @description When the ride entered the state. */
            timestamp: components["schemas"]["Instant"];
            data: components["schemas"]["EndedRide"];
        };
        /** @description A ride as shown to its driver: the trip and the fare, without the rider's identity, contact details or payment method. */
        DriverRide: {
            rideId: components["schemas"]["RideId"];
            /** @constant */
            status: "completed";
            /** @description The requested ride. */
            request: {
                pickup: components["schemas"]["Point"];
                dropoff: components["schemas"]["Point"];
                product: components["schemas"]["Product"];
            };
            outcome: {
                driver: components["schemas"]["MatchedDriver"];
                trip: components["schemas"]["Trip"];
                fare: components["schemas"]["Fare"];
            };
            requestedAt: components["schemas"]["Instant"];
            /** @description When the ride was confirmed. */
            settledAt: components["schemas"]["Instant"];
            /** @description When the ride was completed. */
            completedAt: components["schemas"]["Instant"];
        };
        DriverReport: {
            position: components["schemas"]["Point"];
            /** @description Whether the driver accepts rides. */
            onShift: boolean;
            /**
             * @description The class of the driver's vehicle. Standard by default.
             * @default standard
             */
            product?: components["schemas"]["Product"] | undefined;
            /**
             * Format: date-time
             * @description When the device made the report, at most 5 s ahead of the server's clock. For devices that retry or delay reports. The current time by default.
             */
            reportedAt?: string | undefined;
        };
        /** @description The latest report of a driver, and the driver's current ride. */
        Driver: {
            driverId: components["schemas"]["PartyId"];
            position: components["schemas"]["Point"];
            onShift: boolean;
            product: components["schemas"]["Product"];
            /** @description When the latest report was made. */
            reportedAt: components["schemas"]["Instant"];
            /** @description The driver's current confirmed ride, or null. */
            rideId: components["schemas"]["RideId"] | null;
        };
        /** @description A path in the body such as `pickup.lat`, `body` for the whole body, or the name of a header or parameter. */
        FieldName: string;
        /**
         * @description The kind of problem, for programs.
         *
         *     | code | meaning |
         *     |---|---|
         *     | `bad_request` | the gateway rejected the request as invalid |
         *     | `unsupported_encoding` | the body has a content encoding |
         *     | `unsupported_charset` | the body has a charset other than UTF-8 |
         *     | `malformed_text` | the body is not UTF-8 |
         *     | `malformed_json` | the body is not JSON |
         *     | `missing_field` | a field is missing |
         *     | `unknown_field` | a field is not part of the request |
         *     | `repeated_field` | a field occurs twice |
         *     | `unknown_parameter` | the query has a parameter that the call does not accept |
         *     | `repeated_parameter` | the query has a parameter twice |
         *     | `invalid_cursor` | `next` is not the `next` of a previous page |
         *     | `wrong_type` | a field or parameter has a value of another type |
         *     | `out_of_range` | the value of a field or parameter is too small or too large |
         *     | `unknown_value` | the value of a field or parameter is none of those allowed |
         *     | `invalid_format` | the value of a field or parameter does not have its format |
         *     | `unknown_branch` | `simulate` names a branch that does not exist |
         *     | `simulation_off` | the request has `simulate`, but the stack does not simulate |
         *     | `invalid_idempotency_key` | the `Idempotency-Key` has an invalid format |
         *     | `invalid_webhook_url` | the stack does not call webhooks at the `webhookUrl` |
         *     | `idempotency_key_reused` | the `Idempotency-Key` was used with another request |
         *     | `missing_token` | the request has no bearer token |
         *     | `expired_token` | the token has expired: get a new one |
         *     | `token_not_yet_valid` | the token is not valid yet; most likely a clock is wrong |
         *     | `invalid_token` | the token is not accepted |
         *     | `unauthorized` | the gateway requires a bearer token |
         *     | `insufficient_scope` | the token is not a rider's, or not a driver's |
         *     | `issuer_unavailable` | no token can be verified at the moment; retry |
         *     | `not_this_driver` | a driver reports for another driver |
         *     | `forbidden` | the gateway denies the request |
         *     | `not_found` | the path or method does not exist |
         *     | `ride_not_found` | the ride does not exist, or the caller has no access to it |
         *     | `ride_rejected` | the ride has already been rejected |
         *     | `ride_expired` | the ride has already expired |
         *     | `ride_cancelled` | the ride has already been cancelled |
         *     | `ride_completed` | the ride has already been completed |
         *     | `body_too_large` | the body is too large |
         *     | `too_many_rides` | the rider has reached the limit of rides per minute; retry after `Retry-After` |
         *     | `overloaded` | more rides are under way than can be decided in time; retry after `Retry-After` |
         *     | `too_many_requests` | the service is throttling requests; retry after `Retry-After` |
         *     | `internal_error` | an internal error that the request did not cause; retry |
         *     | `deadline_passed` | the ride was not accepted in time; retry |
         *     | `service_unavailable` | a service that the call needs is unavailable; retry |
         *     | `outcome_unknown` | the ride `rideId` may have been accepted; check it, or retry with the same `Idempotency-Key` |
         *     | `bad_gateway` | the service failed; the request may have taken effect; retry with the same `Idempotency-Key` |
         *     | `gateway_timeout` | the service took too long; the request may have taken effect; retry with the same `Idempotency-Key` |
         * @enum {string}
         */
        ProblemCode: "bad_request" | "unsupported_encoding" | "unsupported_charset" | "malformed_text" | "malformed_json" | "missing_field" | "unknown_field" | "repeated_field" | "unknown_parameter" | "repeated_parameter" | "invalid_cursor" | "wrong_type" | "out_of_range" | "unknown_value" | "invalid_format" | "unknown_branch" | "simulation_off" | "invalid_idempotency_key" | "invalid_webhook_url" | "idempotency_key_reused" | "missing_token" | "expired_token" | "token_not_yet_valid" | "invalid_token" | "unauthorized" | "insufficient_scope" | "issuer_unavailable" | "not_this_driver" | "forbidden" | "not_found" | "ride_not_found" | "ride_rejected" | "ride_expired" | "ride_cancelled" | "ride_completed" | "body_too_large" | "too_many_rides" | "overloaded" | "too_many_requests" | "internal_error" | "deadline_passed" | "service_unavailable" | "outcome_unknown" | "bad_gateway" | "gateway_timeout";
        /** @description Problem details (RFC 9457). */
        Problem: {
            /**
             * Format: uri
             * @description The code as a URN.
             */
            type: string;
            /** @description The kind of problem, for humans. */
            title: string;
            /** @description The HTTP status. */
            status: number;
            /** @description What is wrong with the request, for humans. */
            detail: string;
            code: components["schemas"]["ProblemCode"];
            /** @description The first invalid field. */
            field?: components["schemas"]["FieldName"] | undefined;
            /** @description All errors found, including the first. */
            errors?: {
                field: components["schemas"]["FieldName"];
                code: components["schemas"]["ProblemCode"];
                detail: string;
            }[] | undefined;
            /** @description The ride that may exist, with `outcome_unknown`. */
            rideId?: components["schemas"]["RideId"] | undefined;
        };
        /** @description A problem that names the invalid field. */
        WithField: unknown;
        /** @description A problem that names the invalid field, unless the gateway itself rejected the request. */
        WithFieldUnlessFromGateway: unknown;
    };
    responses: {
        /** @description The request is invalid. `field` names the first invalid field, `errors` lists all errors. */
        BadRideRequest: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:ride-request:problem:out_of_range",
                 *       "title": "Bad Request",
                 *       "status": 400,
                 *       "detail": "pickup.lat must be at most 90.",
                 *       "code": "out_of_range",
                 *       "field": "pickup.lat",
                 *       "errors": [
                 *         {
                 *           "field": "pickup.lat",
                 *           "code": "out_of_range",
                 *           "detail": "pickup.lat must be at most 90."
                 *         }
                 *       ]
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"] & components["schemas"]["WithFieldUnlessFromGateway"] & {
                    /** @constant */
                    status?: 400 | undefined;
                    /** @enum {unknown} */
                    code?: ("bad_request" | "malformed_text" | "malformed_json" | "missing_field" | "unknown_field" | "repeated_field" | "unknown_parameter" | "repeated_parameter" | "wrong_type" | "out_of_range" | "unknown_value" | "invalid_format" | "unknown_branch" | "simulation_off" | "invalid_webhook_url" | "invalid_idempotency_key") | undefined;
                };
            };
        };
        /**
         * @description The request has a query or a body that this call does not accept (`field` names it), or the gateway rejected the
         *     request as invalid (`bad_request`).
         */
        BadRequest: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:ride-request:problem:unknown_parameter",
                 *       "title": "Bad Request",
                 *       "status": 400,
                 *       "detail": "wait is not a query parameter that this call takes.",
                 *       "code": "unknown_parameter",
                 *       "field": "wait",
                 *       "errors": [
                 *         {
                 *           "field": "wait",
                 *           "code": "unknown_parameter",
                 *           "detail": "wait is not a query parameter that this call takes."
                 *         }
                 *       ]
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"] & components["schemas"]["WithFieldUnlessFromGateway"] & {
                    /** @constant */
                    status?: 400 | undefined;
                    /** @enum {unknown} */
                    code?: ("bad_request" | "malformed_text" | "malformed_json" | "unknown_field" | "repeated_field" | "unknown_parameter" | "repeated_parameter" | "wrong_type") | undefined;
                };
            };
        };
        /**
         * @description The query is invalid (`field` names the first invalid parameter), or the gateway rejected the request as invalid
         *     (`bad_request`).
         */
        BadQuery: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:ride-request:problem:out_of_range",
                 *       "title": "Bad Request",
                 *       "status": 400,
                 *       "detail": "limit must be at most 100.",
                 *       "code": "out_of_range",
                 *       "field": "limit",
                 *       "errors": [
                 *         {
                 *           "field": "limit",
                 *           "code": "out_of_range",
                 *           "detail": "limit must be at most 100."
                 *         }
                 *       ]
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"] & components["schemas"]["WithFieldUnlessFromGateway"] & {
                    /** @constant */
                    status?: 400 | undefined;
                    /** @enum {unknown} */
                    code?: ("bad_request" | "unknown_parameter" | "repeated_parameter" | "invalid_cursor" | "invalid_format" | "out_of_range") | undefined;
                };
            };
        };
        /**
         * @description The request has no bearer token (`missing_token`), or its token has expired (`expired_token`), is not valid yet
         *     (`token_not_yet_valid`), or is not accepted for any other reason (`invalid_token`). The gateway's own responses have
         *     the code `unauthorized`.
         */
        Unauthorized: {
            headers: {
                "x-amzn-Remapped-WWW-Authenticate": components["headers"]["Challenge"];
                "WWW-Authenticate": components["headers"]["ChallengeOfGateway"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:ride-request:problem:expired_token",
                 *       "title": "Unauthorized",
                 *       "status": 401,
                 *       "detail": "The token has expired.",
                 *       "code": "expired_token"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 401 | undefined;
                    /** @enum {unknown} */
                    code?: ("missing_token" | "expired_token" | "token_not_yet_valid" | "invalid_token" | "unauthorized") | undefined;
                };
            };
        };
        /** @description The token does not have the required scope (`insufficient_scope`), or the gateway denies the request (`forbidden`). */
        Forbidden: {
            headers: {
                "x-amzn-Remapped-WWW-Authenticate": components["headers"]["Challenge"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:ride-request:problem:insufficient_scope",
                 *       "title": "Forbidden",
                 *       "status": 403,
                 *       "detail": "The token is not a rider's.",
                 *       "code": "insufficient_scope"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 403 | undefined;
                    /** @enum {unknown} */
                    code?: ("insufficient_scope" | "forbidden") | undefined;
                };
            };
        };
        /**
         * @description No token can be verified because the keys of the issuer are unavailable (`issuer_unavailable`), or a service that the
         *     call needs is unavailable (`service_unavailable`). Retry the call: it is idempotent, so a retry is safe even if the
         *     first call took effect.
         */
        Unavailable: {
            headers: {
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 503 | undefined;
                    /** @enum {unknown} */
                    code?: ("issuer_unavailable" | "service_unavailable") | undefined;
                };
            };
        };
        /**
         * @description No token can be verified because the keys of the issuer are unavailable (`issuer_unavailable`), a service that is
         *     needed to accept a ride is unavailable (`service_unavailable`), or the ride could not be accepted before its deadline
         *     (`deadline_passed`). This request has not created a ride. Retry it.
         *
         *     With `outcome_unknown`, the ride may have been accepted: the write of its record got no response, and the record
         *     could not be read back. Repeat the request with the same `Idempotency-Key`; if it had none, check the ride that
         *     `Location` and `rideId` name before you retry. If the ride exists, it expires at its deadline, because no branch was
         *     asked.
         */
        RideNotAccepted: {
            headers: {
                "Retry-After": components["headers"]["RetryAfterUnlessUnknown"];
                Location: components["headers"]["LocationWhenUnknown"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 503 | undefined;
                    /** @enum {unknown} */
                    code?: ("deadline_passed" | "issuer_unavailable" | "outcome_unknown" | "service_unavailable") | undefined;
                };
            };
        };
        /** @description The ride does not exist, or the caller has no access to it. */
        RideNotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:ride-request:problem:ride_not_found",
                 *       "title": "Not Found",
                 *       "status": 404,
                 *       "detail": "There is no ride ride_4f0c2f8c3c3f0d2f5b3a9a7d1e6b8c90.",
                 *       "code": "ride_not_found"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 404 | undefined;
                    /** @constant */
                    code?: "ride_not_found" | undefined;
                };
            };
        };
        /** @description The body has more than 16,384 bytes. */
        BodyTooLarge: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:ride-request:problem:body_too_large",
                 *       "title": "Content Too Large",
                 *       "status": 413,
                 *       "detail": "The body has more than 16384 bytes.",
                 *       "code": "body_too_large",
                 *       "field": "body",
                 *       "errors": [
                 *         {
                 *           "field": "body",
                 *           "code": "body_too_large",
                 *           "detail": "The body has more than 16384 bytes."
                 *         }
                 *       ]
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 413 | undefined;
                    /** @constant */
                    code?: "body_too_large" | undefined;
                };
            };
        };
        /**
         * @description The body has a content encoding (`unsupported_encoding`), or its `Content-Type` declares a charset other than UTF-8
         *     (`unsupported_charset`).
         */
        UnsupportedBody: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:ride-request:problem:unsupported_encoding",
                 *       "title": "Unsupported Media Type",
                 *       "status": 415,
                 *       "detail": "The body must be sent as it is, without a content encoding.",
                 *       "code": "unsupported_encoding",
                 *       "field": "Content-Encoding",
                 *       "errors": [
                 *         {
                 *           "field": "Content-Encoding",
                 *           "code": "unsupported_encoding",
                 *           "detail": "The body must be sent as it is, without a content encoding."
                 *         }
                 *       ]
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"] & components["schemas"]["WithField"] & {
                    /** @constant */
                    status?: 415 | undefined;
                    /** @enum {unknown} */
                    code?: ("unsupported_encoding" | "unsupported_charset") | undefined;
                };
            };
        };
        /** @description The service is throttling requests. */
        TooManyRequests: {
            headers: {
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:ride-request:problem:too_many_requests",
                 *       "title": "Too Many Requests",
                 *       "status": 429,
                 *       "detail": "The service is throttling requests. Try again later.",
                 *       "code": "too_many_requests"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 429 | undefined;
                    /** @constant */
                    code?: "too_many_requests" | undefined;
                };
            };
        };
        /**
         * @description The rider has reached the limit of rides per minute (`too_many_rides`), more rides are under way than can be decided
         *     in time (`overloaded`), or the service is throttling requests (`too_many_requests`). In each case the request has not
         *     created a ride. Retry it after `Retry-After`.
         */
        TooManyRides: {
            headers: {
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:ride-request:problem:too_many_rides",
                 *       "title": "Too Many Requests",
                 *       "status": 429,
                 *       "detail": "A rider may request 10 rides in a minute. Retry in 42 s.",
                 *       "code": "too_many_rides"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 429 | undefined;
                    /** @enum {unknown} */
                    code?: ("too_many_rides" | "overloaded" | "too_many_requests") | undefined;
                };
            };
        };
        /** @description An internal error occurred that the request did not cause. The request has not created a ride, and can be sent again. */
        InternalError: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:ride-request:problem:internal_error",
                 *       "title": "Internal Server Error",
                 *       "status": 500,
                 *       "detail": "Something went wrong here. The request can be sent again.",
                 *       "code": "internal_error"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 500 | undefined;
                    /** @constant */
                    code?: "internal_error" | undefined;
                };
            };
        };
        /**
         * @description The service failed before it responded, for instance because its process died. The request may have taken effect. To
         *     retry a ride request safely, repeat it with the same `Idempotency-Key`; if it had none, check `GET /rides` before you
         *     request the ride again. All other calls can be repeated.
         */
        BadGateway: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:ride-request:problem:bad_gateway",
                 *       "title": "Bad Gateway",
                 *       "status": 502,
                 *       "detail": "The service failed before it responded. The request may have taken effect. Repeat it with the same Idempotency-Key; if it had none, check GET /rides before you request a ride again.",
                 *       "code": "bad_gateway"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 502 | undefined;
                    /** @constant */
                    code?: "bad_gateway" | undefined;
                };
            };
        };
        /** @description The service took too long to respond. The request may have taken effect: retry it as after `bad_gateway`. */
        GatewayTimeout: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:ride-request:problem:gateway_timeout",
                 *       "title": "Gateway Timeout",
                 *       "status": 504,
                 *       "detail": "The service took too long to respond. The request may have taken effect. Repeat it with the same Idempotency-Key; if it had none, check GET /rides before you request a ride again.",
                 *       "code": "gateway_timeout"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 504 | undefined;
                    /** @constant */
                    code?: "gateway_timeout" | undefined;
                };
            };
        };
    };
    parameters: {
        /**
         * @description The ride.
         * @example ride_4f0c2f8c3c3f0d2f5b3a9a7d1e6b8c90
         */
        RideId: components["schemas"]["RideId"];
        /**
         * @description Makes retries safe: the same key and body from the same rider return the same ride, whatever its state, for as long
         *     as its record is kept (by default 30 days after the ride ends). Visible ASCII characters, no spaces.
         * @example 8e03978e-40d5-43dd-bc93-6894a57f9324
         */
        IdempotencyKey: string;
        /**
         * @description How long to wait for the outcome ([RFC 7240](https://www.rfc-editor.org/rfc/rfc7240)): `wait=N` waits for up to N
         *     seconds, at most 25; `respond-async` does not wait. If both are given, `wait` applies. Unknown and malformed
         *     preferences are ignored; of a repeated preference the first applies. `Preference-Applied` gives the applied
         *     preference: the wait is shortened if the request would otherwise exceed the gateway's limit of 29 s, and is zero
         *     (`wait=0`) while many rides are under way.
         */
        Prefer: string;
        /**
         * @description The caller's trace ([W3C Trace Context](https://www.w3.org/TR/trace-context/), version 00). All messages and log
         *     lines of the ride carry it. A malformed value is ignored, as the recommendation requires.
         * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
         */
        Traceparent: string;
    };
    requestBodies: {
        RideRequest: {
            content: {
                "application/json": components["schemas"]["RideRequest"];
            };
        };
    };
    headers: {
        /**
         * @description The applied preference. Absent if none was applied.
         * @example wait=5
         */
        PreferenceApplied: string;
        /**
         * @description The number of reads during the wait.
         * @example wait;desc="3 reads"
         */
        ServerTiming: string;
        /**
         * @description The path of the ride on the same host.
         * @example /v1/rides/ride_4f0c2f8c3c3f0d2f5b3a9a7d1e6b8c90
         */
        Location: string;
        /**
         * @description Seconds to wait before the next request.
         * @example 1
         */
        RetryAfter: string;
        /**
         * @description What the token lacks: the `WWW-Authenticate` header of [RFC 6750](https://www.rfc-editor.org/rfc/rfc6750), which API
         *     Gateway renames in the responses of functions. Absent from the gateway's own responses.
         * @example Bearer realm="ride-request", error="insufficient_scope", scope="ride-request/rider"
         */
        Challenge: string;
        /** @description The challenge in the gateway's own responses. */
        ChallengeOfGateway: "Bearer";
        /**
         * @description Seconds to wait before a retry. Absent if a retry could create a second ride.
         * @example 1
         */
        RetryAfterUnlessUnknown: string;
        /**
         * @description The path, on the same host, of the ride that may exist. Present only with `outcome_unknown`.
         * @example /v1/rides/ride_4f0c2f8c3c3f0d2f5b3a9a7d1e6b8c90
         */
        LocationWhenUnknown: string;
        /**
         * @description Seconds to wait before the next request. Present only while the ride is `requested`.
         * @example 1
         */
        RetryAfterWhileRequested: string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listRides: {
        parameters: {
            query?: {
                /**
                 * @description The maximum number of rides in a page.
                 * @example 20
                 */
                limit?: number | undefined;
                /**
                 * @description The `next` of the previous page. Omit it for the first page.
                 * @example MjAyNi0xMS0yMlQxNDowNTowOS4xMjNaIHJpZGVfNGYwYzJmOGMzYzNmMGQyZjViM2E5YTdkMWU2YjhjOTA
                 */
                next?: components["schemas"]["Cursor"] | undefined;
            } | undefined;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of rides. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "rides": [
                     *         {
                     *           "rideId": "ride_4f0c2f8c3c3f0d2f5b3a9a7d1e6b8c90",
                     *           "flow": "parallel",
                     *           "status": "confirmed",
                     *           "requestedAt": "2026-11-22T14:05:09.123Z",
                     *           "settledAt": "2026-11-22T14:05:09.448Z"
                     *         }
                     *       ],
                     *       "next": "MjAyNi0xMS0yMlQxNDowNTowOS4xMjNaIHJpZGVfNGYwYzJmOGMzYzNmMGQyZjViM2E5YTdkMWU2YjhjOTA"
                     *     }
                     */
                    "application/json": components["schemas"]["RidesPage"];
                };
            };
            400: components["responses"]["BadQuery"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["GatewayTimeout"];
        };
    };
    requestRide: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes retries safe: the same key and body from the same rider return the same ride, whatever its state, for as long
                 *     as its record is kept (by default 30 days after the ride ends). Visible ASCII characters, no spaces.
                 * @example 8e03978e-40d5-43dd-bc93-6894a57f9324
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"] | undefined;
                /**
                 * @description How long to wait for the outcome ([RFC 7240](https://www.rfc-editor.org/rfc/rfc7240)): `wait=N` waits for up to N
                 *     seconds, at most 25; `respond-async` does not wait. If both are given, `wait` applies. Unknown and malformed
                 *     preferences are ignored; of a repeated preference the first applies. `Preference-Applied` gives the applied
                 *     preference: the wait is shortened if the request would otherwise exceed the gateway's limit of 29 s, and is zero
                 *     (`wait=0`) while many rides are under way.
                 */
                Prefer?: components["parameters"]["Prefer"] | undefined;
                /**
                 * @description The caller's trace ([W3C Trace Context](https://www.w3.org/TR/trace-context/), version 00). All messages and log
                 *     lines of the ride carry it. A malformed value is ignored, as the recommendation requires.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"] | undefined;
            } | undefined;
            path?: never;
            cookie?: never;
        };
        requestBody: components["requestBodies"]["RideRequest"];
        responses: {
            /** @description The ride with its outcome. */
            200: {
                headers: {
                    Location: components["headers"]["Location"];
                    "Preference-Applied": components["headers"]["PreferenceApplied"];
                    "Server-Timing": components["headers"]["ServerTiming"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndedRide"];
                };
            };
            /** @description The ride is accepted and in progress; its outcome is not known yet. */
            202: {
                headers: {
                    Location: components["headers"]["Location"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    "Preference-Applied": components["headers"]["PreferenceApplied"];
                    "Server-Timing": components["headers"]["ServerTiming"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RequestedRide"];
                };
            };
            400: components["responses"]["BadRideRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["UnsupportedBody"];
            /** @description The `Idempotency-Key` was already used with another request. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ride-request:problem:idempotency_key_reused",
                     *       "title": "Unprocessable Content",
                     *       "status": 422,
                     *       "detail": "This Idempotency-Key was used with another request. Use a new key for a new request.",
                     *       "code": "idempotency_key_reused",
                     *       "field": "Idempotency-Key",
                     *       "errors": [
                     *         {
                     *           "field": "Idempotency-Key",
                     *           "code": "idempotency_key_reused",
                     *           "detail": "This Idempotency-Key was used with another request. Use a new key for a new request."
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"] & components["schemas"]["WithField"] & {
                        /** @constant */
                        status?: 422 | undefined;
                        /** @constant */
                        code?: "idempotency_key_reused" | undefined;
                    };
                };
            };
            429: components["responses"]["TooManyRides"];
            500: components["responses"]["InternalError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["RideNotAccepted"];
            504: components["responses"]["GatewayTimeout"];
        };
    };
    getRide: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description How long to wait for the outcome ([RFC 7240](https://www.rfc-editor.org/rfc/rfc7240)): `wait=N` waits for up to N
                 *     seconds, at most 25; `respond-async` does not wait. If both are given, `wait` applies. Unknown and malformed
                 *     preferences are ignored; of a repeated preference the first applies. `Preference-Applied` gives the applied
                 *     preference: the wait is shortened if the request would otherwise exceed the gateway's limit of 29 s, and is zero
                 *     (`wait=0`) while many rides are under way.
                 */
                Prefer?: components["parameters"]["Prefer"] | undefined;
            } | undefined;
            path: {
                /**
                 * @description The ride.
                 * @example ride_4f0c2f8c3c3f0d2f5b3a9a7d1e6b8c90
                 */
                rideId: components["parameters"]["RideId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The ride. */
            200: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfterWhileRequested"];
                    "Preference-Applied": components["headers"]["PreferenceApplied"];
                    "Server-Timing": components["headers"]["ServerTiming"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ride"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["RideNotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["GatewayTimeout"];
        };
    };
    cancelRide: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The ride.
                 * @example ride_4f0c2f8c3c3f0d2f5b3a9a7d1e6b8c90
                 */
                rideId: components["parameters"]["RideId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The cancelled ride. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ride"] & {
                        /** @constant */
                        status?: "cancelled" | undefined;
                    };
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["RideNotFound"];
            /** @description The ride has already ended in another state, which the code names. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ride-request:problem:ride_rejected",
                     *       "title": "Conflict",
                     *       "status": 409,
                     *       "detail": "Ride ride_4f0c2f8c3c3f0d2f5b3a9a7d1e6b8c90 is rejected and can't be cancelled.",
                     *       "code": "ride_rejected"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @constant */
                        status?: 409 | undefined;
                        /** @enum {unknown} */
                        code?: ("ride_rejected" | "ride_expired" | "ride_completed") | undefined;
                    };
                };
            };
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["UnsupportedBody"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["GatewayTimeout"];
        };
    };
    completeRide: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The ride.
                 * @example ride_4f0c2f8c3c3f0d2f5b3a9a7d1e6b8c90
                 */
                rideId: components["parameters"]["RideId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The completed ride, as shown to its driver. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DriverRide"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["RideNotFound"];
            /** @description The rider has cancelled the ride. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ride-request:problem:ride_cancelled",
                     *       "title": "Conflict",
                     *       "status": 409,
                     *       "detail": "Ride ride_4f0c2f8c3c3f0d2f5b3a9a7d1e6b8c90 is cancelled and can't be completed.",
                     *       "code": "ride_cancelled"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @constant */
                        status?: 409 | undefined;
                        /** @constant */
                        code?: "ride_cancelled" | undefined;
                    };
                };
            };
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["UnsupportedBody"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["GatewayTimeout"];
        };
    };
    reportDriver: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The driver. It must equal the `sub` of the token.
                 * @example driver-17
                 */
                driverId: components["schemas"]["PartyId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "position": {
                 *         "lat": 37.7793,
                 *         "lng": -122.4193
                 *       },
                 *       "onShift": true,
                 *       "product": "standard"
                 *     }
                 */
                "application/json": components["schemas"]["DriverReport"];
            };
        };
        responses: {
            /** @description The latest accepted report, which is this one unless it is outdated, and the driver's current ride. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "driverId": "driver-17",
                     *       "position": {
                     *         "lat": 37.7793,
                     *         "lng": -122.4193
                     *       },
                     *       "onShift": true,
                     *       "product": "standard",
                     *       "reportedAt": "2026-11-22T14:05:09.123Z",
                     *       "rideId": null
                     *     }
                     */
                    "application/json": components["schemas"]["Driver"];
                };
            };
            /** @description The report is invalid. `field` names the first invalid field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ride-request:problem:missing_field",
                     *       "title": "Bad Request",
                     *       "status": 400,
                     *       "detail": "onShift is missing.",
                     *       "code": "missing_field",
                     *       "field": "onShift",
                     *       "errors": [
                     *         {
                     *           "field": "onShift",
                     *           "code": "missing_field",
                     *           "detail": "onShift is missing."
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"] & components["schemas"]["WithFieldUnlessFromGateway"] & {
                        /** @constant */
                        status?: 400 | undefined;
                        /** @enum {unknown} */
                        code?: ("bad_request" | "malformed_text" | "malformed_json" | "missing_field" | "unknown_field" | "repeated_field" | "unknown_parameter" | "repeated_parameter" | "wrong_type" | "out_of_range" | "unknown_value" | "invalid_format") | undefined;
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            /**
             * @description The report is about another driver (`not_this_driver`), the token is not a driver's (`insufficient_scope`), or
             *     the gateway denies the request (`forbidden`).
             */
            403: {
                headers: {
                    "x-amzn-Remapped-WWW-Authenticate": components["headers"]["Challenge"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:ride-request:problem:not_this_driver",
                     *       "title": "Forbidden",
                     *       "status": 403,
                     *       "detail": "A driver reports only for themselves.",
                     *       "code": "not_this_driver"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @constant */
                        status?: 403 | undefined;
                        /** @enum {unknown} */
                        code?: ("not_this_driver" | "insufficient_scope" | "forbidden") | undefined;
                    };
                };
            };
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["UnsupportedBody"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["GatewayTimeout"];
        };
    };
    requestSequentialRide: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes retries safe: the same key and body from the same rider return the same ride, whatever its state, for as long
                 *     as its record is kept (by default 30 days after the ride ends). Visible ASCII characters, no spaces.
                 * @example 8e03978e-40d5-43dd-bc93-6894a57f9324
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"] | undefined;
                /**
                 * @description The caller's trace ([W3C Trace Context](https://www.w3.org/TR/trace-context/), version 00). All messages and log
                 *     lines of the ride carry it. A malformed value is ignored, as the recommendation requires.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"] | undefined;
            } | undefined;
            path?: never;
            cookie?: never;
        };
        requestBody: components["requestBodies"]["RideRequest"];
        responses: {
            /** @description The ride with its outcome. */
            200: {
                headers: {
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndedRide"] & {
                        /** @constant */
                        flow?: "sequential" | undefined;
                    };
                };
            };
            400: components["responses"]["BadRideRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["UnsupportedBody"];
            429: components["responses"]["TooManyRides"];
            500: components["responses"]["InternalError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["RideNotAccepted"];
            504: components["responses"]["GatewayTimeout"];
        };
    };
    rideEvent: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for all calls about one state of one ride. Ignore an id that you have already processed. */
                "webhook-id": string;
                /** @description When this call was made, in seconds since the epoch. Reject calls that are more than a few minutes old. */
                "webhook-timestamp": string;
                /** @description HMAC-SHA256 signatures in base64, separated by spaces. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RideEvent"];
            };
        };
        responses: {
            /** @description Stop sending this event. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The event was received. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
}
