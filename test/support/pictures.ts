import sharp from 'sharp'

type Kind = 'png' | 'jpeg' | 'webp' | 'gif' | 'avif'

/** A picture of one colour. */
export function picture(width: number, height: number, kind: Kind = 'png'): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: '#b04030' } })
    .toFormat(kind)
    .toBuffer()
}

/** One whose frames differ. */
export function animation(width: number, height: number, kind: 'gif' | 'webp' = 'gif', frames = 3): Promise<Buffer> {
  const pixels = Buffer.alloc(width * height * 3 * frames)
  for (let i = 0; i < frames; i++) pixels.fill(40 * (i + 1), i * width * height * 3, (i + 1) * width * height * 3)
  const raw = { width, height: height * frames, channels: 3, pageHeight: height } as const
  return sharp(pixels, { raw })
    .toFormat(kind, { delay: frames > 0 ? Array.from({ length: frames }, () => 50) : [] })
    .toBuffer()
}

export async function factsOf(bytes: Buffer): Promise<Record<string, unknown>> {
  const { format, width, height, pages = 1, pageHeight = height } = await sharp(bytes, { animated: true }).metadata()
  return { format, width, height: pageHeight, frames: pages }
}
