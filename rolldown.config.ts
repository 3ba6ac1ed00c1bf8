import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig, type RolldownOptions } from 'rolldown'

/** What the package offers: one entry each, in one bundle, so that they share what they have in common. */
const product = {
  index: 'emulators/index.ts',
  vitest: 'contracts/vitest.ts',
  msw: 'emulators/msw.ts',
  'html-reporter': 'contracts/report/html/reporter.ts',
  cli: 'cli/main.ts',
}

/** Stays outside: what the user's project has to have one copy of, and what is loaded only when it is needed. */
const outside = ['vitest', 'msw', '@faker-js/faker', 'fsevents']

const absent = fileURLToPath(new URL('scripts/absent.cjs', import.meta.url))

const shared: RolldownOptions = {
  platform: 'node',
  // Everything else is bundled: the start is then a few files instead of some four hundred.
  external: (id) => id.startsWith('node:') || outside.some((name) => id === name || id.startsWith(`${name}/`)),
}

const present = Object.fromEntries(Object.entries(product).filter(([, path]) => existsSync(path)))

export default defineConfig([
  {
    ...shared,
    input: present,
    resolve: {
      alias: {
        '@fastify/ajv-compiler': absent,
        '@fastify/fast-json-stringify-compiler': absent,
      },
    },
    output: {
      dir: 'dist',
      entryFileNames: '[name].js',
      chunkFileNames: 'chunks/[name]-[hash].js',
      sourcemap: true,
      cleanDir: true,
      banner: (chunk) => (chunk.name === 'cli' ? '#!/usr/bin/env node' : ''),
    },
  },
  ...(existsSync('reference-bot/main.ts')
    ? [
        {
          ...shared,
          input: { main: 'reference-bot/main.ts' },
          output: {
            dir: 'dist/reference-bot',
            entryFileNames: '[name].js',
            chunkFileNames: 'chunks/[name]-[hash].js',
            sourcemap: true,
          },
        },
      ]
    : []),
])
