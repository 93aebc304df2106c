/** Converts `driver-matching` to `DriverMatching`, the form of CloudFormation's logical ids. */
export function pascalCase(name: string): string {
  return name.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
