import type { ReactNode } from 'react'
import { Menu as AriaMenu, MenuItem as AriaMenuItem, Header, MenuSection, Popover } from 'react-aria-components'
import { Icon, type IconName } from './icon.tsx'
import styles from './menu.module.css'

/** What opens below a button that stands in a MenuTrigger with it. */
export function Menu({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Popover className={styles.popover ?? ''}>
      <AriaMenu className={styles.menu ?? ''} aria-label={label}>
        {children}
      </AriaMenu>
    </Popover>
  )
}

export function MenuGroup({ title, children }: { title: string; children: ReactNode }) {
  return (
    <MenuSection className={styles.group ?? ''}>
      <Header className={styles.header}>{title}</Header>
      {children}
    </MenuSection>
  )
}

interface MenuItemProps {
  readonly icon?: IconName
  readonly isChosen?: boolean
  readonly onAction: () => void
  readonly children: string
}

export function MenuItem({ icon, isChosen = false, onAction, children }: MenuItemProps) {
  return (
    <AriaMenuItem className={styles.item ?? ''} onAction={onAction} textValue={children}>
      {icon && <Icon name={icon} />}
      <span className={styles.words}>{children}</span>
      {isChosen && <Icon name="check" />}
    </AriaMenuItem>
  )
}
