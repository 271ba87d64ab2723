import { useState } from 'react'
import { MenuTrigger } from 'react-aria-components'
import { Menu, MenuItem } from '../../ui/menu.tsx'
import { readTheme, saveTheme, type Theme } from '../../ui/theme.ts'
import { Tool } from '../../ui/tool.tsx'

const CHOICES: Record<Theme, string> = { system: 'As this device does', light: 'Light', dark: 'Dark' }

/** Light or dark, remembered on this device. */
export function ThemeMenu() {
  const [theme, setTheme] = useState(readTheme)
  const choose = (choice: Theme) => {
    saveTheme(choice)
    setTheme(choice)
  }
  return (
    <MenuTrigger>
      <Tool icon="moon" label="Light or dark" />
      <Menu label="Light or dark">
        {(Object.keys(CHOICES) as Theme[]).map((choice) => (
          <MenuItem key={choice} isChosen={choice === theme} onAction={() => choose(choice)}>
            {CHOICES[choice]}
          </MenuItem>
        ))}
      </Menu>
    </MenuTrigger>
  )
}
