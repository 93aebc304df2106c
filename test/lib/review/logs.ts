import { statements } from './statements.ts';
import { type Named, resources, type Template, target } from './template.ts';

/** Logs that are kept for ever, that functions share, or that somebody else may write to. */
export function logFindings(template: Template): string[] {
  const groups = resources(template, 'AWS::Logs::LogGroup');
  const functions = resources(template, 'AWS::Lambda::Function');
  return [
    ...groups.filter(({ properties }) => !properties.RetentionInDays).map(({ id }) => `${id} is kept for ever`),
    ...functions.filter((handler) => !groups.some(isLogOf(handler))).map(({ id }) => `${id} has no log of its own`),
    ...groups.flatMap((group) =>
      writers(
        template,
        group,
        functions.filter((handler) => isLogOf(handler)(group)),
      ),
    ),
  ];
}

function isLogOf({ properties }: Named): (group: Named) => boolean {
  const log = target(properties.LoggingConfig?.LogGroup);
  return ({ id }) => id === log;
}

function writers(template: Template, group: Named, owners: readonly Named[]): string[] {
  const roles = [...owners.map(({ properties }) => target(properties.Role)), ...eventApiRoles(template, group)];
  const others = statements(template)
    .filter(({ effect, actions }) => effect === 'Allow' && actions.some((action) => action.startsWith('logs:')))
    .filter(({ resources }) => resources.some((resource) => JSON.stringify(resource).includes(`"${group.id}"`)))
    .flatMap(({ resource }) => [...(resource.properties.Roles ?? []).map(target), ...inlineIn(resource)])
    .filter((role) => !roles.includes(role));
  return [
    ...(new Set(roles).size > 1 || owners.length > 1 ? [`${group.id} is written by several functions`] : []),
    ...others.map((role) => `${group.id} may be written by ${role}`),
  ];
}

/** The Event API whose log it is, by the name that AppSync looks for, writes it as a role of its own. */
function eventApiRoles(template: Template, { properties }: Named): (string | undefined)[] {
  const name = JSON.stringify(properties.LogGroupName ?? '');
  return resources(template, 'AWS::AppSync::Api')
    .filter(({ id }) => name.includes('/aws/appsync/apis/') && name.includes(`"${id}"`))
    .map((api) => target(api.properties.EventConfig.LogConfig.CloudWatchLogsRoleArn));
}

function inlineIn({ id, type }: Named): string[] {
  return type === 'AWS::IAM::Role' ? [id] : [];
}
