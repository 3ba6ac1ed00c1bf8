/** What a platform's API answered. */
export interface JsonAnswer {
  readonly status: number
  readonly body: unknown
}

const TIMEOUT_MS = 10_000

/**
 * Sends JSON and reads JSON. The body is read as JSON whatever the Content-Type says: WeChat answers errors as `text/plain`.
 *
 * @param init `body` is sent as raw UTF-8 (never `\uXXXX`, which some platforms show to the user)
 * @throws when nothing came back in 10 s or what came is not JSON; never because of a status or an error code
 */
export async function requestJson(
  url: string,
  init: { method: 'GET' | 'POST' | 'PUT'; body?: unknown; headers?: Record<string, string> },
): Promise<JsonAnswer> {
  const response = await fetch(url, {
    method: init.method,
    headers: {
      ...(init.body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' }),
      ...init.headers,
    },
    ...(init.body === undefined ? {} : { body: JSON.stringify(init.body) }),
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
  const text = await response.text()
  try {
    return { status: response.status, body: text === '' ? {} : JSON.parse(text) }
  } catch {
    throw new Error(`HTTP ${response.status} with a body that is not JSON: ${text.slice(0, 80)}`)
  }
}
