/** Zulip stores at most 30 characters of a client's name. */
const MAX_LENGTH = 30

/**
 * The name of the calling program as Zulip tells it: the `client` parameter, else the product in User-Agent,
 * and `website` for every browser.
 */
export function clientName(parameter: string | undefined, userAgent: string | undefined): string {
  const given = printable(parameter)
  if (given) return given
  if (!userAgent) return 'Unspecified'
  const product = printable(userAgent.slice(0, 200).split(/[/(;]/, 1)[0])
  return product === 'Mozilla' ? 'website' : product || 'Unspecified'
}

function printable(text: string | undefined): string {
  return text ? text.replace(/\p{C}/gu, '').trim().slice(0, MAX_LENGTH) : ''
}
