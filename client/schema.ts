// Made of docs/reference/openapi.yaml by `npm run client:generate`. Change that file and not this one.
// SHA-256 of docs/reference/openapi.yaml: 816e47df0cfc4f7459c30081282fbd813d2414a309a67c2fb0a29f0bf33c93ac

export interface paths {
    "/rides": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List one's rides
         * @description The rider's own rides, the newest first, a page at a time, as long as their records are kept. The list may be some
         *     milliseconds behind what the ride itself says.
         */
        get: operations["listRides"];
        put?: never;
        /**
         * Ask for a ride
         * @description Accepts a ride and waits for its outcome: 10 s, or as long as `Prefer` says. A rejected or expired ride is a
         *     `200` too; its `status` and `reasons` tell. When the outcome is not known within the wait the answer is a `202`;
         *     while many rides are under way it comes at once. Either has the ride's `Location`. On a stack with simulation
         *     off, `simulate` in the body is refused.
         *
         *     Once a ride is accepted the answer is a `200` or a `202`, whatever fails after that. Any other answer says that
         *     this request has made no ride, except `outcome_unknown`, `bad_gateway` and `gateway_timeout`: they say that it may
         *     have.
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
         * Look at a ride
         * @description The ride as it is. With `Prefer: wait=N` the answer comes as soon as the ride's outcome is known, or after N
         *     seconds as the ride is then.
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
         * @description The rider does not want the ride any more. A `requested` or `confirmed` ride becomes `cancelled`, and its driver
         *     is free for others. Cancelling twice is the same as once.
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
         * @description The ride's driver has brought the rider to the drop-off: a `confirmed` ride becomes `completed`, and its driver
         *     is free for others. Completing twice is the same as once. For anyone but the ride's driver there is no such
         *     ride.
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
         * @description A driver's device says where the driver is and whether they are on shift. A driver reports only for themselves.
         *     A report does not take a driver from the ride that they have. A report that was made before the newest one that
         *     was taken changes nothing: the answer is the newest. Who has not reported for two minutes (a setting of the stack)
         *     is not matched.
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
         * Ask for a ride whose questions are answered one after the other
         * @description The same work as `POST /rides`, one question after the other in one process: the baseline that the parallel flow
         *     is measured against. There only on a stack with simulation on; elsewhere it is a `404`. It always answers with
         *     the outcome. Every request is a new ride, so a valid `Idempotency-Key` changes nothing.
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
         * A ride has reached a state
         * @description Sent to the `webhookUrl` of a ride's request, as [Standard Webhooks](https://www.standardwebhooks.com) has it: at
         *     least once for each state that the ride reaches, in no certain order. The signature is over id, timestamp and
         *     body, and there are several while the secret is changed; the libraries of Standard Webhooks verify them.
         *
         *     Any status `2xx` within 1 s is taken for a delivery, whatever the body does: answer first, and work then. A few
         *     answers of a host at a time may take up to 5 s. A redirect is not followed. Whatever else is answered, the call is
         *     made again after 5 s, 1 min, 5 min, 30 min, 2 h, 5 h and 10 h (1, 2 and 4 s on a stack with simulation on), except
         *     after a `410`, which ends it. Where there is nobody (no such name, a closed port), it is given up within minutes,
         *     and at once where too many webhooks of the same rider, or to the same host, wait for their next attempt.
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
        /** @description Who a rider or a driver is. The `sub` of their tokens. */
        PartyId: string;
        RideId: string;
        /** @description One of the questions that are asked of a ride, such as driver-matching, eta, pricing or payment-check. */
        BranchName: string;
        /**
         * Format: date-time
         * @description A moment in UTC, to the millisecond.
         * @example 2026-11-22T14:05:09.123Z
         */
        Instant: string;
        /** @description A place on earth, in WGS 84 degrees. */
        Point: {
            lat: number;
            lng: number;
        };
        /**
         * @description The class of ride, and of a driver's vehicle.
         * @enum {string}
         */
        Product: "standard" | "xl" | "premium";
        RideRequest: {
            pickup: components["schemas"]["Point"];
            dropoff: components["schemas"]["Point"];
            /**
             * @description Standard unless said otherwise.
             * @default standard
             */
            product?: components["schemas"]["Product"] | undefined;
            /**
             * @description The payment provider's name for the rider's payment method. Where the payment sandbox is used, `pm_card_visa`
             *     and `pm_card_mastercard` are good, `pm_card_chargeDeclined`, `pm_card_insufficientFunds` and
             *     `pm_card_expired` are refused, and `pm_timeout` never answers. Where Stripe is, it is the id of a payment
             *     method that is saved with a Customer there.
             */
            paymentMethodId: string;
            /** @description By branch, what it is to suffer. Refused on a stack with simulation off. */
            simulate?: {
                [key: string]: components["schemas"]["SimulatedBranch"];
            } | undefined;
            /**
             * Format: uri
             * @description Where the ride's events are POSTed to: see the webhook `rideEvent`. An `https:` URL without credentials whose
             *     host is public. Where the stack runs on one's own machine it may be on that, too, over `http:` as well.
             */
            webhookUrl?: string | undefined;
            /**
             * Format: email
             * @description Where the receipt of a confirmed ride is sent to.
             */
            receiptEmail?: string | undefined;
        };
        /** @description How long a branch waits before its work, and how it fails. An empty one is a branch as usual. */
        SimulatedBranch: {
            /** @description Milliseconds, instead of the branch's usual delay. */
            delayMs?: number | undefined;
            /**
             * @description `exception` throws, `timeout` hangs until the function's time-out, `crash` ends the process, `reject` is a
             *     business refusal.
             * @enum {string}
             */
            fault?: ("exception" | "timeout" | "crash" | "reject") | undefined;
            /** @description On how many of the first attempts the fault strikes. On every one when it is not given. */
            times?: number | undefined;
        };
        /** @description A place in a list. It means something to this API alone. */
        Cursor: string;
        RidesPage: {
            rides: components["schemas"]["RideSummary"][];
            /** @description Gets the next page. `null` on the last one. */
            next: components["schemas"]["Cursor"] | null;
        };
        /** @description A ride in a list. `GET /rides/{rideId}` has the rest of it. */
        RideSummary: {
            rideId: components["schemas"]["RideId"];
            flow: components["schemas"]["Flow"];
            status: components["schemas"]["RideStatus"];
            requestedAt: components["schemas"]["Instant"];
            /**
             * @description When the ride ceased to be `requested`, which is when one that was rejected or expired ended. `null` until then.
             *     When a ride was completed or cancelled is told by the ride itself.
             */
            settledAt: components["schemas"]["Instant"] | null;
        };
        /**
         * @description Whether the branches were asked side by side or one after the other.
         * @enum {string}
         */
        Flow: "parallel" | "sequential";
        /**
         * @description `requested` until the outcome is known; then `confirmed`, `rejected` (a branch refused or failed) or
         *     `expired` (a branch had not answered at the deadline, or the ride was not decided in time). `cancelled` by the
         *     rider, `completed` by the driver.
         * @enum {string}
         */
        RideStatus: "requested" | "confirmed" | "rejected" | "expired" | "cancelled" | "completed";
        Ride: {
            rideId: components["schemas"]["RideId"];
            riderId: components["schemas"]["PartyId"];
            flow: components["schemas"]["Flow"];
            status: components["schemas"]["RideStatus"];
            /** @description What was asked for. */
            request: components["schemas"]["RideRequest"] & unknown;
            /** @description What a confirmed ride is made of. Null when the ride has never been confirmed. */
            outcome: components["schemas"]["Outcome"] | null;
            /** @description Why a ride was rejected or expired. Empty otherwise. */
            reasons: components["schemas"]["Reason"][];
            /**
             * @description When a driver can be at the pickup: the matched driver, or, before there is one, the nearest. Null when
             *     neither is known.
             */
            pickup: {
                seconds: number;
                /** @enum {string} */
                source: "matched-driver" | "nearest-drivers";
                /**
                 * @description Whether the time is an estimate. A matched driver's always is; that of the nearest drivers is unless a
                 *     routing service said it.
                 */
                estimated: boolean;
            } | null;
            /** @description The questions that were asked of the ride, by name. */
            branches: {
                [key: string]: components["schemas"]["Branch"];
            };
            timing: components["schemas"]["Timing"];
            requestedAt: components["schemas"]["Instant"];
            /** @description The outcome is known then at the latest. */
            deadlineAt: components["schemas"]["Instant"];
            /** @description When the ride ceased to be `requested`. Null until then. */
            settledAt: components["schemas"]["Instant"] | null;
            /** @description When the driver completed the ride. Null otherwise. */
            completedAt: components["schemas"]["Instant"] | null;
            /** @description When the rider cancelled the ride, which is `settledAt` if it was still `requested`. Null otherwise. */
            cancelledAt: components["schemas"]["Instant"] | null;
        } & (unknown & unknown & unknown & unknown & unknown & unknown);
        /** @description A state that a ride has reached. */
        RideEvent: {
            /** @enum {string} */
            type: "ride.confirmed" | "ride.rejected" | "ride.expired" | "ride.cancelled" | "ride.completed";
            /** @description When the ride reached the state. */
            timestamp: components["schemas"]["Instant"];
            /** @description The ride as it is when the call is made, which may be further on. */
            data: components["schemas"]["EndedRide"];
        };
        /** @description A ride whose outcome is known. */
        EndedRide: components["schemas"]["Ride"] & {
            status?: unknown | undefined;
        };
        /** @description A ride whose outcome is not known yet. */
        RequestedRide: components["schemas"]["Ride"] & {
            /** @constant */
            status?: "requested" | undefined;
        };
        /**
         * @description A ride as its driver sees it: where to and what for, and not who the rider is, how they are reached, or what they
         *     pay with.
         */
        DriverRide: {
            rideId: components["schemas"]["RideId"];
            /** @constant */
            status: "completed";
            /** @description What was asked for. */
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
        /** @description The matched driver and the way to the pickup. */
        MatchedDriver: {
            driverId: components["schemas"]["PartyId"];
            pickupSeconds: number;
            pickupDistanceMeters: number;
        };
        Trip: {
            distanceMeters: number;
            durationSeconds: number;
            /**
             * @description Where the figures come from: a routing service, an estimate, or, when eta had nothing to say, the estimate that
             *     the fare was computed on.
             * @enum {string}
             */
            source: "routing-service" | "estimate" | "fare";
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
            /** @description By name, what branches say that the outcome has no field of its own for. */
            more?: {
                [key: string]: unknown;
            } | undefined;
        };
        /** @description An upfront fare, with the distance and duration that it was computed on. */
        Fare: {
            quoteId: string;
            /** @description The quote holds until then. */
            expiresAt: components["schemas"]["Instant"];
            /** @description In minor units of the currency (cents). */
            amountMinor: number;
            /** @description ISO 4217. */
            currency: string;
            surgeMultiplier: number;
            distanceMeters: number;
            durationSeconds: number;
        };
        Reason: {
            /** @description The branch, or `ride-requested` where none could be asked. */
            branch: components["schemas"]["BranchName"];
            /**
             * @description A branch's own, such as no_drivers_available, trip_too_long, card_declined, insufficient_funds, expired_card,
             *     authentication_required, issuer_unavailable, payment_method_unknown or simulated_rejection; or the branch's name followed by `_unavailable` (it failed) or
             *     `_timed_out` (it had not answered at the deadline); or decided_too_late (all had answered, but what puts the
             *     answers together came too late); or ride-requested_unavailable (the ride could not be passed on to the branches).
             */
            code: string;
            /** @description For humans. */
            message: string;
            /** @description Whether the same request may succeed later. */
            retryable: boolean;
        };
        /** @description What one branch said and how long it took. Times are null until it has answered. */
        Branch: {
            /**
             * @description Whether a ride can be confirmed without it.
             * @enum {string}
             */
            need: "required" | "optional";
            /**
             * @description `ok`, `rejected` (a refusal) or `failed` (no answer in all attempts). Without an answer: `pending`,
             *     `timed_out` (missing at the deadline) or `not_awaited` (the ride ended without it: before it could answer, or
             *     because it is optional and took two seconds longer than the required ones).
             * @enum {string}
             */
            status: "ok" | "rejected" | "failed" | "pending" | "timed_out" | "not_awaited";
            /** @description When the branch's queue had the request. */
            queuedAt: components["schemas"]["Instant"] | null;
            /** @description When the first attempt began. */
            startedAt: components["schemas"]["Instant"] | null;
            /** @description When the last attempt ended. */
            finishedAt: components["schemas"]["Instant"] | null;
            /** @description From the queue to the start of the first attempt. */
            queuedMs: number | null;
            /** @description From the start of the first attempt to the end of the last one; the wait in the queue is excluded. */
            durationMs: number | null;
            /** @description How many attempts it took. */
            attempt: number | null;
            /** @description Whether it answered after the ride had ended. A late answer changes nothing. */
            late: boolean;
            /** @description Why it rejected or failed. Null otherwise. */
            reason: {
                code: string;
                message: string;
                retryable?: boolean | undefined;
            } | null;
        };
        /**
         * @description How the ride's time compares with its branches' times. What needs a branch that had not answered when the ride
         *     ended is null.
         */
        Timing: {
            /** @description From the request to the outcome. */
            totalMs: number | null;
            slowestBranch: components["schemas"]["BranchName"] | null;
            slowestMs: number | null;
            /** @description The branches' durations added up. */
            sequentialMs: number | null;
            /** @description `totalMs` − `slowestMs`. */
            overheadMs: number | null;
            /** @description `sequentialMs` − `totalMs`. */
            savedMs: number | null;
        };
        DriverReport: {
            position: components["schemas"]["Point"];
            /** @description Whether the driver takes rides. */
            onShift: boolean;
            /**
             * @description Standard unless said otherwise.
             * @default standard
             */
            product?: components["schemas"]["Product"] | undefined;
            /**
             * Format: date-time
             * @description When the device made the report, at most 5 s ahead of the server's clock: for devices that send a report again,
             *     or late. Now unless said otherwise.
             */
            reportedAt?: string | undefined;
        };
        /** @description A driver as last reported, and the ride that they have. */
        Driver: {
            driverId: components["schemas"]["PartyId"];
            position: components["schemas"]["Point"];
            onShift: boolean;
            product: components["schemas"]["Product"];
            /** @description When the newest report was made. */
            reportedAt: components["schemas"]["Instant"];
            /** @description The confirmed ride that the driver has, or null. */
            rideId: components["schemas"]["RideId"] | null;
        };
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
            /** @description What is wrong with this request, for humans. */
            detail: string;
            code: components["schemas"]["ProblemCode"];
            /** @description The first field at fault. */
            field?: components["schemas"]["FieldName"] | undefined;
            /** @description Every fault that was found, the first one included. */
            errors?: {
                field: components["schemas"]["FieldName"];
                code: components["schemas"]["ProblemCode"];
                detail: string;
            }[] | undefined;
            /** @description The ride that there may be, with `outcome_unknown`. */
            rideId?: components["schemas"]["RideId"] | undefined;
        };
        /** @description A path into the body such as `pickup.lat`, `body` for all of it, or the name of a header or parameter. */
        FieldName: string;
        /** @description A problem that names the field at fault. */
        WithField: unknown;
        /** @description A problem that names the field at fault, unless it was the gateway that did not understand the request. */
        WithFieldUnlessFromGateway: unknown;
        /**
         * @description What went wrong, for programs.
         *
         *     | code | meaning |
         *     |---|---|
         *     | `bad_request` | the gateway could not make sense of the request |
         *     | `unsupported_encoding`, `unsupported_charset` | the body is compressed, or in another charset than UTF-8 |
         *     | `malformed_text`, `malformed_json` | the body is not UTF-8, or not JSON |
         *     | `missing_field`, `unknown_field`, `repeated_field` | a field is missing, is not one of this request, or stands twice |
         *     | `unknown_parameter`, `repeated_parameter` | the query has a parameter that the call does not take, or has one twice |
         *     | `invalid_cursor` | `next` is not what a page before had as `next` |
         *     | `wrong_type`, `out_of_range`, `unknown_value`, `invalid_format` | the value of a field or parameter is not allowed |
         *     | `unknown_branch` | `simulate` names a branch that there is not |
         *     | `simulation_off` | `simulate` on a stack that does not simulate |
         *     | `invalid_webhook_url` | no call would be made to the `webhookUrl` |
         *     | `invalid_idempotency_key` | the `Idempotency-Key` does not have the right format |
         *     | `idempotency_key_reused` | the `Idempotency-Key` was used with another request |
         *     | `missing_token` | the request has no bearer token |
         *     | `expired_token` | the token has expired: get a new one |
         *     | `token_not_yet_valid` | the token will be good later: a clock is wrong, most likely |
         *     | `invalid_token` | the token is not accepted |
         *     | `unauthorized` | the gateway asks for a bearer token |
         *     | `insufficient_scope` | the token is not a rider's, or not a driver's |
         *     | `issuer_unavailable` | no token can be checked at the moment |
         *     | `not_this_driver` | a driver reports for another |
         *     | `forbidden` | the gateway does not allow the request |
         *     | `not_found` | there is no such path or method |
         *     | `ride_not_found` | there is no such ride for the caller |
         *     | `ride_rejected`, `ride_expired`, `ride_cancelled`, `ride_completed` | the ride has ended so |
         *     | `body_too_large` | the body is too large |
         *     | `too_many_rides` | the rider has asked for too many rides; wait as long as `Retry-After` says |
         *     | `overloaded` | more rides are under way than can be decided in time; wait as long as `Retry-After` says |
         *     | `too_many_requests` | throttled; wait as long as `Retry-After` says |
         *     | `internal_error` | not the request's fault; ask again |
         *     | `deadline_passed` | the ride was not accepted in time; ask again |
         *     | `service_unavailable` | a service that the call needs does not answer; ask again |
         *     | `outcome_unknown` | the ride of `rideId` may have been accepted; look at it, or ask again with the same `Idempotency-Key` |
         *     | `bad_gateway` | the service failed; the request may have been carried out; ask again with the same `Idempotency-Key` |
         *     | `gateway_timeout` | the service took too long; the request may have been carried out; ask again with the same `Idempotency-Key` |
         * @enum {string}
         */
        ProblemCode: "bad_request" | "unsupported_encoding" | "unsupported_charset" | "malformed_text" | "malformed_json" | "missing_field" | "unknown_field" | "repeated_field" | "unknown_parameter" | "repeated_parameter" | "invalid_cursor" | "wrong_type" | "out_of_range" | "unknown_value" | "invalid_format" | "unknown_branch" | "simulation_off" | "invalid_idempotency_key" | "invalid_webhook_url" | "idempotency_key_reused" | "missing_token" | "expired_token" | "token_not_yet_valid" | "invalid_token" | "unauthorized" | "insufficient_scope" | "issuer_unavailable" | "not_this_driver" | "forbidden" | "not_found" | "ride_not_found" | "ride_rejected" | "ride_expired" | "ride_cancelled" | "ride_completed" | "body_too_large" | "too_many_rides" | "overloaded" | "too_many_requests" | "internal_error" | "deadline_passed" | "service_unavailable" | "outcome_unknown" | "bad_gateway" | "gateway_timeout";
    };
    responses: {
        /** @description Something is wrong with the request. `field` says where, `errors` lists all faults. */
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
         * @description The request has a query or a body, which this call does not take and whose `field` is named, or the gateway
         *     could not make sense of it.
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
        /** @description Something is wrong with the query, and `field` says with which parameter, or the gateway could not make sense of it. */
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
         * @description The request has no bearer token (`missing_token`), or one that is not accepted: because it has expired
         *     (`expired_token`), because it is not valid yet (`token_not_yet_valid`), or for any other reason (`invalid_token`).
         *     `unauthorized` is the gateway's own.
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
        /**
         * @description The token does not have the scope that the request needs (`insufficient_scope`), or the gateway does not allow the
         *     request (`forbidden`).
         */
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
         * @description No token can be checked, as the keys of its issuer cannot be had (`issuer_unavailable`), or a service that the
         *     call needs does not answer (`service_unavailable`). Ask again: a call that may have been carried out comes to the
         *     same when it is repeated.
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
         * @description No token can be checked, as the keys of its issuer cannot be had (`issuer_unavailable`); a service that is needed
         *     to accept a ride does not answer (`service_unavailable`); or the ride could not be accepted before its deadline
         *     (`deadline_passed`). This request has made no ride. Ask again.
         *
         *     With `outcome_unknown` the ride may have been accepted or not: the write of its record was not answered, and could
         *     not be read back. Repeat the request with the same `Idempotency-Key`; without one, look before asking again, where
         *     `Location` and `rideId` say. If it is there, it expires at its deadline: no branch was asked about it.
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
        /** @description There is no such ride for the caller. Another's ride is not there for the caller either. */
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
         * @description The body has a content encoding (`unsupported_encoding`), or is said to be in another charset than UTF-8
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
        /** @description More requests come in than the service accepts. */
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
                 *       "detail": "More requests come in than the service accepts. Try again later.",
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
         * @description The rider has asked for as many rides as one may in a minute (`too_many_rides`), or more rides are under way than
         *     can be decided in time (`overloaded`): ask again after `Retry-After`. Or more requests come in than the service
         *     accepts. Whatever it is, there is no ride of this request.
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
        /** @description Something went wrong that is not the request's fault. There is no ride of this request, and it can be sent again. */
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
         * @description The service failed before it had answered, for instance because its process died. The request may have been
         *     carried out. Repeat it with the `Idempotency-Key` that it had: that alone makes sure that there is one ride.
         *     Without a key, look at `GET /rides` before asking for a ride again; every other call can be repeated.
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
                 *       "detail": "The service failed before it had answered. The request may have been carried out. Repeat it with the Idempotency-Key that it had; without one, look at GET /rides before asking for a ride again.",
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
        /** @description The service took too long to answer. The request may have been carried out: what is said of `bad_gateway` holds. */
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
                 *       "detail": "The service took too long to answer. The request may have been carried out. Repeat it with the Idempotency-Key that it had; without one, look at GET /rides before asking for a ride again.",
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
         * @description Makes a repetition safe: the same rider, key and body are the same ride, whatever has become of it, for as long as
         *     the ride is kept (30 days from its end, unless the stack is told otherwise). Visible ASCII characters, no spaces.
         * @example 8e03978e-40d5-43dd-bc93-6894a57f9324
         */
        IdempotencyKey: string;
        /**
         * @description How long to wait for the outcome ([RFC 7240](https://www.rfc-editor.org/rfc/rfc7240)): `wait=N` for N seconds,
         *     at most 25; `respond-async` not at all. With both, `wait` counts. What is unknown or malformed is ignored, and so
         *     is a preference that comes again; `Preference-Applied` tells what was applied: a wait is cut where the request
         *     would otherwise outlast the 29 s that the gateway gives it, and there is none (`wait=0`) while many rides are under
         *     way.
         */
        Prefer: string;
        /**
         * @description The caller's trace ([W3C Trace Context](https://www.w3.org/TR/trace-context/), version 00), which all messages
         *     and log lines of the ride then carry. What is malformed is ignored, as that recommendation asks.
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
         * @description The preference that was applied. Not there when none was.
         * @example wait=5
         */
        PreferenceApplied: string;
        /**
         * @description How many reads the wait has cost.
         * @example wait;desc="3 reads"
         */
        ServerTiming: string;
        /**
         * @description The ride's path on the same host.
         * @example /v1/rides/ride_4f0c2f8c3c3f0d2f5b3a9a7d1e6b8c90
         */
        Location: string;
        /**
         * @description Seconds to wait before asking again.
         * @example 1
         */
        RetryAfter: string;
        /**
         * @description What the token lacks: `WWW-Authenticate` of [RFC 6750](https://www.rfc-editor.org/rfc/rfc6750), by the name that
         *     API Gateway gives to that header of a function's answer. Not there when the gateway itself refuses.
         * @example Bearer realm="ride-request", error="insufficient_scope", scope="ride-request/rider"
         */
        Challenge: string;
        /** @description The same of an answer of the gateway's own. */
        ChallengeOfGateway: "Bearer";
        /**
         * @description Seconds to wait before asking again. Not there when asking again might make a second ride.
         * @example 1
         */
        RetryAfterUnlessUnknown: string;
        /**
         * @description The path, on the same host, of the ride that there may be. There only with `outcome_unknown`.
         * @example /v1/rides/ride_4f0c2f8c3c3f0d2f5b3a9a7d1e6b8c90
         */
        LocationWhenUnknown: string;
        /**
         * @description Seconds to wait before asking again. There only while the ride is `requested`.
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
                 * @description How many rides a page has at most.
                 * @example 20
                 */
                limit?: number | undefined;
                /**
                 * @description The `next` of the page before. Left out for the first page.
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
                 * @description Makes a repetition safe: the same rider, key and body are the same ride, whatever has become of it, for as long as
                 *     the ride is kept (30 days from its end, unless the stack is told otherwise). Visible ASCII characters, no spaces.
                 * @example 8e03978e-40d5-43dd-bc93-6894a57f9324
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"] | undefined;
                /**
                 * @description How long to wait for the outcome ([RFC 7240](https://www.rfc-editor.org/rfc/rfc7240)): `wait=N` for N seconds,
                 *     at most 25; `respond-async` not at all. With both, `wait` counts. What is unknown or malformed is ignored, and so
                 *     is a preference that comes again; `Preference-Applied` tells what was applied: a wait is cut where the request
                 *     would otherwise outlast the 29 s that the gateway gives it, and there is none (`wait=0`) while many rides are under
                 *     way.
                 */
                Prefer?: components["parameters"]["Prefer"] | undefined;
                /**
                 * @description The caller's trace ([W3C Trace Context](https://www.w3.org/TR/trace-context/), version 00), which all messages
                 *     and log lines of the ride then carry. What is malformed is ignored, as that recommendation asks.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"] | undefined;
            } | undefined;
            path?: never;
            cookie?: never;
        };
        requestBody: components["requestBodies"]["RideRequest"];
        responses: {
            /** @description The ride, its outcome known. */
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
            /** @description The ride, accepted, its outcome not known yet. The work goes on. */
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
            /** @description The `Idempotency-Key` was used before, with another request. */
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
                 * @description How long to wait for the outcome ([RFC 7240](https://www.rfc-editor.org/rfc/rfc7240)): `wait=N` for N seconds,
                 *     at most 25; `respond-async` not at all. With both, `wait` counts. What is unknown or malformed is ignored, and so
                 *     is a preference that comes again; `Preference-Applied` tells what was applied: a wait is cut where the request
                 *     would otherwise outlast the 29 s that the gateway gives it, and there is none (`wait=0`) while many rides are under
                 *     way.
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
            /** @description The ride, cancelled. */
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
            /** @description The ride has ended otherwise. The code says how. */
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
            /** @description The ride, completed, as its driver sees it. */
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
                 * @description The driver, the same as the `sub` of the token.
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
            /** @description The newest report that was taken, this one unless it came too late, and the ride that the driver has. */
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
            /** @description Something is wrong with the report. `field` says where. */
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
             *     the gateway does not allow the request (`forbidden`).
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
                 * @description Makes a repetition safe: the same rider, key and body are the same ride, whatever has become of it, for as long as
                 *     the ride is kept (30 days from its end, unless the stack is told otherwise). Visible ASCII characters, no spaces.
                 * @example 8e03978e-40d5-43dd-bc93-6894a57f9324
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"] | undefined;
                /**
                 * @description The caller's trace ([W3C Trace Context](https://www.w3.org/TR/trace-context/), version 00), which all messages
                 *     and log lines of the ride then carry. What is malformed is ignored, as that recommendation asks.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"] | undefined;
            } | undefined;
            path?: never;
            cookie?: never;
        };
        requestBody: components["requestBodies"]["RideRequest"];
        responses: {
            /** @description The ride, its outcome known. */
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
                /** @description The same for all calls about one state of one ride. Drop what you have seen. */
                "webhook-id": string;
                /** @description When this call was made, in epoch seconds. Refuse what is older than some minutes. */
                "webhook-timestamp": string;
                /** @description HMAC-SHA256 signatures in base64, with a space between them. */
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
            /** @description No more calls about this event, please. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The event has arrived. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
}
