import { z } from 'zod'

/** A QR code as one SVG path: `<svg viewBox="0 0 size size"><path d=…>`; a margin of 4 units is included. */
export const qrCode = z.object({ text: z.string(), size: z.number(), path: z.string() })
export type QrCode = z.output<typeof qrCode>
