import { drawIcon } from '../../../../ui/icon.tsx'
import styles from './spoilers.module.css'

let count = 0

/** A spoiler is shut until its button is pressed. */
export function addSpoilerButtons(root: HTMLElement): void {
  for (const block of root.querySelectorAll<HTMLElement>('.spoiler-block')) {
    const header = block.querySelector<HTMLElement>(':scope > .spoiler-header')
    const content = block.querySelector<HTMLElement>(':scope > .spoiler-content')
    if (!header || !content) continue
    block.classList.add(styles.spoiler ?? '')
    header.classList.add(styles.header ?? '')
    content.classList.add(styles.content ?? '')
    content.id = `spoiler-${++count}`
    content.hidden = true
    content.removeAttribute('aria-hidden')
    if (header.childElementCount === 0) {
      const title = document.createElement('p')
      title.textContent = 'Spoiler'
      header.append(title)
    }
    header.append(makeButton(content, header.textContent.trim()))
  }
}

function makeButton(content: HTMLElement, title: string): HTMLButtonElement {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = styles.button ?? ''
  button.setAttribute('aria-controls', content.id)
  const show = (isOpen: boolean) => {
    content.hidden = !isOpen
    const label = isOpen ? 'Hide' : 'Show'
    button.setAttribute('aria-expanded', String(isOpen))
    button.setAttribute('aria-label', `${label}: ${title}`)
    button.replaceChildren(label, drawIcon('down'))
  }
  button.addEventListener('click', () => show(content.hidden !== false))
  show(false)
  return button
}
