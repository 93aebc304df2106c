import type { components } from './schema.ts';

/** Makes answers deeply read-only. */
type Immutable<Value> = Value extends object ? { readonly [Key in keyof Value]: Immutable<Value[Key]> } : Value;

type Schemas = { [Name in keyof components['schemas']]: Immutable<components['schemas'][Name]> };

/** A rider's request. */
export type RideRequest = Schemas['RideRequest'];
/** A ride as its rider sees it. */
export type Ride = Schemas['Ride'];
/** A ride in a list. */
export type RideSummary = Schemas['RideSummary'];
/** A page of a rider's rides, with the `next` of the following page. */
export type RidesPage = Schemas['RidesPage'];
/** `requested` until its outcome is known. */
export type RideStatus = Ride['status'];
/** A branch's answer for a ride, and how long it took. */
export type Branch = Schemas['Branch'];
/** How a ride's time compares with its branches' times, in milliseconds. */
export type Timing = Schemas['Timing'];
/** A ride as its driver sees it. */
export type DriverRide = Schemas['DriverRide'];
/** Where a driver is and whether they are on shift. */
export type DriverReport = Schemas['DriverReport'];
/** A report as accepted by the API. */
export type Driver = Schemas['Driver'];
/** A place, in WGS 84 degrees. */
export type Point = Schemas['Point'];
export type Product = Schemas['Product'];
/** The `code` of a `ProblemError`. */
export type ProblemCode = Schemas['ProblemCode'];
/** Branches in parallel, or one after the other: the latter only on a stack with simulation on. */
export type Flow = Ride['flow'];
