import styles from './pictures.module.css'

/** The largest that a picture is in the feed, in pixels. */
const BOX = { width: 400, height: 300 }

/** Pictures below a text have their size before they are loaded, and a name. */
export function showPictures(root: HTMLElement): void {
  for (const frame of root.querySelectorAll<HTMLElement>('.message_inline_image')) {
    const link = frame.querySelector('a')
    const picture = frame.querySelector('img')
    if (!link || !picture) continue
    frame.classList.add(styles.frame ?? '')
    picture.alt = nameOf(link)
    picture.loading = 'lazy'
    keepSpace(picture)
    picture.addEventListener('error', () => picture.classList.add(styles.lost ?? ''))
    if (frame.classList.contains('youtube-video')) frame.classList.add(styles.film ?? '')
    else link.dataset['picture'] = ''
  }
  for (const link of root.querySelectorAll<HTMLElement>('.message_embed')) {
    link.classList.add(styles.page ?? '')
    // Its title is the same link, in words.
    const still = link.querySelector<HTMLElement>('.message_embed_image')
    still?.setAttribute('aria-hidden', 'true')
    if (still) still.tabIndex = -1
  }
}

function keepSpace(picture: HTMLImageElement): void {
  const [, width = '', height = ''] = /^(\d+)x(\d+)$/.exec(picture.dataset['originalDimensions'] ?? '') ?? []
  if (Number(width) > 0 && Number(height) > 0) {
    const scale = Math.min(1, BOX.width / Number(width), BOX.height / Number(height))
    picture.width = Math.max(1, Math.round(Number(width) * scale))
    picture.height = Math.max(1, Math.round(Number(height) * scale))
  } else picture.classList.add(styles.unmeasured ?? '')
  // The host tells by an event when there is something to load.
  if (picture.classList.contains('image-loading-placeholder')) picture.removeAttribute('src')
}

/** What the link is called, or the name of the file that it leads to. */
export function nameOf(link: HTMLAnchorElement): string {
  if (link.title !== '') return link.title
  if (link.dataset['id'] !== undefined) return 'Film on YouTube'
  const file = link.pathname.split('/').at(-1) ?? ''
  try {
    return decodeURIComponent(file) || link.hostname
  } catch {
    return file
  }
}
