export { findOnboardingSteps } from './repository.ts'
export { mountOnboarding } from './routes.ts'
