/** The administration's pages; the scheme is ours alone. */
export const ADMIN_ORIGIN = 'app://hearth'

const KNOWN: ReadonlySet<string> = new Set(['app:', 'http:', 'https:'])

/**
 * The origin of an address; undefined for what has none that anything could be allowed to.
 * Not `URL.origin`: that is "null" for each scheme which the URL standard does not know.
 */
export function originOf(address: string | undefined): string | undefined {
  const url = address === undefined ? null : URL.parse(address)
  return url && KNOWN.has(url.protocol) && url.host !== '' ? `${url.protocol}//${url.host}` : undefined
}
