import type { components } from './schema.ts';

/** What has been answered is not for changing. */
type Immutable<Value> = Value extends object ? { readonly [Key in keyof Value]: Immutable<Value[Key]> } : Value;

type Schemas = { [Name in keyof components['schemas']]: Immutable<components['schemas'][Name]> };

/** What a rider asks for. */
export type RideRequest = Schemas['RideRequest'];
/** A ride as its rider sees it. */
export type Ride = Schemas['Ride'];
/** A ride in a list. */
export type RideSummary = Schemas['RideSummary'];
/** Some of a rider's rides, and the `next` that gets more of them. */
export type RidesPage = Schemas['RidesPage'];
/** `requested` until its outcome is known. */
export type RideStatus = Ride['status'];
/** What one branch said of a ride and how long it took. */
export type Branch = Schemas['Branch'];
/** How a ride's time compares with its branches' times, in milliseconds. */
export type Timing = Schemas['Timing'];
/** A ride as its driver sees it. */
export type DriverRide = Schemas['DriverRide'];
/** Where a driver is and whether they are on shift. */
export type DriverReport = Schemas['DriverReport'];
/** A report as it was taken. */
export type Driver = Schemas['Driver'];
/** A place, in WGS 84 degrees. */
export type Point = Schemas['Point'];
export type Product = Schemas['Product'];
/** What a `ProblemError` is told by. */
export type ProblemCode = Schemas['ProblemCode'];
/** Side by side, or one branch after the other: the latter only on a stack with simulation on. */
export type Flow = Ride['flow'];
