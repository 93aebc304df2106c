import { Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { RideFunction } from './ride-function.ts';
import type { Settings } from './settings.ts';

/** Travel times by road require the permission to call Amazon Location, or nothing where they are estimated. */
export class Routing extends Construct {
  readonly #settings: Settings;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    this.#settings = settings;
  }

  /** The service's routes belong to no account: https://docs.aws.amazon.com/service-authorization/latest/reference/list_geo-routes.html */
  openTo(handler: RideFunction): void {
    if (this.#settings.routing !== 'amazon-location') return;
    const provider = { service: 'geo-routes', account: '', resource: 'provider', resourceName: 'default' };
    handler.allow(['geo-routes:CalculateRoutes'], Stack.of(this).formatArn(provider));
  }
}
