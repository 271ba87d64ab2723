import { z } from 'zod'
import { endpoint } from '../endpoint.ts'

/** What Zulip's web app shows each person once, by its names. */
export const ONE_TIME_NOTICES = [
  'visibility_policy_banner',
  'intro_inbox_view_modal',
  'intro_recent_view_modal',
  'first_stream_created_banner',
  'jump_to_conversation_banner',
  'non_interleaved_view_messages_fading',
  'interleaved_view_messages_fading',
  'intro_resolve_topic_modal',
] as const

/** Not in the API documentation; web clients call it when somebody has seen a notice. */
export const markOnboardingStep = endpoint({
  operation: 'mark-onboarding-step-as-read',
  method: 'POST',
  path: '/users/me/onboarding_steps',
  access: 'user',
  params: { onboarding_step: z.string().max(100) },
})
