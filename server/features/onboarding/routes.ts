import type { FastifyInstance } from 'fastify'
import { markOnboardingStep } from '../../contract/chat/onboarding.ts'
import type { Core } from '../../delivery/core.ts'
import { mount } from '../../http/mount.ts'
import { checkOnboardingStep, doMarkOnboardingStep } from './actions.ts'

export function mountOnboarding(app: FastifyInstance, core: Core): void {
  mount(app, markOnboardingStep, async ({ onboarding_step: name }, { actor }) => {
    await doMarkOnboardingStep(core, actor.id, checkOnboardingStep(name))
    return {}
  })
}
