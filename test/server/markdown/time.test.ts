import { describe, expect, test } from 'vitest'
import { html } from './html.ts'

describe('moments', () => {
  test.for([
    ['2024-02-29T10:15:00Z', '2024-02-29T10:15:00Z'],
    ['2024-02-29T10:15:00+02:00', '2024-02-29T08:15:00Z'],
    ['2024-02-29T00:15-0530', '2024-02-29T05:45:00Z'],
    ['2024-02-29 10:15', '2024-02-29T10:15:00Z'],
    ['2024-02-29', '2024-02-29T00:00:00Z'],
    ['2024-02-29T10:15:00.123Z', '2024-02-29T10:15:00Z'],
    ['Feb 29th 2024, 10:15PM', '2024-02-29T22:15:00Z'],
    ['29 February 2024 12:05 am', '2024-02-29T00:05:00Z'],
    ['Thursday, 29 Feb 2024', '2024-02-29T00:00:00Z'],
    ['2/29/2024', '2024-02-29T00:00:00Z'],
    ['1709201700', '2024-02-29T10:15:00Z'],
  ] as const)('%s', ([written, moment]) => {
    expect(html(`at <time:${written}>`)).toBe(`<p>at <time datetime="${moment}">${written}</time></p>`)
  })

  test.for([
    'soon',
    '2024-02-30',
    '2024-13-01',
    '2024-02-29T25:00Z',
    '2024-02-29T10:15+99:00',
    '13:00 pm Feb 1',
    '9'.repeat(30),
    '',
  ])('that there are not: "%s"', (written) => {
    expect(html(`<time:${written}>`)).toBe(
      `<p><span class="timestamp-error">Invalid time format: ${written}</span></p>`,
    )
  })
})
