import { drawIcon } from '../../../../ui/icon.tsx'
import styles from './code.module.css'

const SHOWN_MS = 4000

/** Puts the code on the clipboard and says so on the spot. */
export function makeCopyButton(code: HTMLElement): HTMLButtonElement {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = styles.copy ?? ''
  const said = document.createElement('span')
  said.setAttribute('role', 'status')
  const rest = () => {
    button.title = 'Copy the code'
    button.setAttribute('aria-label', 'Copy the code')
    button.replaceChildren(said, drawIcon('copy'))
    said.textContent = ''
  }
  const say = (text: string) => {
    said.textContent = text
    button.replaceChildren(said, drawIcon(text === 'Copied' ? 'check' : 'alert'))
    setTimeout(rest, SHOWN_MS)
  }
  button.addEventListener('click', () => {
    navigator.clipboard.writeText(code.textContent.replace(/\n$/, '')).then(
      () => say('Copied'),
      () => say('The browser does not allow it'),
    )
  })
  rest()
  return button
}
