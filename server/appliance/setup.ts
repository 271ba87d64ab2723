import type { AdminHandlers } from '../admin/dispatch.ts'
import type { ChatServer } from '../chat-server.ts'
import type { SetupAnswer, SetupState } from '../contract/admin/setup.ts'
import { SETUP_STEPS } from '../contract/admin/setup.ts'
import { ApiError } from '../contract/errors.ts'
import { APPLIANCE_SETTINGS } from '../contract/settings/appliance.ts'
import type { ControlPlane } from '../control/control-plane.ts'
import { createSetupAnswers, type KeptAnswer } from '../control/setup-answers.ts'
import type { Vault } from '../control/vault.ts'
import { checkPortFree } from '../lib/ports.ts'

/** The owner's password, hashed, until there is an owner. */
const PASSWORD = 'setup.owner_password_hash'

interface SetupParts {
  readonly control: ControlPlane
  readonly vault: Vault
  /** Throws SERVICE_UNAVAILABLE while the chat is starting. */
  readonly chat: () => ChatServer
  readonly found: () => SetupState['found']
}

type SetupHandlers = Pick<AdminHandlers, 'setup.state' | 'setup.save' | 'setup.finish'>

/** The first-run wizard as a state machine: a crash at any point leaves the answers acknowledged so far. */
export function createSetup({ control, vault, chat, found }: SetupParts): SetupHandlers {
  const answers = createSetupAnswers(control.db)
  let finishing: Promise<void> | undefined

  function forget(): void {
    answers.clear()
    vault.delete(PASSWORD)
  }
  if (control.facts.get('organization')) forget()

  function state(): SetupState {
    const organization = answers.get('organization')
    const owner = answers.get('owner')
    const address = answers.get('address')
    const certificate = answers.get('certificate')
    const missing = SETUP_STEPS.find((step) => !answers.get(step))
    return {
      step: control.facts.get('organization') ? 'finished' : (missing ?? 'ready'),
      organization: organization ? { name: organization.name } : null,
      owner: owner ? { full_name: owner.full_name, email: owner.email } : null,
      address: address ? { addresses: address.addresses, port: address.port } : null,
      certificate: certificate ? { kind: certificate.kind } : null,
      found: found(),
    }
  }

  /** Keeps nothing yet: the setup may be finished by the time that this is done. */
  async function check(answer: SetupAnswer): Promise<{ kept: KeptAnswer; passwordHash?: string }> {
    if (answer.step === 'address' && answer.port !== found().port) await checkPortFree(answer.port)
    if (answer.step !== 'owner') return { kept: answer }
    const { password: _, ...owner } = answer
    const { fullName, password } = await chat().prepareOwner(answer, answers.get('organization')?.name ?? '')
    if (!password && !vault.get(PASSWORD)) throw new ApiError('BAD_REQUEST', 'Choose a password for the owner.')
    return { kept: { ...owner, full_name: fullName }, ...(password && { passwordHash: password.hash }) }
  }

  async function finish(): Promise<void> {
    const organization = answers.get('organization')
    const owner = answers.get('owner')
    const address = answers.get('address')
    const hash = vault.get(PASSWORD)?.toString()
    if (!organization || !owner || !address || !hash || !answers.get('certificate')) {
      throw new ApiError('BAD_REQUEST', `The setup is not complete: ${state().step} has no answer yet.`)
    }
    control.settings.update({ addresses: address.addresses, port: address.port })
    const { full_name: fullName, email } = owner
    // There is one already when a first attempt was cut off right after it.
    if (!chat().isSetUp()) await chat().createOrganization(organization.name, { fullName, email, password: { hash } })
    control.facts.set('organization', new Date().toISOString())
    forget()
  }

  return {
    'setup.state': state,
    async 'setup.save'(answer) {
      checkOpen(control)
      const { kept, passwordHash } = await check(answer)
      // Somebody else may have finished while the password was hashed: nothing would take it out of the vault again.
      checkOpen(control)
      if (passwordHash) vault.set(PASSWORD, Buffer.from(passwordHash))
      answers.save(kept)
      return state()
    },
    async 'setup.finish'() {
      if (!control.facts.get('organization')) await (finishing ??= finish().finally(() => (finishing = undefined)))
      const isOtherPort = control.settings.current().port !== found().port
      return { state: state(), needsRestart: isOtherPort && APPLIANCE_SETTINGS.port.needsRestart ? ['port'] : [] }
    },
  }
}

function checkOpen({ facts }: ControlPlane): void {
  if (facts.get('organization')) {
    throw new ApiError('BAD_REQUEST', 'This Hearth is set up already; change what you like in the settings.')
  }
}
