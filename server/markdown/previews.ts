import type { Media, PagePreview, RenderContext, UploadedImage } from './context.ts'
import { type Element, inline, isElement, type Node } from './html.ts'
import { mediaKind, parse, pictureAddress, uploadPath, youtubeId } from './media-links.ts'

/** More links are a list, not something to look at. */
const MAX_LINKS = 24
/** Shown until a smaller form of an uploaded picture is made. */
const LOADING = '/static/images/loading/loader-black.svg'

interface Place {
  readonly link: Element
  readonly url: string
  /** what the link is called, if that is not its address */
  readonly title: string | undefined
  readonly parent: Element
  readonly grandparent: Element | undefined
  readonly isQuoted: boolean
}

interface Shown {
  hasLink: boolean
  hasImage: boolean
  readonly attachments: string[]
  readonly waitingThumbnails: string[]
  readonly waitingPages: string[]
}

/** Puts pictures, films and descriptions of pages below the paragraphs that link to them. Changes `nodes`. */
export function showPreviews(nodes: Node[], context: RenderContext): Shown {
  const root: Element = { tag: 'div', attributes: {}, children: nodes }
  const places = findLinks(root, undefined, false)
  const uploads = places.flatMap(({ url }) => uploadPath(url) ?? [])
  const shown: Shown = {
    hasLink: places.length > 0,
    hasImage: false,
    attachments: [...new Set(uploads.map(decoded))],
    waitingThumbnails: [],
    waitingPages: [],
  }
  const unquoted = new Map(places.filter((place) => !place.isQuoted).map((place) => [place.url, place]))
  if (unquoted.size > MAX_LINKS) return shown
  for (const url of unquoted.keys()) {
    const place = places.find((one) => one.url === url && !one.isQuoted)
    if (place) showOne(root, place, context, shown)
  }
  return shown
}

function findLinks(parent: Element, grandparent: Element | undefined, isQuoted: boolean): Place[] {
  return parent.children.flatMap((child) => {
    if (!isElement(child)) return []
    if (child.tag === 'a') return placeOf(child, parent, grandparent, isQuoted)
    return findLinks(child, parent, isQuoted || child.tag === 'blockquote')
  })
}

function placeOf(link: Element, parent: Element, grandparent: Element | undefined, isQuoted: boolean): Place[] {
  const url = link.attributes['href']
  // Those to streams and messages lead nowhere that has a picture.
  if (url === undefined || link.attributes['class'] !== undefined) return []
  const [text] = link.children
  const title = typeof text === 'string' && text !== url ? text : undefined
  return [{ link, url, title, parent, grandparent, isQuoted }]
}

function showOne(root: Element, place: Place, { media, pages }: RenderContext, shown: Shown): void {
  if (media && showMedia(root, place, media, shown)) return
  const page = parse(place.url)
  if (!page || !pages) return
  const preview = pages(place.url)
  if (preview === undefined) shown.waitingPages.push(place.url)
  else if (preview?.image !== undefined && media)
    root.children.push(embed(place.url, preview, media.proxy(preview.image)))
}

/** @returns whether there is nothing more to show of the link */
function showMedia(root: Element, place: Place, media: Media, shown: Shown): boolean {
  const preview = mediaPreview(place, media, shown)
  if (!preview) return uploadPath(place.url) !== undefined
  const isYoutube = preview.attributes['data-id'] !== undefined
  const isSound = preview.attributes['class'] === 'message_inline_audio'
  if (!isSound) shown.hasImage = true
  insert(root, place, box(preview), !isYoutube)
  return !isYoutube
}

/** An element in the form of the class of its box, which `box` puts around it. */
function mediaPreview(place: Place, media: Media, shown: Shown): Element | undefined {
  const { url } = place
  const path = uploadPath(url)
  const kind = mediaKind(url)
  const link: Record<string, string> = { href: url }
  if (place.title !== undefined) link['title'] = place.title
  if (kind === 'film') {
    const shownFilm = film(url, path, media)
    return shownFilm && inline('a', { ...link, class: 'message_inline_image message_inline_video' }, [shownFilm])
  }
  if (path !== undefined) {
    const image = media.upload(decoded(path))
    if (image) return inline('a', { ...link, class: 'message_inline_image' }, [uploaded(image, path, shown)])
    if (kind !== 'sound') return undefined
    const sound = inline('audio', { controls: '', preload: 'metadata', src: absolute(url) }, [])
    return inline('a', { ...link, class: 'message_inline_audio' }, [sound])
  }
  if (kind === 'picture') {
    return inline('a', { ...link, class: 'message_inline_image' }, [picture(media.proxy(pictureAddress(url)))])
  }
  const id = youtubeId(url)
  if (id === undefined) return undefined
  const still = picture(media.proxy(`https://i.ytimg.com/vi/${id}/default.jpg`))
  return inline('a', { class: 'youtube-video message_inline_image', 'data-id': id, href: url }, [still])
}

function box(link: Element): Element {
  const { class: name = '', ...attributes } = link.attributes
  return inline('div', { class: name }, [inline('a', attributes, link.children)])
}

const picture = (src: string) => inline('img', { src }, [])
const absolute = (url: string) => (url.startsWith('user_uploads/') ? `/${url}` : url)

function film(url: string, path: string | undefined, media: Media): Element | undefined {
  if (path !== undefined) return inline('video', { preload: 'metadata', src: absolute(url) }, [])
  const src = media.proxyFilm(url)
  return src === undefined
    ? undefined
    : inline('video', { 'data-video-original-url': url, preload: 'metadata', src }, [])
}

function uploaded(image: UploadedImage, path: string, shown: Shown): Element {
  // In the order of the alphabet, as Zulip writes attributes everywhere.
  const attributes = {
    ...(image.isAnimated && { 'data-animated': 'true' }),
    'data-original-content-type': image.contentType,
    'data-original-dimensions': `${image.width}x${image.height}`,
    src: image.thumbnail ?? LOADING,
  }
  if (image.thumbnail !== undefined) return inline('img', attributes, [])
  shown.waitingThumbnails.push(decoded(path))
  return inline('img', { class: 'image-loading-placeholder', ...attributes }, [])
}

/** Below the paragraph and what is shown of it already; instead of it, if it is nothing but the link. */
function insert(root: Element, place: Place, preview: Element, mayReplace: boolean): void {
  const { parent, grandparent } = place
  const isAlone = mayReplace && place.title === undefined && isAllOf(place)
  if (parent.tag === 'li') {
    parent.children.push(preview)
    if (isAlone) parent.children.shift()
  } else if (parent.tag === 'p' && grandparent) {
    const siblings = grandparent.children
    let index = siblings.indexOf(parent) + 1
    while (isPreview(siblings[index])) index++
    siblings.splice(index, 0, preview)
    if (isAlone) siblings.splice(siblings.indexOf(parent), 1)
  } else root.children.push(preview)
}

/** Whether a paragraph, or an item but for the lists and previews in it, is the link alone. */
function isAllOf({ link, parent }: Place): boolean {
  const [first, ...others] = parent.children
  return first === link && others.every((child) => parent.tag === 'li' && isElement(child) && BLOCKS.has(child.tag))
}

const BLOCKS = new Set(['div', 'ol', 'ul'])
const isPreview = (node: Node | undefined) =>
  node !== undefined && isElement(node) && /^(?:.* )?message_inline_/.test(node.attributes['class'] ?? '')

function embed(url: string, preview: PagePreview, image: string): Element {
  const title = preview.title ?? ''
  const style = `background-image: url("${image.replace(/["\\\n\r\f]/g, encodeURIComponent)}")`
  const about = [
    title === '' ? [] : inline('div', { class: 'message_embed_title' }, [inline('a', { href: url, title }, [title])]),
    preview.description ? inline('div', { class: 'message_embed_description' }, [preview.description]) : [],
  ].flat()
  return inline('div', { class: 'message_embed' }, [
    inline('a', { class: 'message_embed_image', href: url, style }, []),
    inline('div', { class: 'data-container' }, about),
  ])
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
