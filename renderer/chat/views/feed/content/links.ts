/** Links within the chat stay in the page; what others leads to opens beside it, and learns nothing of it. */
export function keepLinksInside(root: HTMLElement): void {
  for (const link of root.querySelectorAll('a[href]')) {
    if (/^\/?#/.test(link.getAttribute('href') ?? '')) continue
    link.setAttribute('target', '_blank')
    link.setAttribute('rel', 'noopener noreferrer')
  }
}
