import { nameOf } from './pictures.ts'
import styles from './players.module.css'

/**
 * Films and sounds play where they stand, those of elsewhere by way of our host. What another host would have to be asked
 * for is only a link: it would learn who reads here.
 */
export function makePlayable(root: HTMLElement): void {
  for (const player of root.querySelectorAll<HTMLMediaElement>('a > video, a > audio')) {
    const link = player.parentElement
    if (!(link instanceof HTMLAnchorElement)) continue
    const name = nameOf(link)
    if (isOurs(player.src)) {
      player.controls = true
      player.setAttribute('aria-label', name)
      player.classList.add(player.tagName === 'VIDEO' ? (styles.film ?? '') : (styles.sound ?? ''))
      if (player.tagName === 'VIDEO') keepLink(player, link, name)
      if (player.tagName === 'VIDEO' || isNamed(root, link)) link.replaceWith(player)
      else {
        link.after(player)
        link.textContent = name
      }
    } else link.textContent = name
  }
}

/** A film that is gone, or of a kind that this browser cannot play, is a link again. */
function keepLink(player: HTMLMediaElement, link: HTMLAnchorElement, name: string): void {
  const restore = () => {
    link.textContent = `Open the film ${name}`
    link.classList.add(styles.lost ?? '')
    player.replaceWith(link)
  }
  player.addEventListener('error', restore, { once: true })
}

/** Whether its message says what it is. */
function isNamed(root: HTMLElement, link: HTMLAnchorElement): boolean {
  return [...root.querySelectorAll('a')].some((one) => one !== link && one.href === link.href)
}

const isOurs = (address: string) => URL.parse(address)?.origin === location.origin
