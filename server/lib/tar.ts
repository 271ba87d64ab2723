/** A file of an archive; the content must be as long as it says. */
export interface TarEntry {
  readonly name: string
  readonly size: number
  readonly content: Buffer | AsyncIterable<Buffer>
}

const BLOCK = 512
/** What fits into the eleven octal digits of a size. */
const MAX_OCTAL = 8 ** 11

/** A tar archive as a stream: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_06 */
export async function* tar(entries: AsyncIterable<TarEntry>): AsyncGenerator<Buffer> {
  const now = Math.floor(Date.now() / 1000)
  for await (const entry of entries) {
    yield header(entry, now)
    yield* contentOf(entry)
    const rest = entry.size % BLOCK
    if (rest > 0) yield Buffer.alloc(BLOCK - rest)
  }
  yield Buffer.alloc(2 * BLOCK)
}

/** Exactly as much as was announced: else every later file of the archive would be unreadable. */
async function* contentOf({ name, size, content }: TarEntry): AsyncGenerator<Buffer> {
  let left = size
  for await (const chunk of Buffer.isBuffer(content) ? [content] : content) {
    yield chunk.length > left ? chunk.subarray(0, left) : chunk
    left -= Math.min(chunk.length, left)
  }
  if (left > 0) throw new Error(`${name} became shorter while it was archived`)
}

function header({ name, size }: TarEntry, modified: number): Buffer {
  const block = Buffer.alloc(BLOCK)
  if (Buffer.byteLength(name) > 100) throw new Error(`The name ${name} is too long for an archive`)
  block.write(name, 0)
  block.write('0000600\0', 100)
  block.write('0000000\0', 108)
  block.write('0000000\0', 116)
  writeSize(block, size)
  block.write(`${modified.toString(8).padStart(11, '0')}\0`, 136)
  block.write('        ', 148)
  block.write('0', 156)
  block.write('ustar\x0000', 257)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return block
}

/** From 8 GiB on as a binary number, as GNU tar and libarchive have it. */
function writeSize(block: Buffer, size: number): void {
  if (size < MAX_OCTAL) {
    block.write(`${size.toString(8).padStart(11, '0')}\0`, 124)
    return
  }
  block[124] = 0x80
  block.writeBigUInt64BE(BigInt(size), 128)
}
