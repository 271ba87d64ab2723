/** The words of a message without their markup. The document is inert: nothing in it loads or runs. */
export function textOf(html: string): string {
  return new DOMParser().parseFromString(html, 'text/html').body.textContent.replace(/\s+/g, ' ').trim()
}
