import type { Shape } from '../../../lib/pictures.ts'

const SIZE = { width: 840, height: 560, fit: 'inside', format: 'webp' } as const

/** What is made of each uploaded picture, by the last part of the address. */
export const STILL = { name: '840x560.webp', shape: SIZE satisfies Shape }
/** Of animations besides. */
export const ANIMATED = { name: '840x560-anim.webp', shape: { ...SIZE, isAnimated: true } satisfies Shape }

/** `server_thumbnail_formats` of https://zulip.com/api/register-queue */
export const THUMBNAIL_FORMATS = [STILL, ANIMATED].map(({ name, shape }) => ({
  name,
  max_width: shape.width,
  max_height: shape.height,
  format: shape.format,
  animated: 'isAnimated' in shape,
}))

/** Kinds of uploaded files that thumbnails are made of. */
export const HAS_THUMBNAIL: ReadonlySet<string> = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
])
