import { inline } from '../html.ts'
import { encodeHash, streamHash } from './hash.ts'
import { BEFORE, type Stage } from './stages.ts'

/** `#**stream**`, `#**stream>topic**`, `#**stream>topic@12**` */
const LINK = new RegExp(
  String.raw`${BEFORE}#\*\*([^*>\n\uFDD0]{1,120})(?:>([^*\n\uFDD0]{1,120}?)(?:@(\d{1,16}))?)?\*\*`,
  'g',
)
/** Names may have a `>` themselves. */
const WHOLE = new RegExp(String.raw`${BEFORE}#\*\*([^*\n]{1,120})\*\*`, 'g')

const run: Stage['run'] = (text, hold, { context }) => {
  const readParts = text.replace(LINK, (whole, name: string, topic?: string, message?: string) => {
    const stream = context.streams(name)
    if (!stream) return whole
    const streamAddress = `/#narrow/channel/${streamHash(stream.id, stream.name)}`
    const id = String(stream.id)
    if (topic === undefined) {
      const attributes = { class: 'stream', 'data-stream-id': id, href: streamAddress }
      return hold(inline('a', attributes, [`#${stream.name}`]))
    }
    const href = `${streamAddress}/topic/${encodeHash(topic)}`
    const title = `#${stream.name} > ${topic}`
    if (message === undefined) {
      return hold(inline('a', { class: 'stream-topic', 'data-stream-id': id, href }, [title]))
    }
    return hold(inline('a', { class: 'message-link', href: `${href}/near/${message}` }, [`${title} @ 💬`]))
  })
  return readParts.replace(WHOLE, (whole, name: string) => {
    const stream = name.includes('>') ? context.streams(name) : undefined
    if (!stream) return whole
    const href = `/#narrow/channel/${streamHash(stream.id, stream.name)}`
    return hold(inline('a', { class: 'stream', 'data-stream-id': String(stream.id), href }, [`#${stream.name}`]))
  })
}

export const streamLink: Stage = { sign: '#**', run }

/** Long enough for a stream, a topic and a message, whatever is in front. */
const ANY = /#\*\*(?=([^*\n]{1,260})\*\*)/g

/** The names of streams that a text may link to, to be looked up before it is rendered. */
export function findStreamNames(text: string): string[] {
  if (!text.includes('#**')) return []
  return [...text.matchAll(ANY)].flatMap(([, name = '']) =>
    name.includes('>') ? [name, name.split('>')[0] ?? ''] : name,
  )
}
