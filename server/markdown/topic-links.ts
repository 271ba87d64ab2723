import type { Linkifier } from './context.ts'
import { Effort } from './effort.ts'
import { HAS_ADDRESS, linkAddresses } from './inline/autolink.ts'
import { linkMatches } from './inline/linkify.ts'
import { HELD } from './inline/stages.ts'
import { safeUrl } from './inline/url.ts'
import { normalize } from './normalize.ts'

/** A part of a topic's name that leads somewhere, in the words of Zulip's protocol. */
export interface TopicLink {
  readonly text: string
  readonly url: string
}

const NONE: readonly TopicLink[] = []
const WEB = /^https?:\/\//
/** A name of a host alone, or with a path: no address of e-mail, no number to call. */
const BARE = /^[\p{L}\p{N}_.-]+(?:\/|$)/u

/**
 * What is linked in the name of a topic, from the left. Unlike in texts, what the organization wants linked goes before
 * addresses, and those without a scheme are taken for HTTPS, as Zulip has it.
 */
export function findTopicLinks(topic: string, linkifiers: readonly Linkifier[]): readonly TopicLink[] {
  if (linkifiers.length === 0 && !HAS_ADDRESS.test(topic)) return NONE
  try {
    return read(normalize(topic), linkifiers)
  } catch {
    return NONE
  }
}

function read(topic: string, linkifiers: readonly Linkifier[]): readonly TopicLink[] {
  const links: TopicLink[] = []
  const keep = (url: string | undefined, text: string) =>
    url === undefined ? undefined : `\uFDD0${links.push({ text, url }) - 1}\uFDD1`
  const matched = linkMatches(topic, linkifiers, new Effort(), (url, text) => keep(safeUrl(url), text))
  const linked = linkAddresses(matched, (address) => keep(webUrl(address), address))
  return linked.split(HELD).flatMap((part, index) => (index % 2 === 0 ? [] : (links[Number(part)] ?? [])))
}

function webUrl(address: string): string | undefined {
  if (WEB.test(address)) return safeUrl(address)
  return BARE.test(address) ? safeUrl(`https://${address}`) : undefined
}
