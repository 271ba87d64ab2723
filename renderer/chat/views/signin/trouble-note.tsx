import { Note } from '../../../ui/note.tsx'
import type { Trouble } from './explain.ts'
import type { JoinTrouble } from './explain-join.ts'

interface TroubleNoteProps {
  readonly trouble: Trouble | JoinTrouble | undefined
  readonly secondsLeft: number
}

/** What no field is to blame for. */
export function TroubleNote({ trouble, secondsLeft }: TroubleNoteProps) {
  if (trouble?.kind === 'throttled' && secondsLeft > 0) {
    return (
      <Note icon="clock" meaning="warn" isAlert>
        There were too many attempts. For safety there is a pause: try again {inWords(secondsLeft)}.
      </Note>
    )
  }
  if (trouble?.kind !== 'other') return null
  return (
    <Note icon="alert" meaning="bad" isAlert>
      {trouble.text}
    </Note>
  )
}

function inWords(seconds: number): string {
  if (seconds < 90) return `in ${seconds} seconds`
  return `in ${Math.ceil(seconds / 60)} minutes`
}
