import { ApiError } from '../../contract/errors.ts'

/**
 * The first frame of an animated picture as one of its own, cut out without decoding it; undefined when it is not animated.
 * @throws {ApiError} for one that is malformed, or of a kind whose frames cannot be cut out
 */
export function firstFrame(bytes: Buffer, type: string): Buffer | undefined {
  try {
    if (type === 'image/gif') return firstOfGif(bytes)
    if (type === 'image/png') return firstOfPng(bytes)
  } catch {
    throw new ApiError('BAD_REQUEST', 'Could not decode image; did you upload an image file?')
  }
  if (type === 'image/webp' && bytes.toString('latin1', 12, 16) === 'VP8X' && (bytes.readUInt8(20) & 2) !== 0) {
    throw new ApiError('BAD_REQUEST', 'Animated WebP pictures cannot be used here; GIF and PNG can.')
  }
  return undefined
}

const ANIMATION = new Set(['acTL', 'fcTL', 'fdAT'])

/** https://www.w3.org/TR/png-3/ */
function firstOfPng(bytes: Buffer): Buffer | undefined {
  const kept: Buffer[] = [bytes.subarray(0, 8)]
  let isAnimated = false
  let at = 8
  for (let type = ''; type !== 'IEND'; ) {
    type = bytes.toString('latin1', at + 4, at + 8)
    const end = at + 12 + bytes.readUInt32BE(at)
    if (end > bytes.length) throw new RangeError('A chunk is cut off')
    if (ANIMATION.has(type)) isAnimated = true
    else kept.push(bytes.subarray(at, end))
    at = end
  }
  return isAnimated ? Buffer.concat(kept) : undefined
}

const IMAGE = 0x2c
const EXTENSION = 0x21
const GRAPHIC_CONTROL = 0xf9
const TRAILER = 0x3b

/** https://www.w3.org/Graphics/GIF/spec-gif89a.txt */
function firstOfGif(bytes: Buffer): Buffer | undefined {
  let at = 13 + colorTable(bytes, 10)
  const kept: Buffer[] = [bytes.subarray(0, at)]
  let control: Buffer = Buffer.alloc(0)
  let frames = 0
  for (let kind = bytes.readUInt8(at); kind !== TRAILER; kind = bytes.readUInt8(at)) {
    const start = at
    if (kind === EXTENSION) {
      at = skipBlocks(bytes, at + 2)
      if (bytes[start + 1] === GRAPHIC_CONTROL) control = bytes.subarray(start, at)
    } else if (kind === IMAGE) {
      // After the descriptor and its colours comes one byte of the compression, then the data.
      at = skipBlocks(bytes, at + 10 + colorTable(bytes, at + 9) + 1)
      frames++
      if (frames === 1) kept.push(control, bytes.subarray(start, at))
      else return Buffer.concat([...kept, Buffer.of(TRAILER)])
    } else throw new RangeError('There is no such block')
  }
  if (frames === 0) throw new RangeError('There is no picture')
  return undefined
}

/** Bytes of the table of colours that the flags at `at` announce. */
function colorTable(bytes: Buffer, at: number): number {
  const flags = bytes.readUInt8(at)
  return (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1)
}

function skipBlocks(bytes: Buffer, from: number): number {
  let at = from
  for (let length = bytes.readUInt8(at); length > 0; length = bytes.readUInt8(at)) at += 1 + length
  return at + 1
}
