import type { Sharp } from 'sharp'
import { Gate } from './gate.ts'

/** A file that is no picture, is broken, or would take too much to decode. */
export class BadPictureError extends Error {}

/** Nobody looked at the picture: it may be a good one. */
export class PicturesBusyError extends Error {}

export interface PictureFacts {
  /** As it is shown: turned the way the camera noted. */
  readonly width: number
  readonly height: number
  readonly frames: number
}

export interface Shape {
  readonly width: number
  readonly height: number
  /** `inside`: as large as fits, not enlarged; `cover`: filled, edges cut; `contain`: filled up with nothing around it. */
  readonly fit: 'inside' | 'cover' | 'contain'
  readonly format: 'png' | 'webp'
  /** With all frames, as far as there are not too many; for `webp`. */
  readonly isAnimated?: boolean
}

/** All frames together. What is decoded in full (PNG, AVIF) costs some bytes for each of these at most. */
const MAX_PIXELS = 90_000_000
/** Of what is made of an animation. */
const MAX_FRAME_PIXELS = 50_000_000
const MAX_SECONDS = 30
/** Decoding runs on the threads that also read files: some of those must stay free. Headers do not wait for it. */
const busy = () => new PicturesBusyError('Too many pictures are waiting already')
const making = new Gate(2, 200, busy)
const reading = new Gate(1, 200, busy)

/** Of all that the library can open, programs like SVG and PDF included. */
const DECODERS = ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Heif'].map((kind) => `VipsForeignLoad${kind}`)

let library: Promise<(path: string, options: object) => Sharp> | undefined

/** 19 MB of native code, which nobody needs before the first picture. */
function load(): NonNullable<typeof library> {
  library ??= import('sharp').then(({ default: sharp }) => {
    sharp.cache(false)
    sharp.concurrency(1)
    sharp.block({ operation: ['VipsForeignLoad'] })
    sharp.unblock({ operation: DECODERS })
    return (path, options) => sharp(path, { limitInputPixels: MAX_PIXELS, sequentialRead: true, ...options })
  })
  return library
}

/** @throws {BadPictureError | PicturesBusyError} */
export function readPictureFacts(path: string): Promise<PictureFacts> {
  return attempt(reading, async (open) => {
    const { pages = 1, pageHeight, autoOrient, width, height } = await open(path, {}).metadata()
    const size = pages > 1 ? { width, height: pageHeight ?? height } : autoOrient
    if (size.width * size.height > MAX_PIXELS) throw new BadPictureError('The picture is too large')
    return { ...size, frames: pages }
  })
}

/**
 * A smaller picture without what cameras write into theirs, off this thread and in bounded time.
 * @throws {BadPictureError | PicturesBusyError}
 */
export function makePicture(path: string, facts: PictureFacts, shape: Shape): Promise<Buffer> {
  const { width, height, fit, format, isAnimated = false } = shape
  return attempt(making, (open) => {
    const pages = isAnimated ? framesOf(facts, shape) : 1
    const resized = open(path, { pages, failOn: 'error' })
      .autoOrient()
      .resize({ width, height, fit, withoutEnlargement: fit === 'inside', background: { r: 0, g: 0, b: 0, alpha: 0 } })
    // Many frames at the usual effort take several times as long, to be a little smaller.
    const encoded = pages > 1 ? resized.webp({ effort: 2 }) : resized.toFormat(format)
    return encoded.timeout({ seconds: MAX_SECONDS }).toBuffer()
  })
}

/** As many as neither their decoding nor their making is too much; an animation that is longer ends sooner. */
function framesOf({ width, height, frames }: PictureFacts, shape: Shape): number {
  const scale = Math.min(1, shape.width / width, shape.height / height)
  const made = shape.fit === 'inside' ? width * height * scale * scale : shape.width * shape.height
  const most = Math.min(MAX_PIXELS / (width * height), MAX_FRAME_PIXELS / Math.max(made, 1))
  return Math.max(1, Math.min(frames, Math.floor(most)))
}

async function attempt<T>(gate: Gate, work: (open: Awaited<ReturnType<typeof load>>) => Promise<T>): Promise<T> {
  const open = await load()
  return gate.run(async () => {
    try {
      return await work(open)
    } catch (error) {
      throw new BadPictureError('The picture cannot be decoded', { cause: error })
    }
  })
}
