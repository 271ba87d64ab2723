import { type ComponentProps, useState } from 'react'
import { Field } from './field.tsx'
import { Tool } from './tool.tsx'

type SecretFieldProps = Omit<ComponentProps<typeof Field>, 'type' | 'tail'>

/** A field for a password, which its owner may look at. */
export function SecretField(props: SecretFieldProps) {
  const [isShown, setShown] = useState(false)
  return (
    <Field
      {...props}
      type={isShown ? 'text' : 'password'}
      tail={
        <Tool
          icon="eye"
          label={isShown ? 'Hide password' : 'Show password'}
          isOn={isShown}
          onPress={() => setShown(!isShown)}
        />
      }
    />
  )
}
