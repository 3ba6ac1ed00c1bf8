/** The house's own lint rules: who may import whom, and nothing hidden that a world cannot control. */
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const fromRoot = (path) => relative(root, path).split(sep).join('/')

/** Which part of the house a file belongs to. */
export function partOf(path) {
  const [first, second] = path.split('/')
  if (first !== 'emulators') return first
  return second === undefined || second.endsWith('.ts') ? 'emulators' : `emulators/${second}`
}

const isPlatform = (part) => part.startsWith('emulators/') && part !== 'emulators/core'

/** Why a file of one part may not import a file of another; undefined when it may. */
export function forbids(from, to) {
  if (from === to || from === 'test' || from === 'bench' || from === 'scripts') return undefined
  if (from === 'reference-bot' || to === 'reference-bot') {
    return 'the reference bot is an independent witness: it and the rest import nothing of each other; use a published package'
  }
  if (from === 'emulators/core') return 'the core knows no platform and nothing above it; hand it what it needs as data'
  if (isPlatform(from) && to !== 'emulators/core') {
    return isPlatform(to)
      ? 'a platform never imports another platform; what both need belongs into emulators/core'
      : 'a platform stands on emulators/core alone'
  }
  if (from === 'emulators' && !to.startsWith('emulators/'))
    return 'emulators know nothing of contracts and the command line'
  if (from === 'contracts' && to !== 'emulators' && to !== 'emulators/core') {
    return isPlatform(to)
      ? 'contracts see platforms through emulators/index.ts, never from inside'
      : 'contracts know nothing of the command line; imports run cli -> contracts -> emulators'
  }
  if (from === 'cli' && isPlatform(to))
    return 'the command line sees platforms through emulators/index.ts, never from inside'
  return undefined
}

const walls = {
  create(context) {
    const file = fromRoot(context.filename)
    const from = partOf(file)
    const isTest = file.endsWith('.test.ts')
    const check = (node) => {
      const target = node.source?.value
      if (typeof target !== 'string' || !target.startsWith('.')) return
      const to = partOf(fromRoot(join(dirname(context.filename), target)))
      // Tests may use shared vectors, and a test of the core the smallest platform; nothing that is shipped may.
      if (isTest && to === 'test') return
      if (isTest && from === 'emulators/core' && to === 'emulators/model') return
      const why = forbids(from, to)
      if (why !== undefined) context.report({ node, message: `${from} imports ${to}: ${why}.` })
    }
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
    }
  },
}

const HIDDEN_GLOBALS = new Map([
  ['setTimeout', 'world.clock.after'],
  ['setInterval', 'world.clock.after'],
  ['setImmediate', 'world.clock.after'],
  ['fetch', 'world.deliver'],
])
const HIDDEN_MEMBERS = new Map([
  ['Date.now', 'world.clock.now()'],
  ['performance.now', 'world.clock.now()'],
  ['Math.random', 'world.random'],
  ['crypto.randomUUID', 'world.random.uuid()'],
  ['crypto.randomBytes', 'world.random.bytes()'],
  ['crypto.getRandomValues', 'world.random.bytes()'],
])
const HIDDEN_IMPORTS = new Set(['randomUUID', 'randomBytes', 'randomInt', 'randomFillSync', 'webcrypto'])
const HIDDEN_MODULES = new Set(['node:timers', 'node:timers/promises', 'timers', 'node:perf_hooks'])

/** Whether a file has to take time, chance and the network from its world. */
export function takesAllFromWorld(file) {
  if (file.endsWith('.test.ts')) return false
  const part = partOf(file)
  return (
    isPlatform(part) ||
    file.startsWith('contracts/scenario/') ||
    file.startsWith('contracts/rules/') ||
    file.startsWith('contracts/matching/')
  )
}

const noHiddenInputs = {
  create(context) {
    if (!takesAllFromWorld(fromRoot(context.filename))) return {}
    const refuse = (node, what, instead) =>
      context.report({
        node,
        message: `${what} is a hidden input that no world controls; take it from the world: ${instead}.`,
      })
    return {
      CallExpression(node) {
        const { callee } = node
        if (callee.type === 'Identifier' && HIDDEN_GLOBALS.has(callee.name))
          refuse(node, callee.name, HIDDEN_GLOBALS.get(callee.name))
        if (callee.type !== 'MemberExpression' || callee.computed) return
        const name = `${callee.object.name}.${callee.property.name}`
        if (HIDDEN_MEMBERS.has(name)) refuse(node, name, HIDDEN_MEMBERS.get(name))
      },
      NewExpression(node) {
        if (node.callee.name === 'Date' && node.arguments.length === 0)
          refuse(node, 'new Date()', 'new Date(world.clock.now())')
      },
      ImportDeclaration(node) {
        if (HIDDEN_MODULES.has(node.source.value)) refuse(node, node.source.value, 'world.clock')
        for (const one of node.specifiers) {
          const name = one.imported?.name
          if (HIDDEN_IMPORTS.has(name) && node.source.value.endsWith('crypto')) refuse(node, name, 'world.random')
        }
      },
    }
  },
}

export default { meta: { name: 'caipai' }, rules: { walls, 'no-hidden-inputs': noHiddenInputs } }
