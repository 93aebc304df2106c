import { type Stack, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, type NagPack, ServerlessChecks } from 'cdk-nag';

const packs = [AwsSolutionsChecks, ServerlessChecks];

/** The rules that a stack breaks without a reason: `rule: path of the construct`. */
export function nagFindings(stack: Stack): string[] {
  return packs.flatMap((Pack) => findings(new Pack(), stack)).toSorted();
}

/** Reasons that stand where no rule is broken (any more): `rule: path of the construct`. */
export function leftoverAcknowledgements(stack: Stack): string[] {
  const broken = packs.flatMap((Pack) => findings(heedless(new Pack()), stack));
  return acknowledgements(stack)
    .filter(({ rule, path }) => !broken.some((finding) => finding.startsWith(`${rule}: ${path}/`)))
    .map(({ rule, path }) => `${rule}: ${path}`);
}

function findings(pack: NagPack, stack: Stack): string[] {
  return pack
    .validateScope(stack)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => `${ruleName}: ${constructPath}`),
    );
}

/** A pack that takes no reason for an answer. */
function heedless<Pack extends NagPack>(pack: Pack): Pack {
  return Object.assign(pack, { isAcknowledged: () => false });
}

function acknowledgements(stack: Stack): { rule: string; path: string }[] {
  return stack.node.findAll().flatMap(({ node: { metadata, path } }) =>
    metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.keys(data))
      .map((key) => ({ rule: key.replace(/^annotation::/i, ''), path })),
  );
}
