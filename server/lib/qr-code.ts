import { create } from 'qrcode'
import type { QrCode } from '../contract/admin/qr-code.ts'

/** The quiet zone that ISO/IEC 18004 asks for, in modules. */
const MARGIN = 4

/** The QR code of a text, as one SVG path of horizontal runs: no script and no image is needed to show it. */
export function qrCodeOf(text: string): QrCode {
  const { size, data } = create(text, { errorCorrectionLevel: 'M' }).modules
  let path = ''
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      if (!data[y * size + x]) continue
      const start = x
      while (x < size && data[y * size + x]) x++
      path += `M${start + MARGIN} ${y + MARGIN}h${x - start}v1h-${x - start}z`
    }
  }
  return { text, size: size + 2 * MARGIN, path }
}
