/** Where a page names its own encoding, as https://html.spec.whatwg.org/#prescan-a-byte-stream-to-determine-its-encoding */
const PRESCAN = 1024
const MARKS: readonly (readonly [string, Buffer])[] = [
  ['utf-8', Buffer.of(0xef, 0xbb, 0xbf)],
  ['utf-16le', Buffer.of(0xff, 0xfe)],
  ['utf-16be', Buffer.of(0xfe, 0xff)],
]

/** The text of a page, whatever it is encoded in; what cannot be read becomes U+FFFD. */
export function decodePage(bytes: Buffer, contentType: string): string {
  const mark = MARKS.find(([, mark]) => bytes.subarray(0, mark.length).equals(mark))?.[0]
  const said = /charset\s*=\s*["']?([\w:-]+)/i.exec(contentType)?.[1]
  const written = /<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w:-]+)/i.exec(bytes.toString('latin1', 0, PRESCAN))?.[1]
  for (const name of [mark, said, written]) {
    try {
      if (name !== undefined) return new TextDecoder(name).decode(bytes)
    } catch {
      // There is no such encoding: the next one may be right.
    }
  }
  return new TextDecoder().decode(bytes)
}
