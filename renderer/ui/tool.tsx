import { Button, type ButtonProps, Tooltip, TooltipTrigger } from 'react-aria-components'
import { cx } from './cx.ts'
import { Icon, type IconName } from './icon.tsx'
import { Kbd } from './kbd.tsx'
import styles from './tool.module.css'

interface ToolProps extends Omit<ButtonProps, 'className' | 'style' | 'children' | 'aria-label'> {
  readonly icon: IconName
  /** What it does: the name and the tooltip. */
  readonly label: string
  readonly shortcut?: string
  readonly isOn?: boolean
  readonly size?: 's' | 'm'
}

/** A button that is only an icon. */
export function Tool({ icon, label, shortcut, isOn = false, size = 'm', ...rest }: ToolProps) {
  return (
    <TooltipTrigger delay={500}>
      <Button className={cx(styles.tool, styles[size], isOn && styles.on)} aria-label={label} {...rest}>
        <Icon name={icon} className={icon === 'more' || icon === 'moreV' ? styles.dots : undefined} />
      </Button>
      <Tooltip className={styles.tip ?? ''} offset={6}>
        {label} {shortcut && <Kbd>{shortcut}</Kbd>}
      </Tooltip>
    </TooltipTrigger>
  )
}
