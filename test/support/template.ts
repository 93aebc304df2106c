import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: each type of resource has properties of its own
  readonly Properties: any;
}

/** The resources of a synthesized stack, by logical id. */
export function resourcesOf(assemblyDirectory: string): Record<string, Resource> {
  const name = readdirSync(assemblyDirectory).find((file) => file.endsWith('.template.json'));
  if (name === undefined) throw new Error(`There is no template in ${assemblyDirectory}.`);
  return JSON.parse(readFileSync(path.join(assemblyDirectory, name), 'utf8')).Resources;
}

/** The routes of a stack's REST API, such as `GET /rides/{rideId}`. */
export function routesOf(resources: Readonly<Record<string, Resource>>): string[] {
  const pathOf = (id: string | undefined): string => {
    const resource = id === undefined ? undefined : resources[id];
    if (resource?.Type !== 'AWS::ApiGateway::Resource') return '';
    return `${pathOf(resource.Properties.ParentId.Ref)}/${resource.Properties.PathPart}`;
  };
  return Object.values(resources)
    .filter(({ Type }) => Type === 'AWS::ApiGateway::Method')
    .map(({ Properties }) => `${Properties.HttpMethod} ${pathOf(Properties.ResourceId.Ref)}`);
}

/** What the gateway answers by itself, by the name that it has for the occasion. */
export function gatewayAnswersOf(resources: Readonly<Record<string, Resource>>) {
  return Object.values(resources)
    .filter(({ Type }) => Type === 'AWS::ApiGateway::GatewayResponse')
    .map(({ Properties: { ResponseType, StatusCode, ResponseParameters, ResponseTemplates } }) => ({
      occasion: ResponseType as string,
      status: Number(StatusCode),
      headers: new Headers(
        Object.entries(ResponseParameters as Record<string, string>).map(([name, value]): [string, string] => [
          name.replace('gatewayresponse.header.', ''),
          value.replace(/^'(.*)'$/, '$1'),
        ]),
      ),
      body: JSON.parse(ResponseTemplates['application/json']) as Record<string, unknown>,
    }));
}
