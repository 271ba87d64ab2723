import type { CSSProperties } from 'react'

const GLAZES = 10

/** Which of the ten glazes an id has, from 1. */
export function glazeOf(id: number): number {
  return id % GLAZES || GLAZES
}

/** Sets `--c` to the glaze of `id`, for whatever is drawn in its colour. */
export function glazeStyle(id: number): CSSProperties {
  return { '--c': `var(--stream-${glazeOf(id)})` } as CSSProperties
}
