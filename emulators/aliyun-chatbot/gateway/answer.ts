import type { ApiAnswer, Call } from '../../core/call.ts'
import { requestOf, type Chatbot } from '../chatbot.ts'
import { errorEnvelope, refuse, type Refusal } from '../errors.ts'
import { writeJson } from '../json.ts'
import type { ChatbotAction, Outcome } from '../action.ts'
import { remark } from '../remarks.ts'
import { writeErrorXml, writeXml } from '../xml.ts'
import { actionParameters, type GatewayRequest } from './request.ts'
import { verifyCaller } from './verify.ts'

/** The newer Node client reads an XML error with exactly this type only. */
const JSON_TYPE = 'application/json;charset=utf-8'
const XML_TYPE = 'text/xml;charset=utf-8'

/**
 * Answers a call at the gateway: method, region, format, caller, rate, version, action, and then the action itself.
 *
 * Source: https://help.aliyun.com/document_detail/435312.html ; the order is ours.
 */
export function answerCall(bot: Chatbot, call: Call, action: ChatbotAction | undefined): ApiAnswer {
  const request = requestOf(bot, call)
  noteInput(call, request)
  const refusal = checkGateway(bot, call, request)
  if (refusal !== undefined) return answerError(bot, call, refusal)
  if (action === undefined) {
    const isVersion = request.version === '2017-10-11' || request.version === '2022-04-08'
    return answerError(bot, call, refuse(isVersion ? 'InvalidAction.NotFound' : 'InvalidVersion'))
  }
  if (request.style === 'V2' && !request.parameters.has('Format'))
    remark(
      bot,
      'format-is-xml',
      { en: 'There is no Format, so the answer is XML.', zh: '没有 Format 参数，因此返回 XML。' },
      { cause: call.entry.seq },
    )
  const outcome = action.run(bot, actionParameters(request), call)
  return outcome.ok ? answerSuccess(request, action, outcome) : answerError(bot, call, outcome, 'product')
}

/** What scenarios can expect of a call: its parameters, and how it was signed. */
function noteInput(call: Call, request: GatewayRequest): void {
  const { style, parameters, action, version } = request
  const header = (name: string): string => [call.headers[name]].flat().join(',')
  const signing =
    style === 'V3'
      ? { style, nonce: header('x-acs-signature-nonce'), timestamp: header('x-acs-date') }
      : { style, nonce: parameters.get('SignatureNonce') ?? '', timestamp: parameters.get('Timestamp') ?? '' }
  call.entry.input = { Action: action, Version: version, ...actionParameters(request), signing }
  call.entry.user = parameters.get('SenderId')
}

function checkGateway(bot: Chatbot, call: Call, request: GatewayRequest): Refusal | undefined {
  if (call.method !== 'GET' && call.method !== 'POST') return refuse('UnsupportedHTTPMethod')
  const region = checkRegion(bot, call, request)
  if (region !== undefined) return region
  if (request.badFormat !== undefined) return refuse('InvalidParameter.Format')
  const refusal = verifyCaller(bot, call, request)
  if (refusal !== undefined) return refusal
  const { world, settings, rate } = bot
  return rate.spend('calls', settings.callsPerSecond, 1000, world.clock.now()) ? undefined : refuse('Throttling.User')
}

/** Only a Host of Alibaba Cloud's own names a region; anything else is this machine and as good as the right one. */
function checkRegion(bot: Chatbot, call: Call, request: GatewayRequest): Refusal | undefined {
  const [, named] = /^chatbot\.([a-z0-9-]+)\.aliyuncs\.com(?::\d+)?$/.exec(call.headers.host ?? '') ?? []
  const region = named ?? request.parameters.get('RegionId')
  if (region === undefined || region === bot.settings.region) return undefined
  const what = {
    en: `The call is for ${region}; the robots live in ${bot.settings.region}.`,
    zh: `调用指向 ${region}，而机器人在 ${bot.settings.region}。`,
  }
  remark(bot, 'wrong-region', what, { cause: call.entry.seq })
  return named === undefined ? undefined : refuse('InvalidProduct.NotFound')
}

function answerSuccess(
  { format }: GatewayRequest,
  action: ChatbotAction,
  outcome: Extract<Outcome, { ok: true }>,
): ApiAnswer {
  const isJson = format === 'JSON'
  return {
    status: 200,
    headers: { 'content-type': isJson ? JSON_TYPE : XML_TYPE },
    body: isJson ? writeJson(outcome.body) : writeXml(`${action.name}Response`, outcome.body),
    ok: true,
    code: outcome.label,
    output: outcome.body,
  }
}

/** Writes an error in the format the caller wants. */
export function answerError(
  bot: Chatbot,
  call: Call,
  refusal: Refusal,
  from: 'gateway' | 'product' = 'gateway',
): ApiAnswer {
  const { format } = requestOf(bot, call)
  const requestId = bot.world.random.uuid().toUpperCase()
  const envelope = errorEnvelope(refusal, requestId, bot.settings.hostId)
  const isJson = format === 'JSON'
  return {
    status: from === 'product' && bot.settings.errorsWithStatus200 ? 200 : refusal.status,
    headers: { 'content-type': isJson ? JSON_TYPE : XML_TYPE },
    body: isJson ? JSON.stringify(envelope) : writeErrorXml(envelope),
    ok: false,
    code: refusal.code,
    message: refusal.message,
    output: envelope,
  }
}
