import { type FormEvent, type KeyboardEvent, useState } from 'react'
import { Input, TextField } from 'react-aria-components'
import { Button } from '../../../../ui/button.tsx'
import styles from './add-line.module.css'

/** A line at the end of a list, for one more. */
export function AddLine({ label, onAdd }: { label: string; onAdd: (text: string) => void }) {
  const [text, setText] = useState('')
  const add = (event: FormEvent) => {
    event.preventDefault()
    if (text.trim() === '') return
    onAdd(text.trim())
    setText('')
  }
  // Its letters are no commands to the feed around it.
  const keep = (event: KeyboardEvent) => event.stopPropagation()
  return (
    <form className={styles.line} onSubmit={add} onKeyDown={keep}>
      <TextField className={styles.field ?? ''} aria-label={label} value={text} onChange={setText} maxLength={200}>
        <Input className={styles.input ?? ''} placeholder={label} />
      </TextField>
      {text.trim() !== '' && (
        <Button size="s" type="submit">
          Add
        </Button>
      )}
    </form>
  )
}
