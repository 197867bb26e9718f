/** The name of a flag or a command as it is typed. */
export function typedName(name: string): string {
  return name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);
}
