import { useEffect, useState } from 'react'
import { Button } from './button.tsx'
import { Hidden } from './hidden.tsx'
import { Icon } from './icon.tsx'

interface CopyButtonProps {
  readonly text: string
  /** For example “Copy link”. */
  readonly label: string
  readonly wide?: boolean
  readonly size?: 's' | 'm'
}

const SHOWN_MS = 4000

/** Puts `text` on the clipboard and says so on the spot. */
export function CopyButton({ text, label, wide = false, size = 's' }: CopyButtonProps) {
  const [result, setResult] = useState<'copied' | 'refused'>()
  useEffect(() => {
    if (!result) return
    const timer = setTimeout(() => setResult(undefined), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [result])
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setResult('copied'),
      () => setResult('refused'),
    )
  return (
    <>
      <Button size={size} wide={wide} onPress={copy}>
        <Icon name={result === 'copied' ? 'check' : 'copy'} />
        {result === 'copied' ? 'Copied' : label}
      </Button>
      <Hidden>
        <span role="status">{result && SAID[result]}</span>
      </Hidden>
      {result === 'refused' && <span>{SAID.refused}</span>}
    </>
  )
}

const SAID = {
  copied: 'Copied.',
  refused: 'The browser does not allow copying here. Select the text and copy it yourself.',
}
