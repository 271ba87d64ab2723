/** Others start programs, or run scripts in a page. https://html.spec.whatwg.org/multipage/system-state.html#safelisted-scheme */
const SCHEMES = new Set(
  'bitcoin geo im irc ircs magnet mailto matrix mms news nntp openpgp4fpr sip sms smsto ssh tel urn webcal wtai xmpp'.split(
    ' ',
  ),
)

/** Those that have a host behind two slashes. */
const WEB = new Set(['http', 'https', 'ftp'])

/**
 * What a link may lead to. Without a scheme it is a web address or an e-mail address.
 * @returns undefined for what is no link
 */
export function safeUrl(written: string): string | undefined {
  // Browsers leave out tabs and line breaks, wherever they are: `java\nscript:`.
  const url = written
    .trim()
    .replace(/[\t\n\r]/g, '')
    .replaceAll(' ', '%20')
  if (url === '' || /\p{Cc}/u.test(url)) return undefined
  if (/^\/(?![/\\])/.test(url) || /^#./.test(url)) return url
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase()
  if (scheme === undefined) return /^[^/?#]*@/.test(url) ? `mailto:${url}` : `http://${url.replace(/^[/\\]+/, '')}`
  // Browsers read `https:x` as a page of this server, and take any number of slashes of both kinds.
  if (WEB.has(scheme)) return `${scheme}://${url.slice(scheme.length + 1).replace(/^[/\\]+/, '')}`
  if (SCHEMES.has(scheme)) return scheme + url.slice(scheme.length)
  // `example.com:80/path` has no scheme, though it looks so.
  return /^[^:]+\.[^:]+:\d/.test(url) ? `http://${url}` : undefined
}

/** Links to this server stay in the window. */
export function relativeUrl(url: string, origin: string): string {
  if (origin === '' || !url.startsWith(`${origin}/`)) return url
  const rest = url.slice(origin.length + 1)
  return rest.startsWith('#') || rest.startsWith('user_uploads/') ? rest : url
}
