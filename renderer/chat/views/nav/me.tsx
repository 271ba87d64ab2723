import { useState } from 'react'
import { MenuTrigger } from 'react-aria-components'
import { Avatar } from '../../../ui/avatar.tsx'
import { Menu, MenuGroup, MenuItem } from '../../../ui/menu.tsx'
import { readTheme, saveTheme, type Theme } from '../../../ui/theme.ts'
import { Tool } from '../../../ui/tool.tsx'
import { useChat, useSession } from '../chat-context.ts'
import { useShell } from '../shell/shell-context.ts'
import { useStore } from '../use-store.ts'
import styles from './me.module.css'

const THEMES: readonly (readonly [Theme, string])[] = [
  ['system', 'Like this device'],
  ['light', 'Light'],
  ['dark', 'Dark'],
]

/** Who is signed in, and what is theirs to choose. */
export function Me() {
  const chat = useChat()
  const session = useSession()
  const shell = useShell()
  const people = useStore(chat.people)
  const presence = useStore(chat.presence)
  const [theme, setTheme] = useState(readTheme)
  const [hasFailed, setHasFailed] = useState(false)
  const name = people.nameOf(people.me)
  return (
    <div className={styles.me}>
      <Avatar id={people.me} name={name} size="s" lamp={presence.statusOf(people.me)} />
      <span className={styles.words}>
        <span className={styles.name}>{name}</span>
        {hasFailed && (
          <span className={styles.failed} role="alert">
            Not logged out: Hearth cannot be reached
          </span>
        )}
      </span>
      <MenuTrigger>
        <Tool icon="gear" label="Your menu" />
        <Menu label="Your menu">
          <MenuGroup title="Appearance">
            {THEMES.map(([value, label]) => (
              <MenuItem
                key={value}
                isChosen={theme === value}
                onAction={() => {
                  saveTheme(value)
                  setTheme(value)
                }}
              >
                {label}
              </MenuItem>
            ))}
          </MenuGroup>
          <MenuGroup title="Hearth">
            <MenuItem icon="info" onAction={() => shell.showDialog('keys')}>
              Keyboard
            </MenuItem>
            <MenuItem icon="link" onAction={() => window.open('/api/', '_blank', 'noopener')}>
              API and zuliprc
            </MenuItem>
            <MenuItem
              icon="arrow"
              onAction={() => {
                setHasFailed(false)
                session.signOut().catch(() => setHasFailed(true))
              }}
            >
              Log out
            </MenuItem>
          </MenuGroup>
        </Menu>
      </MenuTrigger>
    </div>
  )
}
