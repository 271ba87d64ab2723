import type { Readable } from 'node:stream'

export const FILM_TYPES = ['video/mp4', 'video/webm'] as const
export type FilmType = (typeof FILM_TYPES)[number]

/** Undefined: any. Of an MP4 the size of its first box, which is small, and its kind. */
const SIGNATURES: Readonly<Record<FilmType, readonly (number | undefined)[]>> = {
  'video/mp4': [0, undefined, undefined, undefined, ...Buffer.from('ftyp')],
  'video/webm': [0x1a, 0x45, 0xdf, 0xa3],
}
const HEAD_BYTES = 8

/**
 * Whether a stream begins as a film of this type does, as far as it goes: Safari asks for two bytes first. What was looked
 * at is put back. @param length of the stream, if that is known
 */
export async function beginsAs(type: FilmType, stream: Readable, length = HEAD_BYTES): Promise<boolean> {
  const head = await peek(stream, Math.min(HEAD_BYTES, length))
  return SIGNATURES[type].slice(0, head.length).every((byte, at) => byte === undefined || byte === head[at])
}

/** @throws when it ends before */
function peek(stream: Readable, count: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      stream.off('readable', look).off('end', fail).off('close', fail).off('error', fail)
    }
    const fail = (error?: Error) => {
      stop()
      reject(error ?? new Error('The stream is shorter than it said'))
    }
    const look = () => {
      const head = stream.read(count) as Buffer | null
      if (!head) return
      if (head.length < count) return fail()
      stop()
      stream.unshift(head)
      resolve(head)
    }
    stream.on('readable', look).on('end', fail).on('close', fail).on('error', fail)
  })
}
