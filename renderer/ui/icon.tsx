import { cx } from './cx.ts'
import styles from './icon.module.css'
import sprite from './icons.svg'

/** The symbols of icons.svg. */
export const ICONS = [
  'inbox',
  'clock',
  'stack',
  'at',
  'star',
  'draft',
  'later',
  'search',
  'plus',
  'down',
  'right',
  'left',
  'more',
  'moreV',
  'smile',
  'quote',
  'copy',
  'link',
  'out',
  'clip',
  'image',
  'poll',
  'code',
  'bold',
  'italic',
  'list',
  'send',
  'x',
  'check',
  'checkc',
  'bell',
  'belloff',
  'lock',
  'eye',
  'info',
  'alert',
  'people',
  'person',
  'invite',
  'home',
  'shield',
  'update',
  'pulse',
  'db',
  'log',
  'gear',
  'seal',
  'net',
  'mail',
  'folder',
  'print',
  'dl',
  'undo',
  'off',
  'moon',
  'arrow',
  'back',
  'pin',
  'topic',
  'usb',
  'box',
  'nas',
  'refresh',
  'menu',
  'filter',
  'cal',
  'key',
  'phone',
  'panel',
  'audit',
  'stop',
  'follow',
  'reply',
  'table',
  'scroll',
] as const
export type IconName = (typeof ICONS)[number]

/** The same as `Icon`, for markup that React has not made. */
export function drawIcon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  svg.setAttribute('class', styles.icon ?? '')
  svg.setAttribute('aria-hidden', 'true')
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use')
  use.setAttribute('href', `${sprite}#i-${name}`)
  svg.append(use)
  return svg
}

/** A drawing beside words; an icon alone needs a button that has a name. */
export function Icon({ name, className }: { name: IconName; className?: string | undefined }) {
  return (
    <svg className={cx(styles.icon, className)} aria-hidden="true">
      <use href={`${sprite}#i-${name}`} />
    </svg>
  )
}
