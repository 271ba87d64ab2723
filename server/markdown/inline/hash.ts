/** As Zulip writes names into addresses: percent signs would be decoded on the way, so dots stand for them. */
export function encodeHash(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('.', '%2E')
    .replaceAll('%', '.')
}

/** A stream in an address: the id counts, the name is for people. */
export function streamHash(id: number, name: string): string {
  return `${id}-${encodeHash(name.replaceAll(' ', '-'))}`
}
