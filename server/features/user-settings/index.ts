export { doChangeDefaultSettings, doChangeSettings } from './actions.ts'
export { readUserSetting, readUserSettings } from './repository.ts'
export { readSettingsState, streamNotifications } from './state.ts'
