import { nameOf } from './pictures.ts'
import styles from './players.module.css'

/** Films and sounds play where they stand. What lies on another host is only a link: it would learn who reads here. */
export function makePlayable(root: HTMLElement): void {
  for (const player of root.querySelectorAll<HTMLMediaElement>('a > video, a > audio')) {
    const link = player.parentElement
    if (!(link instanceof HTMLAnchorElement)) continue
    const name = nameOf(link)
    if (isOurs(player.src)) {
      player.controls = true
      player.setAttribute('aria-label', name)
      player.classList.add(player.tagName === 'VIDEO' ? (styles.film ?? '') : (styles.sound ?? ''))
      link.replaceWith(player)
    } else link.textContent = name
  }
}

const isOurs = (address: string) => URL.parse(address)?.origin === location.origin
