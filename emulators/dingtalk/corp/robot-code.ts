import type { Settings } from '../settings.ts'

/** The robotCode of the app's own robot. */
export const ownRobotCode = ({ app, robot }: Pick<Settings, 'app' | 'robot'>): string =>
  robot.code === '' ? app.clientId : robot.code
