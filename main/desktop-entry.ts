/** A file that starts `command` with the session: https://specifications.freedesktop.org/autostart-spec */
export function desktopEntry(command: readonly string[]): string {
  const exec = command.map(quote).join(' ')
  const lines = ['[Desktop Entry]', 'Type=Application', 'Name=Hearth', `Exec=${exec}`, 'X-GNOME-Autostart-enabled=true']
  return `${lines.join('\n')}\n`
}

/** Of the Desktop Entry Specification, "The Exec key": quoted, then escaped once more as any string of the file. */
function quote(argument: string): string {
  const quoted = `"${argument.replace(/["`$\\]/g, '\\$&').replaceAll('%', '%%')}"`
  return quoted.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
}
