import { Button, MenuTrigger } from 'react-aria-components'
import { Kbd } from '../../../ui/kbd.tsx'
import { Menu, MenuItem } from '../../../ui/menu.tsx'
import styles from './enter-choice.module.css'

interface EnterChoiceProps {
  readonly enterSends: boolean
  readonly onChange: (enterSends: boolean) => void
}

/** Says what Enter does, and lets one choose. */
export function EnterChoice({ enterSends, onChange }: EnterChoiceProps) {
  return (
    <MenuTrigger>
      <Button className={styles.choice ?? ''} aria-label={enterSends ? 'Enter sends' : 'Ctrl and Enter send'}>
        <Kbd>{enterSends ? 'Enter' : 'Ctrl Enter'}</Kbd> {enterSends ? 'sends' : 'send'}
      </Button>
      <Menu label="What Enter does">
        <MenuItem isChosen={enterSends} onAction={() => onChange(true)}>
          Enter sends, Shift and Enter begin a new line
        </MenuItem>
        <MenuItem isChosen={!enterSends} onAction={() => onChange(false)}>
          Enter begins a new line, Ctrl and Enter send
        </MenuItem>
      </Menu>
    </MenuTrigger>
  )
}
