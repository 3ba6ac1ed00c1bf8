import { formatDuration, parseDuration } from '../../emulators/core/duration.ts'
import { CaipaiError } from '../../emulators/core/errors.ts'
import { EXIT } from '../exit-codes.ts'

interface Line {
  readonly seq: number
  readonly kind: string
  readonly via: string
  readonly text: string
  readonly who: string
}

/** `caipai send`: acts as a user and prints what the user then sees. */
export async function send(
  platform: string,
  user: string,
  text: string,
  options: { readonly control: string; readonly controlToken?: string; readonly wait: string },
): Promise<void> {
  const waitMs = parseDuration(options.wait)
  if (waitMs === undefined)
    throw new CaipaiError(`--wait ${options.wait} is no duration`, { code: 'FLAG_INVALID', fix: 'Write 30s or 2m.' })
  if (!URL.canParse(options.control) || !/^https?:/i.test(options.control)) {
    throw new CaipaiError(`${JSON.stringify(options.control)} is not an http or https URL`, {
      code: 'FLAG_INVALID',
      where: '--control',
      fix: 'Give the address of `caipai up`, for example http://127.0.0.1:7700',
    })
  }
  const base = `${options.control.replace(/\/$/, '')}/_caipai`
  const token = (options.controlToken ?? process.env['CAIPAI_CONTROL_TOKEN']) || undefined
  const headers = {
    'content-type': 'application/json',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  }

  async function call<T>(path: string, init?: RequestInit): Promise<T> {
    let answer: Response
    try {
      answer = await fetch(`${base}${path}`, { headers, ...init })
    } catch (error) {
      throw new CaipaiError(`nobody answers at ${options.control}`, {
        code: 'CONTROL_UNREACHABLE',
        fix: 'Start the platforms in another terminal: caipai up   (or give --control)',
        cause: error,
      })
    }
    // Some other server may listen there, and this one may be interrupted.
    const body = (await answer.json().catch(() => undefined)) as
      | (T & { code?: string; message?: string; fix?: string })
      | undefined
    if (answer.ok && body !== undefined) return body
    if (typeof body?.code !== 'string' || typeof body.message !== 'string') {
      throw new CaipaiError(`what answers at ${options.control} is not caipai (status ${answer.status})`, {
        code: 'CONTROL_FOREIGN',
        where: '--control',
        fix: 'Give the address of `caipai up`, for example http://127.0.0.1:7700',
      })
    }
    throw new CaipaiError(body.message, { code: body.code, ...(body.fix === undefined ? {} : { fix: body.fix }) })
  }

  const { seq } = await call<{ seq: number }>(`/platforms/${encodeURIComponent(platform)}/acts/send`, {
    method: 'POST',
    body: JSON.stringify({ from: user, text }),
  })
  const until = performance.now() + waitMs
  let after = seq
  let seen = 0
  // The first answer may take long; what follows it closely belongs to it.
  for (let left = waitMs; left > 0; left = seen > 0 ? 1500 : until - performance.now()) {
    const within = `${Math.ceil(left)}ms`
    const { lines } = await call<{ lines: Line[] }>(
      `/transcript?platform=${encodeURIComponent(platform)}&after=${after}&open=false&within=${within}`,
    )
    const heard = lines.filter((line) => line.who !== 'user')
    for (const line of heard)
      process.stdout.write(`${line.via.padEnd(16)}  ${line.text === '' ? `(${line.kind})` : line.text}\n`)
    after = lines.at(-1)?.seq ?? after
    if (heard.length === 0 && (seen > 0 || performance.now() >= until)) break
    seen += heard.length
  }
  if (seen > 0) return
  process.stderr.write(`nothing came back within ${formatDuration(waitMs)}\n`)
  process.exitCode = EXIT.failed
}
