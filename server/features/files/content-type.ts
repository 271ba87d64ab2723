/** Whether `bytes` stand at `offset`. */
const has = (head: Buffer, bytes: string, offset = 0) =>
  head.subarray(offset, offset + bytes.length).equals(Buffer.from(bytes, 'latin1'))

const BRANDS: Readonly<Record<string, string>> = {
  avif: 'image/avif',
  avis: 'image/avif',
  isom: 'video/mp4',
  iso2: 'video/mp4',
  iso4: 'video/mp4',
  iso5: 'video/mp4',
  iso6: 'video/mp4',
  mp41: 'video/mp4',
  mp42: 'video/mp4',
  avc1: 'video/mp4',
  'M4V ': 'video/mp4',
  'M4A ': 'audio/mp4',
}

const SIGNATURES: readonly (readonly [type: string, test: (head: Buffer) => boolean])[] = [
  ['image/png', (h) => has(h, '\x89PNG\r\n\x1a\n') && has(h, 'IHDR', 12)],
  ['image/jpeg', (h) => has(h, '\xff\xd8\xff')],
  ['image/gif', (h) => has(h, 'GIF87a') || has(h, 'GIF89a')],
  ['image/webp', (h) => has(h, 'RIFF') && has(h, 'WEBP', 8)],
  ['audio/wav', (h) => has(h, 'RIFF') && has(h, 'WAVE', 8)],
  ['audio/mpeg', (h) => has(h, 'ID3') || has(h, '\xff\xfb') || has(h, '\xff\xf3')],
  ['audio/flac', (h) => has(h, 'fLaC')],
  ['audio/ogg', (h) => has(h, 'OggS') && (has(h, 'OpusHead', 28) || has(h, '\x01vorbis', 28))],
  ['video/webm', (h) => has(h, '\x1a\x45\xdf\xa3') && h.subarray(0, 64).includes('webm')],
  ['application/pdf', (h) => has(h, '%PDF-')],
]

/**
 * What a file is by its first bytes, if that is something a browser may show: pictures, sound, film and PDF. Neither its
 * name nor what its sender says counts, so a page cannot come as a picture.
 */
export function detectType(head: Buffer): string | undefined {
  if (has(head, 'ftyp', 4)) return BRANDS[head.toString('latin1', 8, 12)]
  return SIGNATURES.find(([, test]) => test(head))?.[0]
}
