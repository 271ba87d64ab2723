import styles from './qr-code.module.css'

interface QrCodeProps {
  /** Its modules as one path in a square of `size` units, the margin included. */
  readonly code: { readonly size: number; readonly path: string }
  /** What it does, for those who cannot see it. */
  readonly label: string
}

/** Dark on white in the dark as well: many phones cannot read it inverted. */
export function QrCode({ code: { size, path }, label }: QrCodeProps) {
  return (
    <svg className={styles.code} viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label}>
      <path d={path} shapeRendering="crispEdges" />
    </svg>
  )
}
