/** An environment's name as a heading: "Production". */
export function environmentTitle(name: string): string {
  return name.charAt(0).toLocaleUpperCase('en') + name.slice(1);
}
