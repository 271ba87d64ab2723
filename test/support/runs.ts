/** Whether it is `npm run test:deep`, which takes its time. */
export const DEEP = process.env['HEARTH_DEEP'] !== undefined

/**
 * How often a property is tried. In `npm test` with the same cases each time, so that it tells of the change that is
 * tested; the deep tier looks for cases that nobody has seen.
 */
export function runs(few: number, deep = 10 * few): { readonly numRuns: number; readonly seed?: number } {
  return DEEP ? { numRuns: deep } : { numRuns: few, seed: 1_966 }
}
