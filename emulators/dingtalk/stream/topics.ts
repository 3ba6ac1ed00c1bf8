/** Topic of messages to the robot. */
export const TOPIC_ROBOT = '/v1.0/im/bot/messages/get'
/** Topic of clicks on cards. */
export const TOPIC_CARD = '/v1.0/card/instances/callback'
/** Topic of the AI assistant's skill. */
export const TOPIC_SKILL = '/v1.0/graph/api/invoke'
/** Topic of all events. */
export const TOPIC_EVENTS = '*'
