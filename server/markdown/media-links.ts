const PICTURE = /\.(?:bmp|gif|jpe|jpeg|jpg|png|webp)$/i
const FILM = /\.(?:mp4|webm)$/i
const SOUND = /\.(?:mp3|ogg|oga|wav|m4a|flac|aac|opus)$/i
const YOUTUBE = new Set([
  'm.youtube.com',
  'www.youtube.com',
  'www.youtube-nocookie.com',
  'youtube.com',
  'youtube-nocookie.com',
])

export type MediaKind = 'picture' | 'film' | 'sound'

/** `..`, also as browsers take it: behind `user_uploads/` it would lead to any address of this server. */
const UPWARD = /(?:^|[/\\])(?:\.|%2e){1,2}(?:[/\\]|$)/i

/** @returns the path behind `/user_uploads/`; undefined: it leads elsewhere */
export function uploadPath(url: string): string | undefined {
  const path = /^\/?user_uploads\/([^?#]+)/.exec(url)?.[1]
  return path === undefined || UPWARD.test(path) ? undefined : path
}

export function parse(url: string): URL | undefined {
  return /^https?:/.test(url) && URL.canParse(url) ? new URL(url) : undefined
}

/** What is behind a link, by the end of its path. */
export function mediaKind(url: string): MediaKind | undefined {
  const path = uploadPath(url) ?? parse(url)?.pathname
  if (path === undefined) return undefined
  if (PICTURE.test(path)) return 'picture'
  if (FILM.test(path)) return 'film'
  return SOUND.test(path) ? 'sound' : undefined
}

/** GitHub shows a page around a file. */
export function pictureAddress(url: string): string {
  const { hostname, pathname } = parse(url) ?? {}
  const [, owner, name, blob, ...rest] = (pathname ?? '').split('/')
  if (hostname !== 'github.com' || blob !== 'blob') return url
  return `https://raw.githubusercontent.com/${[owner, name, ...rest].join('/')}`
}

/** The id of a film on YouTube. */
export function youtubeId(url: string): string | undefined {
  const page = parse(url)
  if (!page) return undefined
  const id = page.hostname === 'youtu.be' ? page.pathname.slice(1) : onYoutube(page)
  return id !== undefined && /^[\w-]{1,64}$/.test(id) ? id : undefined
}

function onYoutube({ hostname, pathname, searchParams }: URL): string | undefined {
  if (!YOUTUBE.has(hostname)) return undefined
  if (pathname === '/watch' || pathname === '/watch_popup') return searchParams.get('v') ?? undefined
  if (pathname === '/watch_videos') return searchParams.get('video_ids')?.split(',')[0]
  return /^\/(?:embed|shorts|v)\/([^/]+)/.exec(pathname)?.[1]
}
