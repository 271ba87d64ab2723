import { ApiError } from '../../contract/errors.ts'
import {
  BadPictureError,
  makePicture,
  type PictureFacts,
  PicturesBusyError,
  readPictureFacts,
  type Shape,
} from '../../lib/pictures.ts'
import { detectType } from './content-type.ts'

/** Beyond these a picture of a few bytes could fill a reader's memory when it is drawn. */
const MAX_SIDE = 8192
const MAX_PIXELS = 40_000_000

type Size = readonly [width: number, height: number]

/** Kinds of pictures that every client can show; SVG is a program and none of them. */
const SIZES: Readonly<Record<string, (head: Buffer) => Size | undefined>> = {
  'image/png': (head) => (head.length >= 24 ? [head.readUInt32BE(16), head.readUInt32BE(20)] : undefined),
  'image/gif': (head) => (head.length >= 10 ? [head.readUInt16LE(6), head.readUInt16LE(8)] : undefined),
  'image/jpeg': sizeOfJpeg,
  'image/webp': sizeOfWebp,
}

/** What kind of picture the file is, by its content. @throws {ApiError} when it is none, or one too large to draw */
function checkPicture(head: Buffer): string {
  const type = detectType(head) ?? ''
  const size = SIZES[type]?.(head)
  if (!size || size[0] === 0 || size[1] === 0) {
    throw notDecoded()
  }
  if (Math.max(...size) > MAX_SIDE || size[0] * size[1] > MAX_PIXELS) {
    throw new ApiError('BAD_REQUEST', 'Image size exceeds limit.')
  }
  return type
}

/**
 * An uploaded picture in each of these shapes, decoded and made anew: nothing of the file itself is shown to anybody.
 * @throws {ApiError} when it is none, or one too large to draw
 */
export async function reshapePicture(
  { path, head }: { readonly path: string; readonly head: Buffer },
  shapesOf: (facts: PictureFacts) => readonly Shape[],
): Promise<Buffer[]> {
  checkPicture(head)
  try {
    const facts = await readPictureFacts(path)
    return await Promise.all(shapesOf(facts).map((shape) => makePicture(path, facts, shape)))
  } catch (error) {
    if (error instanceof PicturesBusyError) {
      throw new ApiError(
        'SERVICE_UNAVAILABLE',
        'Too many pictures are being made right now. Please try again in a moment.',
      )
    }
    throw error instanceof BadPictureError ? notDecoded() : error
  }
}

function notDecoded(): ApiError {
  return new ApiError('BAD_REQUEST', 'Could not decode image; did you upload an image file?')
}

/** What kind of picture came from elsewhere. @throws {ApiError} when it is none, or one too large to draw */
export function checkExternalPicture(bytes: Buffer): string {
  return detectType(bytes) === 'image/avif' ? 'image/avif' : checkPicture(bytes)
}

/** Walks the segments up to the first frame header. */
function sizeOfJpeg(head: Buffer): Size | undefined {
  let at = 2
  while (at + 9 <= head.length && head[at] === 0xff) {
    const marker = head[at + 1] ?? 0
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame) return [head.readUInt16BE(at + 7), head.readUInt16BE(at + 5)]
    at += 2 + head.readUInt16BE(at + 2)
  }
  return undefined
}

/** https://developers.google.com/speed/webp/docs/riff_container */
function sizeOfWebp(head: Buffer): Size | undefined {
  if (head.length < 30) return undefined
  const chunk = head.toString('latin1', 12, 16)
  if (chunk === 'VP8X') return [head.readUIntLE(24, 3) + 1, head.readUIntLE(27, 3) + 1]
  if (chunk === 'VP8 ') return [head.readUInt16LE(26) & 0x3fff, head.readUInt16LE(28) & 0x3fff]
  if (chunk !== 'VP8L') return undefined
  const bits = head.readUInt32LE(21)
  return [(bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1]
}
