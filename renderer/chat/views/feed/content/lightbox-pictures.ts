import type { Picture } from '../../../../ui/lightbox.tsx'

export interface Pictures {
  readonly all: readonly Picture[]
  readonly index: number
}

/** The picture of a link, among all that are in the page of messages around it. */
export function picturesAround(link: HTMLAnchorElement): Pictures {
  const scope = link.closest('[role="feed"]') ?? link.parentElement ?? link
  const links = [...scope.querySelectorAll<HTMLAnchorElement>('a[data-picture]')]
  const shown = links.filter((one) => one === link || one.querySelector('img')?.hasAttribute('src'))
  return {
    all: shown.map(toPicture),
    index: Math.max(0, shown.indexOf(link)),
  }
}

/** The original where it is ours; of what lies elsewhere only what our host has fetched is loaded. */
function toPicture(link: HTMLAnchorElement): Picture {
  const small = link.querySelector('img')
  const isOurs = link.origin === location.origin
  return { src: isOurs ? link.href : (small?.src ?? ''), href: link.href, name: small?.alt ?? '' }
}
