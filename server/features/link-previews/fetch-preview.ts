import { z } from 'zod'
import { fetchGuarded, type Guard } from '../../lib/outgoing/index.ts'
import { decodePage } from './decode.ts'
import { type PageFacts, readPage } from './page-facts.ts'

/** What is shown of a page of elsewhere: texts and the address of a picture, never its HTML. */
export interface Preview {
  readonly kind: 'page' | 'photo' | 'video'
  readonly title: string | null
  readonly description: string | null
  readonly image: string | null
}

const KIB = 1024
const PAGE = { maxBytes: 512 * KIB, cut: true, timeoutMs: 10_000, accept: /^(text\/html|application\/xhtml\+xml)\b/i }
const OEMBED = { maxBytes: 64 * KIB, timeoutMs: 5_000, accept: /^(application|text)\/(json|json\+oembed)\b/i }
const MAX_TITLE = 300
const MAX_DESCRIPTION = 1_000
const MAX_URL = 2_000

/** https://oembed.com/#section2.3: what we use of it. What is of another type counts as missing. */
const oembedAnswer = z.object({
  type: z.string().catch(''),
  title: z.string().optional().catch(undefined),
  url: z.string().optional().catch(undefined),
  thumbnail_url: z.string().optional().catch(undefined),
})

/**
 * @returns undefined when the page says nothing of itself
 * @throws {OutgoingError} when it is not to be had
 */
export async function fetchPreview(url: string, guard: Guard, signal: AbortSignal): Promise<Preview | undefined> {
  const page = await fetchGuarded(url, { ...PAGE, ...guard, signal, headers: { accept: 'text/html' } })
  if (page.status !== 200) return undefined
  const facts = readPage(decodePage(page.body, page.headers['content-type'] ?? ''))
  const oembed = facts.oembed ? await fetchOembed(facts.oembed, page.url, guard, signal) : {}
  const preview = merge(facts, page.url, oembed)
  return preview.title === null && preview.image === null ? undefined : preview
}

/** What cannot be had or understood leaves the page's own words. */
async function fetchOembed(href: string, base: string, guard: Guard, signal: AbortSignal): Promise<Partial<Preview>> {
  const url = webAddress(href, base)
  if (url === null) return {}
  try {
    const { status, body } = await fetchGuarded(url, { ...OEMBED, ...guard, signal })
    if (status !== 200) return {}
    const { type, title = '', url: photo, thumbnail_url: thumbnail } = oembedAnswer.parse(JSON.parse(body.toString()))
    const image = webAddress(type === 'photo' ? (photo ?? thumbnail) : thumbnail, url)
    return {
      ...(type === 'photo' || type === 'video' ? { kind: type } : {}),
      title: cleanText(title, MAX_TITLE),
      image,
    }
  } catch {
    return {}
  }
}

function merge({ meta, title }: PageFacts, base: string, oembed: Partial<Preview>): Preview {
  const first = (...names: string[]) => names.map((name) => meta.get(name)).find((text) => text?.trim())
  return {
    kind: oembed.kind ?? 'page',
    title: oembed.title ?? cleanText(first('og:title', 'twitter:title') ?? title, MAX_TITLE),
    description: cleanText(first('og:description', 'twitter:description', 'description') ?? '', MAX_DESCRIPTION),
    image: oembed.image ?? webAddress(first('og:image', 'og:image:url', 'twitter:image'), base),
  }
}

/** Without line breaks, and without marks that would turn the writing around them. */
function cleanText(text: string, max: number): string | null {
  const clean = text
    .toWellFormed()
    .replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
  const characters = [...clean]
  return (characters.length > max ? `${characters.slice(0, max - 1).join('')}…` : clean) || null
}

function webAddress(text: string | undefined, base: string): string | null {
  if (text === undefined || !URL.canParse(text.trim(), base)) return null
  const url = new URL(text.trim(), base)
  const isWeb = /^https?:$/.test(url.protocol) && !url.username && !url.password
  return isWeb && url.href.length <= MAX_URL ? url.href : null
}
