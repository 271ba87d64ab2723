/** What could be taken for markup between tags; quotes are not, and stay as Zulip leaves them. */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
