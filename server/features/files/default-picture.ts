import { createHash } from 'node:crypto'
import { crc32, deflateSync } from 'node:zlib'
import { escapeHtml } from '../../lib/escape-html.ts'

/** Dark enough for white letters on them (4.5 : 1). */
const COLORS = ['#b3261e', '#8c4a00', '#5f6400', '#2e6b2f', '#006a60', '#00658f', '#3f5aa9', '#6a4fa3', '#93377e']

interface Owner {
  readonly id: number
  readonly full_name: string
}

/** The same for an account whatever it is called, so that colleagues find each other by it. */
const digestOf = ({ id }: Owner) => createHash('sha256').update(`picture ${id}`).digest()
const colorOf = (owner: Owner) => COLORS[(digestOf(owner)[0] ?? 0) % COLORS.length] ?? '#3f5aa9'

/** The first letters of the first and the last name; of scripts without letter case the first character alone. */
export function initialsOf(name: string): string {
  const words = name.split(/[\s._-]+/).flatMap((word) => /[\p{L}\p{N}]/u.exec(word)?.[0] ?? [])
  const letters = words.length > 1 ? [words[0], words.at(-1)] : words.slice(0, 1)
  return letters.join('').toUpperCase() || '?'
}

/** Initials on a colour, for browsers. */
export function initialsSvg(owner: Owner): Buffer {
  const text = escapeHtml(initialsOf(owner.full_name))
  return Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" width="100" height="100">' +
      `<rect width="100" height="100" fill="${colorOf(owner)}"/>` +
      '<text x="50" y="50" dy=".35em" fill="#fff" font-family="system-ui,sans-serif" font-size="42" font-weight="600" ' +
      `text-anchor="middle">${text}</text></svg>`,
  )
}

const CELLS = 5

/** A symmetric pattern of 5 by 5 cells on a colour, for programs that draw no SVG: letters would need a font here. */
export function patternPng(owner: Owner, side: number): Buffer {
  const bits = digestOf(owner)
  const isSet = (x: number, y: number) => ((bits[1 + y * 3 + Math.min(x, CELLS - 1 - x)] ?? 0) & 1) === 1
  const margin = side / 10
  const cell = (side - 2 * margin) / CELLS
  const rows: Buffer[] = []
  for (let y = 0; y < side; y++) {
    // A byte of the filter, then a bit for each pixel.
    const row = Buffer.alloc(1 + Math.ceil(side / 8))
    for (let x = 0; x < side; x++) {
      const [cx, cy] = [Math.floor((x - margin) / cell), Math.floor((y - margin) / cell)]
      const isInside = cx >= 0 && cy >= 0 && cx < CELLS && cy < CELLS
      if (isInside && isSet(cx, cy)) row[1 + (x >> 3)] = (row[1 + (x >> 3)] ?? 0) | (0x80 >> (x & 7))
    }
    rows.push(row)
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(side, 0)
  header.writeUInt32BE(side, 4)
  // One bit a pixel, which names a colour of the palette.
  header.set([1, 3, 0, 0, 0], 8)
  const palette = Buffer.from(`${colorOf(owner).slice(1)}ffffff`, 'hex')
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('PLTE', palette),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  check.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, check])
}
