/** `driver-matching` as `DriverMatching`: a name as CloudFormation's logical ids have it. */
export function pascalCase(name: string): string {
  return name.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
